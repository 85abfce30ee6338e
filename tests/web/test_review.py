"""The review room: what it shows, and what becomes of a click."""

from datetime import timedelta

from models import Fan, Message, ReplyExample, Status, Workspace
from models.fan import Sighting
from models.fields import utcnow
from models.lifecycle import move
from models.message import PostCard, Reply, StoredLabel, UsedExample
from models.user import Role
from tests.web.desk import Desk, Visitor
from web.queue import AT_ONCE


def _now(letter: Message) -> Message:
    return Message.objects.get(id=letter.id)


def test_the_room_shows_the_letter_with_all_that_stands_around_it(desk: Desk) -> None:
    now = utcnow()
    fan = Fan.known(desk.workspace.id, desk.account.id, [Sighting("f1", "ada", now)])["f1"]
    desk.letter(
        Status.SENT,
        draft="so kind",
        text="first words",
        conversation_id="c",
        platform_created_at=now - timedelta(days=2),
    )
    ReplyExample(
        workspace_id=desk.workspace.id, account_id=desk.account.id, external_id="r1", platform="instagram", kind="comment",
        conversation_id="c", source="by_hand", text="written by hand", created_at=now - timedelta(days=1),
    ).save()  # fmt: skip
    reply = Reply(
        text="try prussian", draft_text="try prussian", source="model", style_score=91.0, confidence=0.82,
        findings=["A price is not in your knowledge."], reasons=["Questions ask you first."],
        examples=[UsedExample(fan_text="which blue?", text="the cold one", similarity=0.81)], candidates=["try prussian", "phthalo!"],
    )  # fmt: skip
    desk.letter(
        text="does prussian work?", conversation_id="c", reply=reply, fan_id=fan.id, reply_by=now + timedelta(hours=2),
        post=PostCard(external_id="p", title="How I mix greens", caption="All about greens"),
        label=StoredLabel(intent="question", confidence=0.9, reasons=["A question mark."], risks=["money"]),
    )  # fmt: skip
    text = desk.browser.get("/review").text
    for words in (
        "does prussian work?", "How I mix greens", "first words", "so kind", "written by hand", "try prussian", "91 of 100",
        "82 %", "A price is not in your knowledge.", "Questions ask you first.", "the cold one", "phthalo!", "About money",
        "12 of 2,200 bytes", "allows an answer until", "The first message of this fan", "A question mark.",
    ):  # fmt: skip
        assert words in text, words


def test_words_of_fans_are_never_html(desk: Desk) -> None:
    desk.letter(text="<script>alert(1)</script>", fan_username='"><img src=x>', draft="</textarea><script>")
    text = desk.browser.get("/review").text
    assert "<script>alert" not in text and "<img src=x>" not in text and "</textarea><script>" not in text


def test_an_empty_queue_teaches(desk: Desk) -> None:
    assert "No letters wait" in desk.browser.get("/review").text
    desk.account.delete()
    assert "No account is connected yet" in desk.browser.get("/review").text


def test_the_queue_is_newest_first_and_counted_by_kind(desk: Desk) -> None:
    desk.letter(text="older one", created_at=utcnow() - timedelta(days=3), label=StoredLabel(intent="question"))
    desk.letter(text="newer one", reply_by=utcnow() + timedelta(hours=1))
    text = desk.browser.get("/review/queue").text
    assert text.index("newer one") < text.index("older one")
    assert "Closing soon" in text and "Questions" in text and "Sensitive" not in text
    assert desk.browser.get("/review/count").json == {"count": 2}


def test_what_cannot_wait_is_pinned_however_many_newer_letters_there_are(desk: Desk) -> None:
    day = timedelta(days=1)
    danger = StoredLabel(intent="threat", risks=["threat"], urgency="high")
    desk.letter(text="closes soon", created_at=utcnow() - day, reply_by=utcnow() + timedelta(hours=5))
    desk.letter(text="in danger", created_at=utcnow() - 2 * day, label=danger)
    desk.letter(text="one too many", created_at=utcnow() - day, reply_by=utcnow() + timedelta(hours=7))
    for number in range(AT_ONCE):
        desk.letter(text=f"newer {number}", created_at=utcnow() - timedelta(minutes=number))
    text = desk.browser.get("/review/queue").text
    assert text.index(">First<") < text.index("in danger") < text.index("closes soon") < text.index("The others")
    assert text.index("The others") < text.index("newer 0") and "one too many" not in text
    assert "in danger" in desk.browser.get("/review").text.split("data-desk")[1]


def test_what_is_said_of_the_draft_stands_beside_the_draft(desk: Desk) -> None:
    said = ["These are your own words to a similar message."]
    reply = Reply(text="hi", draft_text="hi", notes=said, reasons=[*said, "Auto-send is off for this account."])
    letter = desk.letter(reply=reply)
    around, answer = desk.browser.get(f"/review/{letter.id}/letter").text.split("answer-pane")
    assert "Auto-send is off" in around and "Auto-send is off" not in answer
    assert said[0] in answer and said[0] not in around


def test_without_a_draft_the_page_says_so_once(desk: Desk) -> None:
    said = ["No draft: nothing comes close."]
    letter = desk.letter(reply=Reply(source="none", notes=said, reasons=said))
    around, answer = desk.browser.get(f"/review/{letter.id}/letter").text.split("answer-pane")
    assert "There is no draft to send." in around and "Nothing comes close." in answer
    assert "No draft: " not in around + answer


