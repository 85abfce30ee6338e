"""The owner's rules in the words of a page: what may be chosen, and the sentence that people read."""

from collections.abc import Mapping
from textwrap import shorten

from bson import ObjectId

import connectors
from avatar.labels import Intent, Sentiment
from avatar.language import KNOWN
from avatar.rules import DAYS, REGULAR_FROM, Condition, Effect, If, Rule, Then, Verdict
from connectors.base import COMMENT, DIRECT_MESSAGE
from models import Membership, User

Words = dict[str, str]
"""What is stored -> what people read, in the order in which it is offered."""

ON: Words = {
    If.WORDS: "it has the words", If.INTENT: "it is", If.SENTIMENT: "its mood is", If.FAN: "the fan is",
    If.POST: "it stands under the post", If.KIND: "it comes as", If.PLATFORM: "it comes from", If.LANGUAGE: "its language is",
    If.HOUR: "it is written between", If.DAY: "it is written on", If.CONFIDENCE: "the label is",
}  # fmt: skip
ON_NOT: Words = {
    If.WORDS: "it does not have the words", If.INTENT: "it is not", If.SENTIMENT: "its mood is not", If.FAN: "the fan is not",
    If.POST: "it does not stand under the post", If.KIND: "it does not come as", If.PLATFORM: "it does not come from",
    If.LANGUAGE: "its language is not", If.HOUR: "it is not written between", If.DAY: "it is not written on",
    If.CONFIDENCE: "the label is not",
}  # fmt: skip
DO: Words = {
    Then.REVIEW: "let a person decide", Then.AUTO: "send the reply by itself", Then.IGNORE: "leave it unanswered",
    Then.HIDE: "hide it at the platform", Then.TEMPLATE: "answer with these words", Then.ASSIGN: "give it to",
    Then.TAG: "tag it",
}  # fmt: skip

_INTENTS: Words = {
    Intent.QUESTION: "a question", Intent.PRAISE: "praise", Intent.CRITICISM: "criticism", Intent.REQUEST: "a request",
    Intent.PURCHASE_INTEREST: "interest in buying", Intent.COLLABORATION: "a collaboration offer", Intent.PRESS: "from the press",
    Intent.PERSONAL_STORY: "a personal story", Intent.GREETING: "a greeting", Intent.SPAM: "spam", Intent.SCAM: "a scam",
    Intent.HATE: "hate", Intent.THREAT: "a threat", Intent.CRISIS: "a crisis", Intent.OTHER: "something else",
}  # fmt: skip
_LANGUAGES: Words = {
    "en": "English", "es": "Spanish", "pt": "Portuguese", "de": "German", "fr": "French", "it": "Italian", "nl": "Dutch",
    "pl": "Polish", "sv": "Swedish", "tr": "Turkish", "id": "Indonesian", "ro": "Romanian", "cs": "Czech", "hu": "Hungarian",
    "vi": "Vietnamese", "tl": "Tagalog", "ru": "Russian", "uk": "Ukrainian", "el": "Greek", "ar": "Arabic", "fa": "Persian",
    "he": "Hebrew", "hi": "Hindi", "bn": "Bengali", "ta": "Tamil", "te": "Telugu", "ur": "Urdu", "th": "Thai", "ko": "Korean",
    "ja": "Japanese", "zh": "Chinese",
}  # fmt: skip
_FANS: Words = {"vip": "a VIP", "new": "new", "regular": f"a regular ({REGULAR_FROM} messages or more)"}
_DAYS: Words = dict(
    zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)


def choices() -> dict[str, Words]:
    """The ticks of each condition that has some."""
    return {
        If.INTENT: _INTENTS,
        If.SENTIMENT: {Sentiment.POSITIVE: "positive", Sentiment.NEUTRAL: "neutral", Sentiment.NEGATIVE: "negative"},
        If.LANGUAGE: {code: _LANGUAGES.get(code, code) for code in KNOWN},
        If.PLATFORM: {name: platform.title for name, platform in connectors.platforms().items()},
        If.KIND: {COMMENT: "comment", DIRECT_MESSAGE: "direct message"},
        If.DAY: _DAYS,
        If.FAN: _FANS,
    }


def members(workspace_id: ObjectId) -> dict[str, str]:
    """Who works here, id -> name, in the order in which they came."""
    ids = [one.user_id for one in Membership.objects(workspace_id=workspace_id).order_by("id")]
    names = {user.id: user.name for user in User.objects(id__in=ids).only("name")}
    return {str(id): names[id] for id in ids if id in names}


def said(rule: Rule, members: Mapping[str, str]) -> str:
    """The rule as people read it. `members`: id -> name."""
    when = " and ".join(_when(one) for one in rule.conditions)
    then = " and ".join(_then(one, members) for one in rule.effects)
    return f"If {when}, {then}." if when else f"Always {then}."


def changed(before: Verdict, after: Verdict, members: Mapping[str, str]) -> tuple[str, str]:
    """What comes of a message without a rule and with it, in words; what is the same in both is left out."""
    was, becomes = _does(before, members), _does(after, members)
    return ", ".join(one for one in was if one not in becomes), ", ".join(one for one in becomes if one not in was)


def _does(verdict: Verdict, members: Mapping[str, str]) -> list[str]:
    way = _WAYS[verdict.way] if verdict.way else "left to the avatar"
    more = [f"answered “{shorten(verdict.template, SHOWN_LETTERS, placeholder='…')}”"] if verdict.template else []
    more += [f"given to {members.get(verdict.assign, GONE)}"] if verdict.assign else []
    return [way, *more, *(f"tagged “{tag}”" for tag in verdict.tags)]


SHOWN_LETTERS = 40
GONE = "somebody who left"
_SHORT: Words = {Then.TEMPLATE: "answer"}
_WAYS: Words = {
    Then.AUTO: "sent by itself", Then.REVIEW: "a person decides", Then.IGNORE: "left unanswered", Then.HIDE: "hidden",
}  # fmt: skip


def _when(one: Condition) -> str:
    values = " or ".join(_value(one.on, value) for value in one.values)
    return f"{(ON_NOT if one.negated else ON)[one.on]} {values}" + (" sure" if one.on is If.CONFIDENCE else "")


def _value(on: If, value: str) -> str:
    ticks = choices().get(on, {})
    if value in ticks:
        return f"a {ticks[value]}" if on is If.KIND else ticks[value]
    match on:
        case If.WORDS | If.POST:
            return f"“{value}”"
        case If.FAN:
            return f"@{value.lstrip('@')}"
        case If.HOUR:
            first, last = value.split("-")
            return f"{first}:00 and {last}:00"
        case If.CONFIDENCE:
            return f"{'less than' if value.startswith('<') else 'at least'} {round(float(value.lstrip('<>=')) * 100)} %"
    return value


def _then(one: Effect, members: Mapping[str, str]) -> str:
    if one.do is Then.ASSIGN:
        return f"{DO[one.do]} {members.get(one.value, GONE)}"
    return f"{_SHORT.get(one.do, DO[one.do])} “{one.value}”" if one.value else DO[one.do]
