"""What a language model is told of a message: who speaks, where it stands, what was said before."""

from avatar.drafting import Laid
from avatar.injection import cleaned
from avatar.persona import tone_words
from avatar.prompts import Scene, Speaker
from connectors.base import DIRECT_MESSAGE, Platform
from models import Message, Persona, ReplyExample, Status

EARLIER = 4  # messages of the thread that the model sees
TOLD_ELSEWHERE = ("persona",)  # sources of facts that stand in the prompt anyway


def speaker_of(persona: Persona | None, laid: Laid) -> Speaker:
    """Who the avatar is; the same for every message of a platform, so that vendors can cache it."""
    habits = laid.voice.fingerprint.describe()
    if persona is None:
        return Speaker("the creator", habits=habits, preferences=_wanted(laid, everywhere=True))
    traits = [(trait.name, trait.intensity, trait.description) for trait in persona.traits]
    return Speaker(
        persona.name, persona.motto, persona.portrait, traits, tone=_tone(persona), here=_here(persona, laid.task.query.platform),
        never=[*persona.taboo, *persona.never], facts=persona.facts, habits=habits,
        preferences=_wanted(laid, everywhere=True),
    )  # fmt: skip


def _tone(persona: Persona) -> list[str]:
    low, high = persona.tone
    return [f"The tone is {tone_words((low, high))}."] if persona.measured_at else []


def _here(persona: Persona, platform: str) -> list[str]:
    """What is different on this platform."""
    found = next((one for one in persona.adaptations if one.platform == platform), None)
    return [f"{persona.name} {habit}." for habit in found.habits] if found else []


def scene_of(message: Message, laid: Laid, platform: Platform, with_thread: bool = True) -> Scene:
    """Where the message stands and what bears on it."""
    kind = "a direct message" if message.kind == DIRECT_MESSAGE else "a public comment"
    return Scene(
        text=cleaned(message.text), fan=message.fan_username, place=f"{kind} on {platform.title}",
        max_bytes=laid.task.allowed.max_bytes, post=_post(message),
        thread=_thread(message) if with_thread else (), hint=message.reply.hint,
        facts=_known(message, laid), memories=laid.task.memories,
        preferences=_wanted(laid, everywhere=False),
    )  # fmt: skip


def _wanted(laid: Laid, everywhere: bool) -> list[str]:
    """The preferences for every message, or those for messages of this kind alone."""
    return [one.text for one in laid.task.wanted if everywhere is (not one.context)]


def _known(message: Message, laid: Laid) -> list[str]:
    """The facts that do not stand in the prompt already."""
    post = _post(message)
    facts = [fact for fact in laid.task.facts if fact.source not in TOLD_ELSEWHERE and fact.text not in post]
    return [f"{fact.text} ({_moment(fact.starts_at)} into it)" if fact.starts_at else fact.text for fact in facts]


def _moment(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _post(message: Message) -> str:
    return " — ".join(filter(None, [message.post.title, message.post.caption])) if message.post else ""


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
    newest = sorted(said)[-EARLIER:]
    return [(by_creator, text if by_creator else cleaned(text)) for _at, by_creator, text in newest if text]
