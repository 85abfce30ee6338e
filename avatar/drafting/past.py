"""The creator's own replies that may stand again, whole where the bound on copying allows, else shortened or joined from two."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from avatar.adapt import adapt, echoes
from avatar.asking import same_kind, same_occasion
from avatar.copying import joined, shortened, spoken
from avatar.drafting.values import PAST, Candidate, Task, Voice
from avatar.examples import REACTIONS, Exchange, Found, nearest, words
from avatar.generic import Generic, fitting, rotated, wants_generic
from avatar.guard import inspect
from avatar.labels import Intent, Sentiment
from avatar.preferences import Kind
from avatar.preferences_applied import applied, mended

ENOUGH = {Intent.PRAISE: 0.5, Intent.GREETING: 0.5, Intent.PERSONAL_STORY: 0.6, Intent.OTHER: 0.62}
"""From this nearness on, a past reply to a feeling may stand as the draft. These bounds and the ones below were found by reading
the drafts of the demo; for facts they are strict, because a wrong fact is worse than none."""
ENOUGH_FOR_FACTS = 0.87
SAME_POST, COVERAGE = 0.1, 0.3  # what they add to the similarity, for feelings and for facts
COVERED = 0.3  # of what is asked, at least, in the past exchange
FAIR_LABEL = 0.35  # less sure what the fan feels: rather no answer than a wrong one
PLAIN_RELEVANCE = 0.62
"""How fit a reply is that would fit any praise or greeting: enough for auto-send only where the label is sure."""
UNCLEAR = 0.2  # less than that where the mood is not plainly good
OTHER_INTENT = 0.3  # more is asked for when the past message wanted something else
_NUMBER = re.compile(r"\d+")


def look_up(voice: Voice, task: Task) -> list[Found]:
    """What the creator said to similar messages, best first; `diverse` picks of them what is shown."""
    return nearest(voice.corpus, task.query)


def from_past(voice: Voice, task: Task, near: Sequence[Found]) -> list[Candidate]:
    """The creator's own replies to messages like this one that can stand again, in the order of `near`.

    One that would copy too much is shortened; where that cannot be, it comes as it is and says so (`Candidate.within`).
    """
    suiting = (found for found in near if _suits(voice, task, found))
    fit = (_again(voice, task, found) for found in suiting)
    found = list(islice((candidate for candidate in fit if candidate), task.past))
    return [*_lengthened(voice, task, found), *found]


def from_plain(voice: Voice, task: Task) -> list[Candidate]:
    """The creator's own words that fit any praise or greeting of this kind, first those that were not used lately."""
    query = task.query
    if not wants_generic(task.label, query.text):
        return []
    pool = fitting(voice.plain, query.text, task.label, query.post)
    pool = rotated([replace(one, text=mended(one.text, task.wanted)) for one in pool], query.text, task.used)
    found = (_plain_words(voice, task, one) for one in pool)
    fit = (one for one in found if one.text and one.text not in task.refused and not one.findings and one.within)
    return list(islice(fit, task.past))


def made_fit(voice: Voice, task: Task, exchange: Exchange) -> tuple[str, tuple[str, ...]]:
    """A past reply for another fan, as people want drafts to be, and the preferences that changed it; not signed yet."""
    bare = adapt(exchange, task.query.kind, task.fan, voice.familiar, voice.fingerprint.closers)
    wanted = [one for one in task.wanted if one.kind is not Kind.SIGNS]
    text = mended(bare, wanted)
    return text, applied(bare, text, wanted)


def measured(voice: Voice, task: Task, text: str, relevance: float) -> Candidate:
    """Past words, signed where people want that, with all that is measured of them."""
    signing = [one for one in task.wanted if one.kind is Kind.SIGNS]
    bare, text = text, mended(text, signing)
    findings, copied = inspect(text, task.allowed), voice.said.longest_copied_run(text)
    signed = applied(bare, text, signing)
    style, sure = voice.fingerprint.score(text), voice.chance(text)
    return Candidate(text, PAST, relevance, style, findings, verifier=sure, copied=copied, applied=signed)


