"""The second step, on a real database."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from avatar.labels import Intent, Label, Risk
from connectors.embeddings import embed
from connectors.language_model import LanguageModel
from models import Fan, Message, Persona, SocialAccount, Status
from models.fan import Sighting
from models.lifecycle import IllegalMove, Lost
from models.message import StoredLabel
from pipeline.classify import Judge, classify, is_ignored
from tests.language_model_stand_in import Endpoint, serving
from tests.models import make

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def account(clean: None) -> SocialAccount:
    return make.account(make.workspace())


def classified(account: SocialAccount, judge: Judge, text: str, **fields: Any) -> Message:
    return classify(make.message(account, text=text, platform_created_at=NOW, **fields), judge, NOW)


def test_a_question_is_labelled_and_waits_for_a_draft(account: SocialAccount, judge: Judge) -> None:
    message = classified(account, judge, "which flour do you use for the sourdough?")
    assert message.status is Status.CLASSIFIED
    assert (message.label.intent, message.label.language, message.label.needs_reply) == ("question", "en", True)
    assert message.label.confidence > 0.6
    assert message.history[-1].why == " ".join(message.label.reasons)
    assert message.history[-1].by == "worker"


def test_spam_is_ignored_with_the_reason(account: SocialAccount, judge: Judge) -> None:
    message = classified(account, judge, "check out my channel and subscribe please, new videos every day")
    assert message.status is Status.IGNORED
    assert message.history[-1].why == "It advertises a channel or profile."


def test_emoji_are_ignored_before_any_model(account: SocialAccount, judge: Judge) -> None:
    message = classified(account, judge, "😍😍😍")
    assert message.status is Status.IGNORED
    assert "only emoji" in message.history[-1].why


def test_what_may_be_dangerous_is_never_ignored(account: SocialAccount, judge: Judge) -> None:
    message = classified(account, judge, "I don't want to live anymore. nobody would even notice")
    assert message.status is Status.CLASSIFIED
    assert "crisis" in message.label.risks
    assert message.label.urgency == "high"


def test_a_blocked_fan_is_ignored(account: SocialAccount, judge: Judge) -> None:
    fan = Fan.known(account.workspace_id, account.id, [Sighting("f1", "ada", NOW)])["f1"]
    Fan.objects(id=fan.id).update_one(set__blocked=True)
    message = classified(account, judge, "which flour do you use?", fan_id=fan.id)
    assert message.status is Status.IGNORED


def test_the_same_words_again_within_a_day_are_ignored(account: SocialAccount, judge: Judge) -> None:
    earlier = {"conversation_id": "thread", "platform_created_at": NOW - timedelta(hours=2)}
    classify(make.message(account, text="which flour do you use?", **earlier), judge, NOW)
    again = classified(account, judge, "Which flour do you use???", conversation_id="thread")
    assert again.status is Status.IGNORED
    other_fan = classified(account, judge, "which flour do you use?", conversation_id="thread", fan_external_id="f2")
    assert other_fan.status is Status.CLASSIFIED


def test_a_cry_for_help_is_heard_again(account: SocialAccount, judge: Judge) -> None:
    earlier = {"conversation_id": "thread", "platform_created_at": NOW - timedelta(hours=2)}
    classify(make.message(account, text="i want to kill myself", **earlier), judge, NOW)
    assert classified(account, judge, "i want to kill myself", conversation_id="thread").status is Status.CLASSIFIED


def test_a_remark_in_a_direct_message_is_for_a_person(account: SocialAccount, judge: Judge) -> None:
    text = "in my day we had headwind both ways"
    assert classified(account, judge, text).status is Status.IGNORED
    assert classified(account, judge, text, kind="direct_message").status is Status.CLASSIFIED


def test_a_text_without_a_telling_word_is_in_the_personas_first_language(account: SocialAccount, judge: Judge) -> None:
    Persona(workspace_id=account.workspace_id, name="Nika", languages=["es", "en"]).save()
    assert classified(account, judge, "brutal!").label.language == "es"


def test_who_comes_late_loses(account: SocialAccount, judge: Judge) -> None:
    message = make.message(account, text="which flour?")
    copy = Message.objects.get(id=message.id)
    classify(message, judge, NOW)
    with pytest.raises(Lost):
        classify(copy, judge, NOW)
    with pytest.raises(IllegalMove):
        classify(message, judge, NOW)


def test_the_judge_is_trained_once(judge: Judge) -> None:
    assert Judge.from_texts(embed).classifier is judge.classifier


@pytest.mark.parametrize(
    ("label", "ignored"),
    [
        (Label(Intent.SPAM, needs_reply=False, confidence=0.9), True),
        (Label(Intent.SPAM, needs_reply=False, confidence=0.5), False),
        (Label(Intent.SCAM, needs_reply=False, confidence=0.9, risks=frozenset({Risk.MONEY})), True),
        (Label(Intent.SCAM, needs_reply=False, confidence=0.9, risks=frozenset({Risk.MINORS})), False),
        (Label(Intent.HATE, needs_reply=False, confidence=0.95, risks=frozenset({Risk.HATE})), True),
        (Label(Intent.HATE, needs_reply=False, confidence=0.95, risks=frozenset({Risk.THREAT})), False),
        (Label(Intent.OTHER, needs_reply=False, confidence=0.9), True),
        (Label(Intent.OTHER, needs_reply=False, confidence=0.9, risks=frozenset({Risk.CRISIS})), False),
        (Label(Intent.PRAISE, confidence=0.9), False),
    ],
)
def test_only_what_is_surely_junk_or_silent_is_ignored(label: Label, ignored: bool) -> None:
    assert is_ignored(label) is ignored


def test_a_stored_label_has_all_words(account: SocialAccount, judge: Judge) -> None:
    stored: StoredLabel = classified(account, judge, "take it down or I call my lawyer").label
    assert stored.risks == sorted(stored.risks)
    assert "legal" in stored.risks
    assert stored.sentiment in ("positive", "neutral", "negative")


def test_who_poses_as_the_creator_is_shown_to_a_person(account: SocialAccount, judge: Judge) -> None:
    SocialAccount.objects(id=account.id).update_one(set__username="nika.vidal")
    message = classified(account, judge, "hey my fan, thank you for the support", fan_username="nika.vidaI")
    assert (message.status, message.label.intent, message.label.by) == (Status.CLASSIFIED, "scam", "gate")
    assert "copies your name" in message.history[-1].why


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as found:
        yield found


VAGUE = "zorbo in the thing again"
OPINION = {"intent": "request", "sentiment": "neutral", "needs_reply": True, "risks": ["medical"]}


def unsure(judge: Judge, endpoint: Endpoint) -> Judge:
    """The same judge with a strong model at hand, and a classifier that is sure of nothing."""
    doubtful = replace(judge.classifier, lines=np.array([[1, 0], [1, 0], [0, -2]], np.float32))
    return replace(judge, classifier=doubtful, model=LanguageModel("llama-8b", endpoint.url))


def test_where_the_classifier_hesitates_a_model_gives_a_second_opinion(
    account: SocialAccount, judge: Judge, endpoint: Endpoint
) -> None:
    endpoint.says(json.dumps(OPINION))
    message = classified(account, unsure(judge, endpoint), VAGUE)
    assert (message.label.intent, message.label.by, message.label.risks) == ("request", "model", ["medical"])
    assert "second look" in message.history[-1].why
    assert VAGUE in endpoint.asked[0]["messages"][1]["content"]


def test_a_sure_label_costs_no_call(account: SocialAccount, judge: Judge, endpoint: Endpoint) -> None:
    sure = replace(judge, model=LanguageModel("llama-8b", endpoint.url))
    assert classified(account, sure, "which flour do you use for the sourdough?").label.by == "local"
    assert not endpoint.asked


@pytest.mark.parametrize("answer", ["no", '{"intent": "love"}'])
def test_a_second_opinion_that_makes_no_sense_changes_nothing(
    account: SocialAccount, judge: Judge, endpoint: Endpoint, answer: str
) -> None:
    endpoint.says(answer)
    assert classified(account, unsure(judge, endpoint), VAGUE).label.by == "local"
    assert len(endpoint.asked) == 2, "one try to repair it"


def test_a_model_that_is_away_changes_nothing(account: SocialAccount, judge: Judge, endpoint: Endpoint) -> None:
    endpoint.fails(503)
    assert classified(account, unsure(judge, endpoint), VAGUE).label.by == "local"
