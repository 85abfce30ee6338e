"""Everything that goes into a draft, gathered: the voice, the thread, the persona, the model's answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from avatar.asking import question
from avatar.classifier import Classifier
from avatar.drafting import (
    NO_HELP,
    Task,
    Voice,
    as_draft,
    choose,
    from_model,
    from_past,
    from_plain,
    look_up,
    may_draft,
)
from avatar.examples import Found, Query, diverse
from avatar.guard import Allowed
from avatar.labels import Draft, Intent, Label
from avatar.prompts import RULES, Scene, Speaker, compose, compose_small
from connectors.base import DIRECT_MESSAGE, Platform
from connectors.errors import ConnectorError, Transient
from logs import log
from models import Message, Persona, ReplyExample, Status
from pipeline.knowledge import told_in_post
from pipeline.personas import persona_of
from pipeline.training import Embed
from pipeline.voice import mark_used, used_lately, voice_of

PATIENCE = timedelta(minutes=10)
"""How long a message waits for a strong model that does not answer, before past replies alone must do."""
EARLIER = 4  # messages of the thread that the model sees
SMALL_TOKENS = 40


class Model(Protocol):
    """A language model. `strong`: its words may come before the creator's own past replies."""

    available: bool

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


@dataclass(frozen=True)
class _Desk:
    """What lies on the desk while one draft is written."""

    message: Message
    task: Task
    voice: Voice
    persona: Persona | None
    near: list[Found]
    shown: list[Found]


def write(message: Message, label: Label, writer: Writer, now: datetime) -> Draft:
    """The draft for a labelled message, an empty one with its reason where there is none to give.

    Raises Transient while a strong model may come back soon.
    """
    if not may_draft(label):
        return Draft("", "none", reasons=(NO_HELP,))
    desk = _lay_out(message, label, writer, now)
    past = from_past(desk.voice, desk.task, desk.near) or from_plain(desk.voice, desk.task)
    problem, written = "", []
    try:
        texts = _ask(desk, writer, bool(past))
        written = from_model(desk.voice, _for_model(desk), texts, desk.shown, writer.embed)
    except ConnectorError as error:
        if isinstance(error, Transient) and writer.model.strong and now - message.moved_at < PATIENCE:
            raise
        log.warning("model gave nothing", message=str(message.id), error=type(error).__name__)
        problem = f"{error.sentence} This comes from your past replies alone."
    chosen = choose(past, written, writer.model.strong)
    if chosen:
        mark_used(message.workspace_id, chosen.text)
    return as_draft(chosen, [*written, *past], label, desk.shown, problem)


def _lay_out(message: Message, label: Label, writer: Writer, now: datetime) -> _Desk:
    persona = persona_of(message.workspace_id)
    voice = voice_of(message.workspace_id, writer.embed, writer.classifier, now)
    vector = writer.embed([question(message.text)])[0]
    post = message.post.external_id if message.post else ""
    query = Query(message.text, vector, label.language, message.platform, message.kind, post, label.intent)
    refused = {message.reply.draft_text, message.reply.text} - {""}
    allowed = _allowed(message, label, persona, voice, writer)
    task = Task(query, label, allowed, message.fan_username, used_lately(message.workspace_id), refused)
    near = look_up(voice, task)
    return _Desk(message, task, voice, persona, near, diverse(voice.corpus, near))


def _allowed(message: Message, label: Label, persona: Persona | None, voice: Voice, writer: Writer) -> Allowed:
    post = [message.post.title, message.post.caption, told_in_post(message)] if message.post else []
    facts = "\n".join([*(persona.facts if persona else []), *post])
    return Allowed(
        max_bytes=writer.platform(message.platform).limits[message.kind].max_reply_bytes, language=label.language,
        languages=persona.languages if persona else (), facts=facts, fan_text=message.text, fan_names=(message.fan_username,),
        other_names=voice.familiar.names, usual_longest=voice.fingerprint.usual_length()[1],
    )  # fmt: skip


