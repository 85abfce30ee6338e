"""Everything that goes into a draft, gathered: the voice, the persona, what is known, the model's answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from avatar.asking import question
from avatar.classifier import Classifier
from avatar.dataset import turns
from avatar.drafting import NO_HELP, Attempt, Laid, Task, Voice, finish, lay_out, may_draft, wants_small
from avatar.examples import Query
from avatar.guard import Allowed
from avatar.labels import Draft, Fact, Intent, Label
from avatar.moments import place_in
from avatar.prompts import Scene, Speaker, Turn, compose, compose_small
from connectors.base import Platform
from connectors.errors import ConnectorError, Transient
from logs import log
from models import Message, Persona
from pipeline.knowledge import facts_for
from pipeline.memory import remembered_of
from pipeline.personas import persona_of
from pipeline.preferences import wanted_by
from pipeline.scene import scene_of, speaker_of
from pipeline.spending import Counted
from pipeline.training import Embed
from pipeline.unanswered import found_an_answer, note
from pipeline.voice import mark_used, used_lately, voice_of
from settings import settings

PATIENCE = timedelta(minutes=10)
"""How long a message waits for a strong model that does not answer, before past replies alone must do."""
SMALL_TOKENS = 40
SMALL_EXAMPLES = 5
PAST_BESIDE_A_MODEL = 3  # past replies that are measured where a strong model's words come first
ASKS = frozenset({Intent.QUESTION, Intent.REQUEST})


class Model(Protocol):
    """A language model. `strong`: its words may come before the creator's own past replies."""

    available: bool

    def spent(self) -> Counted: ...

    @property
    def strong(self) -> bool: ...

    def write(self, messages: Sequence[dict[str, str]], max_tokens: int, count: int = 1) -> list[str]:
        """Up to `count` answers; raises the branches of connectors.errors."""


@dataclass(frozen=True)
class Writer:
    """The ports of this step."""

    embed: Embed
    classifier: Classifier
    model: Model
    platform: Callable[[str], Platform]
    usual: Model | None = None  # what writes where a tuned `model` is out of order; None: `model` is the usual one


@dataclass(frozen=True)
class _Desk:
    """What lies on the desk while one draft is written."""

    message: Message
    persona: Persona | None
    laid: Laid
    writer: Writer


def write(message: Message, label: Label, writer: Writer, now: datetime) -> Draft:
    """The draft for a labelled message, an empty one with its reason where there is none to give.

    Raises Transient while a strong model may come back soon.
    """
    if not may_draft(label):
        return Draft("", "none", reasons=(NO_HELP,))
    desk = _lay_out(message, label, writer, now)
    draft = finish(desk.laid, _attempt(desk, now), writer.embed)
    if draft.text:
        mark_used(message.workspace_id, draft.text)
    _remember_question(desk, draft, now)
    return draft


def write_unseen(message: Message, label: Label, writer: Writer, now: datetime) -> Draft:
    """As `write`, but as if nobody had drafted yet, and leaving no trace: for a model on trial. Raises as `write` does."""
    if not may_draft(label):
        return Draft("", "none", reasons=(NO_HELP,))
    blank = Message._from_son(message.to_mongo() | {"reply": {}})
    desk = _lay_out(blank, label, writer, now)
    return finish(desk.laid, _attempt(desk, now), writer.embed)


def _remember_question(desk: _Desk, draft: Draft, now: datetime) -> None:
    """What nobody could answer is shown to people until somebody can."""
    if desk.laid.task.label.intent not in ASKS:
        return
    if draft.text:
        found_an_answer(desk.message)
        return
    note(desk.message, desk.laid.task.query.vector, now)


def _lay_out(message: Message, label: Label, writer: Writer, now: datetime) -> _Desk:
    persona = persona_of(message.workspace_id)
    voice = voice_of(message.workspace_id, writer.embed, writer.classifier, now)
    vector = writer.embed([question(message.text)])[0]
    post = message.post.external_id if message.post else ""
    query = Query(message.text, vector, label.language, message.platform, message.kind, post, label.intent)
    refused = {message.reply.draft_text, message.reply.text} - {""}
    facts = (*_told(persona), *_of_the_post(message), *facts_for(message, vector, now, writer.embed))
    memories = remembered_of(message, vector, now, writer.embed)
    limits = writer.platform(message.platform).limits[message.kind]
    allowed = replace(
        _allowed(message, persona, voice), max_bytes=limits.max_reply_bytes, facts=_lines(facts), embed=_meaning(writer)
    )
    task = Task(
        query, label, allowed, message.fan_username, used_lately(message.workspace_id), refused, facts, memories,
        wanted_by(message.workspace_id, str(label.intent)),
        past=PAST_BESIDE_A_MODEL if writer.model.available and writer.model.strong else Task.past,
    )  # fmt: skip
    return _Desk(message, persona, lay_out(voice, task), writer)