def _plain_words(voice: Voice, task: Task, one: Generic) -> Candidate:
    text, adapted = one.text, one.text
    changed: tuple[str, ...] = ()
    if one.whole:
        adapted, changed = made_fit(voice, task, one.exchange)
        text = shortened(adapted, voice.said)
    clear = task.label.sentiment is Sentiment.POSITIVE or task.label.intent is Intent.GREETING
    relevance = PLAIN_RELEVANCE if clear else PLAIN_RELEVANCE - UNCLEAR
    found = measured(voice, task, text, relevance)
    return replace(found, plain=True, cut=text != adapted, applied=changed + found.applied)


def _again(voice: Voice, task: Task, found: Found) -> Candidate | None:
    feels = task.label.intent in REACTIONS
    whole, changed = made_fit(voice, task, found.exchange)
    short = shortened(whole, voice.said)
    text = short if short and (feels or _still_answers(short, whole, task)) else whole
    again = {text, mended(text, task.wanted)}
    used = again | {whole, mended(whole, task.wanted)}
    if not text or again & {*task.refused} or (feels and used & {*task.used}):
        return None
    past = found.example.text
    allowed = replace(task.allowed, facts=f"{task.allowed.facts}\n{past}", past=past)
    one = measured(voice, replace(task, allowed=allowed), text, found.similarity)
    return replace(one, cut=text != whole, applied=changed + one.applied)


def _still_answers(short: str, whole: str, task: Task) -> bool:
    """Whether a shortened fact says all numbers and every word of the question that the whole one said."""
    asked = words(task.query.text)
    return set(_NUMBER.findall(short)) == set(_NUMBER.findall(whole)) and words(short) & asked == words(whole) & asked


def _lengthened(voice: Voice, task: Task, found: Sequence[Candidate]) -> list[Candidate]:
    """Two that were shortened to less than the creator ever writes, joined to one; feelings only."""
    fit = [one for one in found if one.within and not one.findings]
    signed = any(one.kind is Kind.SIGNS for one in task.wanted)
    if signed or task.label.intent not in REACTIONS or len(fit) < 2 or not fit[0].cut:
        return []
    least, first = voice.fingerprint.usual_length()[0], fit[0]
    others = [one for one in fit[1:] if not set(spoken(first.text)) & set(spoken(one.text))]
    if len(first.text) >= least or not others:
        return []
    both = measured(voice, task, joined(first.text, others[0].text), (first.relevance + others[0].relevance) / 2)
    return [replace(both, cut=True)] if both.within and not both.findings and both.rank > first.rank else []


def _suits(voice: Voice, task: Task, found: Found) -> bool:
    if found.exchange.example.language != task.query.language:
        return False
    return _answers_feeling(voice, task, found) if task.label.intent in REACTIONS else _answers_fact(task, found)


def _answers_feeling(voice: Voice, task: Task, found: Found) -> bool:
    exchange, text = found.exchange, task.query.text
    nearness = found.similarity + (SAME_POST if task.query.post and exchange.post == task.query.post else 0.0)
    needed = ENOUGH[task.label.intent] + (OTHER_INTENT if exchange.intent not in (None, task.label.intent) else 0.0)
    asks = "?" in text and "?" not in exchange.example.fan_text  # a feeling is no answer to a question
    if asks or task.label.confidence < FAIR_LABEL or nearness < needed:
        return False
    if len(exchange.example.text) > voice.short or (exchange.fan and exchange.fan == task.fan):
        return False
    return (
        not echoes(exchange, text, voice.familiar)
        and _same_mood(exchange, task)
        and same_occasion(exchange.example.fan_text, text)
    )


def _answers_fact(task: Task, found: Found) -> bool:
    nearness = found.similarity + COVERAGE * found.coverage
    needed = ENOUGH_FOR_FACTS + (OTHER_INTENT if found.exchange.intent in REACTIONS else 0.0)
    enough = nearness >= needed and found.coverage >= COVERED
    return enough and same_kind(found.example.fan_text, task.query.text)


def _same_mood(exchange: Exchange, task: Task) -> bool:
    return (
        exchange.sentiment is None
        or Sentiment.NEGATIVE not in {exchange.sentiment, task.label.sentiment}
        or (exchange.sentiment is task.label.sentiment)
    )
