"""What is looked at again from time to time: whether messages are still there, what fans make of our replies, when they write."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

from kombu.exceptions import OperationalError

from avatar.labels import Intent
from connectors.embeddings import embed
from connectors.errors import ConnectorError
from logs import log
from models import Message, SocialAccount, Status
from models.fields import utcnow
from models.social_account import AccountStatus
from pipeline import ingest, outcomes
from pipeline.breaker import complained, rests_until
from pipeline.freshness import confirm
from pipeline.posts import learn_posts
from worker.app import app
from worker.ports import connector_of
from worker.steps import ring

CHECK_AFTER = timedelta(hours=1)
AT_ONCE = 50  # as many as every platform takes in one call
ANGRY = (Intent.CRITICISM, Intent.HATE, Intent.THREAT)
FEWEST_REPLIES, MOST_COMPLAINTS = 20, 0.1
"""Of so many replies that went by themselves in a day, so large a share answered with anger is too much."""
UNITS_FOR_POSTS = 300
"""At one time: the captions of two hundred videos would cost five days' budget, so it is about one video at a time, and the
next one next time."""
HOURS_FROM = timedelta(days=28)


@app.task
def revisit_waiting() -> None:
    """Ring for every account with messages that wait for a person and were not asked for within CHECK_AFTER."""
    for account in SocialAccount.objects(status=AccountStatus.CONNECTED).only("id"):
        if _unchecked(account).only("id").first():
            revisit_account.apply_async([str(account.id)], expires=CHECK_AFTER.total_seconds())


@app.task
def revisit_account(account_id: str) -> None:
    """Ask the platform for what waits longest: what was deleted or changed there is no longer answered as it was."""
    account = SocialAccount.objects(id=account_id, status=AccountStatus.CONNECTED).first()
    if account is None:
        return
    waiting = list(_unchecked(account).order_by("checked_at").only("id", "kind", "external_id").limit(AT_ONCE))
    revisit(account, [(message.kind, message.external_id) for message in waiting])
    Message.objects(id__in=[message.id for message in waiting]).update(set__checked_at=utcnow())


@app.task
def complete_arrivals(account_id: str, arrivals: list[list[str]]) -> None:
    """Read what a push left out: the words of a mention, the name of who wrote. Each arrival is [kind, external id]."""
    account = SocialAccount.objects(id=account_id, status=AccountStatus.CONNECTED).first()
    if account is not None:
        revisit(account, [(kind, external_id) for kind, external_id in arrivals])


def ask_for_the_rest(account: SocialAccount, arrivals: list[list[str]]) -> None:
    """Ring for `complete_arrivals`. A broker that is away is no error: the next poll brings what is missing."""
    try:
        complete_arrivals.apply_async([str(account.id), arrivals], expires=CHECK_AFTER.total_seconds())
    except OperationalError:
        log.warning("nobody hears the bell", account=str(account.id))


def revisit(account: SocialAccount, wanted: list[tuple[str, str]]) -> None:
    """Take these messages as the platform has them now, through the same door as new ones."""
    kinds = defaultdict(list)
    for kind, external_id in wanted:
        kinds[kind].append(external_id)
    try:
        with connector_of(account) as connector:
            for kind, external_ids in kinds.items():
                parcels = list(connector.revisit(kind, external_ids))
                for message in ingest.receive(account, parcels, by=ingest.Way.ASKED):
                    ring(message)
                confirm(account, parcels, utcnow())
    except ConnectorError as error:  # the next round asks again
        log.info("not revisited", account=str(account.id), error=type(error).__name__)


def _unchecked(account: SocialAccount) -> Any:
    """What waits for a person. What the platform holds back is left out: nowhere it says that it shows that by its id."""
    return Message.objects(
        account_id=account.id, status=Status.IN_REVIEW, held="", checked_at__lt=utcnow() - CHECK_AFTER
    )


@app.task
def learn_all_posts() -> None:
    """Ring for every account: what its posts say is read again."""
    for account in SocialAccount.objects(status=AccountStatus.CONNECTED).only("id"):
        learn_posts_of.apply_async([str(account.id)], expires=CHECK_AFTER.total_seconds())


def ring_learning(account: SocialAccount) -> None:
    """Ask for one account's posts now. A broker that is away is no error: the clock comes by."""
    try:
        learn_posts_of.apply_async([str(account.id)], expires=CHECK_AFTER.total_seconds())
    except OperationalError:
        log.warning("nobody hears the bell", account=str(account.id))


@app.task
def learn_posts_of(account_id: str) -> None:
    """Read what one account's newest posts say."""
    account = SocialAccount.objects(id=account_id, status=AccountStatus.CONNECTED).first()
    if account is None:
        return
    try:
        with connector_of(account, most_units=UNITS_FOR_POSTS) as connector:
            log.info("posts learned", account=account_id, posts=learn_posts(account, connector, utcnow(), embed))
    except ConnectorError as error:  # tomorrow again
        log.info("posts not learned", account=account_id, error=type(error).__name__)


@app.task
def watch_complaints() -> None:
    """Open the breaker of an account whose automatic replies make fans angry."""
    now = utcnow()
    for account in SocialAccount.objects(status=AccountStatus.CONNECTED, auto_send=True):
        if rests_until(account, now):
            continue
        sent = _sent_by_itself(account, now - timedelta(days=1))
        angry = _angry_after(account, sent)
        outcomes.complained(account, angry, now)
        if len(sent) >= FEWEST_REPLIES and len(angry) > MOST_COMPLAINTS * len(sent):
            complained(account, len(angry), len(sent), now)


def _sent_by_itself(account: SocialAccount, since: datetime) -> dict[str, datetime]:
    """When in which conversation a reply went out without a person."""
    sent = Message.objects(account_id=account.id, status=Status.SENT, reply__mode="auto", moved_at__gt=since)
    return {reply.conversation_id: reply.moved_at for reply in sent.only("conversation_id", "moved_at")}


def _angry_after(account: SocialAccount, sent: dict[str, datetime]) -> set[str]:
    """In which of these conversations somebody was angry afterwards."""
    angry = Message.objects(account_id=account.id, conversation_id__in=list(sent), label__intent__in=ANGRY)
    told = angry.only("conversation_id", "created_at")
    return {one.conversation_id for one in told if one.created_at > sent[one.conversation_id]}


@app.task
def learn_hours() -> None:
    """In which hours each account's fans write: looks go there first."""
    since = utcnow() - HOURS_FROM
    for account in SocialAccount.objects(status=AccountStatus.CONNECTED).only("id"):
        written = Message.objects(account_id=account.id, platform_created_at__gt=since).only("platform_created_at")
        counts = Counter(message.platform_created_at.hour for message in written)
        if counts:
            hours = [float(counts[hour]) for hour in range(24)]
            SocialAccount.objects(id=account.id).update_one(set__hours=hours)
