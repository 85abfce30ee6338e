"""A person puts a label right, on a real database."""

from datetime import UTC, datetime
from typing import Any

import pytest

from avatar.labels import Intent, Risk, Sentiment
from connectors.embeddings import embed
from models import AuditEntry, Message, Relabel, SocialAccount, Status
from models.message import StoredLabel
from pipeline.classify import Judge, classify
from pipeline.relabel import BadRelabel, Said, relabel
from tests.models import make

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PRAISE, SPAM = Said(Intent.PRAISE, Sentiment.POSITIVE), Said(Intent.SPAM, Sentiment.NEUTRAL)


@pytest.fixture
def account(clean: None) -> SocialAccount:
    return make.account(make.workspace())


def judged(account: SocialAccount, status: Status, **label: Any) -> Message:
    stored = StoredLabel(**{"intent": "question", "confidence": 0.4, "language": "es", **label})
    return make.message(account, text="esto es oro puro", status=status, label=stored)


def test_in_review_a_better_label_brings_a_new_draft(account: SocialAccount) -> None:
    done = relabel(judged(account, Status.IN_REVIEW), PRAISE, "ada", embed)
    assert (done.status, done.label.intent, done.label.by, done.label.confidence) == (
        Status.CLASSIFIED, "praise", "person", 1.0,
    )  # fmt: skip
    assert done.label.language == "es"
    assert done.history[-1].why == "Labelled praise, not question." and done.history[-1].by == "ada"
    assert AuditEntry.of(account.workspace_id).first().note == "praise, not question"


def test_junk_leaves_the_queue_but_a_risk_keeps_it_there(account: SocialAccount) -> None:
    assert relabel(judged(account, Status.IN_REVIEW), SPAM, "ada", embed).status is Status.REJECTED
    threat = Said(Intent.HATE, Sentiment.NEGATIVE, frozenset({Risk.THREAT}))
    done = relabel(judged(account, Status.IN_REVIEW), threat, "ada", embed)
    assert (done.status, done.label.risks, done.label.urgency) == (Status.CLASSIFIED, ["threat"], "high")


def test_what_was_ignored_is_answered_after_all(account: SocialAccount) -> None:
    back = relabel(judged(account, Status.IGNORED, intent="spam"), PRAISE, "ada", embed)
    assert back.status is Status.RECEIVED
    again = classify(back, Judge.from_texts(embed), NOW)
    assert (again.status, again.label.intent, again.label.by) == (Status.CLASSIFIED, "praise", "person")
    assert "a person said" in again.history[-1].why


def test_other_words_are_judged_anew(account: SocialAccount) -> None:
    back = relabel(judged(account, Status.IGNORED, intent="spam"), PRAISE, "ada", embed)
    Message.objects(id=back.id).update_one(set__text="check out my channel and subscribe please, new videos every day")
    assert classify(back.reload(), Judge.from_texts(embed), NOW).label.intent == "spam"


def test_the_newest_word_counts_once(account: SocialAccount) -> None:
    message = judged(account, Status.SENT)
    relabel(message, SPAM, "ada", embed)
    relabel(message, PRAISE, "bob", embed)
    [known] = Relabel.of(account.workspace_id)
    assert (known.intent, known.by, known.before) == (Intent.PRAISE, "bob", "spam")
    assert len(known.vector) == 4 * embed(["x"]).shape[1]


def test_while_a_machine_is_at_it_a_label_cannot_be_changed(account: SocialAccount) -> None:
    for status in (Status.APPROVED, Status.SENDING, Status.CLASSIFIED):
        with pytest.raises(BadRelabel, match="just now"):
            relabel(judged(account, status), PRAISE, "ada", embed)
    message = make.message(account, text=" ", status=Status.IN_REVIEW, label=StoredLabel(intent="other"))
    with pytest.raises(BadRelabel, match="no text"):
        relabel(message, PRAISE, "ada", embed)
    assert not Relabel.of(account.workspace_id)