def test_what_the_avatar_never_drafts_it_is_not_asked_for(desk: Desk) -> None:
    kept, asked = StoredLabel(intent="question", risks=["minors"]), StoredLabel(intent="question", risks=["money"])
    assert "data-redraft" not in desk.browser.get(f"/review/{desk.letter(label=kept).id}/letter").text
    assert "data-redraft" in desk.browser.get(f"/review/{desk.letter(label=asked).id}/letter").text


def test_a_letter_in_danger_shows_where_help_is(desk: Desk) -> None:
    letter = desk.letter(draft="", label=StoredLabel(intent="crisis", risks=["crisis"]))
    assert "findahelpline.com" in desk.browser.get(f"/review/{letter.id}/letter").text


def test_approve_sends_the_draft_once_the_undo_window_is_over(desk: Desk) -> None:
    letter = desk.letter()
    answer = desk.browser.ask(f"/review/{letter.id}/approve", text="thank you!", revision="0")
    assert answer.status_code == 200
    assert answer.json["status"] == "approved"
    now = _now(letter)
    assert now.status is Status.APPROVED and now.reply.mode == "approved"
    assert now.reply.approved_by == str(desk.user.id) and now.history[-1].by == str(desk.user.id)
    assert now.send_after.isoformat() == answer.json["until"]


def test_approve_with_other_words_keeps_both(desk: Desk) -> None:
    letter = desk.letter()
    desk.browser.ask(f"/review/{letter.id}/approve", text="thank you\r\nso much")
    assert (_now(letter).reply.text, _now(letter).reply.draft_text) == ("thank you\nso much", "thank you!")


def test_approve_of_too_long_or_no_words_is_a_sentence(desk: Desk) -> None:
    letter = desk.letter(kind="direct_message")
    long = desk.browser.ask(f"/review/{letter.id}/approve", text="ü" * 600)
    assert (long.status_code, long.json["status"]) == (422, "in_review")
    assert "200 bytes longer than the 1,000 that fit" in long.json["sentence"]
    assert desk.browser.ask(f"/review/{letter.id}/approve", text=" ").status_code == 422
    assert _now(letter).revision == 0


def test_a_lost_race_says_who_was_faster(app, desk: Desk) -> None:  # type: ignore[no-untyped-def]
    letter = desk.letter()
    colleague = Visitor(app).sign_in(desk.add_person(Role.REVIEWER, "Tom Reyes"))
    assert colleague.ask(f"/review/{letter.id}/reject", reason="Spam").status_code == 200
    answer = desk.browser.ask(f"/review/{letter.id}/approve", text="thank you!")
    assert (answer.status_code, answer.json["status"]) == (409, "rejected")
    said = answer.json["sentence"]
    assert said.startswith("Tom Reyes was faster and decided not to answer this ")
    assert said.endswith("What you wrote was not sent; it is kept here.") and ("just now" in said or " s ago" in said)


def test_a_lost_race_on_a_page_without_script_is_a_page_too(desk: Desk) -> None:
    letter = desk.letter(Status.SENT)
    answer = desk.browser.click(f"/review/{letter.id}/approve", text="x", back="/review")
    assert answer.location == "/review"
    assert "was faster" in desk.browser.get("/review").text


def test_a_decision_on_words_that_changed_meanwhile_is_not_taken(desk: Desk) -> None:
    letter = desk.letter()
    move(_now(letter), Status.CLASSIFIED, by="fan", why="The fan changed the words.")
    move(_now(letter), Status.IN_REVIEW, by="worker", why="Drafted again.")
    answer = desk.browser.ask(f"/review/{letter.id}/approve", text="thank you!", revision="0")
    assert (answer.status_code, answer.json["status"]) == (409, "in_review")
    assert _now(letter).status is Status.IN_REVIEW


def test_reject_keeps_the_reason(desk: Desk) -> None:
    letter = desk.letter()
    assert desk.browser.click(f"/review/{letter.id}/reject", reason="Wrong tone", back="/review").location == "/review"
    assert (_now(letter).status, _now(letter).reply.reject_reason) == (Status.REJECTED, "Wrong tone")


def test_redraft_hands_the_hint_to_the_avatar(desk: Desk) -> None:
    letter = desk.letter()
    desk.browser.ask(f"/review/{letter.id}/redraft", hint="shorter")
    assert (_now(letter).status, _now(letter).reply.hint) == (Status.CLASSIFIED, "shorter")
    assert "writes another draft" in desk.browser.get(f"/review/{letter.id}/letter").text


def test_a_letter_that_was_decided_elsewhere_shows_what_stands(desk: Desk) -> None:
    letter = desk.letter(Status.SENT)
    text = desk.browser.get(f"/review/{letter.id}/letter").text
    assert "See its history" in text and "data-answer" not in text


def test_an_analyst_may_look_but_not_decide(app, clean: None) -> None:  # type: ignore[no-untyped-def]
    desk = Desk(app, Role.ANALYST)
    letter = desk.letter()
    assert desk.browser.get("/review").status_code == 200
    assert desk.browser.ask(f"/review/{letter.id}/approve", text="x").status_code == 403
    assert desk.browser.click("/stop").status_code == 403


def test_the_red_button_stops_everything_until_somebody_says_go_on(desk: Desk) -> None:
    letter = desk.letter()
    assert desk.browser.click("/stop", back="/review").location == "/review"
    assert Workspace.objects.get(id=desk.workspace.id).stopped
    assert "Everything is stopped" in desk.browser.get("/sent").text
    answer = desk.browser.ask(f"/review/{letter.id}/approve", text="thank you!")
    assert "It waits, because everything is stopped" in answer.json["sentence"]
    desk.browser.click("/go-on", back="//evil.example")
    assert not Workspace.objects.get(id=desk.workspace.id).stopped