def _for_model(desk: _Desk) -> Task:
    """A model may also state what stands in the past replies that it is shown, and must not recite its rules."""
    facts = "\n".join([desk.task.allowed.facts, *(found.example.text for found in desk.shown)])
    return replace(desk.task, allowed=replace(desk.task.allowed, facts=facts, prompt="\n".join(RULES)))


def _ask(desk: _Desk, writer: Writer, has_past: bool) -> list[str]:
    """What the model writes. A tiny one is asked only to answer praise and greetings for which nothing past would do."""
    model, examples = writer.model, [found.example for found in desk.shown]
    if not model.available:
        return []
    if model.strong:
        tokens = min(400, max(80, desk.task.allowed.usual_longest // 2))
        asked = compose(_speaker(desk), _scene(desk, writer), examples)
        return _short_enough(desk, writer, asked, model.write(asked, tokens))
    if has_past or desk.task.label.intent not in (Intent.PRAISE, Intent.GREETING):
        return []
    prompt = compose_small(_speaker(desk), _scene(desk, writer, with_thread=False), examples[:5])
    return model.write(prompt, SMALL_TOKENS)


def _short_enough(desk: _Desk, writer: Writer, asked: Sequence[dict[str, str]], texts: list[str]) -> list[str]:
    """What is too long for the platform is written once more, shorter: cut off it would end in the middle of a thought."""
    most = desk.task.allowed.max_bytes
    long = [text for text in texts if len(text.encode()) > most]
    if not long or len(long) < len(texts):
        return texts
    wish = f"That is too long to send. Say the same in less than {most // 2} characters."
    again = [*asked, {"role": "assistant", "content": long[0]}, {"role": "user", "content": wish}]
    return [*writer.model.write(again, most // 3), *texts]


def _speaker(desk: _Desk) -> Speaker:
    persona, habits = desk.persona, desk.voice.fingerprint.describe()
    if persona is None:
        return Speaker("the creator", habits=habits)
    traits = [(trait.name, trait.intensity, trait.description) for trait in persona.traits]
    return Speaker(persona.name, persona.motto, persona.portrait, traits, persona.taboo, persona.facts, habits)


def _scene(desk: _Desk, writer: Writer, with_thread: bool = True) -> Scene:
    message = desk.message
    kind = "a direct message" if message.kind == DIRECT_MESSAGE else "a public comment"
    return Scene(
        text=message.text, fan=message.fan_username, place=f"{kind} on {writer.platform(message.platform).title}",
        max_bytes=desk.task.allowed.max_bytes, post=_post(message),
        thread=_thread(message) if with_thread else (), hint=message.reply.hint,
    )  # fmt: skip


def _post(message: Message) -> str:
    if not message.post:
        return ""
    told = told_in_post(message)
    known = told if told not in message.post.caption else ""
    return " — ".join(filter(None, [message.post.title, message.post.caption, known]))


def _thread(message: Message) -> list[tuple[bool, str]]:
    """What was said before in this conversation, oldest first; True: by the creator."""
    if message.begins_conversation:
        return []
    here = {"account_id": message.account_id, "conversation_id": message.conversation_id}
    before = message.platform_created_at
    fans = Message.objects(platform_created_at__lt=before, **here).order_by("-platform_created_at").limit(EARLIER)
    fans = fans.only("platform_created_at", "text", "status", "moved_at", "reply.text")
    own = ReplyExample.objects(created_at__lt=before, **here).order_by("-created_at").limit(EARLIER)
    own = own.only("created_at", "text", "source")
    said = [(other.platform_created_at, False, other.text) for other in fans]
    said += [(other.moved_at, True, other.reply.text) for other in fans if other.status is Status.SENT]
    said += [(one.created_at, True, one.text) for one in own if one.source == "by_hand"]
    return [(by_creator, text) for _at, by_creator, text in sorted(said)[-EARLIER:] if text]
