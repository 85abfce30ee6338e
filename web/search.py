"""A search as an address, as a sentence, and as parts that can be taken away one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bson import ObjectId
from flask_babel import format_date, gettext, pgettext

from avatar.labels import Intent, Risk
from models import Fan, SocialAccount, Status
from pipeline.search import NOBODY, Search
from web.said import N_, said
from web.words import INTENTS, RISKS, handle, platform_title

LONGEST = 200
MINE = "me"
NAMES = ("q", "fan", "show", "intent", "risk", "account", "tag", "assigned", "from", "to")
SEVERAL = ("intent", "risk")


@dataclass(frozen=True)
class Chip:
    """A state that letters are filtered by, and how a sentence says it. No statuses: all of them."""

    name: str
    word: str
    statuses: tuple[Status, ...] = ()
    said: str = ""


WORKING = (Status.RECEIVED, Status.CLASSIFIED, Status.APPROVED, Status.SENDING)
OVER = (Status.REJECTED, Status.IGNORED, Status.ANSWERED, Status.EXPIRED, Status.WITHDRAWN_BY_FAN)
CHIPS = (
    Chip("all", N_("All")),
    Chip("waiting", N_("Wait for you"), (Status.IN_REVIEW,), N_("that wait for you")),
    Chip("working", N_("Under way"), WORKING, N_("that are under way")),
    Chip("sent", N_("Sent"), (Status.SENT, Status.WITHDRAWN), N_("that were answered")),
    Chip("failed", N_("Failed"), (Status.FAILED,), N_("whose answer failed")),
    Chip("over", N_("Closed without a reply"), OVER, N_("that were closed without a reply")),
)


@dataclass(frozen=True)
class Desk:
    """Who asks where: what names in an address can mean."""

    me: str
    time_zone: str
    accounts: Mapping[ObjectId, SocialAccount]
    members: Mapping[str, str]  # id -> name
    fan: Fan | None = None  # whom the address names


@dataclass(frozen=True)
class Part:
    """One thing that a search asks for: as a chip, within the sentence, and the address without it."""

    word: str
    said: str
    without: str


@dataclass(frozen=True)
class Asked:
    """A search that came as an address. `given` holds only what makes sense there; the rest is left out."""

    given: Sequence[tuple[str, str]]
    desk: Desk = field(repr=False)

    @property
    def query(self) -> str:
        """Behind the question mark, the same for the same search."""
        return urlencode(self.given)

    @cached_property
    def search(self) -> Search:
        words = self.one("q").split()
        account, fan = self.one("account"), self.one("fan")
        return Search(
            text=" ".join(word for word in words if not word.startswith("@")),
            name=" ".join(word.lstrip("@") for word in words if word.startswith("@")).strip(),
            fan_id=ObjectId(fan) if fan else None, account_id=ObjectId(account) if account else None,
            intents=self.all("intent"), risks=self.all("risk"), statuses=self.chip.statuses, tag=self.one("tag"),
            assigned_to=self.desk.me if self.one("assigned") == MINE else self.one("assigned"),
            since=self._midnight("from"), until=self._midnight("to", after=1),
        )  # fmt: skip

    @property
    def chip(self) -> Chip:
        return next((chip for chip in CHIPS if chip.name == self.one("show")), CHIPS[0])

    @property
    def parts(self) -> list[Part]:
        """All that is asked for, in the order of the sentence."""
        return [
            Part(word, within, urlencode([pair for pair in self.given if pair != (name, value)]))
            for name, value in self.given
            for word, within in [self._words(name, value)]
        ]

    @property
    def sentence(self) -> str:
        """What is shown, as a sentence."""
        told = " ".join(part.said for part in self.parts)
        if not told:
            return gettext("Everything your fans wrote, newest first.")
        return gettext("Letters %(parts)s, newest first.", parts=told)

    def one(self, name: str) -> str:
        return next((value for known, value in self.given if known == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for known, value in self.given if known == name)

    def changed(self, **values: str) -> str:
        """The address of the same search with these asked for instead; "" takes one away."""
        kept = [(name, value) for name, value in self.given if name not in values]
        return urlencode(_sorted([*kept, *((name, value) for name, value in values.items() if value)]))

    def _midnight(self, name: str, after: int = 0) -> datetime | None:
        """The first moment of that day, or of the day after it, where the workspace is."""
        if not (day := _day(self.one(name))):
            return None
        here = day + timedelta(days=after)
        return datetime(here.year, here.month, here.day, tzinfo=ZoneInfo(self.desk.time_zone)).astimezone(UTC)

    def _words(self, name: str, value: str) -> tuple[str, str]:
        match name:
            case "q":
                return f"“{value}”", gettext("with “%(words)s”", words=value)
            case "fan":
                whose = handle(self.desk.fan.username if self.desk.fan else "")
                return gettext("From %(name)s", name=whose), gettext("from %(name)s", name=whose)
            case "show":
                return said(self.chip.word), said(self.chip.said)
            case "intent":
                word = said(INTENTS[Intent(value)].word)
                return word, gettext("read as %(kind)s", kind=word.lower())
            case "risk":
                word = said(RISKS[value])
                return word, gettext("marked “%(risk)s”", risk=word.lower())
            case "account":
                return self._account_words(self.desk.accounts[ObjectId(value)])
            case "tag":
                return f"# {value}", gettext("tagged %(tag)s", tag=value)
            case "assigned":
                return self._assigned_words(value)
        day = _day(value) or date.min
        short = str(format_date(day, pgettext("date pattern", "d MMM y")))
        long = str(format_date(day, pgettext("date pattern", "d MMMM y")))
        if name == "from":
            return gettext("Since %(day)s", day=short), gettext("since %(day)s", day=long)
        return gettext("Until %(day)s", day=short), gettext("until %(day)s", day=long)

    def _account_words(self, account: SocialAccount) -> tuple[str, str]:
        name, platform = handle(account.username), platform_title(account.platform)
        word = pgettext("account", "To %(name)s", name=name)
        return word, gettext("to %(name)s on %(platform)s", name=name, platform=platform)

    def _assigned_words(self, value: str) -> tuple[str, str]:
        if value == MINE:
            return gettext("Assigned to you"), gettext("assigned to you")
        if value == NOBODY:
            return gettext("Assigned to nobody"), gettext("assigned to nobody")
        name = self.desk.members[value]
        return gettext("Assigned to %(name)s", name=name), gettext("assigned to %(name)s", name=name)


def asked(values: Mapping[str, Sequence[str]], desk: Desk) -> Asked:
    """The search in an address; `values` by name. What makes no sense, or means nothing here, is left out."""
    return Asked(_sorted(list(dict.fromkeys(_sensible(values, desk)))), desk)


def _sensible(values: Mapping[str, Sequence[str]], desk: Desk) -> Iterator[tuple[str, str]]:
    for name in NAMES:
        for given in values.get(name, ())[: 20 if name in SEVERAL else 1]:
            value = " ".join(given.split())[:LONGEST]
            if value and _means(name, value, desk):
                yield name, value


def _means(name: str, value: str, desk: Desk) -> bool:
    match name:
        case "fan":
            return desk.fan is not None and str(desk.fan.id) == value
        case "show":
            return value in [chip.name for chip in CHIPS[1:]]
        case "intent":
            return value in set(Intent)
        case "risk":
            return value in set(Risk)
        case "account":
            return ObjectId.is_valid(value) and ObjectId(value) in desk.accounts
        case "assigned":
            return value in (MINE, NOBODY) or value in desk.members
        case "from" | "to":
            return _day(value) is not None
    return True


def _sorted(given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(given, key=lambda pair: NAMES.index(pair[0]))


def _day(text: str) -> date | None:
    """None where it is none, or none that a letter could have come on."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None
