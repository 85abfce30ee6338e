"""Analytics: what became of the fans' letters, as figures, pictures and files."""

from datetime import date
from typing import Any

from babel.lists import format_list
from bson import ObjectId
from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as AnyResponse

import connectors
from avatar.labels import Intent
from connectors.mail import can_mail
from models import AuditEntry, ReportPlan, Workspace
from models.fields import utcnow
from pipeline.analytics import forget_left_out
from pipeline.looking_back import LONGEST, Asked, Period, today_of
from pipeline.report import Report, as_csv, report
from web.access import MANAGES, only
from web.analytics_words import figure, period_said
from web.auth import me
from web.letters import accounts
from web.pages import workspace
from web.replies import done
from web.rule_words import members
from web.said import said
from web.words import INTENTS, handle
from worker.analytics import may_count

pages = Blueprint("analytics", __name__, url_prefix="/analytics")
pages.add_app_template_filter(figure)
PERIODS = (7, 28, 90)
USUAL = 28


@pages.get("")
def overview() -> str:
    """The page."""
    asked = asked_for()
    plan, people = ReportPlan.of(me().workspace_id).first(), members(me().workspace_id)
    readers = ", ".join(people[id] for id in plan.to if id in people) if plan else ""
    return render_template(
        "analytics/overview.html", report=_report(asked), asked=asked, periods=PERIODS, days=_usual_days(asked.period), query=_query(asked),
        today=today_of(workspace(), utcnow()), accounts=accounts(), intents=INTENTS, longest=LONGEST, wants_asking=_wants_asking(),
        may_manage=me().role in MANAGES, plan=plan, people=people, readers=readers, can_mail=can_mail(), shown=_shown(asked),
    )  # fmt: skip


@pages.get("/figures.csv")
def as_table() -> Response:
    """What the page shows, for a spreadsheet."""
    asked = asked_for()
    return _file(as_csv(_report(asked)), "text/csv; charset=utf-8", f"{_name(asked)}.csv")


@pages.get("/report.pdf")
def as_paper() -> Response:
    """What the page shows, on two pages."""
    from pipeline.report_pdf import as_pdf  # heavy, and hardly ever needed

    asked = asked_for()
    return _file(as_pdf(_report(asked)), "application/pdf", f"{_name(asked)}.pdf")


@pages.post("/derived")
@only(MANAGES)
def switch_derived() -> AnyResponse:
    """Whether figures are made also where the platform wants to be asked first."""
    wanted = request.form.get("derived") == "yes"
    Workspace.objects(id=me().workspace_id).update_one(set__derived_figures=wanted)
    AuditEntry.add(
        me().workspace_id, me().id, "workspace.derived_figures", me().workspace_id, "on" if wanted else "off"
    )
    if wanted:
        sentence = gettext("Counted with the others from now on. Past days follow within minutes.")
        return done(sentence, url_for("analytics.overview"))
    forget_left_out(workspace().reload(), may_count)
    return done(gettext("Left out. Their figures are deleted."), url_for("analytics.overview"))


def asked_for() -> Asked:
    """What the address asks for; what makes no sense in it counts as not said."""
    today = today_of(workspace(), utcnow())
    account, intent = request.args.get("account", ""), request.args.get("intent", "")
    known = ObjectId(account) if ObjectId.is_valid(account) and ObjectId(account) in accounts() else None
    return Asked(_period(today), known, intent if intent in set(Intent) else "")


def _period(today: date) -> Period:
    first, last = _day(request.args.get("from", "")), _day(request.args.get("to", ""))
    if first and last and first <= last and first <= today:
        last = min(last, today)
        return Period(max(first, Period.until(last, LONGEST).first), last)
    days = request.args.get("days", "")
    return Period.until(today, int(days) if days in {str(one) for one in PERIODS} else USUAL)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _report(asked: Asked) -> Report:
    return report(workspace(), asked, list(connectors.platforms().values()), utcnow())


def _usual_days(period: Period) -> int:
    """7, 28 or 90 when the period is one of these; 0 for any other."""
    is_usual = period.days in PERIODS and period.last == today_of(workspace(), utcnow())
    return period.days if is_usual else 0


def _query(asked: Asked) -> dict[str, Any]:
    """The same question as an address."""
    period = {"from": asked.period.first.isoformat(), "to": asked.period.last.isoformat()}
    days = _usual_days(asked.period)
    return {**({"days": days} if days else period), "account": asked.account_id, "intent": asked.intent or None}


def _shown(asked: Asked) -> str:
    """The period, and what the figures are limited to."""
    account = accounts().get(asked.account_id) if asked.account_id else None
    kind = said(INTENTS[Intent(asked.intent)].word) if asked.intent else ""
    filters = ", ".join(filter(None, (account and handle(account.username), kind)))
    return " · ".join(filter(None, (period_said(asked.period), filters)))


def _wants_asking() -> str:
    """The titles of platforms connected here that want to be asked before figures are made; "" for none."""
    here = {account.platform for account in accounts().values()}
    asking = (one for one in connectors.platforms().values() if one.name in here and not one.derived_figures)
    return format_list([one.title for one in asking], locale=get_locale())


def _name(asked: Asked) -> str:
    return f"fanmail-{asked.period.first}-{asked.period.last}"


def _file(content: str | bytes, kind: str, name: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
