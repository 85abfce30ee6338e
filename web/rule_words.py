"""The owner's rules in the words of a page: what may be chosen, and the sentence that people read."""

from collections.abc import Mapping
from dataclasses import replace
from textwrap import shorten

from bson import ObjectId
from flask_babel import gettext

import connectors
from avatar.labels import Intent, Sentiment
from avatar.language import KNOWN
from avatar.rules import DAYS, REGULAR_FROM, Condition, Effect, If, Rule, Then, Verdict
from connectors.base import COMMENT, DIRECT_MESSAGE
from models import Membership, User
from web.listed import all_of, any_of
from web.said import N_
from web.said import said as translated

Words = dict[str, str]
"""What is stored -> what people read, in the order in which it is offered; in English, `web.said.said` translates it."""

ON: Words = {
    If.WORDS: N_("it has the words"), If.INTENT: N_("it is"), If.SENTIMENT: N_("its mood is"),
    If.FAN: N_("the fan is"), If.POST: N_("it stands under the post"), If.KIND: N_("it comes as"),
    If.PLATFORM: N_("it comes from"), If.LANGUAGE: N_("its language is"), If.HOUR: N_("it is written between"),
    If.DAY: N_("it is written on"), If.CONFIDENCE: N_("the label is"),
}  # fmt: skip
ON_NOT: Words = {
    If.WORDS: N_("it does not have the words"), If.INTENT: N_("it is not"), If.SENTIMENT: N_("its mood is not"),
    If.FAN: N_("the fan is not"), If.POST: N_("it does not stand under the post"), If.KIND: N_("it does not come as"),
    If.PLATFORM: N_("it does not come from"), If.LANGUAGE: N_("its language is not"),
    If.HOUR: N_("it is not written between"), If.DAY: N_("it is not written on"),
    If.CONFIDENCE: N_("the label is not"),
}  # fmt: skip
DO: Words = {
    Then.REVIEW: N_("let a person decide"), Then.AUTO: N_("send the reply by itself"),
    Then.IGNORE: N_("leave it unanswered"), Then.HIDE: N_("hide it at the platform"),
    Then.TEMPLATE: N_("answer with these words"), Then.ASSIGN: N_("give it to"), Then.TAG: N_("tag it"),
}  # fmt: skip

_INTENTS: Words = {
    Intent.QUESTION: N_("a question"), Intent.PRAISE: N_("praise"), Intent.CRITICISM: N_("criticism"),
    Intent.REQUEST: N_("a request"), Intent.PURCHASE_INTEREST: N_("interest in buying"),
    Intent.COLLABORATION: N_("a collaboration offer"), Intent.PRESS: N_("from the press"),
    Intent.PERSONAL_STORY: N_("a personal story"), Intent.GREETING: N_("a greeting"), Intent.SPAM: N_("spam"),
    Intent.SCAM: N_("a scam"), Intent.HATE: N_("hate"), Intent.THREAT: N_("a threat"), Intent.CRISIS: N_("a crisis"),
    Intent.OTHER: N_("something else"),
}  # fmt: skip
_KINDS: Words = {COMMENT: N_("a comment"), DIRECT_MESSAGE: N_("a direct message")}
_SENTIMENTS: Words = {
    Sentiment.POSITIVE: N_("positive"), Sentiment.NEUTRAL: N_("neutral"), Sentiment.NEGATIVE: N_("negative"),
}  # fmt: skip
_LANGUAGES: Words = {
    "en": N_("English"), "es": N_("Spanish"), "pt": N_("Portuguese"), "de": N_("German"), "fr": N_("French"),
    "it": N_("Italian"), "nl": N_("Dutch"), "pl": N_("Polish"), "sv": N_("Swedish"), "tr": N_("Turkish"),
    "id": N_("Indonesian"), "ro": N_("Romanian"), "cs": N_("Czech"), "hu": N_("Hungarian"), "vi": N_("Vietnamese"),
    "tl": N_("Tagalog"), "ru": N_("Russian"), "uk": N_("Ukrainian"), "el": N_("Greek"), "ar": N_("Arabic"),
    "fa": N_("Persian"), "he": N_("Hebrew"), "hi": N_("Hindi"), "bn": N_("Bengali"), "ta": N_("Tamil"),
    "te": N_("Telugu"), "ur": N_("Urdu"), "th": N_("Thai"), "ko": N_("Korean"), "ja": N_("Japanese"),
    "zh": N_("Chinese"),
}  # fmt: skip
_FANS: Words = {
    "vip": N_("a VIP"),
    "new": N_("new"),
    "regular": N_("a regular ({0} messages or more)").format(REGULAR_FROM),
}
_DAYS: Words = dict(zip(DAYS, (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
), strict=True))  # fmt: skip


