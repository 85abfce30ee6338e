"""Besides answering: letters given to members, notes, VIPs, answers for all, and what was typed and not sent."""

from flask import Flask

from models import AuditEntry, DraftEdit, Fan, Knowledge, Message, Note, Status, Unanswered
from models.fan import Sighting
from models.fields import utcnow
from models.knowledge import FAQ
from models.message import Reply, StoredLabel
from models.user import Role
from tests.web.desk import Desk, Visitor


def test_a_letter_is_given_to_a_member_and_the_chips_follow(app: Flask, desk: Desk) -> None:
    tom = desk.add_person(Role.REVIEWER, "Tom Reyes")
    letter = desk.letter(text="for tom")
    desk.letter(text="for nobody")
    answer = desk.browser.ask(f"/review/{letter.id}/assign", member=str(tom.id))
    assert answer.json["sentence"] == "Tom Reyes has it now."
    assert letter.reload().assigned_to == str(tom.id) and letter.revision == 0
    assert "Tom Reyes has it" in desk.browser.get(f"/review/{letter.id}/letter").text
    theirs = Visitor(app).sign_in(tom)
    rows = theirs.get("/review/queue?chip=mine").text
    assert "for tom" in rows and "for nobody" not in rows and 'data-chip="mine"' in rows
    rows = theirs.get("/review/queue?chip=free").text
    assert "for nobody" in rows and "for tom" not in rows
    assert 'data-chip="mine"' not in desk.browser.get("/review/queue").text
    assert AuditEntry.of(desk.workspace.id).filter(action="message.assigned").get().note == str(tom.id)
    desk.browser.ask(f"/review/{letter.id}/assign", member="")
    assert letter.reload().assigned_to == ""


def test_a_letter_is_given_to_nobody_of_another_workspace(app: Flask, desk: Desk) -> None:
    letter, stranger = desk.letter(), Desk(app).user
    for id in (str(stranger.id), "nonsense"):
        answer = desk.browser.ask(f"/review/{letter.id}/assign", member=id)
        assert answer.status_code == 422 and "no member" in answer.json["sentence"]
    assert (
        desk.browser.ask(f"/review/{desk.letter(Status.SENT).id}/assign", member=str(desk.user.id)).status_code == 409
    )
    assert letter.reload().assigned_to == ""


def test_giving_it_away_spoils_nobodys_open_page(desk: Desk) -> None:
    letter = desk.letter()
    desk.browser.ask(f"/review/{letter.id}/assign", member=str(desk.user.id))
    assert desk.browser.ask(f"/review/{letter.id}/approve", text="thank you!", revision="0").status_code == 200


def test_notes_stand_beside_the_letter_with_who_and_when_and_are_never_html(app: Flask, desk: Desk) -> None:
    letter = desk.letter()
    tom = Visitor(app).sign_in(desk.add_person(Role.REVIEWER, "Tom Reyes"))
    assert tom.ask(f"/review/{letter.id}/notes", text="she wrote <b>before</b>\r\nask Ana").status_code == 200
    text = desk.browser.get(f"/review/{letter.id}/letter").text
    assert "she wrote &lt;b&gt;before&lt;/b&gt;\nask Ana" in text and "Tom Reyes" in text
    assert "note.written" in {entry.action for entry in AuditEntry.of(desk.workspace.id)}
    assert "ask Ana" not in str(letter.reload().to_mongo())
    assert "ask Ana" in desk.browser.get(f"/review/{_decided(desk, letter).id}/letter").text


def _decided(desk: Desk, letter: Message) -> Message:
    assert desk.browser.ask(f"/review/{letter.id}/reject").status_code == 200
    return letter


def test_a_note_is_taken_away_and_laid_back_by_whoever_wrote_it(app: Flask, desk: Desk) -> None:
    letter = desk.letter()
    id = desk.browser.ask(f"/review/{letter.id}/notes", text="mine alone").json["note"]
    tom = Visitor(app).sign_in(desk.add_person(Role.REVIEWER))
    assert tom.ask(f"/review/{letter.id}/notes/{id}/delete").status_code == 403
    assert tom.ask(f"/review/{desk.letter().id}/notes/{id}/delete").status_code == 404
    address = f"/review/{letter.id}/letter"
    assert desk.browser.ask(f"/review/{letter.id}/notes/{id}/delete").status_code == 200
    assert "mine alone" not in desk.browser.get(address).text
    assert desk.browser.ask(f"/review/{letter.id}/notes/{id}/restore").status_code == 200
    assert "mine alone" in desk.browser.get(address).text
    Note.objects(id=id).update_one(set__gone_after=utcnow())
    assert desk.browser.ask(f"/review/{letter.id}/notes/{id}/restore").status_code == 409


def test_empty_and_endless_notes_are_a_sentence(desk: Desk) -> None:
    letter = desk.letter()
    for text in ("  ", "x" * 1001):
        assert desk.browser.ask(f"/review/{letter.id}/notes", text=text).status_code == 422
    assert Note.objects.count() == 0


