"""Putting a label right in the dashboard: what the menu offers, what becomes of the letter, and who may."""

from typing import Any

import redis
from werkzeug.datastructures import MultiDict

from avatar.labels import Intent, Risk, Sentiment
from connectors.embeddings import embed
from models import Message, Relabel, Status
from models.fields import utcnow
from models.message import StoredLabel
from models.user import Role
from pipeline.relabel import Said, give_meaning
from tests.web.desk import Desk, Visitor
from web.relabel import said_of
from worker.labels import embed_relabel, retrain_labels


def _now(letter: Message) -> Message:
    return Message.objects.get(id=letter.id)


def _label(desk: Desk, letter: Message, intent: str, *risks: str) -> dict[str, object]:
    answer = desk.browser.ask(f"/review/{letter.id}/label", intent=intent, risk=list(risks))
    return {"code": answer.status_code, **answer.json}


def test_the_chip_is_a_form_that_works_without_a_script(desk: Desk) -> None:
    letter = desk.letter(label=StoredLabel(intent="question", confidence=0.9, risks=["money"]))
    for page in (f"/review/{letter.id}/letter", f"/messages/{letter.id}"):
        text = desk.browser.get(page).text
        assert text.count('name="intent"') == len(Intent) and text.count('name="risk"') == len(Risk)
        assert 'value="question" data-implies="" checked' in text and 'value="money" checked' in text
        assert text.split("data-relabel")[1].split("</form>")[0].count(" checked>") == 2
    gone = desk.browser.click(f"/review/{letter.id}/label", intent="praise", back="/review")
    assert gone.location == "/review" and "Labelled “Praise”" in desk.browser.get("/review").text


def test_another_kind_brings_another_draft(desk: Desk) -> None:
    letter = desk.letter(label=StoredLabel(intent="question", confidence=0.9, risks=["money"], sentiment="neutral"))
    answer = _label(desk, letter, "praise")
    assert (answer["code"], answer["status"]) == (200, "classified")
    assert answer["sentence"] == "Labelled “Praise”. The avatar writes another draft."
    now = _now(letter)
    assert (now.label.intent, now.label.by, now.label.risks, now.label.sentiment) == (
        "praise",
        "person",
        [],
        "positive",
    )
    assert now.history[-1].by == str(desk.user.id)


def test_junk_leaves_the_queue_and_choosing_again_brings_it_back(desk: Desk) -> None:
    letter = desk.letter()
    answer = _label(desk, letter, "spam")
    assert answer["status"] == "rejected" and "Choose another label" in str(answer["sentence"])
    assert desk.browser.get("/review/count").json == {"count": 0}
    assert 'name="intent"' in desk.browser.get(f"/messages/{letter.id}").text
    assert _label(desk, letter, "praise")["status"] == "classified"
    now = _now(letter)
    assert (now.label.intent, now.reply.reject_reason) == ("praise", "")
    assert [change.after for change in now.history[-3:]] == ["rejected", "in_review", "classified"]


def test_what_a_person_did_not_want_to_answer_stays_unanswered(desk: Desk) -> None:
    letter = desk.letter()
    desk.browser.ask(f"/review/{letter.id}/reject", reason="I answer by hand")
    answer = _label(desk, letter, "question")
    assert (answer["status"], _now(letter).label.intent) == ("rejected", "question")
    assert "read so from now on" in str(answer["sentence"])


def test_the_same_label_again_is_only_learned(desk: Desk) -> None:
    letter = desk.letter()
    assert _label(desk, letter, "praise")["status"] == "in_review"
    assert (_now(letter).label.by, _now(letter).reply.text) == ("person", "thank you!")
    assert Relabel.of(desk.workspace.id).count() == 1


def test_a_crisis_is_a_risk_even_without_its_tick(desk: Desk) -> None:
    letter = desk.letter()
    _label(desk, letter, "crisis")
    assert (_now(letter).label.risks, _now(letter).label.urgency) == (["crisis"], "high")
    assert said_of(MultiDict({"intent": "praise"}), Sentiment.NEGATIVE) == Said(Intent.PRAISE, Sentiment.POSITIVE)
    assert said_of(MultiDict({"intent": "question"}), Sentiment.NEGATIVE) == Said(Intent.QUESTION, Sentiment.NEGATIVE)


