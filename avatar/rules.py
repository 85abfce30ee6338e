"""The owner's if-then rules: whether one matches a message, what all of them say together, and the sentence each one is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from avatar.labels import Label, Risk

REGULAR_FROM = 5  # messages


class If(StrEnum):
    """What a condition looks at."""

    INTENT = "intent"
    SENTIMENT = "sentiment"
    LANGUAGE = "language"
    PLATFORM = "platform"
    KIND = "kind"
    WORDS = "words"  # whole words or phrases, any case; * stands for more letters
    FAN = "fan"  # "vip", "new", "regular", or a user name
    POST = "post"  # its id, or words in its title or caption
    HOUR = "hour"  # "22-7": from 22:00 until before 7:00 on the clock of the workspace
    DAY = "day"  # "mon" ... "sun"
    CONFIDENCE = "confidence"  # "<0.7" or ">=0.7", of the label


class Then(StrEnum):
    """What a rule does."""

    AUTO = "auto"  # the reply goes out by itself
    REVIEW = "review"  # a person decides
    IGNORE = "ignore"  # no reply
    HIDE = "hide"  # hidden at the platform, no reply
    TEMPLATE = "template"  # these words are the reply; {fan} is who wrote
    ASSIGN = "assign"  # a member's id
    TAG = "tag"


WAYS = frozenset({Then.AUTO, Then.REVIEW, Then.IGNORE, Then.HIDE})
"""Of these a message goes one."""
NEVER_PUT_ASIDE = frozenset({Risk.CRISIS, Risk.MINORS, Risk.THREAT})
"""No rule hides these from people: somebody may need help."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Condition:
    """True when one of `values` fits; with `negated` when none does."""

    on: If
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Effect:
    """`value` is the template, the member or the tag."""

    do: Then
    value: str = ""


