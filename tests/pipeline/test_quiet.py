# ruff: noqa: F401, F811 fixtures of other files serve here
"""Quiet hours: what would go by itself waits; what a person approves goes; what cannot wait asks."""

from datetime import UTC, datetime, timedelta

import pytest

from models import Message, SocialAccount, Status, Workspace
from models.fields import utcnow
from pipeline.disclosure import forget_lines
from pipeline.draft import Writer, draft
from pipeline.quiet import forget_quiet, quiet_of
from settings import settings
from tests.pipeline.conftest import Scene
from tests.pipeline.proof import prove
from tests.pipeline.test_deliver import approved, go
from tests.pipeline.test_draft import account, alone, opened, waiting

EVENING = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # 23:30 in Berlin, a Friday
MORNING = datetime(2026, 11, 21, 6, tzinfo=UTC)
PRAISE = ("love your videos so much!!", "praise")


def quiet(workspace_id: object, **fields: object) -> None:
    """From 22 until 7 in Berlin, every day."""
    given = {"time_zone": "Europe/Berlin", "quiet_from": 22 * 60, "quiet_until": 7 * 60, "quiet_days": list(range(7))}
    Workspace.objects(id=workspace_id).update_one(
        **{f"set__{name}": value for name, value in {**given, **fields}.items()}
    )
    forget_quiet()


def always(workspace_id: object) -> datetime:
    """Quiet now, for some hours yet; gives the end."""
    now = utcnow()
    begins, ends = ((now + timedelta(hours=hours)).hour * 60 for hours in (-2, 3))
    quiet(workspace_id, time_zone="UTC", quiet_from=begins, quiet_until=ends)
    return (now + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)


def test_what_would_go_by_itself_waits_until_they_end_and_can_still_be_undone(
    account: SocialAccount, alone: Writer
) -> None:
    prove(opened(account, "praise"))
    quiet(account.workspace_id)
    message = draft(waiting(account, *PRAISE), alone, EVENING, lambda: 0.5)
    assert (message.status, message.send_after, message.wake_at) == (Status.APPROVED, MORNING, MORNING)
    assert message.history[-1].why == "Sent by itself, when your quiet hours are over."


def test_in_the_last_seconds_the_time_to_undo_still_counts(account: SocialAccount, alone: Writer) -> None:
    prove(opened(account, "praise"))
    quiet(account.workspace_id)
    late = MORNING - timedelta(seconds=1)
    message = draft(waiting(account, *PRAISE), alone, late, lambda: 0.5)
    assert message.send_after == late + timedelta(seconds=settings().undo_seconds)


def test_what_the_platform_takes_only_until_then_is_for_a_person(account: SocialAccount, alone: Writer) -> None:
    prove(opened(account, "praise"))
    quiet(account.workspace_id)
    message = draft(waiting(account, *PRAISE, reply_by=MORNING), alone, EVENING, lambda: 0.5)
    assert (message.status, message.reply.mode) == (Status.IN_REVIEW, "")
    assert message.history[-1].why.startswith("Your quiet hours last until Saturday, 07:00, but")
    assert message.reply.text and message.reply.eligible, "it is evidence like any other"


def test_no_quiet_hours_and_other_days_change_nothing(account: SocialAccount, alone: Writer) -> None:
    prove(opened(account, "praise"))
    assert quiet_of(account.workspace_id) is None
    quiet(account.workspace_id, quiet_days=[0])
    message = draft(waiting(account, *PRAISE), alone, EVENING, lambda: 0.5)
    assert message.send_after == EVENING + timedelta(seconds=settings().undo_seconds)


def test_a_reply_that_waited_for_its_turn_waits_for_their_end_too(scene: Scene) -> None:
    end = always(scene.account.workspace_id)
    waits = go(scene, approved(scene))
    assert (waits.status, waits.send_after, waits.wake_at, scene.sent()) == (Status.APPROVED, end, end, [])


def test_a_reply_that_cannot_wait_so_long_goes_back_to_a_person(scene: Scene) -> None:
    end = always(scene.account.workspace_id)
    message = approved(scene)
    Message.objects(id=message.id).update_one(set__reply_by=end - timedelta(minutes=1))
    asked = go(scene, message.reload())
    assert (asked.status, asked.reply.mode, scene.sent()) == (Status.IN_REVIEW, "", [])


def test_what_a_person_approved_goes_at_once(scene: Scene) -> None:
    always(scene.account.workspace_id)
    assert go(scene, approved(scene, mode="approved")).status is Status.SENT


@pytest.mark.parametrize("surface", ["comment", "direct_message"])
def test_the_creators_own_line_is_what_fans_are_told(account: SocialAccount, alone: Writer, surface: str) -> None:
    from models.workspace import OwnLine

    prove(opened(account, "praise"))
    own = OwnLine(surface=surface, language="en", text="(the bot of NAME)")
    Workspace.objects(id=account.workspace_id).update_one(set__disclosure_lines=[own])
    forget_lines()
    message = draft(waiting(account, *PRAISE), alone, EVENING, lambda: 0.5)
    assert ("(the bot of Nika)" in message.reply.text) == (surface == "comment")
    assert message.reply.disclosure in message.reply.text
