"""The accounts page: how they are, and their switches."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

import connectors
from avatar.autonomy import NEVER
from models import AuditEntry, Budget, SocialAccount, Status
from models.budget import day_of
from models.fields import utcnow
from models.message import Reply
from models.social_account import AccountStatus
from models.user import Role
from pipeline.autonomy import close_account
from pipeline.budget import replies_today
from tests.connectors.contract import configured
from tests.pipeline.proof import prove
from tests.web.desk import Desk
from web.accounts import MAY_BE_AUTOMATIC
from web.cards import today


def _now(desk: Desk) -> SocialAccount:
    return SocialAccount.objects.get(id=desk.account.id)


def test_an_account_shows_how_it_is(desk: Desk) -> None:
    desk.account.modify(
        polled_at=utcnow() - timedelta(minutes=4), status=AccountStatus.NEEDS_RECONNECT, problem="Access ended."
    )
    text = desk.browser.get("/accounts").text
    assert "4 m ago" in text and "Access ended." in text
    assert f"/accounts/connect/instagram?account={desk.account.id}" in text


def test_pause_and_resume(desk: Desk) -> None:
    path = f"/accounts/{desk.account.id}"
    assert desk.browser.click(f"{path}/pause").location == f"/accounts#account-{desk.account.id}"
    assert _now(desk).status is AccountStatus.PAUSED
    assert desk.browser.ask(f"{path}/pause").status_code == 409
    desk.browser.click(f"{path}/resume")
    assert _now(desk).status is AccountStatus.CONNECTED
    assert [entry.action for entry in AuditEntry.of(desk.workspace.id)] == ["account.paused", "account.resumed"]


def test_disconnect_forgets_the_tokens(desk: Desk) -> None:
    desk.account.modify(access_token="secret", auto_send=True)
    desk.browser.click(f"/accounts/{desk.account.id}/disconnect")
    now = _now(desk)
    assert (now.status, now.access_token, now.auto_send) == (AccountStatus.DISCONNECTED, None, False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"days": 52, "age": 1}, ["52 days left", "Renewed by itself in 5 days"]),
        ({"days": 9, "age": 3}, ["9 days left", "Renewed by itself today"]),
        ({"days": 40, "age": 8, "token_problem": "No answer."}, ["40 days left", "The last renewal failed"]),
        ({"refresh_token": "lasting", "days": 0, "age": 0}, ["renews itself"]),
        ({"status": AccountStatus.NEEDS_RECONNECT}, ["Connect again to go on where it stopped", "ended"]),
    ],
)
def test_the_access_counts_down_in_plain_words(desk: Desk, fields: dict[str, Any], words: list[str]) -> None:
    now, days = utcnow(), fields.pop("days", None)
    if days is not None:
        fields["token_expires_at"] = now + timedelta(days=days, hours=2)
        fields["token_refreshed_at"] = now - timedelta(days=fields.pop("age"), hours=2)
    desk.account.modify(**fields)
    text = desk.browser.get("/accounts").text
    assert [one for one in words if one not in text] == []


def test_a_lost_account_says_until_when_what_it_read_is_kept(desk: Desk) -> None:
    day = utcnow() + timedelta(days=12)
    desk.account.modify(status=AccountStatus.NEEDS_RECONNECT, forget_at=day)
    assert f"<b>{day:%d %B %Y}</b>" in desk.browser.get("/accounts").text


def test_todays_replies_stand_beside_what_the_budget_allows(desk: Desk) -> None:
    now = utcnow()
    day, _ = day_of(now)
    desk.account.modify(platform="youtube", external_id="UC1")
    desk.letter(Status.SENT, reply=Reply(text="thanks", sent_at=now), created_at=now - timedelta(days=2))
    desk.letter(
        Status.SENT, reply=Reply(text="thanks", sent_at=now - timedelta(days=2)), created_at=now - timedelta(days=3)
    )
    Budget.spend(f"youtube:{day}", 1_050, 10_000, now + timedelta(days=1))
    left = replies_today(connectors.get("youtube"), now)
    assert left and 135 <= left <= 179  # 179 replies are paid for, less what the rest of the day's looks need
    assert f"1 of {left + 1}" in desk.browser.get("/accounts").text
    assert today(_now(desk), connectors.get("instagram"), now).of is None


def test_what_a_platform_allows_is_told_with_its_source(desk: Desk) -> None:
    text = html.unescape(desk.browser.get("/accounts").text)
    facts = [fact for limits in connectors.get("instagram").limits.values() for fact in limits.facts]
    assert [fact for fact in facts if fact.sentence not in text or fact.source not in text] == []
    assert ("What Instagram allows" in text) is bool(facts)


def test_earlier_consents_stay_on_the_page_with_who_and_when(desk: Desk) -> None:
    path = f"/accounts/{desk.account.id}/auto-send"
    desk.browser.ask(path, intents="praise", consent="yes")
    assert "earlier consent" not in desk.browser.get("/accounts").text
    desk.browser.ask(path, intents=["greeting", "praise"], consent="yes")
    desk.browser.ask(f"{path}/off")
    text = desk.browser.get("/accounts").text
    assert "2 earlier consents" in text and "taken back by You" in text
    assert [list(consent.intents) for consent in _now(desk).consents] == [["praise"], ["praise", "greeting"]]
    assert all(consent.revoked_by == str(desk.user.id) for consent in _now(desk).consents)


def test_a_disconnected_account_takes_no_consent(desk: Desk) -> None:
    desk.browser.click(f"/accounts/{desk.account.id}/disconnect")
    assert (
        desk.browser.ask(f"/accounts/{desk.account.id}/auto-send", intents="praise", consent="yes").status_code == 409
    )
    assert not _now(desk).auto_send


def test_auto_send_records_the_consent_word_for_word(desk: Desk) -> None:
    path = f"/accounts/{desk.account.id}/auto-send"
    answer = desk.browser.ask(path, intents=["praise", "greeting"], consent="yes")
    now = _now(desk)
    assert answer.status_code == 200
    assert (now.auto_send, now.auto_send_intents) == (True, ["praise", "greeting"])
    consent = now.consents[0]
    assert consent.by == str(desk.user.id) and consent.revoked_at is None
    assert f"@{desk.account.username} on Instagram" in consent.text and "praise, greeting" in consent.text


def test_the_page_shows_the_words_that_are_recorded(desk: Desk) -> None:
    shown = re.search(r'name="consent".*?<span>(.*?)</span>', desk.browser.get("/accounts").text, re.S)
    assert shown
    words = re.sub(r"<[^>]+>", "", shown[1])
    desk.browser.ask(f"/accounts/{desk.account.id}/auto-send", intents=["praise", "greeting"], consent="yes")
    assert _now(desk).consents[0].text == words


def test_auto_send_ends_at_once_and_the_consent_stays_on_record(desk: Desk) -> None:
    path = f"/accounts/{desk.account.id}/auto-send"
    desk.browser.ask(path, intents="praise", consent="yes")
    desk.browser.ask(f"{path}/off")
    assert not _now(desk).auto_send and _now(desk).consents[0].revoked_at
    desk.browser.ask(path, intents="greeting", consent="yes")
    assert [bool(consent.revoked_at) for consent in _now(desk).consents] == [True, False]


@pytest.mark.parametrize("fields", [{"intents": "praise"}, {"consent": "yes"}, {"consent": "yes", "intents": "crisis"}])
def test_auto_send_needs_a_tick_and_something_that_may_be_automatic(desk: Desk, fields: dict[str, str]) -> None:
    assert desk.browser.ask(f"/accounts/{desk.account.id}/auto-send", **fields).status_code == 422
    assert not _now(desk).auto_send and not _now(desk).consents


def test_what_only_people_may_answer_can_never_be_chosen(desk: Desk) -> None:
    assert NEVER and NEVER.isdisjoint(MAY_BE_AUTOMATIC)
    desk.browser.ask(f"/accounts/{desk.account.id}/auto-send", intents=["praise", *NEVER], consent="yes")
    assert _now(desk).auto_send_intents == ["praise"]


def test_only_the_owner_consents_and_only_managers_switch(app: Flask, clean: None) -> None:
    manager, reviewer = Desk(app, Role.MANAGER), Desk(app, Role.REVIEWER)
    assert (
        manager.browser.ask(f"/accounts/{manager.account.id}/auto-send", intents="praise", consent="yes").status_code
        == 403
    )
    assert manager.browser.ask(f"/accounts/{manager.account.id}/pause").status_code == 200
    assert reviewer.browser.ask(f"/accounts/{reviewer.account.id}/pause").status_code == 403
    assert "Disconnect" not in reviewer.browser.get("/accounts").text


def _row(desk: Desk, word: str) -> str:
    text = html.unescape(desk.browser.get("/accounts").text)
    (row,) = [row for row in re.findall(r"<tr>.*?</tr>", text, re.S) if f"</svg> {word}</td>" in row]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip()


def test_every_kind_of_message_shows_what_it_has_earned(desk: Desk) -> None:
    assert (
        _row(desk, "Praise")
        == "Praise no Not yet No draft of this kind was judged yet; it opens at 45 without an error."
    )
    prove(desk.account, 212, errors=0)
    desk.browser.ask(f"/accounts/{desk.account.id}/auto-send", intents="praise", consent="yes")
    row = _row(desk, "Praise")
    assert row.startswith("Praise yes Earned 212 of 212 drafts were approved unchanged; errors stay below 1.1%.")
    assert row.endswith("%")
    assert _row(desk, "Question").startswith("Question no Not yet")


def test_the_page_says_why_auto_send_has_closed(desk: Desk) -> None:
    prove(desk.account)
    close_account(desk.account, "A test of the alarm.", utcnow())
    assert "Closed: A test of the alarm." in _row(desk, "Praise")


def test_a_house_that_trusts_says_so_plainly(desk: Desk) -> None:
    assert "Nothing has to be earned here" not in desk.browser.get("/accounts").text
    with configured(AUTONOMY="trusting"):
        assert "Nothing has to be earned here" in desk.browser.get("/accounts").text
        assert "Praise no Not asked for" in _row(desk, "Praise")