@dataclass(frozen=True)
class Rule:
    """All conditions must hold. Without one it matches every message."""

    id: str
    conditions: tuple[Condition, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Case:
    """A message as rules see it. `at` is when it was written, on the clock of the workspace."""

    text: str
    label: Label
    at: datetime
    platform: str = ""
    kind: str = ""
    fan: str = ""
    fan_is_vip: bool = False
    fan_messages: int = 1
    post: str = ""  # external id
    post_text: str = ""  # title and caption


@dataclass(frozen=True)
class Verdict:
    """What the rules say together. An empty `way` leaves it to the avatar. `rules` are the ids of those that took part,
    `decided_by` is the one whose way it is."""

    way: Then | None = None
    decided_by: str = ""
    template: str = ""
    assign: str = ""
    tags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def does(self) -> tuple[object, ...]:
        """What comes of it, whichever rules said so."""
        return self.way, self.template, self.assign, self.tags


def verdict(rules: Sequence[Rule], case: Case) -> Verdict:
    """Rules speak in their order; of each kind of effect the first one counts, tags add up.

    A way that people must not take is not taken: nothing risky goes out by itself, nobody in need is put aside.
    """
    way, decided_by, template, assign = None, "", "", ""
    tags, taken, reasons = dict[str, None](), list[str](), list[str]()
    for rule in rules:
        if not matches(rule, case):
            continue
        taken.append(rule.id)
        reasons.append(f"Your rule: {sentence(rule)}")
        for effect in rule.effects:
            if effect.do in WAYS:
                way, decided_by = (way, decided_by) if way else (effect.do, rule.id)
            elif effect.do is Then.TEMPLATE:
                template = template or effect.value
            elif effect.do is Then.ASSIGN:
                assign = assign or effect.value
            else:
                tags[effect.value] = None
    allowed, why = _allowed(way, case.label)
    return Verdict(allowed, decided_by, template, assign, tuple(tags), tuple(taken), (*reasons, *why))


def _allowed(way: Then | None, label: Label) -> tuple[Then | None, tuple[str, ...]]:
    if way is Then.AUTO and label.risks:
        return Then.REVIEW, ("No rule sends an answer to this kind of message by itself.",)
    if way in (Then.IGNORE, Then.HIDE) and label.risks & NEVER_PUT_ASIDE:
        return Then.REVIEW, ("No rule puts a message aside that may come from someone in need.",)
    return way, ()


def matches(rule: Rule, case: Case) -> bool:
    """Whether every condition holds."""
    return all(any(_fits(one.on, value, case) for value in one.values) != one.negated for one in rule.conditions)


def _fits(on: If, value: str, case: Case) -> bool:
    match on:
        case If.WORDS:
            return bool(_words(value).search(case.text))
        case If.FAN:
            return _is_fan(value, case)
        case If.POST:
            return value == case.post or bool(_words(value).search(case.post_text))
        case If.HOUR:
            first, last = (int(hour) for hour in value.split("-"))
            hour = case.at.hour
            return first <= hour < last if first < last else hour >= first or hour < last
        case If.DAY:
            return DAYS[case.at.weekday()] == value
        case If.CONFIDENCE:
            bound = float(value.lstrip("<>="))
            return (case.label.confidence < bound) == value.startswith("<")
    return value == _plain(on, case)


def _plain(on: If, case: Case) -> str:
    """What is compared letter by letter."""
    return {
        If.INTENT: str(case.label.intent), If.SENTIMENT: str(case.label.sentiment), If.LANGUAGE: case.label.language,
        If.PLATFORM: case.platform, If.KIND: case.kind,
    }[on]  # fmt: skip


def _is_fan(value: str, case: Case) -> bool:
    if value == "vip":
        return case.fan_is_vip
    if value == "new":
        return case.fan_messages <= 1
    if value == "regular":
        return case.fan_messages >= REGULAR_FROM
    return value.lstrip("@").casefold() == case.fan.lstrip("@").casefold()


@lru_cache(maxsize=2_048)
def _words(value: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in value.strip().split("*")]
    whole = r"\w*".join(parts)
    return re.compile(rf"(?<!\w){whole}(?!\w)", re.I)


def problems(rule: Rule) -> tuple[str, ...]:
    """Why this rule cannot be kept, as sentences; empty when it can."""
    found = [problem for one in rule.conditions if (problem := _condition_problem(one))]
    ways = [effect.do for effect in rule.effects if effect.do in WAYS]
    if not rule.effects:
        found.append("Say what the rule should do.")
    if len(ways) > 1:
        found.append("A message can go only one way: by itself, to review, ignored or hidden.")
    if any(effect.do not in WAYS and not effect.value.strip() for effect in rule.effects):
        found.append("A template, a member or a tag is empty.")
    if Then.TEMPLATE in {effect.do for effect in rule.effects} and {Then.IGNORE, Then.HIDE} & set(ways):
        found.append("What is ignored or hidden needs no template.")
    return tuple(found)


def _condition_problem(condition: Condition) -> str:
    if not condition.values or not all(value.strip(" *") for value in condition.values):
        return f"Say which {condition.on} it is about."
    if condition.on is If.HOUR and not all(_is_hours(value) for value in condition.values):
        return "Write hours like 22-7."
    if condition.on is If.DAY and not set(condition.values) <= set(DAYS):
        return f"Days are {', '.join(DAYS)}."
    if condition.on is If.CONFIDENCE and not all(re.fullmatch(r"(<|>=)[01](\.\d+)?", v) for v in condition.values):
        return "Write a confidence like <0.7 or >=0.7."
    return ""


def _is_hours(value: str) -> bool:
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", value)
    return found is not None and int(found[1]) < 24 and 0 < int(found[2]) <= 24


_SAYS = {
    If.INTENT: "it is {}", If.SENTIMENT: "its mood is {}", If.LANGUAGE: "its language is {}", If.PLATFORM: "it comes from {}",
    If.KIND: "it is a {}", If.WORDS: "it has the words {}", If.FAN: "the fan is {}", If.POST: "it stands under {}",
    If.HOUR: "it is written between {} o'clock", If.DAY: "it is written on {}", If.CONFIDENCE: "the label is {} sure",
}  # fmt: skip
_DOES = {
    Then.AUTO: "send the reply by itself", Then.REVIEW: "let a person decide", Then.IGNORE: "ignore it",
    Then.HIDE: "hide it at the platform", Then.TEMPLATE: "answer “{}”", Then.ASSIGN: "give it to {}", Then.TAG: "tag it {}",
}  # fmt: skip


def sentence(rule: Rule) -> str:
    """The rule in words: "If it is praise and the fan is vip, send the reply by itself." """
    when = " and ".join(_says(one) for one in rule.conditions)
    does = " and ".join(_DOES[effect.do].format(effect.value) for effect in rule.effects)
    return f"If {when}, {does}." if when else f"Always {does}."


def _says(condition: Condition) -> str:
    ours = condition.on in (If.INTENT, If.KIND)  # an underscore in what a person wrote is meant
    values = " or ".join(value.replace("_", " ") if ours else value for value in condition.values)
    said = _SAYS[condition.on].format(values)
    return f"not ({said})" if condition.negated else said
