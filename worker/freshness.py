"""Words that may be kept for some days only: asked for again in time, or deleted."""

from datetime import datetime

import connectors
from connectors.base import Platform
from connectors.errors import ConnectorError
from logs import log
from models import SocialAccount
from models.fields import utcnow
from models.social_account import AccountStatus
from pipeline import fading, freshness
from pipeline.budget import units_for_looking
from worker.app import app
from worker.ports import connector_of
from worker.steps import ring

HOUR = 3600
SHARE = 50
"""One in so many of the units that are kept for looking may be spent on this, so that no reply and hardly a look is lost."""


@app.task
def keep_fresh() -> None:
    """Ring for every account of a platform whose rules let words be kept for some days only, connected or not."""
    for platform in connectors.platforms().values():
        if platform.keep_days is not None:
            for account in SocialAccount.objects(platform=platform.name).only("id"):
                keep_account_fresh.apply_async([str(account.id)], expires=HOUR)


@app.task
def keep_account_fresh(account_id: str) -> None:
    """Ask again for what is needed, then delete what could not be confirmed in time."""
    account = SocialAccount.objects(id=account_id).first()
    platform = account and connectors.get(account.platform)
    if account is None or platform is None or platform.keep_days is None:
        return
    now = utcnow()
    when = freshness.terms(platform.keep_days, now)
    if account.status is AccountStatus.CONNECTED:
        _ask_again(account, freshness.due(account, when, now), now)
    if count := fading.fade(account, when, now):
        log.info("words deleted in time", account=account_id, documents=count)


def units_for(platform: Platform, now: datetime) -> int | None:
    """What this may cost now; None where calls cost nothing."""
    kept = units_for_looking(platform, now)
    return None if kept is None else min(freshness.CALLS, kept[0] // SHARE)


def _ask_again(account: SocialAccount, what: freshness.Due, now: datetime) -> None:
    units = units_for(connectors.get(account.platform), now)
    if not (what.messages or what.examples) or units == 0:
        return
    try:
        with connector_of(account, most_units=units) as connector:
            for changed in freshness.ask_again(account, connector, what, now):
                for message in changed:
                    ring(message)
    except ConnectorError as error:  # tried again within the hour
        log.info("words not read again", account=str(account.id), error=type(error).__name__)
