"""What a draft rests on, as a person reads it: sources with their place, memories, rules, the line for the fan, who read the letter."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Flask

from models import Message
from models.message import UsedFact
from web.help_lines import DIRECTORY, help_lines, is_near
from web.said import N_, said

SOURCES = {
    "post": N_("The post"),
    "transcript": N_("Said in the video"),
    "faq": N_("Your answer for all who ask"),
    "link": N_("A link of yours"),
    "past answer": N_("You answered so before"),
    "persona": N_("You told the avatar"),
}
READERS = {
    "gate": N_("a quick check"),
    "local": N_("the classifier"),
    "model": N_("the language model"),
    "person": N_("a person"),
}
MEASURED = {
    "relevance": N_("How near a past exchange of yours is to this letter"),
    "style": N_("How much it sounds like you"),
    "label": N_("How sure the reading of the letter is"),
    "verifier": N_("How likely you wrote something like it"),
    "agreement": N_("How much the other drafts say the same"),
    "length_fit": N_("How usual its length is for you"),
}
"""Parts of the sureness that a share says something of; more of each speaks for the draft."""

AS_STORED = (
    N_("image"), N_("video"), N_("audio"), N_("file"), N_("share"), N_("mention"), N_("story_mention"), N_("story_reply"),
    N_("super_chat"), N_("member"), N_("unsupported"), N_("hidden"), N_("held for review"), N_("likely spam"),
)  # fmt: skip
"""What connectors say of a message in a word or two: what hangs on it, why the public does not see it."""


@dataclass(frozen=True)
class Source:
    """Something that the draft states: the words, where they stand, and how to get there. `clock` is a place in a video."""

    kind: str
    quote: str
    title: str
    url: str
    clock: str


@dataclass(frozen=True)
class Evidence:
    """All that is there; what is absent is empty."""

    sources: list[Source]
    memories: list[str]
    rules: list[str]
    told: str
    measured: list[tuple[str, float]]

    def __bool__(self) -> bool:
        return bool(self.sources or self.memories or self.rules or self.told or self.measured)


def install(app: Flask) -> None:
    """Give it to the templates."""
    app.jinja_env.filters.update(evidence=evidence, reader=reader, help_lines=help_lines)
    app.jinja_env.tests.update(near=is_near)
    app.jinja_env.globals.update(help_directory=DIRECTORY)


def evidence(message: Message) -> Evidence:
    """What the draft of this message rests on."""
    reply, ruling = message.reply, message.ruling
    return Evidence(
        [source(fact) for fact in reply.facts], list(reply.memories), list(ruling.reasons) if ruling else [], reply.disclosure,
        [(words, reply.measured[name]) for name, words in MEASURED.items() if name in reply.measured],
    )  # fmt: skip


def reader(message: Message) -> str:
    """Who labelled it, to follow "by"; "" where nobody did or nobody knows."""
    return said(READERS.get(message.label.by, "")) if message.label else ""


def source(fact: UsedFact) -> Source:
    """A fact with its place."""
    starts_at = fact.starts_at
    clock = "" if starts_at is None else clock_of(starts_at)
    title = "" if fact.title in fact.text else fact.title
    return Source(SOURCES.get(fact.source, fact.source), fact.text, title, address(fact.url, starts_at), clock)


def clock_of(seconds: float) -> str:
    """252.4 -> "4:12", 3_700 -> "1:01:40"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def address(url: str, starts_at: float | None) -> str:
    """Where to look it up, in a video at its second; "" where there is no address that a browser should follow."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    if starts_at is None:
        return url
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "t"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("t", f"{int(starts_at)}s")])))
