"""Analytics: what became of messages in a period, counted as on the page of the same name."""

from datetime import date

from bson import ObjectId
from pydantic import Field

from avatar.figures import DECIDED, FROM_DRAFT, SENT, Answerer, Fate, Figures
from avatar.labels import Intent
from models import Workspace
from models.api_token import Scope
from models.fields import utcnow
from pipeline.looking_back import LONGEST, Asked, Period, look_back, today_of
from web.api import shapes
from web.api.gate import caller
from web.api.operations import operation
from web.api.shapes import Day, Given, Taken, Time
from worker.analytics import may_count

FIRST_DAY = date(2006, 1, 3)
"""Nothing can have been counted before; a period that ends earlier is asked for as if it ended then."""


class AnalyticsQuery(Taken):
    """A period of whole days on the workspace's clock, the first and the last included."""

    last_day: Day | None = Field(None, description="Today where none is named, or where a later day is.")
    days: int = Field(28, ge=1, le=LONGEST, description="How many, the last one included.")
    account_id: shapes.Asked | None = Field(None, description="Of one account alone.")
    intent: Intent | None = Field(None, description="Of one kind of messages alone.")


class FiguresShape(Given):
    """Counts of messages by what became of them so far; shares are 0 to 1, null where there is nothing to divide by."""

    received: int
    sent: int = Field(description="A reply of ours reached the platform.")
    sent_by_itself: int
    sent_unchanged: int = Field(description="Approved by a person as it was drafted.")
    sent_changed: int = Field(description="A person changed the draft.")
    written: int = Field(description="A person wrote it here without a draft.")
    answered_by_hand: int = Field(description="In the platform's own app.")
    rejected: int
    needed_none: int
    spam_caught: int
    waiting: int
    response_seconds_median: float | None
    response_seconds_p90: float | None
    automatic_share: float | None = Field(description="Of what was sent, the share that went by itself.")
    unchanged_share: float | None = Field(
        description="Of the drafts that a person decided on, the share sent as drafted."
    )
    edits_per_hundred: float | None = Field(description="Of a hundred replies from drafts, how many a person changed.")
    style_score: float | None = Field(description="0 to 100, the mean over drafts.")
    model_tokens: int = Field(description="Read and written by language models.")
    model_dollars: float | None = Field(description="Null where a price is not known.")


class DayShape(Given):
    """The figures of one day: of the messages that were stored on it."""

    day: Day
    figures: FiguresShape


class AnalyticsShape(Given):
    """What was counted."""

    first_day: Day
    last_day: Day
    time_zone: str
    total: FiguresShape
    before: FiguresShape = Field(description="The same in as many days before.")
    days: list[DayShape]
    counted_at: Time | None = Field(description="Today is counted at this very moment; earlier days were counted then.")
    left_out: list[str] = Field(description="Accounts whose platform wants to be asked before figures are made, by id.")


@operation("GET /analytics", Scope.ANALYTICS_READ)
def get_analytics(query: AnalyticsQuery) -> AnalyticsShape:
    """Count the messages of a period."""
    workspace = Workspace.objects(id=caller().workspace_id).get()
    period = _period(query, today_of(workspace, utcnow()))
    account_id = ObjectId(query.account_id) if query.account_id else None
    look = look_back(workspace, Asked(period, account_id, query.intent or ""), may_count, utcnow())
    return AnalyticsShape(
        first_day=period.first, last_day=period.last, time_zone=workspace.time_zone, total=_shape(look.total), before=_shape(look.before),
        days=[DayShape(day=day, figures=_shape(figures)) for day, figures in look.by_day.items()],
        counted_at=look.counted_at, left_out=[str(one) for one in sorted(look.left_out)],
    )  # fmt: skip


def _period(query: AnalyticsQuery, today: date) -> Period:
    return Period.until(max(min(query.last_day or today, today), FIRST_DAY), query.days)


def _shape(figures: Figures) -> FiguresShape:
    return FiguresShape(
        received=figures.received, sent=figures.of(*SENT), sent_by_itself=figures.of(Fate.AUTO),
        sent_unchanged=figures.of(Fate.UNCHANGED), sent_changed=figures.of(Fate.CHANGED), written=figures.of(Fate.WRITTEN),
        answered_by_hand=figures.of(Fate.BY_HAND), rejected=figures.of(Fate.REJECTED), needed_none=figures.of(Fate.NEEDS_NONE),
        spam_caught=figures.of(Fate.CAUGHT), waiting=figures.of(Fate.WAITING),
        response_seconds_median=figures.wait(0.5, *Answerer), response_seconds_p90=figures.wait(0.9, *Answerer),
        automatic_share=figures.auto_share,
        unchanged_share=figures.decided_share(Fate.UNCHANGED) if figures.of(*DECIDED) else None,
        edits_per_hundred=figures.edits_per_hundred if figures.of(*FROM_DRAFT) else None, style_score=figures.style_mean,
        model_tokens=figures.tokens, model_dollars=None if figures.unpriced else figures.dollars,
    )  # fmt: skip
