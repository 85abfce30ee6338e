"""The figures that stand first, each with a sentence that says what it means. Where there is none yet, when there will be."""

from dataclasses import dataclass

from avatar.figures import DECIDED, FROM_DRAFT, SENT, Fate, Figures, quantile, share
from pipeline.looking_back import Look
from pipeline.report_words import change_words, counted, dollars, percent, spoken

NOTHING = "–"
_UNANSWERABLE = (Fate.NEEDS_NONE, Fate.CAUGHT, Fate.DELETED)


@dataclass(frozen=True)
class Card:
    """One figure. `value` is short, `sentence` says what it means, `change` how it was in the same time before ("": unknown)."""

    name: str
    title: str
    value: str
    sentence: str
    change: str = ""


def cards(look: Look) -> list[Card]:
    """All of them, the most telling first."""
    now, before = look.total, look.before
    return [
        _received(now, before), _answered(now, before), _response(look), _automatic(now, before), _approved(now, before),
        _edits(now, before), _style(now, before), _caught(now, before), _cost(now, before),
    ]  # fmt: skip


def _received(now: Figures, before: Figures) -> Card:
    said = f"{counted(now.received, 'letter')} came in." if now.received else "No letter came in these days."
    waiting = now.of(Fate.WAITING)
    more = f" {counted(waiting, 'waits', 'wait')} still." if waiting else ""
    return Card("received", "Letters", f"{now.received:,}", said + more, change_words(now.received, before.received))


def _answered(now: Figures, before: Figures) -> Card:
    wanted = now.received - now.of(*_UNANSWERABLE)
    if not wanted:
        return Card("answered", "Answered", NOTHING, "Nothing yet: no letter wanted an answer in these days.")
    done = now.of(*SENT, Fate.BY_HAND)
    was = before.received - before.of(*_UNANSWERABLE)
    said = f"{done:,} of {counted(wanted, 'letter')} that wanted an answer had one."
    return Card("answered", "Answered", percent(done / wanted), said, _was(before.of(*SENT, Fate.BY_HAND), was))


def _response(look: Look) -> Card:
    half, most = look.total.wait(0.5), look.total.wait(0.9)
    if half is None or most is None:
        return Card("response", "Time to answer", NOTHING, "Nothing yet: it is measured from the first answer on.")
    past = quantile(look.past, 0.5)
    than = f" Before Fanmail: {spoken(past)}." if past is not None else ""
    said = f"Half of the answers came within {spoken(half)}, nine of ten within {spoken(most)}.{than}"
    was = look.before.wait(0.5)
    return Card(
        "response", "Time to answer", spoken(half), said, f"{spoken(was)} in the same time before" if was else ""
    )


def _automatic(now: Figures, before: Figures) -> Card:
    if not now.of(*SENT):
        return Card("automatic", "Sent by itself", NOTHING, "Nothing yet: no reply went out in these days.")
    alone = now.of(Fate.AUTO)
    said = f"Of {counted(now.of(*SENT), 'reply', 'replies')} the avatar sent {alone:,} by itself."
    if not alone:
        said += " It does so where you switched auto-send on and it was earned."
    return Card(
        "automatic", "Sent by itself", percent(now.auto_share), said, _was(before.of(Fate.AUTO), before.of(*SENT))
    )


def _approved(now: Figures, before: Figures) -> Card:
    decided = now.of(*DECIDED)
    if not decided:
        return Card("approved", "Sent unchanged", NOTHING, "Nothing yet: it is known as soon as you decide on drafts.")
    changed, rejected = (percent(now.decided_share(fate)) for fate in (Fate.CHANGED, Fate.REJECTED))
    good = percent(now.decided_share(Fate.UNCHANGED))
    said = f"Of {counted(decided, 'letter')} that you decided on, {good} went out as drafted, {changed} changed, {rejected} not at all."
    return Card("approved", "Sent unchanged", good, said, _was(before.of(Fate.UNCHANGED), before.of(*DECIDED)))


def _edits(now: Figures, before: Figures) -> Card:
    value, was = now.edits_per_hundred, before.edits_per_hundred
    if value is None:
        return Card(
            "edits",
            "Edits per 100 replies",
            NOTHING,
            "Nothing yet: it is known with the first reply that began as a draft.",
        )
    said = f"You changed {now.of(Fate.CHANGED):,} of {counted(now.of(*FROM_DRAFT), 'reply', 'replies')} that the avatar had drafted."
    if now.edits and now.edited:
        said += f" An edit changed {percent(now.edits / now.edited)} of the letters."
    return Card(
        "edits",
        "Edits per 100 replies",
        f"{value:.0f}",
        said,
        "" if was is None else f"{was:.0f} in the same time before",
    )


def _style(now: Figures, before: Figures) -> Card:
    value, was = now.style_mean, before.style_mean
    if value is None:
        return Card(
            "style",
            "Sounds like you",
            NOTHING,
            "Nothing yet: drafts are measured once enough of your own replies are known.",
        )
    said = f"On average a draft sounds more like you than {value:.0f} of 100 of your own replies do; 50 is what you do yourself."
    return Card(
        "style", "Sounds like you", f"{value:.0f}", said, "" if was is None else f"{was:.0f} in the same time before"
    )


def _caught(now: Figures, before: Figures) -> Card:
    caught = now.of(Fate.CAUGHT)
    said = (
        f"{counted(caught, 'message')} of spam or scam you did not have to read."
        if caught
        else "No spam came in these days."
    )
    return Card("caught", "Spam caught", f"{caught:,}", said, change_words(caught, before.of(Fate.CAUGHT)))


def _cost(now: Figures, before: Figures) -> Card:
    title, replies = "Cost per reply", now.of(*FROM_DRAFT)
    if not now.asked:
        return Card("cost", title, NOTHING, "Nothing yet: no language model was asked in these days.")
    said = f"A language model was asked for {counted(now.asked, 'letter')}, {now.tokens:,} tokens in all."
    if now.unpriced:
        return Card("cost", title, NOTHING, f"{said} Its price is not known here; LANGUAGE_MODEL_PRICE says it.")
    if not now.dollars:
        return Card("cost", title, dollars(0), f"{said} It runs here and costs no money.")
    if not replies:
        return Card("cost", title, NOTHING, f"{said} That cost {dollars(now.dollars)}; no reply was sent from it yet.")
    was = share(before.dollars, before.of(*FROM_DRAFT))
    said += f" That cost {dollars(now.dollars)}, for {counted(replies, 'reply', 'replies')} from drafts."
    return Card(
        "cost", title, dollars(now.dollars / replies), said, f"{dollars(was)} in the same time before" if was else ""
    )


def _was(part: int, whole: int) -> str:
    return f"{percent(part / whole)} in the same time before" if whole else ""
