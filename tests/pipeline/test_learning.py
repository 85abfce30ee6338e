"""Labels learn from what people put right, at once and by training, on a real database."""

from datetime import UTC, datetime

import pytest

from avatar.frozen import Check, is_frozen
from avatar.labels import Intent, Sentiment
from avatar.training_texts import training_texts
from connectors.embeddings import embed
from models import LearnedClassifier, Message, Relabel, SocialAccount, Status
from models.message import StoredLabel
from pipeline.classify import Judge, classify
from pipeline.learning import RETRAIN_FROM, classifier_of, retrain
from pipeline.relabel import Said, relabel
from tests.models import make

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FEW = list(training_texts())[::8]
ODD = "zorbo zorbo, number {}"


@pytest.fixture
def account(clean: None) -> SocialAccount:
    return make.account(make.workspace())


def put_right(account: SocialAccount, text: str, intent: Intent) -> Message:
    label = StoredLabel(intent="other", confidence=0.3)
    message = make.message(account, text=text, status=Status.IN_REVIEW, label=label)
    return relabel(message, Said(intent, Sentiment.POSITIVE), "ada", embed)


def judged(account: SocialAccount, judge: Judge, text: str) -> str:
    return classify(make.message(account, text=text, platform_created_at=NOW), judge, NOW).label.intent


def test_the_next_message_like_it_gets_the_label_at_once_and_only_in_that_workspace(
    account: SocialAccount, judge: Judge
) -> None:
    put_right(account, "zorbo zorbo forever", Intent.GREETING)
    other = make.account(make.workspace())
    assert judged(account, judge, "Zorbo zorbo forever!!") == "greeting"
    assert judged(other, judge, "Zorbo zorbo forever!!") != "greeting"


def test_without_relabels_the_shared_classifier_judges(account: SocialAccount, judge: Judge) -> None:
    assert classifier_of(account.workspace_id, judge.classifier, embed) is judge.classifier


def test_a_frozen_text_is_always_the_same_one() -> None:
    assert [is_frozen(text) for text in ("a", "A", "b")] == [is_frozen("a"), is_frozen("a"), is_frozen("b")]
    share = sum(is_frozen(text.text) for text in training_texts()) / len(training_texts())
    assert 0.15 < share < 0.25
    assert Check(10, 2, 20).holds_against(Check(10, 2, 20))
    assert not Check(12, 1, 20).holds_against(Check(10, 2, 20))


def test_training_anew_is_kept_when_nothing_gets_worse(account: SocialAccount) -> None:
    for number in range(RETRAIN_FROM):
        put_right(account, ODD.format(number), Intent.GREETING)
    assert retrain(account.workspace_id, embed, NOW, FEW) is True
    known = LearnedClassifier.of(account.workspace_id).get()
    assert (known.kept, known.relabels, known.right_after >= known.right_before) == (True, RETRAIN_FROM, True)
    Relabel.of(account.workspace_id).filter(text__ne=ODD.format(0)).delete()
    mine = classifier_of(account.workspace_id, Judge.from_texts(embed).classifier, embed)
    text = "zorbo zorbo for everybody today, number 77"
    assert mine.label(text, embed([text])[0]).intent is Intent.GREETING
    assert retrain(account.workspace_id, embed, NOW, FEW) is False, "nothing new"


def test_training_that_makes_it_worse_is_not_kept(account: SocialAccount, judge: Judge) -> None:
    """Somebody clicks the wrong button many times."""
    praise = [text for text in FEW if text.intent is Intent.PRAISE and not is_frozen(text.text)]
    for number, text in enumerate([*praise, *praise][:60]):
        put_right(account, f"{text.text} {'!' * (number // len(praise))}", Intent.THREAT)
    assert retrain(account.workspace_id, embed, NOW, FEW) is False
    known = LearnedClassifier.of(account.workspace_id).get()
    assert not known.kept and not known.arrays and known.right_after < known.right_before


def test_few_relabels_are_no_reason_to_train(account: SocialAccount) -> None:
    put_right(account, "zorbo", Intent.GREETING)
    assert retrain(account.workspace_id, embed, NOW, FEW) is False
    assert not LearnedClassifier.of(account.workspace_id)