def test_what_is_no_label_is_a_sentence(desk: Desk) -> None:
    letter = desk.letter()
    for intent, risk in (("", ""), ("nonsense", ""), ("praise", "nonsense")):
        answer = desk.browser.ask(f"/review/{letter.id}/label", intent=intent, **({"risk": risk} if risk else {}))
        assert (answer.status_code, answer.json["sentence"]) == (422, "Choose what it is first. Nothing was changed.")
    assert _now(letter).revision == 0 and Relabel.objects.count() == 0


def test_while_a_machine_is_at_it_there_is_no_menu_and_a_sentence(desk: Desk) -> None:
    letter = desk.letter(Status.APPROVED)
    assert 'name="intent"' not in desk.browser.get(f"/messages/{letter.id}").text
    answer = _label(desk, letter, "spam")
    assert answer["code"] == 422 and "worked on just now" in str(answer["sentence"])


def test_a_lost_race_says_who_was_faster(app, desk: Desk) -> None:  # type: ignore[no-untyped-def]
    letter = desk.letter()
    colleague = Visitor(app).sign_in(desk.add_person(Role.REVIEWER, "Tom Reyes"))
    assert colleague.ask(f"/review/{letter.id}/label", intent="spam", revision="0").status_code == 200
    late = desk.browser.ask(f"/review/{letter.id}/label", intent="question", revision="0")
    assert (late.status_code, late.json["status"]) == (409, "rejected")
    assert late.json["sentence"].startswith("Tom Reyes was faster")
    assert _now(letter).label.intent == "spam"


def test_an_analyst_sees_the_label_but_may_not_change_it(app, clean: None) -> None:  # type: ignore[no-untyped-def]
    desk = Desk(app, Role.ANALYST)
    letter = desk.letter()
    text = desk.browser.get(f"/review/{letter.id}/letter").text
    assert "Praise" in text and 'name="intent"' not in text
    assert desk.browser.ask(f"/review/{letter.id}/label", intent="spam").status_code == 403


def test_the_worker_gives_the_example_its_meaning_and_the_dashboard_does_not(desk: Desk, redis_url: str) -> None:
    letter = desk.letter(text="esto es oro puro")
    with redis.Redis.from_url(redis_url) as bell:
        bell.delete("celery")
        _label(desk, letter, "question")
        assert any(b"worker.labels.embed_relabel" in ring for ring in bell.lrange("celery", 0, -1))
    before = Relabel.of(desk.workspace.id).get()
    assert not before.vector
    embed_relabel(str(letter.id))
    known = Relabel.of(desk.workspace.id).get()
    assert known.vector == embed(["esto es oro puro"])[0].tobytes()
    assert known.at > before.at, "what was built without it is built anew"
    give_meaning(letter.id, embed, utcnow())
    assert Relabel.of(desk.workspace.id).get().at == known.at


def test_the_clock_rings_for_an_example_that_nobody_gave_its_meaning(desk: Desk, redis_url: str) -> None:
    letters = [desk.letter(), desk.letter()]
    for letter in letters:
        _label(desk, letter, "question")
    embed_relabel(str(letters[0].id))
    with redis.Redis.from_url(redis_url) as bell:
        bell.delete("celery")
        retrain_labels()
        assert bell.llen("celery") == 1


def test_the_meaning_of_words_that_changed_meanwhile_is_not_kept(desk: Desk) -> None:
    letter = desk.letter()
    _label(desk, letter, "question")

    def slow(texts: list[str]) -> Any:
        Relabel.objects(message_id=letter.id).update_one(set__text="other words")
        return embed(texts)

    give_meaning(letter.id, slow, utcnow())
    assert not Relabel.objects.get(message_id=letter.id).vector
