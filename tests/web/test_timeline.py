"""The life of a message: its moves, and what happened to it without one."""

from datetime import timedelta

from models import Disclosure, Relabel, Status
from models.fields import utcnow
from models.message import Change, Reply
from pipeline.moderate import DONE
from tests.web.desk import Desk


def test_a_life_tells_more_than_moves_in_the_order_of_time(desk: Desk) -> None:
    now = utcnow()
    at = [now - timedelta(hours=hours) for hours in range(9)]
    reply = Reply(
        text="b",
        draft_text="a",
        drafted_at=at[6],
        confidence=0.82,
        hint="warmer",
        tries=2,
        sent_at=at[3],
        mode="approved",
    )
    letter = desk.letter(Status.SENT, reply=reply, platform_created_at=at[8], history=[
        Change(at=at[7], after="received", by="fan"),
        Change(at=at[5], before="approved", after="sending", by="worker"),
        Change(at=at[4], before="sending", after="approved", by="worker", why="Instagram asks to wait."),
        Change(at=at[3], before="sending", after="sent", by="worker", why="Sent."),
        Change(at=at[2], before="sent", after="sent", by=str(desk.user.id), why=next(iter(DONE.values()))),
    ])  # fmt: skip
    mine = {"workspace_id": desk.workspace.id, "account_id": desk.account.id, "message_id": letter.id}
    Relabel(
        **mine, text="x", intent="praise", sentiment="positive", before="question", by=str(desk.user.id), at=at[1]
    ).save()
    Disclosure(**mine, fan_external_id="f1", surface="comment", text="An assistant writes.", shown_at=at[3]).save()
    life = desk.browser.get(f"/messages/{letter.id}").text.partition("Its life")[2]
    told = ["Praise, it was: question.", "Hidden on the platform.", "Sent", "Instagram asks to wait.",
            "after your hint “warmer”, 82 % sure; changed by a person",
            "Just in", "As a comment on Instagram."]  # fmt: skip
    places = [life.find(words) for words in told]
    assert -1 not in places and places == sorted(places)
    assert "It took 2 tries" in life and "“An assistant writes.”" in life and "Tried again" in life


def test_what_is_kept_in_another_workspace_is_no_part_of_it(desk: Desk) -> None:
    letter = desk.letter()
    other = Desk(desk.app)
    Relabel(
        workspace_id=other.workspace.id, account_id=other.account.id, message_id=letter.id, text="x", intent="spam",
        sentiment="neutral", by="x",
    ).save()  # fmt: skip
    assert "Labelled" not in desk.browser.get(f"/messages/{letter.id}").text
