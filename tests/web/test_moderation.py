"""What a person does with a fan's comment, from the page to the platform and back."""

from datetime import timedelta
from typing import Any

from connectors.world import Fault, World
from models import AuditEntry, Message, SocialAccount, Status
from models.fields import utcnow
from models.user import Role
from tests.models import make
from tests.web.desk import Desk, Visitor


def _comment(desk: Desk, own_world: World, **fields: Any) -> Message:
    """It stands at the platform too."""
    id = desk.account.external_id
    own_world.add_entry("instagram", id, "comment", "c1", "fan", "buy followers", post_id="p1")
    return desk.letter(external_id="c1", text="buy followers", **fields)


def _now(letter: Message) -> Message:
    return Message.objects.get(id=letter.id)


def test_hidden_at_the_platform_and_shown_again(desk: Desk, own_world: World) -> None:
    letter = _comment(desk, own_world)
    answer = desk.browser.ask(f"/messages/{letter.id}/moderate/hide", revision=letter.revision)
    assert (answer.status_code, answer.json["status"]) == (200, "rejected")
    assert own_world.entry("instagram", "c1").hidden
    text = desk.browser.get(f"/messages/{letter.id}").text
    assert "You hid it" in text and "Hidden on the platform." in text and f"{letter.id}/moderate/show" in text
    assert desk.browser.ask(f"/messages/{letter.id}/moderate/show").json["status"] == "in_review"
    assert not own_world.entry("instagram", "c1").hidden
    actions = [entry.action for entry in AuditEntry.of(desk.workspace.id)]
    assert actions == ["message.hidden", "message.shown"]


def test_only_what_the_platform_can_do_is_offered_and_taken(desk: Desk, own_world: World) -> None:
    comment = _comment(desk, own_world)
    for page in (f"/messages/{comment.id}", f"/review/{comment.id}/letter"):
        text = desk.browser.get(page).text
        assert "/moderate/hide" in text and "/moderate/delete" in text and "It is gone for everybody" in text
        assert "/moderate/ban" not in text and "/moderate/spam" not in text and "Show it to" not in text
    refused = desk.browser.ask(f"/messages/{comment.id}/moderate/ban")
    assert refused.status_code == 422 and "Nothing was changed." in refused.json["sentence"]
    assert desk.browser.ask(f"/messages/{comment.id}/moderate/burn").status_code == 404
    direct = desk.letter(kind="direct_message")
    assert "data-moderate" not in desk.browser.get(f"/messages/{direct.id}").text


def test_a_fan_can_be_banned_where_the_platform_can(desk: Desk) -> None:
    account = make.account(desk.workspace, platform="youtube")
    letter = make.message(account, status=Status.IN_REVIEW, created_at=utcnow())
    text = desk.browser.get(f"/messages/{letter.id}").text
    assert "/moderate/ban" in text and "cannot comment on your posts any more" in text


def test_a_platform_that_does_not_answer_is_a_sentence_and_the_button_stays(desk: Desk, own_world: World) -> None:
    letter = _comment(desk, own_world)
    own_world.add_fault(Fault("instagram", "hide", "timeout_after", 1, 0.1))
    answer = desk.browser.ask(f"/messages/{letter.id}/moderate/hide")
    assert answer.status_code == 502 and "Try again" in answer.json["sentence"]
    assert "/moderate/hide" in desk.browser.get(f"/review/{letter.id}/letter").text
    assert desk.browser.ask(f"/messages/{letter.id}/moderate/hide").status_code == 200


def test_who_only_looks_may_not_moderate(desk: Desk, own_world: World) -> None:
    letter = _comment(desk, own_world)
    analyst = Visitor(desk.app).sign_in(desk.add_person(Role.ANALYST, "Ana Lima"))
    assert analyst.ask(f"/messages/{letter.id}/moderate/delete").status_code == 403
    assert not own_world.entry("instagram", "c1").deleted_at
    assert Desk(desk.app).browser.ask(f"/messages/{letter.id}/moderate/delete").status_code == 404


def test_what_the_platform_holds_back_says_why_and_can_be_shown(desk: Desk, own_world: World) -> None:
    letter = _comment(desk, own_world, held="likely spam")
    own_world.hide_entry("instagram", "c1", True)
    text = desk.browser.get("/review").text
    assert "Not public: likely spam" in text and "Show it to everybody" in text
    answer = desk.browser.click(f"/messages/{letter.id}/moderate/show", back=f"/review/{letter.id}")
    assert answer.location == f"/review/{letter.id}"
    assert (_now(letter).status, _now(letter).held) == (Status.IN_REVIEW, "")
    assert "Not public" not in desk.browser.get("/review").text


