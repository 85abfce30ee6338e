"""The breaker of an account: when the platform or the fans say no again and again, nothing is sent for a while and a person is told."""

from datetime import datetime, timedelta

from connectors.errors import Blocked, MessageGone, Permanent, WindowClosed
from logs import log
from models import SocialAccount, notify, resolve
from pipeline.autonomy import close_account

IN_A_ROW = 5
"""So many replies that the platform did not take, one after the other, are no accident."""
REST = timedelta(minutes=30)
DOUBLINGS = 5


def rests_until(account: SocialAccount, now: datetime) -> datetime | None:
    """Until when nothing is sent for this account; None: it may."""
    until = account.sending_rests_until
    return until if until and until > now else None


def blocked(account: SocialAccount, error: Blocked, now: datetime) -> None:
    """The platform has stopped the account from writing. Each time in a row we rest twice as long."""
    asked = timedelta(seconds=error.retry_after_seconds)
    again = min(account.refusals // IN_A_ROW, DOUBLINGS)
    _open(account, error.sentence, now + max(asked, REST) * 2**again, account.refusals + IN_A_ROW)


def refused(account: SocialAccount, error: Permanent, now: datetime) -> None:
    """One reply was not taken. What is gone or too late is the message's affair and does not count."""
    if isinstance(error, (MessageGone, WindowClosed)):
        return
    SocialAccount.objects(id=account.id).update_one(inc__refusals=1)
    account.reload("refusals", "sending_rests_until")
    if account.refusals >= IN_A_ROW and rests_until(account, now) is None:
        times = min(account.refusals - IN_A_ROW, DOUBLINGS)
        sentence = f"The last {account.refusals} replies were not taken. The last answer was: {error.sentence}"
        _open(account, sentence, now + REST * 2**times, account.refusals)


def complained(account: SocialAccount, complaints: int, replies: int, now: datetime) -> None:
    """Fans answer what was sent by itself with anger too often: a person has a look before more goes out."""
    sentence = f"{complaints} of {replies} replies that went out by themselves since yesterday were answered with anger or doubt."
    _open(account, sentence, now + timedelta(days=1), account.refusals)
    close_account(account, sentence, now)


def worked(account: SocialAccount) -> None:
    """A reply was taken: whatever was wrong is over."""
    if not (account.refusals or account.sending_rests_until):
        return
    as_known = SocialAccount.objects(id=account.id, sending_rests_until=account.sending_rests_until)
    if as_known.update_one(set__refusals=0, set__sending_rests_until=None, set__sending_problem=""):
        resolve(account.workspace_id, _key(account))


def close(account: SocialAccount) -> None:
    """Send again."""
    SocialAccount.objects(id=account.id).update_one(
        set__refusals=0, set__sending_rests_until=None, set__sending_problem=""
    )
    resolve(account.workspace_id, _key(account))


def _open(account: SocialAccount, why: str, until: datetime, refusals: int) -> None:
    log.warning("sending rests", account=str(account.id))
    SocialAccount.objects(id=account.id).update_one(
        set__sending_rests_until=until, set__sending_problem=why, set__refusals=refusals
    )
    sentence = f"Nothing is sent for @{account.username} until {until:%H:%M} UTC. {why}"
    notify(account.workspace_id, _key(account), sentence, account.page)


def _key(account: SocialAccount) -> str:
    return f"sending:{account.id}"
