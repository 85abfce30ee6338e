"""Teaching the labels in the dashboard: what is asked, what each answer does, and who may."""

import re
from typing import Any

import redis
from flask import Flask

from avatar.labels import Intent, Risk
from models import Message, Relabel, Status, TeachingRound
from models.fields import utcnow
from models.message import StoredLabel
from models.teaching import Answer, Lesson, ReadAnew
from models.user import Role
from tests.web.desk import Desk, Visitor
from worker.teaching import count_round, prepare_round

OTHERS = ["praise", "spam", "request", "greeting"]


def _letter(desk: Desk, text: str = "the words of a fan", **fields: Any) -> Message:
    label = {"intent": "question", "confidence": 0.43, "junk": 0.5, "concern": 0.5, "others": OTHERS}
    return desk.letter(text=text, label=StoredLabel(**{**label, **fields.pop("label", {})}), **fields)


def _begin(desk: Desk) -> str:
    assert desk.browser.click("/teach").location == "/teach"
    return desk.browser.get("/teach").text


def _asked(text: str) -> str:
    """The id of the letter that the page asks about."""
    found = re.search(r"/teach/([0-9a-f]{24})/right", text)
    assert found, text
    return found[1]


def _now(letter: Message) -> Message:
    return Message.objects.get(id=letter.id)


def test_without_doubts_the_page_says_so(desk: Desk) -> None:
    desk.letter(label=StoredLabel(intent="praise", confidence=0.99, junk=0.01, concern=0.02))
    text = desk.browser.get("/teach").text
    assert "I am sure of everything I have seen lately." in text and "Begin" not in text
    desk.browser.click("/teach")
    assert "I am sure of everything I have seen lately." in desk.browser.get("/teach").text


def test_a_letter_is_asked_with_what_it_may_be_without_a_script(desk: Desk) -> None:
    _letter(desk, label={"risks": ["money"]}), _letter(desk)
    assert "I am unsure of 2 letters" in desk.browser.get("/teach").text
    text = _begin(desk)
    assert "the words of a fan" in text and "43 % sure" in text and "1 of 2" in text
    assert re.findall(r'<button[^>]* name="kind" value="(\w+)"', text) == OTHERS
    assert text.count('type="radio"') - 3 == len(Intent) and text.count('type="checkbox" name="risk"') == len(Risk)


def test_yes_keeps_the_letter_where_it_is_and_asks_the_next(desk: Desk, redis_url: str) -> None:
    letters = {str(one.id): one for one in (_letter(desk), _letter(desk, label={"intent": "spam", "junk": 0.6}))}
    with redis.Redis.from_url(redis_url) as bell:
        first = _asked(_begin(desk))
        bell.delete("celery")
        assert desk.browser.click(f"/teach/{first}/right", revision="0").location == "/teach"
        rings = bell.lrange("celery", 0, -1)
        assert [b"worker.labels.embed_relabel" in ring for ring in rings] == [True]
        text = desk.browser.get("/teach").text
        second = _asked(text)
        assert second != first and "as I thought" in text and "2 of 2" in text
        desk.browser.click(f"/teach/{second}/right")
        assert any(b"worker.teaching.count_round" in ring for ring in bell.lrange("celery", 0, -1))
    for letter in letters.values():
        now = _now(letter)
        assert (now.status, now.label.by, now.label.intent) == (Status.IN_REVIEW, "person", letter.label.intent)
        assert now.reply.text == "thank you!"
    assert {(one.intent, one.before) for one in Relabel.of(desk.workspace.id)} == {
        ("question", "question"),
        ("spam", "spam"),
    }


