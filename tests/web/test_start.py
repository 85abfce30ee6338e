"""The first steps over real HTTP: what each shows, who may press, and when they are out of the way."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from flask import Flask

from connectors.world import World
from models import AuditEntry, BlindTest, Persona, SocialAccount, Status
from models.blind_test import Pair
from models.fields import utcnow
from models.persona import StoredAdaptation, StoredBar, StoredPicture
from models.social_account import AccountStatus
from models.user import Role
from pipeline.start import Aside
from tests.connectors.contract import configured
from tests.models import make
from tests.web.desk import PASSWORD, Desk, Visitor

PLATFORMS_OFF = {f"{name}_CLIENT_ID": "" for name in ("INSTAGRAM", "YOUTUBE", "FACEBOOK")}


@pytest.fixture
def new(visitor: Visitor) -> Visitor:
    """Somebody who signed up just now."""
    visitor.click("/sign-up", name="Ana Lima", email="ana@example.com", password=PASSWORD)
    return visitor


def step(page: str, name: str) -> str:
    """One step of the page, as HTML."""
    found = re.search(
        rf'<li class="start-step is-[^>]*data-step="{name}".*?</li>\s*(?=<li class="start-step|</ol>)', page, re.S
    )
    assert found, name
    return found[0]


def state(page: str, name: str) -> str:
    found = re.match(r'<li class="start-step is-(\w+)', step(page, name))
    assert found
    return found[1]


def wrote(desk: Desk, times: int) -> None:
    for number in range(times):
        make.reply_example(desk.account, fan_text=f"hello {number}", text="hello back")


def measured(desk: Desk) -> None:
    card = StoredAdaptation(platform=desk.account.platform, replies=40, score=0.5)
    pictures = [StoredPicture(name="openers", bars=[StoredBar(name="haha", value=0.6)])]
    Persona.of(desk.workspace.id).update_one(
        set__measured_at=utcnow(), set__replies=40, set__sentences=["writes short", "likes hearts", "asks back", "a fourth"],
        set__adaptations=[card], set__pictures=pictures,
    )  # fmt: skip


def test_a_new_person_lands_on_the_first_step_and_every_page_says_so(new: Visitor) -> None:
    assert new.get("/").location == "/start"
    page = new.get("/start").text
    assert [state(page, one) for one in ("connect", "read", "voice", "switches", "answer")] == ["open", *["later"] * 4]
    assert page.count('class="button primary"') == 1 and "Try with a made-up creator" in page
    for path in ("/start", "/review", "/accounts"):
        assert '<span class="figure" data-start-place>1 of 6</span>' in new.get(path).text


def test_without_stand_ins_real_platforms_are_offered_and_none_is_said(new: Visitor) -> None:
    with configured(SANDBOX_URL=""):
        page = new.get("/start").text
    assert "made-up" not in page and "/accounts/connect/youtube?back=start" in page
    with configured(SANDBOX_URL="", **PLATFORMS_OFF):
        assert "No platform is set up yet" in new.get("/start").text


def test_a_made_up_creator_is_connected_through_consent_and_ends_here_again(
    new: Visitor, sandbox: str, world: World
) -> None:
    answer = new.click("/start/creator")
    assert answer.status_code == 200 and "@nika.rides.bread.1</strong> there" in answer.text
    onward = re.search(r'content="1;url=([^"]+)"', answer.text)
    assert onward
    asked = new.get(onward[1])
    parts = urlsplit(asked.location)
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
    [account] = world.accounts("instagram")
    said = httpx.post(f"{parts.scheme}://{parts.netloc}{parts.path}", data={**fields, "allow": account["id"]})
    back = urlsplit(said.headers["location"])
    assert new.get(f"{back.path}?{back.query}").location == "/start"
    connected = SocialAccount.objects.get()
    assert (connected.username, connected.external_id) == ("nika.rides.bread.1", account["id"])
    page = new.get("/start").text
    assert state(page, "connect") == "done" and state(page, "read") == "under_way" and 'http-equiv="refresh"' in page
    assert AuditEntry.objects(action="start.creator_made_up").count() == 1


def test_stand_ins_that_are_away_are_a_sentence(new: Visitor) -> None:
    with configured(SANDBOX_URL="http://127.0.0.1:1"):
        page = new.client.post("/start/creator", data={"csrf_token": new.secret()}, follow_redirects=True).text
    assert "could not be reached. Try again in a minute; nothing was changed." in page.replace("&#39;", "'")
    assert AuditEntry.objects(action="start.creator_made_up").count() == 0


def test_reading_shows_numbers_and_ends_with_what_was_found(desk: Desk) -> None:
    desk.account.modify(onboarded_at=None)
    assert "about to read" in step(desk.browser.get("/start").text, "read")
    wrote(desk, 2), desk.letter(status=Status.ANSWERED)
    page = desk.browser.get("/start").text
    assert "1 message of fans and 2 replies of yours so far." in step(page, "read") and 'data-start="moving"' in page
    desk.account.modify(onboarded_at=utcnow())
    page = desk.browser.get("/start").text
    assert "Found 2 replies of yours and 1 message of fans." in step(page, "read")
    assert state(page, "voice") == "cannot" and "Answer letters" in step(page, "voice")


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"problem": "The platform is down."}, "read", "The platform is down. Fanmail tries again by itself."),
        ({"status": AccountStatus.PAUSED}, "read", "is paused, so nothing is read"),
        (
            {"status": AccountStatus.NEEDS_RECONNECT, "problem": "Access ended."},
            "connect",
            "must be connected again: Access ended.",
        ),
    ],
)
def test_what_is_in_the_way_says_so_with_a_way_on(
    desk: Desk, changes: dict[str, Any], name: str, sentence: str
) -> None:
    desk.account.modify(onboarded_at=None, **changes)
    shown = step(desk.browser.get("/start").text, name)
    assert sentence in shown and 'class="button' in shown


def test_the_voice_is_three_sentences_and_a_picture(desk: Desk) -> None:
    desk.account.modify(onboarded_at=utcnow())
    wrote(desk, 12)
    assert "measured on 12 replies" in step(desk.browser.get("/start").text, "voice")
    measured(desk)
    shown = step(desk.browser.get("/start").text, "voice")
    assert shown.count("<li>") == 3 and "Nika writes short." in shown and "a fourth" not in shown
    Persona.of(desk.workspace.id).update_one(set__measured_at=None)
    desk.account.modify(onboarded_at=utcnow() - timedelta(minutes=6))
    late = step(desk.browser.get("/start").text, "voice")
    assert "nothing is measured yet" in late and "/persona/measure" in late
    assert "How replies begin" in shown and "haha" in shown and "enough to write with" in shown


def test_the_blind_test_is_skipped_taken_up_and_done(desk: Desk) -> None:
    desk.account.modify(onboarded_at=utcnow())
    measured(desk)
    assert "Take the blind test" in step(desk.browser.get("/start").text, "blind_test")
    assert desk.browser.click("/start/aside", what="blind_test").location == "/start"
    assert state(desk.browser.get("/start").text, "blind_test") == "aside"
    desk.browser.click("/start/up", what="blind_test")
    assert state(desk.browser.get("/start").text, "blind_test") == "open"
    pair = Pair(example_id=desk.account.id, fan_text="?", own="a", made="b", own_first=True, right=True)
    test = BlindTest(workspace_id=desk.workspace.id, by=str(desk.user.id), pairs=[pair]).save()
    test.modify(finished_at=utcnow())
    shown = desk.browser.get("/start").text
    assert state(shown, "blind_test") == "done" and "You found your own reply in 1 of 1" in step(shown, "blind_test")
    assert [one.note for one in AuditEntry.objects(action="start.put_aside")] == ["blind test"]


def test_the_switches_say_what_holds_here_and_are_kept_or_changed(desk: Desk) -> None:
    with configured(UNDO_SECONDS="35", DISCLOSURE_GAP_DAYS="50"):
        shown = step(desk.browser.get("/start").text, "switches")
    for words in ("45 drafts of a kind", "35 seconds", "50 days", "minors, law, medicine"):
        assert words in shown, words
    with configured(AUTONOMY="trusting", UNDO_SECONDS="0"):
        trusting = desk.browser.get("/start").text
    assert "AUTONOMY is set to trusting" in trusting and "UNDO_SECONDS is 0" in trusting
    desk.browser.click("/start/aside", what="switches")
    shown = desk.browser.get("/start").text
    assert state(shown, "switches") == "done" and "Every reply asks you first." in step(shown, "switches")
    desk.account.modify(auto_send=True, auto_send_intents=["praise"])
    shown = step(desk.browser.get("/start").text, "switches")
    assert f"praise of @{desk.account.username} by itself, once that is earned" in shown


def test_letters_that_wait_are_the_last_step_and_an_approved_reply_ends_it(desk: Desk) -> None:
    desk.account.modify(onboarded_at=utcnow())
    assert "No letter waits yet" in step(desk.browser.get("/start").text, "answer")
    letter = desk.letter()
    assert "1 letter waits for you" in step(desk.browser.get("/start").text, "answer")
    assert desk.browser.get("/").location == "/start"
    assert desk.browser.click(f"/review/{letter.id}/approve", text="thanks").status_code == 302
    page = desk.browser.get("/start").text
    assert "You are set up" in page and state(page, "answer") == "done" and "data-start-place" not in page
    assert desk.browser.get("/").location == "/review"


def test_a_workspace_that_has_sent_replies_already_is_not_asked_to_begin(desk: Desk) -> None:
    desk.letter(status=Status.SENT)
    assert desk.browser.get("/").location == "/review"
    assert "data-start-place" not in desk.browser.get("/review").text


def test_the_demo_begins_where_others_end(desk: Desk) -> None:
    desk.workspace.modify(demo=True)
    assert desk.browser.get("/").location == "/review"
    page = desk.browser.get("/start").text
    assert "You are set up" in page and "Put all of this aside" not in page and "data-start-place" not in page


def test_all_of_it_is_put_aside_and_taken_up_again(desk: Desk) -> None:
    assert desk.browser.click("/start/aside", what="all").location == "/start"
    page = desk.browser.get("/start").text
    assert "Take it up again" in page and "data-start-place" not in page and "First steps" in page
    assert desk.browser.get("/").location == "/review"
    desk.browser.click("/start/up", what="all")
    assert desk.browser.get("/").location == "/start" and "First steps" not in desk.browser.get("/start").text
    assert 'put <a href="/start">the first steps</a>, or one of them, aside' in desk.browser.get("/audit").text


def test_what_cannot_be_put_aside_is_refused(desk: Desk) -> None:
    for path in ("/start/aside", "/start/up"):
        assert desk.browser.click(path, what="connect").status_code == 400
    assert desk.workspace.reload().start_aside == []


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ANALYST])
def test_who_does_not_manage_looks_and_is_not_led_here(desk: Desk, role: Role) -> None:
    member = Visitor(desk.app).sign_in(desk.add_person(role))
    page = member.get("/start")
    assert page.status_code == 200 and 'action="/start' not in page.text and "data-start-place" not in page.text
    assert member.get("/").location == "/review"
    for path in ("/start/creator", "/start/aside", "/start/up"):
        assert member.click(path, what=Aside.ALL).status_code == 403


def test_another_workspace_is_another_beginning(app: Flask, desk: Desk) -> None:
    desk.letter(status=Status.SENT)
    other = Desk(app)
    assert other.browser.get("/").location == "/start"
    assert state(other.browser.get("/start").text, "answer") != "done"
