"""Which words become the draft."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.adapt import Familiar
from avatar.asking import question
from avatar.copying import MOST_COPIED_WORDS
from avatar.drafting import (
    CHANGED,
    COPIED,
    MODEL,
    NOTHING_NEAR,
    NOTHING_SAID,
    PAST,
    Attempt,
    Candidate,
    Task,
    Voice,
    at_any_rate,
    choose,
    finish,
    from_model,
    from_past,
    lay_out,
    look_up,
    may_draft,
)  # fmt: skip
from avatar.examples import Corpus, Exchange, Query
from avatar.guard import Allowed
from avatar.labels import Example, Fact, Intent, Label, Risk, Sentiment
from avatar.preferences import understood
from avatar.style import Fingerprint

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

SAID = [
    ("What tyres do you run?", "47 mm tubeless, softer than you think", Intent.QUESTION),
    ("how long does it bake?", "about 40 minutes, don't lift the lid", Intent.QUESTION),
    ("love your videos so much", "thank youuu, i make them for this comment", Intent.PRAISE),
    ("hello from Texas!", "hellooo texas! does your headwind come with cows?", Intent.GREETING),
    ("good morning!", "good morning! coffee first, then we shall talk", Intent.GREETING),
    ("me encantan tus vídeos", "y a mí que los veas, graciasss", Intent.PRAISE),
]


@pytest.fixture
def voice(embedded: Embed) -> Voice:
    exchanges = [
        Exchange(Example(str(n), fan, reply, "es" if "graciasss" in reply else "en"), kind="comment", fan=f"fan{n}", intent=intent)
        for n, (fan, reply, intent) in enumerate(SAID)
    ]  # fmt: skip
    corpus = Corpus.of(exchanges, embedded([row[0] for row in SAID]), embedded([row[1] for row in SAID]))
    return Voice.of(corpus, Fingerprint.of([row[1] for row in SAID] * 3), Familiar.of(exchanges))


@pytest.fixture
def task(embedded: Embed) -> Callable[..., Task]:
    def make(text: str, intent: Intent, language: str = "en", **fields: object) -> Task:
        query = Query(text, embedded([question(text)])[0], language, kind="comment", intent=intent)
        label = Label(intent, Sentiment.POSITIVE, language, confidence=0.9)
        return Task(query, label, Allowed(500, language, ("en", "es"), fan_text=text), fan="ada", **fields)  # type: ignore[arg-type]

    return make


def texts(voice: Voice, task: Task) -> list[str]:
    return [candidate.text for candidate in from_past(voice, task, look_up(voice, task))]


def test_the_same_question_gets_the_same_answer(voice: Voice, task: Callable[..., Task]) -> None:
    assert texts(voice, task("what tyres do you run on this one?", Intent.QUESTION)) == [SAID[0][1]]


@pytest.mark.parametrize(
    "text", ["what pot is that?", "how long is your beard?", "do you sell tyres?", "what's your name"]
)
def test_another_question_gets_no_answer(voice: Voice, task: Callable[..., Task], text: str) -> None:
    assert texts(voice, task(text, Intent.QUESTION)) == []


def test_praise_is_answered_like_praise(voice: Voice, task: Callable[..., Task]) -> None:
    assert texts(voice, task("i love your videos", Intent.PRAISE)) == [SAID[2][1]]


def test_the_answer_is_in_the_fans_language(voice: Voice, task: Callable[..., Task]) -> None:
    assert texts(voice, task("me encantan tus vídeos!!", Intent.PRAISE, "es")) == [SAID[5][1]]
    assert texts(voice, task("amo seus vídeos", Intent.PRAISE, "pt")) == []


def test_what_echoes_another_fan_is_not_said_again(voice: Voice, task: Callable[..., Task]) -> None:
    assert SAID[3][1] not in texts(voice, task("hello from Bristol!", Intent.GREETING))


def test_a_good_night_is_no_good_morning(voice: Voice, task: Callable[..., Task]) -> None:
    assert SAID[4][1] in texts(voice, task("good morning to you", Intent.GREETING))
    assert SAID[4][1] not in texts(voice, task("good night to you", Intent.GREETING))


def test_nobody_gets_what_the_last_one_got(voice: Voice, task: Callable[..., Task]) -> None:
    assert texts(voice, task("i love your videos", Intent.PRAISE, used={SAID[2][1]})) == []
    question_again = task("what tyres do you run?", Intent.QUESTION, used={SAID[0][1]})
    assert texts(voice, question_again) == [SAID[0][1]], "a fact stays true for the next one"
    assert texts(voice, replace(question_again, refused={SAID[0][1]})) == [], "who asked for another draft gets another"


def test_a_models_words_are_measured(voice: Voice, task: Callable[..., Task], embedded: Embed) -> None:
    asked = task("i love your videos", Intent.PRAISE)
    good, bad = "thank youuu, your comment made my videos worth it", "As an AI language model I cannot love videos"
    found = from_model(voice, asked, [good, bad, good, " "], look_up(voice, asked), embedded)
    assert [candidate.text for candidate in found] == [good, bad]
    assert not found[0].findings
    assert found[1].findings
    assert 0 < found[0].relevance <= 1


def test_a_strong_model_comes_first_unless_the_guard_objects() -> None:
    past, clean = Candidate("mine", PAST, 0.9, 80), Candidate("written", MODEL, 0.5, 50)
    dirty = replace(clean, findings=("It promises something.",))
    assert choose([past], [clean], strong=True) is clean
    assert choose([past], [dirty], strong=True) is past
    assert choose([], [dirty], strong=True) is dirty
    assert choose([], [], strong=True) is None


def test_a_tiny_model_comes_only_where_it_is_better() -> None:
    past = Candidate("mine", PAST, 0.6, 80)
    poor, fine = Candidate("meh", MODEL, 0.9, 20), Candidate("fine", MODEL, 0.9, 90)
    assert choose([past], [poor], strong=False) is past
    assert choose([], [poor], strong=False) is None
    assert choose([past], [fine], strong=False) is fine
    assert choose([], [replace(fine, findings=("It repeats itself.",))], strong=False) is None


def test_no_draft_is_said_honestly(voice: Voice, task: Callable[..., Task], embedded: Embed) -> None:
    draft = finish(lay_out(voice, task("do you sell dishwashers?", Intent.QUESTION)), Attempt(), embedded)
    assert (draft.text, draft.source, draft.reasons) == ("", "none", (NOTHING_NEAR,))
    assert len(draft.examples) == 3
    nobody = finish(lay_out(Voice.empty(), task("hello", Intent.GREETING)), Attempt(), embedded)
    assert nobody.reasons == (NOTHING_SAID,)


def test_a_problem_is_told_beside_the_draft(voice: Voice, task: Callable[..., Task], embedded: Embed) -> None:
    laid = lay_out(voice, task("i love your videos", Intent.PRAISE))
    draft = finish(laid, Attempt(problem="The language model is away."), embedded)
    assert draft.reasons[0] == "The language model is away."
    assert draft.source == PAST
    assert 0 < draft.confidence < 1
    assert draft.candidates == ()


def test_some_things_are_not_drafted_at_all() -> None:
    assert not may_draft(Label(Intent.QUESTION, risks=frozenset({Risk.CRISIS})))
    assert not may_draft(Label(Intent.GREETING, risks=frozenset({Risk.MINORS})))
    assert not may_draft(Label(Intent.THREAT))
    assert may_draft(Label(Intent.QUESTION, risks=frozenset({Risk.MEDICAL})))


def test_a_voice_without_words_has_nothing_to_say(task: Callable[..., Task]) -> None:
    empty = Voice.empty()
    assert look_up(empty, task("hello", Intent.GREETING)) == []


LONG = "rye, two handfuls, and then you let it sleep beside the stove until the morning comes"
FED = "four times a day. i feed him like a small and very demanding aunt from the north"


@pytest.fixture
def talker(embedded: Embed) -> Voice:
    """Somebody who writes long answers."""
    rows = [("which flour do you feed the starter?", LONG), ("how often do you feed the starter?", FED)]
    exchanges = [
        Exchange(Example(str(n), *row), kind="comment", fan=f"fan{n}", intent=Intent.QUESTION)
        for n, row in enumerate(rows)
    ]
    corpus = Corpus.of(exchanges, embedded([row[0] for row in rows]), embedded([row[1] for row in rows]))
    return Voice.of(corpus, Fingerprint.of([row[1] for row in rows]), Familiar.of(exchanges))


def test_a_long_answer_is_offered_not_repeated(talker: Voice, task: Callable[..., Task], embedded: Embed) -> None:
    draft = finish(lay_out(talker, task("which flour do you feed your starter?", Intent.QUESTION)), Attempt(), embedded)
    assert (draft.text, draft.source, draft.confidence) == ("", "none", 0.0)
    assert draft.reasons == (COPIED,)
    assert draft.candidates == (LONG,)


def test_what_a_long_answer_begins_with_may_stand(task: Callable[..., Task], embedded: Embed) -> None:
    fan, reply = "love your bread so much", "you sweet soul. i baked it with two tired hands and one lamp"
    exchange = Exchange(Example("1", fan, reply), kind="comment", fan="fan1", intent=Intent.PRAISE)
    warm = Voice.of(
        Corpus.of([exchange], embedded([fan]), embedded([reply])), Fingerprint.of([reply]), Familiar.of([exchange])
    )
    found = from_past(warm, (asked := task("i love your bread so much", Intent.PRAISE)), look_up(warm, asked))
    assert [(one.text, one.cut, one.within) for one in found] == [("you sweet soul.", True, True)]


def test_a_fact_is_not_cut_where_a_number_would_be_lost(task: Callable[..., Task], embedded: Embed) -> None:
    fan, reply = "what tyres do you run?", "these tyres are soft. the front one has 2.3 bar and the one behind has more"
    exchange = Exchange(Example("1", fan, reply), kind="comment", fan="fan1", intent=Intent.QUESTION)
    voice = Voice.of(
        Corpus.of([exchange], embedded([fan]), embedded([reply])), Fingerprint.of([reply]), Familiar.of([exchange])
    )
    found = from_past(voice, (asked := task("what tyres do you run", Intent.QUESTION)), look_up(voice, asked))
    assert [(one.text, one.within) for one in found] == [(reply, False)]


def test_a_model_that_recites_a_past_reply_is_not_chosen(
    talker: Voice, task: Callable[..., Task], embedded: Embed
) -> None:
    laid = lay_out(talker, task("do you like the mountains?", Intent.QUESTION))
    recited, free = LONG, "rye, always, and a bit of patience"
    draft = finish(laid, Attempt([recited, free], strong=True), embedded)
    assert draft.text == free
    assert talker.said.longest_copied_run(recited) > MOST_COPIED_WORDS
    assert recited in draft.candidates


def test_answers_that_agree_rank_above_the_odd_one_out(
    voice: Voice, task: Callable[..., Task], embedded: Embed
) -> None:
    texts = ["the tyres are wide and soft", "my tyres are soft and wide", "i had soup for lunch"]
    asked = task("what tyres do you run?", Intent.QUESTION)
    found = from_model(voice, asked, texts, look_up(voice, asked), embedded)
    assert found[-1].text == texts[2]
    assert (found[0].agreement or 0) > (found[-1].agreement or 0)
    assert from_model(voice, asked, texts[:1], look_up(voice, asked), embedded)[0].agreement is None


def test_what_a_draft_was_measured_by_is_kept_by_name(voice: Voice, task: Callable[..., Task], embedded: Embed) -> None:
    laid = lay_out(voice, task("what tyres do you run on this one?", Intent.QUESTION))
    own = finish(laid, Attempt(), embedded).measured
    assert own.keys() >= {"relevance", "style", "label", "findings", "novelty", "length_fit", "from_past"}
    assert "agreement" not in own, "what was not measured is left out"
    assert (own["from_past"], own["label"], own["findings"]) == (1.0, 0.9, 0.0)
    written = finish(laid, Attempt(["they are 47 mm", "47 mm, i think"], strong=True), embedded).measured
    assert written["from_past"] == 0.0
    assert 0 < written["agreement"] <= 1
    assert all(0 <= value <= 1 for name, value in written.items() if name != "findings")


def test_a_draft_names_the_facts_it_states(voice: Voice, task: Callable[..., Task], embedded: Embed) -> None:
    pot, dog = Fact("1", "The pot holds 3 litres.", "persona"), Fact("2", "The dog is called Bruno.", "faq")
    asked = task("how big is the pot?", Intent.QUESTION, facts=[pot, dog], memories=["Ada bakes rye."])
    draft = finish(lay_out(voice, asked), Attempt(["the pot holds three litres or so"], strong=True), embedded)
    assert draft.facts == (pot,)
    assert draft.memories == ("Ada bakes rye.",)


@pytest.mark.parametrize("text", ["do you sell dishwashers?", "my cat ate the router", "hello from Texas!", "???"])
def test_there_is_an_answer_at_any_rate_and_it_copies_little(
    voice: Voice, talker: Voice, task: Callable[..., Task], embedded: Embed, text: str
) -> None:
    for one in (voice, talker):
        found = at_any_rate(one, task(text, Intent.OTHER), embedded)
        assert found
        assert all(one.said.longest_copied_run(candidate.text) <= MOST_COPIED_WORDS for candidate in found)
        assert [candidate.rank for candidate in found] == sorted((c.rank for c in found), reverse=True)
    assert at_any_rate(Voice.empty(), task(text, Intent.OTHER), embedded) == []


def test_at_any_rate_nothing_refused_is_said_again(voice: Voice, task: Callable[..., Task], embedded: Embed) -> None:
    first = at_any_rate(voice, task("my cat ate the router", Intent.OTHER), embedded)[0].text
    again = at_any_rate(voice, task("my cat ate the router", Intent.OTHER, refused={first}), embedded)
    assert first not in [candidate.text for candidate in again]


def test_past_replies_keep_to_what_people_want_and_say_so(
    voice: Voice, task: Callable[..., Task], embedded: Embed
) -> None:
    wanted = [understood(one) for one in ('Says "thanks", not "thank youuu"', "Ends with a question back")]
    draft = finish(lay_out(voice, task("i love your videos", Intent.PRAISE, wanted=wanted)), Attempt(), embedded)
    assert draft.text == "thanks, i make them for this comment"
    assert [one for one in draft.reasons if "edits" in one] == [CHANGED.format(wanted[0].text)]
    plain = finish(lay_out(voice, task("i love your videos", Intent.PRAISE)), Attempt(), embedded)
    assert plain.text == SAID[2][1] and not [one for one in plain.reasons if "edits" in one]


def test_a_models_words_are_mended_too(voice: Voice, task: Callable[..., Task], embedded: Embed) -> None:
    asked = task("i love your videos", Intent.PRAISE, wanted=[understood("No exclamation marks")])
    draft = finish(lay_out(voice, asked), Attempt(["so kind of you! really!"], strong=True), embedded)
    assert (draft.text, draft.source) == ("so kind of you. really.", MODEL)


def test_what_a_person_has_refused_or_seen_lately_is_known_in_its_mended_words(
    voice: Voice, task: Callable[..., Task]
) -> None:
    wanted = [understood('Says "thanks", not "thank youuu"')]
    mended = "thanks, i make them for this comment"
    for seen in ({"refused": {mended}}, {"used": [mended]}):
        assert texts(voice, task("i love your videos", Intent.PRAISE, wanted=wanted, **seen)) == []


def test_a_signature_stands_once_behind_everything(voice: Voice, task: Callable[..., Task], embedded: Embed) -> None:
    wanted = [understood('Always signs with "xx n"')]
    asked = task("i love your videos", Intent.PRAISE, wanted=wanted)
    draft = finish(lay_out(voice, asked), Attempt(), embedded)
    assert draft.text == "thank youuu, i make them for this comment xx n"
    assert CHANGED.format(wanted[0].text) in draft.reasons
    for candidate in at_any_rate(voice, asked, embedded):
        assert candidate.text.endswith("xx n") and candidate.text.count("xx n") == 1