def test_another_kind_does_what_putting_a_label_right_does(desk: Desk) -> None:
    letter = _letter(
        desk, label={"intent": "collaboration", "risks": ["collaboration", "money"], "others": ["spam", "praise"]}
    )
    _begin(desk)
    assert desk.browser.click(f"/teach/{letter.id}/label", kind="praise").location == "/teach"
    now = _now(letter)
    assert (now.status, now.label.intent, now.label.risks) == (Status.CLASSIFIED, "praise", ["money"])
    junk, legal = _letter(desk, label={"risks": ["money", "hate"]}), _letter(desk, label={"risks": ["money", "legal"]})
    _begin(desk)
    desk.browser.click(f"/teach/{legal.id}/label", kind="spam")
    assert (_now(legal).status, _now(legal).label.risks) == (Status.CLASSIFIED, ["legal"])
    desk.browser.click(f"/teach/{junk.id}/label", kind="spam")
    assert (_now(junk).status, _now(junk).label.risks) == (Status.REJECTED, [])
    text = desk.browser.get("/teach").text
    assert "<b>Spam</b>, not question." in text and "It left the queue." in text


def test_the_same_kind_from_the_list_is_a_yes(desk: Desk) -> None:
    letter = _letter(desk, label={"intent": "spam", "junk": 0.6})
    _begin(desk)
    desk.browser.click(f"/teach/{letter.id}/label", intent="spam")
    assert (_now(letter).status, _now(letter).label.by) == (Status.IN_REVIEW, "person")
    assert TeachingRound.objects.get().lessons[0].answer is Answer.RIGHT


def test_undo_takes_the_last_answer_back(desk: Desk) -> None:
    letter = _letter(desk)
    _begin(desk)
    desk.browser.click(f"/teach/{letter.id}/label", intent="spam")
    assert desk.browser.click("/teach/undo").location == "/teach"
    assert (_now(letter).status, _now(letter).label.intent) == (Status.IN_REVIEW, "question")
    assert _asked(desk.browser.get("/teach").text) == str(letter.id) and not Relabel.objects
    desk.browser.click(f"/teach/{letter.id}/label", intent="praise")
    desk.browser.click("/teach/undo")
    assert "The avatar is at this letter just now." in desk.browser.get("/teach").text
    assert (_now(letter).label.intent, Relabel.objects.count()) == ("praise", 1)


def test_undo_without_an_answer_is_a_sentence(desk: Desk) -> None:
    desk.browser.click("/teach/undo")
    assert "There is nothing to take back." in desk.browser.get("/teach").text


def test_skipped_letters_change_nothing_and_are_passed_over(desk: Desk) -> None:
    one, two = _letter(desk), _letter(desk)
    first = _asked(_begin(desk))
    desk.browser.click(f"/teach/{first}/skip")
    text = desk.browser.get("/teach").text
    assert "Skipped." in text and _asked(text) in {str(one.id), str(two.id)} - {first}
    assert not Relabel.objects and _now(one).revision == _now(two).revision == 0


def test_what_changed_is_shown_with_the_letters_and_another_round(desk: Desk) -> None:
    waits = _letter(desk, "a letter that waits")
    asked = _letter(desk, "what is asked")
    _begin(desk)
    round = TeachingRound.objects.get()
    desk.browser.click(f"/teach/{asked.id}/right")
    desk.browser.click("/teach/end")
    text = desk.browser.get("/teach").text
    assert "I am reading the letters that wait once more" in text and 'http-equiv="refresh"' in text
    anew = ReadAnew(message_id=waits.id, before="question", after="spam")
    round.reload().modify(counted_at=utcnow(), waiting=34, changed=[anew])
    text = desk.browser.get("/teach").text
    assert "Since you began, 1 of the 34 letters that wait is judged differently." in text
    assert f"/review/{waits.id}" in text and "Another round" in text and "1 right" in text
    round.reload().modify(changed=[])
    assert "none of the 34 letters that wait is judged differently" in desk.browser.get("/teach").text


def test_a_worker_counts_what_a_round_changed(desk: Desk) -> None:
    letter = _letter(desk, "zorbo zorbo, number 1", label={"intent": "greeting"})
    waits = _letter(desk, "zorbo zorbo, number 2", label={"intent": "other", "junk": 0.02, "concern": 0.02})
    _begin(desk)
    desk.browser.click(f"/teach/{letter.id}/right")
    round = TeachingRound.objects.get()
    assert round.finished_at
    count_round(str(round.id))
    text = desk.browser.get("/teach").text
    assert "the one letter that waits is judged differently" in text and f"/review/{waits.id}" in text
    counted = round.reload().counted_at
    count_round(str(round.id))
    assert round.reload().counted_at == counted, "once"