def test_a_fan_becomes_a_vip_from_the_letter_and_back(desk: Desk) -> None:
    fan = Fan.known(desk.workspace.id, desk.account.id, [Sighting("f1", "ada", utcnow())])["f1"]
    letter = desk.letter(fan_id=fan.id)
    desk.browser.ask(f"/review/{letter.id}/vip", vip="yes")
    assert fan.reload().vip and 'aria-pressed="true"' in desk.browser.get(f"/review/{letter.id}/letter").text
    desk.browser.ask(f"/review/{letter.id}/vip", vip="")
    assert not fan.reload().vip
    assert {"fan.vip", "fan.not_vip"} <= {entry.action for entry in AuditEntry.of(desk.workspace.id)}
    assert desk.browser.ask(f"/review/{desk.letter().id}/vip", vip="yes").status_code == 422


def test_the_letters_question_is_prefilled_and_answered_once_for_all(desk: Desk) -> None:
    letter = desk.letter(text="hi Nika! which flour do you use?", label=StoredLabel(intent="question"))
    assert 'value="which flour do you use?"' in desk.browser.get(f"/review/{letter.id}/letter").text
    answer = desk.browser.ask(f"/review/{letter.id}/once", title="which flour do you use?", text="Rye, always rye.")
    assert answer.json["sentence"].startswith("Kept as an answer for all.")
    kept = Knowledge.of(desk.workspace.id).filter(source=FAQ).get()
    assert (kept.title, kept.text, letter.reload().status) == (
        "which flour do you use?",
        "Rye, always rye.",
        Status.IN_REVIEW,
    )
    assert desk.browser.ask(f"/review/{letter.id}/once", title="x", text=" ").status_code == 422


def test_who_asked_the_same_gets_a_draft_from_the_answer(desk: Desk) -> None:
    letter = desk.letter(
        text="which flour do you use?", reply=Reply(source="none"), label=StoredLabel(intent="question")
    )
    Unanswered(
        workspace_id=desk.workspace.id, account_id=desk.account.id, message_id=letter.id, vector=bytes(8), expires_at=utcnow()
    ).save()  # fmt: skip
    answer = desk.browser.ask(f"/review/{letter.id}/once", title="which flour do you use?", text="Rye.")
    assert "1 waiting letter is drafted anew" in answer.json["sentence"]
    assert letter.reload().status is Status.CLASSIFIED and Unanswered.objects.count() == 0


def test_what_was_typed_is_there_again_on_another_device_and_for_nobody_else(app: Flask, desk: Desk) -> None:
    letter = desk.letter(draft="thank you!")
    assert desk.browser.ask(f"/review/{letter.id}/typed", text="thank you so m").json["kept"]
    phone = Visitor(app).sign_in(desk.user)
    text = phone.get(f"/review/{letter.id}/letter").text
    assert (
        ">\nthank you so m</textarea>" in text
        and "your unsent edit from" in text
        and 'data-drafted="thank you!"' in text
    )
    tom = Visitor(app).sign_in(desk.add_person(Role.REVIEWER))
    assert "thank you so m" not in tom.get(f"/review/{letter.id}/letter").text
    assert letter.reload().reply.text == "thank you!" and letter.revision == 0


def test_typing_the_draft_again_keeps_nothing(desk: Desk) -> None:
    letter = desk.letter(draft="thank you!")
    desk.browser.ask(f"/review/{letter.id}/typed", text="thank")
    assert desk.browser.ask(f"/review/{letter.id}/typed", text="thank you!").json["kept"] == ""
    assert DraftEdit.objects.count() == 0


def test_a_decision_forgets_what_was_typed_and_a_lost_race_keeps_it(app: Flask, desk: Desk) -> None:
    letter, other = desk.letter(), desk.letter()
    tom = Visitor(app).sign_in(desk.add_person(Role.REVIEWER))
    for id in (letter.id, other.id):
        desk.browser.ask(f"/review/{id}/typed", text="my own words")
    assert desk.browser.ask(f"/review/{letter.id}/approve", text="my own words").status_code == 200
    tom.ask(f"/review/{other.id}/reject")
    assert desk.browser.ask(f"/review/{other.id}/approve", text="my own words").status_code == 409
    text = desk.browser.get(f"/review/{other.id}/letter").text
    assert "What you had typed" in text and "my own words" in text
    assert [edit.message_id for edit in DraftEdit.objects] == [other.id]
    assert desk.browser.ask(f"/review/{other.id}/typed", text="more").status_code == 409


def test_typing_is_kept_so_many_times_a_minute_and_no_oftener(desk: Desk) -> None:
    from web.typed import PER_MINUTE

    letter, secret = desk.letter(), desk.browser.secret()
    headers = {"X-CSRFToken": secret, "Accept": "application/json"}
    address = f"/review/{letter.id}/typed"
    codes = [
        desk.browser.client.post(address, data={"text": f"{n}"}, headers=headers).status_code
        for n in range(PER_MINUTE + 1)
    ]
    assert codes == [200] * PER_MINUTE + [429]
    assert DraftEdit.objects.get().text == str(PER_MINUTE - 1)
