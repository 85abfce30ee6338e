"""From everything at hand to the draft with all that a reviewer should see of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from avatar.confidence import confidence
from avatar.drafting.past import from_past, from_plain, look_up
from avatar.drafting.values import PAST, Candidate, Embed, Task, Voice
from avatar.drafting.written import choose, for_model, from_model
from avatar.examples import Found, diverse, words
from avatar.labels import Draft, Fact, Intent

SHOWN = 3  # other candidates, or examples where there is no draft

NOTHING_NEAR = "No draft: nothing you said before comes close. Here are three things you said to similar messages."
COPIED = "No draft: the answer would repeat one of your past replies word for word. Here are things you said before."
OWN_WORDS = "These are your own words to a similar message."
SHORTENED = "These are your own words to a similar message, shortened so that no past reply is repeated at length."
PLAIN_WORDS = "Nothing you said before comes close, so these are words of yours that fit any message of this kind."
CHANGED = "Changed in the manner of your edits: {}."
NO_HELP = "No draft: this is a matter for you, and a draft could only be in the way."
NOTHING_SAID = "No draft: there are no past replies of yours to learn from yet."


@dataclass(frozen=True)
class Laid:
    """What lies ready for one message before a model is asked."""

    voice: Voice
    task: Task
    near: Sequence[Found]  # past exchanges like it, best first
    shown: Sequence[Found]  # of these what a model and a person see
    past: Sequence[Candidate]  # of the creator's own words what could stand again


@dataclass(frozen=True)
class Attempt:
    """What a language model gave for a message, and the sentence that says why it gave nothing."""

    texts: Sequence[str] = ()
    strong: bool = False
    problem: str = ""


def lay_out(voice: Voice, task: Task) -> Laid:
    """Everything that needs no model."""
    near = look_up(voice, task)
    past = from_past(voice, task, near)
    usable = any(candidate.within for candidate in past)
    return Laid(voice, task, near, diverse(voice.corpus, near), past if usable else [*from_plain(voice, task), *past])


def wants_small(laid: Laid) -> bool:
    """Whether a tiny model is worth asking: only for praise and greetings for which nothing past would do."""
    nothing = not any(candidate.within for candidate in laid.past)
    return nothing and laid.task.label.intent in (Intent.PRAISE, Intent.GREETING)


def finish(laid: Laid, attempt: Attempt, embed: Embed) -> Draft:
    """The draft, or an empty one that says why there is none."""
    task = for_model(laid.voice, laid.task, laid.shown)
    written = from_model(laid.voice, task, attempt.texts, laid.shown, embed)
    chosen = choose(laid.past, written, attempt.strong)
    return as_draft(laid, chosen, [*written, *laid.past], attempt.problem)


def as_draft(laid: Laid, chosen: Candidate | None, others: Sequence[Candidate], problem: str = "") -> Draft:
    """The draft with everything a reviewer should see; without `chosen` an honest "no draft". `problem` goes to the reasons."""
    examples = tuple(found.example for found in laid.shown)
    rest = tuple(dict.fromkeys(other.text for other in others if chosen is None or other.text != chosen.text))[:SHOWN]
    if chosen is None:
        offered = tuple(one.text for one in others if one.source == PAST)[:SHOWN]
        reasons = tuple(filter(None, (problem, _why_none(laid, offered))))
        return Draft("", "none", examples[:SHOWN], candidates=offered, reasons=reasons)
    leading = chosen.relevance if chosen.source == PAST else max((e.similarity for e in examples), default=0.0)
    measured = features(laid, chosen, leading)
    return Draft(
        chosen.text, chosen.source, examples, rest, chosen.style, confidence(measured), chosen.findings,
        tuple(filter(None, (problem, _whose(chosen), _changed(chosen)))), stated(chosen.text, laid.task.facts),
        tuple(laid.task.memories) if chosen.source != PAST else (), measured,
    )  # fmt: skip


def features(laid: Laid, chosen: Candidate, relevance: float) -> Mapping[str, float]:
    """What confidence is computed from, by name, all 0..1 except `findings`, a count. What could not be measured is left out."""
    best = max((found.similarity for found in laid.near), default=0.0)
    found = {
        "relevance": relevance, "style": None if chosen.style is None else chosen.style / 100, "verifier": chosen.verifier,
        "agreement": chosen.agreement, "label": laid.task.label.confidence, "findings": float(len(chosen.findings)),
        "novelty": 1 - best, "length_fit": _length_fit(chosen.text, laid.voice.fingerprint.usual_length()),
        "from_past": float(chosen.source == PAST),
    }  # fmt: skip
    return {name: round(float(value), 4) for name, value in found.items() if value is not None}


def stated(text: str, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Of these facts the ones that `text` speaks of: they share a number or two telling words with it."""
    said = words(text)
    return tuple(fact for fact in facts if _rests_on(said, words(fact.text)))


def _rests_on(said: frozenset[str], known: frozenset[str]) -> bool:
    shared = said & known
    return len(shared) > 1 or any(word.isdigit() for word in shared)


def _length_fit(text: str, usual: tuple[int, int]) -> float:
    """1 within the usual length, less the further away."""
    least, most = max(usual[0], 1), max(usual[1], 1)
    return min(1.0, len(text) / least, most / max(len(text), 1))


def _why_none(laid: Laid, offered: Sequence[str]) -> str:
    if offered:
        return COPIED
    return NOTHING_NEAR if laid.shown else NOTHING_SAID


def _whose(chosen: Candidate) -> str:
    if chosen.source != PAST:
        return ""
    if chosen.plain:
        return PLAIN_WORDS
    return SHORTENED if chosen.cut else OWN_WORDS


def _changed(chosen: Candidate) -> str:
    return CHANGED.format("; ".join(chosen.applied)) if chosen.applied else ""