def test_letters_without_chances_are_looked_through_by_a_worker_first(desk: Desk) -> None:
    _letter(desk, "maybe a collab? dm me about the price", label={"junk": None, "concern": None})
    assert "There is 1 letter that I have not looked at" in desk.browser.get("/teach").text
    assert "I am looking through your letters" in _begin(desk)
    prepare_round(str(TeachingRound.objects.get().id))
    assert "I am looking through your letters" not in desk.browser.get("/teach").text
    assert TeachingRound.objects.get().is_ready


def test_a_page_that_shows_other_words_decides_nothing(desk: Desk) -> None:
    letter = _letter(desk)
    _begin(desk)
    letter.modify(revision=3)
    desk.browser.click(f"/teach/{letter.id}/right", revision="0")
    assert not Relabel.objects and _now(letter).label.by == "local"
    assert "note is-problem" in desk.browser.get("/teach").text


def test_what_is_no_label_or_not_asked_is_a_sentence(desk: Desk) -> None:
    letter, other = _letter(desk), desk.letter()
    _begin(desk)
    for field in ("intent", "kind"):
        desk.browser.click(f"/teach/{letter.id}/label", **{field: "nonsense"})
        assert "Choose what it is first." in desk.browser.get("/teach").text
    for act in ("right", "skip"):
        desk.browser.click(f"/teach/{other.id}/{act}")
        assert "That letter is not asked any more." in desk.browser.get("/teach").text
    assert not Relabel.objects


def test_each_person_has_a_round_of_their_own(app: Flask, desk: Desk) -> None:
    letter = _letter(desk)
    colleague = Visitor(app).sign_in(desk.add_person(Role.REVIEWER, "Tom Reyes"))
    _begin(desk)
    colleague.click("/teach")
    assert _asked(colleague.get("/teach").text) == str(letter.id)
    colleague.click(f"/teach/{letter.id}/right")
    assert "the words of a fan" not in desk.browser.get("/teach").text, "a colleague was faster"
    assert [one.answer for round in TeachingRound.objects(by=str(desk.user.id)) for one in round.lessons] == [
        Answer.GONE
    ]


def test_the_share_of_right_ones_is_told_once_it_tells_something(desk: Desk) -> None:
    lessons = [Lesson(message_id=desk.account.id, by_chance=True, answer=Answer.RIGHT) for _ in range(9)]
    mine = {"workspace_id": desk.workspace.id, "by": "ada", "is_ready": True, "gone_after": utcnow()}
    round = TeachingRound(**mine, lessons=lessons).save()
    assert "How often I am right" not in desk.browser.get("/teach").text
    round.modify(lessons=[*lessons, Lesson(message_id=desk.account.id, by_chance=True, answer=Answer.RELABELLED)])
    assert (
        "of 10 letters that were taken by chance in the last 30 days, you said yes to 9"
        in desk.browser.get("/teach").text
    )


def test_an_analyst_does_not_teach(app: Flask, clean: None) -> None:
    desk = Desk(app, Role.ANALYST)
    letter = _letter(desk)
    assert desk.browser.get("/teach").status_code == 403
    assert desk.browser.click(f"/teach/{letter.id}/right").status_code == 403
    assert 'href="/teach"' not in desk.browser.get("/review").text + desk.browser.get("/persona").text
    owner = Desk(app)
    assert (
        'href="/teach"' in owner.browser.get("/review").text and 'href="/teach"' in owner.browser.get("/persona").text
    )


def test_in_the_review_room_a_label_is_confirmed_too(desk: Desk) -> None:
    letter = _letter(desk, label={"intent": "spam", "junk": 0.6})
    answer = desk.browser.ask(f"/review/{letter.id}/label/right", revision="0")
    assert (answer.status_code, answer.json["status"]) == (200, "in_review")
    assert (_now(letter).label.by, Relabel.objects.get().before) == ("person", "spam")
    assert "Spam, which it was." in desk.browser.get(f"/messages/{letter.id}").text