def choices() -> dict[str, Words]:
    """The ticks of each condition that has some."""
    return {
        If.INTENT: _INTENTS,
        If.SENTIMENT: _SENTIMENTS,
        If.LANGUAGE: {code: _LANGUAGES.get(code, code) for code in KNOWN},
        If.PLATFORM: {name: platform.title for name, platform in connectors.platforms().items()},
        If.KIND: {COMMENT: N_("comment"), DIRECT_MESSAGE: N_("direct message")},
        If.DAY: _DAYS,
        If.FAN: _FANS,
    }


def members(workspace_id: ObjectId) -> dict[str, str]:
    """Who works here, id -> name, in the order in which they came."""
    ids = [one.user_id for one in Membership.objects(workspace_id=workspace_id).order_by("id")]
    names = {user.id: user.name for user in User.objects(id__in=ids).only("name")}
    return {str(id): names[id] for id in ids if id in names}


def said(rule: Rule, members: Mapping[str, str]) -> str:
    """The rule as people read it, in the language of the page. `members`: id -> name."""
    when = all_of([_when(one) for one in rule.conditions])
    then = all_of([_then(one, members) for one in rule.effects])
    if not when:
        return gettext("Always %(then)s.", then=then)
    return gettext("If %(when)s, %(then)s.", when=when, then=then)


def consented(rule: Rule, members: Mapping[str, str]) -> str:
    """What a rule that sends by itself is allowed, in the language of the page. Who gets to see a message is no part of it."""
    sends = tuple(effect for effect in rule.effects if effect.do is not Then.ASSIGN)
    return gettext("Fanmail may answer by itself: %(rule)s", rule=said(replace(rule, effects=sends), members))


def changed(before: Verdict, after: Verdict, members: Mapping[str, str]) -> tuple[str, str]:
    """What comes of a message without a rule and with it, in words; what is the same in both is left out."""
    was, becomes = _does(before, members), _does(after, members)
    return ", ".join(one for one in was if one not in becomes), ", ".join(one for one in becomes if one not in was)


def _does(verdict: Verdict, members: Mapping[str, str]) -> list[str]:
    does = [translated(_WAYS[verdict.way]) if verdict.way else gettext("left to the avatar")]
    if verdict.template:
        words = shorten(verdict.template, SHOWN_LETTERS, placeholder="…")
        does.append(gettext("answered “%(words)s”", words=words))
    if verdict.assign:
        does.append(gettext("given to %(name)s", name=_name(verdict.assign, members)))
    return [*does, *(gettext("tagged “%(tag)s”", tag=tag) for tag in verdict.tags)]


SHOWN_LETTERS = 40
GONE = N_("somebody who left")
_WAYS: Words = {
    Then.AUTO: N_("sent by itself"), Then.REVIEW: N_("a person decides"), Then.IGNORE: N_("left unanswered"),
    Then.HIDE: N_("hidden"),
}  # fmt: skip


def _when(one: Condition) -> str:
    start = translated((ON_NOT if one.negated else ON)[one.on])
    values = any_of([_value(one.on, value) for value in one.values])
    if one.on is If.CONFIDENCE:
        return gettext("%(start)s %(values)s sure", start=start, values=values)
    return f"{start} {values}"


def _value(on: If, value: str) -> str:
    ticks = choices().get(on, {})
    if value in ticks:
        return translated(_KINDS[value] if on is If.KIND else ticks[value])
    match on:
        case If.WORDS | If.POST:
            return f"“{value}”"
        case If.FAN:
            return f"@{value.lstrip('@')}"
        case If.HOUR:
            first, last = value.split("-")
            return gettext("%(first)s:00 and %(last)s:00", first=first, last=last)
        case If.CONFIDENCE:
            share = round(float(value.lstrip("<>=")) * 100)
            below = value.startswith("<")
            return (
                gettext("less than %(share)s %%", share=share)
                if below
                else gettext("at least %(share)s %%", share=share)
            )
    return value


def _then(one: Effect, members: Mapping[str, str]) -> str:
    if one.do is Then.ASSIGN:
        return gettext("give it to %(name)s", name=_name(one.value, members))
    if not one.value:
        return translated(DO[one.do])
    if one.do is Then.TEMPLATE:
        return gettext("answer “%(words)s”", words=one.value)
    return f"{translated(DO[one.do])} “{one.value}”"


def _name(id: str, members: Mapping[str, str]) -> str:
    return members.get(id) or translated(GONE)