def _meaning(writer: Writer) -> Embed | None:
    """What the guard compares meanings with: the local model alone, whose thresholds these are and which cannot fail."""
    return None if settings().embeddings_url else writer.embed


def _lines(facts: Sequence[Fact]) -> str:
    return "\n".join(fact.text for fact in facts)


def _told(persona: Persona | None) -> Iterator[Fact]:
    """What people told the avatar for every message."""
    for number, fact in enumerate(persona.facts if persona else ()):
        yield Fact(f"persona-{number}", fact, "persona")


def _of_the_post(message: Message) -> Iterator[Fact]:
    """What stands over the message, as it was when it came; nothing where it asks for a place in a video."""
    if message.post and not place_in(message.text):
        for text in dict.fromkeys(filter(None, (message.post.title, message.post.caption))):
            yield Fact(message.post.external_id, text, "post", message.post.title, message.post.permalink)


def _allowed(message: Message, persona: Persona | None, voice: Voice) -> Allowed:
    return Allowed(
        max_bytes=0, language=message.label.language, languages=persona.languages if persona else (), fan_text=message.text,
        fan_names=(message.fan_username,), other_names=voice.familiar.names, usual_longest=voice.fingerprint.usual_length()[1],
        swear_words=voice.swear_words,
    )  # fmt: skip


def _attempt(desk: _Desk, now: datetime) -> Attempt:
    """What the model gives, or the sentence why it gives nothing."""
    model = desk.writer.model
    if desk.writer.usual is not None:
        return _tuned_or_usual(desk, desk.writer.usual, now)
    try:
        return Attempt(_ask(desk) if model.available else (), model.strong)
    except ConnectorError as error:
        if isinstance(error, Transient) and model.strong and now - desk.message.moved_at < PATIENCE:
            raise
        log.warning("model gave nothing", message=str(desk.message.id), error=type(error).__name__)
        return Attempt((), model.strong, f"{error.sentence} This comes from your past replies alone.")


def _tuned_or_usual(desk: _Desk, usual: Model, now: datetime) -> Attempt:
    """A tuned model was promoted; when it gives nothing the usual one writes. A tiny one comes after past replies, tuned or not."""
    try:
        name = desk.persona.name if desk.persona else ""
        return Attempt(ask_tuned(desk.writer.model, desk.laid, name), desk.writer.model.strong)
    except ConnectorError as error:
        log.warning("tuned model gave nothing", message=str(desk.message.id), error=type(error).__name__)
        return _attempt(replace(desk, writer=replace(desk.writer, model=usual, usual=None)), now)


def _ask(desk: _Desk) -> list[str]:
    laid, model, message = desk.laid, desk.writer.model, desk.message
    if not model.strong and not wants_small(laid):
        return []
    scene = scene_of(message, laid, desk.writer.platform(message.platform), with_thread=model.strong)
    return ask(model, laid, speaker_of(desk.persona, laid), scene)


def ask_tuned(model: Model, laid: Laid, name: str) -> list[str]:
    """What a model that was tuned for `name` writes: asked as it was in training, and with nothing else."""
    query = laid.task.query
    asked = turns(name, query.platform, query.kind, query.text)
    return model.write(asked, _room(laid), max(1, settings().draft_candidates))


def _room(laid: Laid) -> int:
    """Tokens that an answer of this creator may need."""
    return min(400, max(80, laid.task.allowed.usual_longest // 2))


def ask(model: Model, laid: Laid, speaker: Speaker, scene: Scene) -> list[str]:
    """What the model writes: several answers of a strong one; a tiny one only where it is worth asking."""
    examples = [found.example for found in laid.shown]
    if not model.strong:
        prompt = compose_small(speaker, scene, examples[:SMALL_EXAMPLES])
        return model.write(prompt, SMALL_TOKENS) if wants_small(laid) else []
    asked = compose(speaker, scene, examples)
    texts = model.write(asked, _room(laid), max(1, settings().draft_candidates))
    return _short_enough(model, asked, texts, scene.max_bytes)


def _short_enough(model: Model, asked: Sequence[Turn], texts: list[str], most: int) -> list[str]:
    """What is too long for the platform is written once more, shorter: cut off it would end in the middle of a thought."""
    long = [text for text in texts if len(text.encode()) > most]
    if not long or len(long) < len(texts):
        return texts
    wish = f"That is too long to send. Say the same in less than {most // 2} characters."
    again = [*asked, {"role": "assistant", "content": long[0]}, {"role": "user", "content": wish}]
    return [*model.write(again, most // 3), *texts]
