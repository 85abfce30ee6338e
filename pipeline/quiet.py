"""The quiet hours of a workspace: every reply that would go by itself asks for them."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bson import ObjectId

from avatar.quiet import Pause, Quiet, pause
from models import Message, Workspace
from pipeline.remembered import Remembered

SECONDS = 1.0
_quiet: Remembered[Quiet | None] = Remembered(SECONDS)


def quiet_of(workspace_id: ObjectId) -> Quiet | None:
    """The workspace's quiet hours, at most SECONDS old; None where it has none."""
    return _quiet.get(workspace_id, lambda: _read(workspace_id))


def paused(message: Message, now: datetime) -> Pause | None:
    """What quiet hours do to the reply of `message` if it would go by itself now; None: nothing."""
    return pause(quiet_of(message.workspace_id), now, message.reply_by)


def forget_quiet() -> None:
    """Somebody changed them: read them anew."""
    _quiet.forget()


def quiet_hours(workspace: Workspace) -> Quiet | None:
    """As they are stored: minutes after midnight on the workspace's clock."""
    if not workspace.quiet_days or workspace.quiet_from is None or workspace.quiet_until is None:
        return None
    begins, ends = (time(*divmod(minutes, 60)) for minutes in (workspace.quiet_from, workspace.quiet_until))
    return Quiet(ZoneInfo(workspace.time_zone), begins, ends, frozenset(workspace.quiet_days))


def _read(workspace_id: ObjectId) -> Quiet | None:
    fields = ("time_zone", "quiet_from", "quiet_until", "quiet_days")
    workspace = Workspace.objects(id=workspace_id).only(*fields).first()
    return quiet_hours(workspace) if workspace else None
