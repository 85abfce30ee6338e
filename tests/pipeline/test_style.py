"""The style of a workspace: against whom it is measured, and how long it is kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models import ReplyExample
from pipeline.style import style_of
from tests.avatar.people import fans, nika
from tests.models import make

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MOST = 3_000


@pytest.fixture
def account(clean: None) -> Any:
    return make.account(make.workspace())


def written(account: Any, count: int, **fields: Any) -> list[ReplyExample]:
    """Reply examples, newest first; a minute lies between them unless `every` says otherwise."""
    every = fields.pop("every", timedelta(minutes=1))
    given = {"platform": account.platform, "kind": "comment", "source": "by_hand", **fields}
    pairs = zip(nika(count), fans(count), strict=True)
    return [
        ReplyExample(**{
            "workspace_id": account.workspace_id, "account_id": account.id, "external_id": f"{given['source']}{number}", "text": text,
            "fan_text": asked, "created_at": NOW - every * number, **given,
        }).save()
        for number, (text, asked) in enumerate(pairs)
    ]  # fmt: skip


def test_the_creator_is_told_apart_from_the_fans(account: Any) -> None:
    style = style_of(written(account, 80), None, MOST)
    assert style.fingerprint.verifier is not None
    assert style.fingerprint.verifier.accepts("ohhh i'd wait one more night 🫶")
    assert not style.fingerprint.verifier.accepts("Hello Nika, where can I buy that jacket? Thanks!")
    assert [shape.replies for shape in style.fingerprint.pictures().platforms] == [80]


def test_without_the_fans_words_there_is_no_verifier_but_a_score(account: Any) -> None:
    style = style_of(written(account, 60, fan_text=""), None, MOST)
    assert style.fingerprint.verifier is None
    assert style.fingerprint.score("haha thank youuu") is not None


def test_the_avatars_own_words_are_not_measured(account: Any) -> None:
    examples = written(account, 20) + written(account, 20, source="approved")
    assert style_of(examples, None, MOST).fingerprint.replies == 20


def test_one_new_reply_among_many_changes_nothing_yet(account: Any) -> None:
    examples = written(account, 101)
    before = style_of(examples[1:], None, MOST)
    assert style_of(examples, before, MOST) is before
    assert style_of(examples, style_of(examples[4:], None, MOST), MOST).fingerprint.replies == 101


def test_a_first_new_reply_counts_at_once_among_few(account: Any) -> None:
    examples = written(account, 13)
    assert style_of(examples, style_of(examples[1:], None, MOST), MOST).fingerprint.replies == 13


def test_an_erased_reply_leaves_the_style_at_once(account: Any) -> None:
    examples = written(account, 101)
    before = style_of(examples, None, MOST)
    assert style_of(examples[:50] + examples[51:], before, MOST).fingerprint.replies == 100
    assert style_of(examples[:-1], before, 100) is not before, "erased from a full window too"


def test_the_oldest_reply_falls_out_of_a_full_window_unnoticed(account: Any) -> None:
    examples = written(account, 101)
    before = style_of(examples[1:], None, 100)
    assert style_of(examples[:100], before, 100) is before


def test_short_replies_in_a_row_are_noticed(account: Any) -> None:
    examples = written(account, 9, conversation_id="c1", fan_text="", every=timedelta(seconds=30))
    bursts = style_of(examples, None, MOST).fingerprint.pictures().bursts
    assert [(bar.name, bar.value) for bar in bursts] == [("4 or more", 1.0)]
