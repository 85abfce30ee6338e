"""The blind test on a real database: made, answered, kept."""

from datetime import UTC, datetime, timedelta

import pytest

import connectors
from connectors.embeddings import embed
from connectors.language_model import LanguageModel
from models import BlindTest, Persona, SocialAccount
from pipeline.blind_test import TooLittle, answer, result_of, start
from pipeline.classify import Judge
from pipeline.writing import Writer
from tests.models import make

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
THANKS = [
    "thank you so much, this made my day",
    "aww thanks, hugs back",
    "thank youuu, see you at the next ride",
    "thanks, that means a lot",
]
PRAISE = [
    "love your videos so much",
    "best channel ever, thank you",
    "this made me smile, thanks",
    "amazing work as always",
]


@pytest.fixture(scope="module")
def writer() -> Writer:
    return Writer(embed, Judge.from_texts(embed).classifier, LanguageModel(""), connectors.get)


@pytest.fixture
def account(clean: None) -> SocialAccount:
    account = make.account(make.workspace())
    Persona(workspace_id=account.workspace_id, name="Nika").save()
    return account


def wrote(account: SocialAccount, times: int) -> None:
    for number in range(times):
        make.reply_example(
            account, fan_text=f"{PRAISE[number % 4]}{'!' * (number % 3)}", text=f"{THANKS[number % 4]}{'!' * (number % 5)}",
            fan_username=f"fan{number}", created_at=NOW - timedelta(hours=number),
        )  # fmt: skip


def test_the_avatar_writes_beside_replies_that_it_has_not_seen(account: SocialAccount, writer: Writer) -> None:
    wrote(account, 60)
    test = start(account.workspace_id, writer, "ada", NOW)
    assert 0 < len(test.pairs) <= 10
    assert all(pair.own.casefold() != pair.made.casefold() and pair.made for pair in test.pairs)
    assert {pair.right for pair in test.pairs} == {None}


def test_the_first_answer_counts_and_the_result_is_kept(account: SocialAccount, writer: Writer) -> None:
    wrote(account, 60)
    test = start(account.workspace_id, writer, "ada", NOW)
    for number, pair in enumerate(test.pairs):
        answer(test, number, pair.own_first, NOW)
        answer(test, number, not pair.own_first, NOW)
    stored = BlindTest.of(account.workspace_id).first()
    assert stored.finished_at == NOW
    result = result_of(stored)
    assert (result.right, result.answered) == (len(test.pairs), len(test.pairs))
    with pytest.raises(IndexError):
        answer(test, 99, True, NOW)


def test_without_enough_of_the_creator_there_is_no_test(account: SocialAccount, writer: Writer) -> None:
    with pytest.raises(TooLittle, match="too few replies"):
        start(account.workspace_id, writer, "ada", NOW)
    assert not BlindTest.of(account.workspace_id)