# answering in private, and answering late


def test_a_comment_is_answered_in_the_fans_inbox(desk: Desk) -> None:
    letter = desk.letter()
    text = desk.browser.get(f"/review/{letter.id}/letter").text
    assert "Answer privately" in text and "only once" in text and 'data-limit="1000"' in text
    said = desk.browser.ask(f"/review/{letter.id}/approve", text="hello", private="yes").json["sentence"]
    assert "inbox" in said
    assert _now(letter).reply.private
    assert "to the fan&#39;s inbox" in desk.browser.get(f"/messages/{letter.id}").text.replace("'", "&#39;")


def test_a_private_answer_that_is_too_long_for_an_inbox_is_refused(desk: Desk) -> None:
    letter = desk.letter()
    answer = desk.browser.ask(f"/review/{letter.id}/approve", text="x" * 1001, private="yes")
    assert (answer.status_code, _now(letter).status) == (422, Status.IN_REVIEW)


def test_private_is_offered_only_where_and_while_it_is_allowed(desk: Desk) -> None:
    old = desk.letter(platform_created_at=utcnow() - timedelta(days=7, minutes=1))
    direct = desk.letter(kind="direct_message")
    other = make.message(make.account(desk.workspace, platform="youtube"), status=Status.IN_REVIEW)
    for letter in (old, direct, other):
        assert "Answer privately" not in desk.browser.get(f"/review/{letter.id}/letter").text
    assert desk.browser.ask(f"/review/{old.id}/approve", text="hi", private="yes").status_code == 422


def _late(desk: Desk, hours: int) -> Message:
    since = utcnow() - timedelta(hours=24 + hours)
    return desk.letter(
        kind="direct_message", platform_created_at=since, created_at=since, reply_by=since + timedelta(hours=24)
    )


def test_after_the_window_only_a_persons_own_words_go(desk: Desk) -> None:
    letter = _late(desk, 2)
    assert "Only your own words, until" in desk.browser.get(f"/review/{letter.id}/letter").text
    assert "your words only" in desk.browser.get("/review/queue").text
    refused = desk.browser.ask(f"/review/{letter.id}/approve", text="thank you!")
    assert refused.status_code == 422 and "only your own words" in refused.json["sentence"]
    assert _now(letter).reply.text == "thank you!"
    assert desk.browser.ask(f"/review/{letter.id}/approve", text="Thank you, Ada!").json["status"] == "approved"


def test_when_every_window_is_over_the_page_says_so(desk: Desk) -> None:
    letter = _late(desk, 24 * 7)
    assert "The time to answer is over" in desk.browser.get(f"/messages/{letter.id}").text
    assert "too late" in desk.browser.get("/review/queue").text
    assert desk.browser.ask(f"/review/{letter.id}/approve", text="my own").status_code == 422


# sending that rests


def _rest(desk: Desk) -> None:
    until = utcnow() + timedelta(hours=1)
    desk.account.modify(sending_rests_until=until, sending_problem="It refused five replies.", refusals=5)


def test_sending_that_rests_says_so_and_can_go_on_at_once(desk: Desk) -> None:
    _rest(desk)
    for page in ("/review", "/accounts"):
        text = desk.browser.get(page).text
        assert "rests until" in text and "It refused five replies." in text and "Send again now" in text
    answer = desk.browser.click(f"/review/send-again/{desk.account.id}", back="/review")
    assert answer.location == "/review"
    account = SocialAccount.objects.get(id=desk.account.id)
    assert (account.sending_rests_until, account.sending_problem, account.refusals) == (None, "", 0)
    assert "rests until" not in desk.browser.get("/review").text
    assert AuditEntry.of(desk.workspace.id).first().action == "account.sending_resumed"


def test_who_only_reviews_cannot_make_it_send_again(desk: Desk) -> None:
    _rest(desk)
    reviewer = Visitor(desk.app).sign_in(desk.add_person(Role.REVIEWER, "Ana Lima"))
    assert "Send again now" not in reviewer.get("/review").text
    assert reviewer.ask(f"/review/send-again/{desk.account.id}").status_code == 403
    assert Desk(desk.app).browser.ask(f"/review/send-again/{desk.account.id}").status_code == 404
    assert SocialAccount.objects.get(id=desk.account.id).refusals == 5
