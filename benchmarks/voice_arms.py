"""One author's voice in the benchmark, built and used by the product's own functions, and the arms that are compared."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from avatar.adapt import Familiar
from avatar.asking import question
from avatar.classifier import Classifier
from avatar.drafting import Attempt, Laid, Task, Voice, at_any_rate, finish, lay_out, may_draft
from avatar.examples import Corpus, Exchange, Query
from avatar.guard import Allowed
from avatar.labels import Draft, Example, Label
from avatar.language import language_of
from avatar.prompts import Scene, Speaker, compose
from avatar.style import Fingerprint
from avatar.training_texts import vocabulary
from benchmarks.voice_rows import Row
from connectors.base import DIRECT_MESSAGE
from connectors.embeddings import embed
from connectors.language_model import LanguageModel
from pipeline.voice import REMEMBERED
from pipeline.writing import ask

NAME, PLACE, MOST_BYTES = "Alex", "a direct message", 1_000
PERSONA_TOKENS = 40
FORCED = "Nothing you said before comes close; asked for anyway, this is the best of your own words."


@dataclass
class Author:
    """A voice in use. `used` are the drafts so far, as the product remembers them."""

    voice: Voice
    classifier: Classifier
    model: LanguageModel
    used: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Sequence[Row], classifier: Classifier, model: LanguageModel) -> "Author":
        return cls(voice_of(rows, classifier), classifier, model)


def voice_of(rows: Sequence[Row], classifier: Classifier) -> Voice:
    """As pipeline.voice builds it from stored examples, all written by hand."""
    answered = [row for row in rows if row.context.strip() and row.reply.strip()]
    fans, replies = (embed([getattr(row, side) for row in answered]) for side in ("context", "reply"))
    guesses = classifier.guess([row.context for row in answered], fans)
    exchanges = [
        Exchange(
            Example(row.id, row.context, row.reply, language_of(row.reply)),
            DIRECT_MESSAGE,
            "",
            "",
            0.0,
            *guess,
            "by_hand",
        )
        for row, guess in zip(answered, guesses, strict=True)
    ]
    texts = [row.reply for row in answered]
    fingerprint = Fingerprint.of(texts, [DIRECT_MESSAGE] * len(texts), others=[row.context for row in answered])
    return Voice.of(Corpus.of(exchanges, fans, replies), fingerprint, Familiar.of(exchanges, vocabulary()))


def task_of(author: Author, row: Row) -> Task:
    """The message as the product sees it after classification."""
    label = author.classifier.label(row.context, embed([row.context])[0])
    asked = Query(row.context, embed([question(row.context)])[0], label.language, "", DIRECT_MESSAGE, "", label.intent)
    voice = author.voice
    allowed = Allowed(
        MOST_BYTES, label.language, fan_text=row.context, other_names=voice.familiar.names,
        usual_longest=voice.fingerprint.usual_length()[1],
    )  # fmt: skip
    return Task(asked, label, allowed, used=tuple(author.used[-REMEMBERED:]))


def drafted(author: Author, row: Row, always: bool) -> Draft:
    """What the product would lay before its creator; with `always` the best words there are where that is nothing."""
    task = task_of(author, row)
    laid = lay_out(author.voice, task)
    draft = finish(laid, _attempt(author, laid, row), embed) if may_draft(task.label) else Draft("", "none")
    if not draft.text and always:
        draft = _anyway(author, replace(task, label=_open(task.label)), draft)
    if draft.text:
        author.used.append(draft.text)
    return draft


def _attempt(author: Author, laid: Laid, row: Row) -> Attempt:
    if not author.model.available:
        return Attempt()
    scene = Scene(row.context, place=PLACE, max_bytes=MOST_BYTES)
    return Attempt(ask(author.model, laid, speaker_of(author), scene), author.model.strong)


def _anyway(author: Author, task: Task, draft: Draft) -> Draft:
    found = at_any_rate(author.voice, task, embed)
    if not found:
        return draft
    best = found[0]
    return replace(draft, text=best.text, source=best.source, style_score=best.style, reasons=(FORCED, *draft.reasons))


def _open(label: Label) -> Label:
    return replace(label, risks=frozenset())


def speaker_of(author: Author) -> Speaker:
    return Speaker(NAME, habits=author.voice.fingerprint.describe())


def persona_only(author: Author, row: Row) -> str:
    """A model that is told the name and the habits and sees nothing the author wrote."""
    prompt = compose(speaker_of(author), Scene(row.context, place=PLACE, max_bytes=MOST_BYTES), [])
    return next(iter(author.model.write(prompt, PERSONA_TOKENS)), "")


def full_prompt(author: Author, row: Row) -> None:
    """Ask what a strong model would be asked, for the count of tokens alone."""
    laid = lay_out(author.voice, task_of(author, row))
    scene = Scene(row.context, place=PLACE, max_bytes=MOST_BYTES)
    author.model.write(compose(speaker_of(author), scene, [found.example for found in laid.shown]), 1)


def nearness(one: Sequence[str], other: Sequence[str]) -> list[float]:
    """Likeness of meaning of each pair, -1..1."""
    return [round(float(value), 4) for value in np.einsum("ij,ij->i", embed(list(one)), embed(list(other)))]
