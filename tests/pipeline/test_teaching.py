"""A person teaches the labels in rounds, on a real database and with the real classifier."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from bson import ObjectId

from avatar.labels import Intent, Risk, Sentiment
from connectors.embeddings import embed
from models import AuditEntry, Message, Relabel, SocialAccount, Status, TeachingRound
from models.fields import utcnow
from models.message import StoredLabel
from models.teaching import Answer, Lesson
from pipeline import teaching
from pipeline.classify import Judge, classify
from pipeline.learning import classifier_of, classifier_until
from pipeline.reading_again import count, prepare, read_again
from pipeline.relabel import BadRelabel, Said, confirm, relabel, take_back
from tests.models import make

CHANCE = Random(7)
"""A die that falls the same way each time."""
SPAM, PRAISE = Said(Intent.SPAM, Sentiment.NEUTRAL), Said(Intent.PRAISE, Sentiment.POSITIVE)


@pytest.fixture
def account(clean: None) -> SocialAccount:
    return make.account(make.workspace())


def letter(account: SocialAccount, text: str = "esto es oro puro", **fields: Any) -> Message:
    label = StoredLabel(
        **{"intent": "question", "confidence": 0.4, "junk": 0.5, "concern": 0.5, **fields.pop("label", {})}
    )
    return make.message(
        account, text=text, **{"status": Status.IN_REVIEW, "label": label, "created_at": utcnow(), **fields}
    )


def begun(account: SocialAccount) -> TeachingRound:
    return teaching.begin(account.workspace_id, "ada", utcnow(), CHANCE)


def answered(round: TeachingRound, message: Message, answer: Answer = Answer.RIGHT) -> TeachingRound:
    lesson = Lesson(answer=answer, said=message.label.intent, before=message.label)
    return teaching.answer(round, message, lesson, utcnow())


def test_classification_keeps_the_chances_and_the_other_kinds(account: SocialAccount, judge: Judge) -> None:
    message = make.message(account, text="which flour do you use for the sourdough?", platform_created_at=utcnow())
    label = classify(message, judge, utcnow()).label
    assert label.junk < 0.5 < label.concern
    assert len(label.others) == len({*label.others, label.intent}) - 1 == 4
    gated = make.message(account, text="❤️", platform_created_at=utcnow())
    assert (classify(gated, judge, utcnow()).label.junk, gated.reload().label.others) == (None, [])


@pytest.mark.parametrize(
    ("status", "intent"), [(Status.IN_REVIEW, "spam"), (Status.IGNORED, "question"), (Status.SENT, "praise")]
)
def test_a_confirmation_is_an_example_and_moves_nothing(account: SocialAccount, status: Status, intent: str) -> None:
    message = letter(account, status=status, label={"intent": intent, "risks": ["money"], "needs_reply": False})
    done = confirm(message, "ada", embed)
    assert (done.status, done.history, message.reload().status) == (status, message.history, status)
    assert (done.label.intent, done.label.risks, done.label.by, done.label.needs_reply) == (
        intent,
        ["money"],
        "person",
        False,
    )
    [known] = Relabel.of(account.workspace_id)
    assert (known.intent, known.before, known.risks, known.by, bool(known.vector)) == (
        intent,
        intent,
        ["money"],
        "ada",
        True,
    )
    assert AuditEntry.of(account.workspace_id).first().action == "message.label_confirmed"


def test_a_confirmation_counts_at_once(account: SocialAccount, judge: Judge) -> None:
    text = "zorbo zorbo forever"
    confirm(letter(account, text, label={"intent": "greeting"}), "ada", embed)
    mine = classifier_of(account.workspace_id, judge.classifier, embed)
    assert mine.label(f"{text}!!", embed([f"{text}!!"])[0]).intent is Intent.GREETING


def test_confirmations_never_weaken_a_danger(account: SocialAccount, judge: Judge) -> None:
    text = "i really cannot go on living like this, i want to die"
    for number in range(12):
        harmless = f"i am dying to see part {number}, this recipe kills me"
        confirm(letter(account, harmless, label={"intent": "praise", "sentiment": "positive"}), "ada", embed)
    mine = classifier_until(account.workspace_id, judge.classifier, embed, None)
    assert Risk.CRISIS in mine.label(text, embed([text])[0]).risks


def test_while_a_machine_is_at_it_nothing_is_confirmed(account: SocialAccount) -> None:
    with pytest.raises(BadRelabel, match="just now"):
        confirm(letter(account, status=Status.CLASSIFIED), "ada", embed)
    with pytest.raises(BadRelabel, match="no text"):
        confirm(letter(account, " "), "ada", embed)
    assert not Relabel.of(account.workspace_id)


def test_what_was_said_can_be_taken_back_and_is_forgotten(account: SocialAccount) -> None:
    message = letter(account)
    before = message.label
    assert relabel(message, SPAM, "ada", embed).status is Status.REJECTED
    with pytest.raises(BadRelabel, match="Somebody else"):
        take_back(message.reload(), before, "bob")
    back = take_back(message.reload(), before, "ada")
    assert (back.status, back.label.intent, back.label.by, back.label.junk) == (
        Status.IN_REVIEW,
        "question",
        "local",
        0.5,
    )
    assert back.reply.reject_reason == "" and not Relabel.of(account.workspace_id)
    sent = letter(account, status=Status.SENT)
    before = sent.label
    confirm(sent, "ada", embed)
    assert take_back(sent.reload(), before, "ada").label.by == "local" and not Relabel.of(account.workspace_id)


def test_a_letter_that_a_machine_is_at_keeps_its_new_label(account: SocialAccount) -> None:
    message = letter(account)
    before = message.label
    relabel(message, PRAISE, "ada", embed)
    with pytest.raises(BadRelabel, match="in a moment"):
        take_back(message.reload(), before, "ada")


def test_asked_is_only_what_may_be_asked(account: SocialAccount) -> None:
    mine = [letter(account, status=status) for status in teaching.ASKED]
    other = make.account(make.workspace())
    letter(other)
    for status in (Status.CLASSIFIED, Status.APPROVED, Status.REJECTED):
        letter(account, status=status)
    for label in ({"by": "person"}, {"by": "gate"}, {"risks": ["crisis"]}, {"risks": ["minors", "money"]}):
        letter(account, label=label)
    letter(account, " ")
    letter(account, created_at=utcnow() - teaching.BACK - timedelta(hours=1))
    round = begun(account)
    assert {one.message_id for one in round.lessons} == {one.id for one in mine} and round.is_ready


def test_the_newest_are_looked_at_and_no_more_than_so_many(account: SocialAccount) -> None:
    now = utcnow()
    ages = [timedelta(days=9 * number) for number in (3, 0, 5, 1, 4, 2)]
    letters = [letter(account, status=teaching.ASKED[age.days % 3], created_at=now - age) for age in ages]
    found = teaching.newest(account.workspace_id, teaching.ASKED, now, 4)
    assert {one.id for one in found} == {one.id for one, age in zip(letters, ages, strict=True) if age.days < 36}


def test_a_round_ends_with_its_last_answer_and_passes_over_what_is_gone(account: SocialAccount) -> None:
    letters = [letter(account) for _ in range(4)]
    round, now = begun(account), utcnow()
    first = teaching.current(round, now)
    assert first and first.id in {one.id for one in letters}
    answered(round, first)
    second = teaching.current(round, now)
    assert second and second.id != first.id
    confirm(second, "bob", embed)  # a colleague was faster
    third = teaching.current(round, now)
    assert third and third.id not in (first.id, second.id)
    answered(round, third, Answer.SKIPPED)
    fourth = teaching.current(round, now)
    assert fourth and not round.finished_at
    assert answered(round, fourth).finished_at
    kept = [one.answer for one in TeachingRound.objects.get(id=round.id).lessons]
    assert kept == [Answer.RIGHT, Answer.GONE, Answer.SKIPPED, Answer.RIGHT]
    assert teaching.latest(account.workspace_id, "ada", utcnow()) == round
    assert teaching.latest(account.workspace_id, "bob", utcnow()) is None


def test_two_windows_on_one_round_lose_no_answer(account: SocialAccount) -> None:
    one, two = letter(account), letter(account)
    round = begun(account)
    other = TeachingRound.objects.get(id=round.id)
    answered(round, one)
    answered(other, two)
    kept = TeachingRound.objects.get(id=round.id)
    assert {lesson.answer for lesson in kept.lessons} == {Answer.RIGHT} and kept.finished_at


def test_the_last_answer_is_taken_back_and_its_letter_asked_again(account: SocialAccount) -> None:
    letter(account), letter(account)
    round, now = begun(account), utcnow()
    asked = []
    while message := teaching.current(round, now):
        asked.append(message.id)
        before = message.label
        confirm(message, "ada", embed)
        teaching.answer(round, message, Lesson(answer=Answer.RIGHT, said="question", before=before), utcnow())
    assert round.finished_at and Relabel.of(account.workspace_id).count() == 2
    undone = teaching.undo(round, "ada")
    assert undone and undone.id == asked[-1] and not round.finished_at
    again = teaching.current(round, now)
    assert again and again.id == asked[-1] and Relabel.of(account.workspace_id).count() == 1
    teaching.undo(round, "ada")
    assert teaching.undo(round, "ada") is None


def test_what_was_skipped_is_not_asked_again_soon(account: SocialAccount) -> None:
    one, two = letter(account), letter(account)
    round = begun(account)
    answered(round, one, Answer.SKIPPED)
    teaching.end(round, utcnow())
    assert [lesson.message_id for lesson in begun(account).lessons] == [two.id]
    later = utcnow() + teaching.KEPT + timedelta(days=1)
    assert {found.id for found in teaching.open_letters(account.workspace_id, later)} == {one.id, two.id}


def test_letters_of_before_there_were_chances_are_judged_first(account: SocialAccount, judge: Judge) -> None:
    old = letter(account, "maybe a collab? dm me about the price", label={"junk": None, "concern": None})
    round = begun(account)
    assert not round.is_ready and not round.lessons
    revision = old.reload().revision
    prepare(round, judge, utcnow(), CHANCE)
    now = old.reload()
    assert round.is_ready and 0 < now.label.junk < 1 and now.label.others[0] != now.label.intent
    assert (now.revision, now.label.intent, now.label.by) == (revision, "question", "local"), "its label stays"


def test_what_a_round_changed_is_counted_on_letters_that_wait(account: SocialAccount, judge: Judge) -> None:
    odd = "zorbo zorbo, number {}"
    waits = letter(account, odd.format(99), label={"intent": "other"})
    letter(account, "which flour do you use?")
    earlier = letter(account, "something of before", status=Status.SENT)
    relabel(earlier, PRAISE, "ada", embed)
    round = TeachingRound(workspace_id=account.workspace_id, by="ada", is_ready=True, gone_after=utcnow()).save()
    assert count(round, judge, utcnow()) == [] and round.reload().waiting == 2
    for number in range(3):  # without their meaning, as the dashboard leaves them
        relabel(
            letter(account, odd.format(number), status=Status.SENT), Said(Intent.GREETING, Sentiment.POSITIVE), "ada"
        )
    [changed] = count(round, judge, utcnow())
    assert (changed.message_id, changed.after) == (waits.id, "greeting")
    assert (round.reload().changed[0].before, round.waiting) == (changed.before, 2)
    assert not Relabel.of(account.workspace_id).filter(vector=None)
    assert waits.reload().label.intent == "other" and waits.status is Status.IN_REVIEW, (
        "it keeps its label and its place"
    )
    read_again(account.workspace_id, judge, utcnow())
    assert waits.reload().label.others[0] == "greeting"


def test_only_letters_taken_by_chance_tell_how_often_labels_are_right(account: SocialAccount) -> None:
    lessons = [
        Lesson(message_id=ObjectId(), by_chance=number < 3, answer=Answer.RIGHT if number else Answer.RELABELLED)
        for number in range(9)
    ]
    TeachingRound(workspace_id=account.workspace_id, by="ada", lessons=lessons, gone_after=utcnow()).save()
    assert teaching.by_chance(account.workspace_id, utcnow()) == {Answer.RIGHT: 2, Answer.RELABELLED: 1}
