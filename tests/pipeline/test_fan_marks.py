"""What a person says of a fan holds for drafts that are being written and for replies on their way."""

from typing import Any

import pytest

import connectors
from connectors.embeddings import embed
from connectors.language_model import LanguageModel
from models import Fan, Persona, ReplyExample, SocialAccount, Status
from models.fan import Sighting
from models.fields import utcnow
from models.message import StoredLabel
from pipeline.classify import Judge
from pipeline.draft import Writer, draft
from pipeline.fan_marks import OPTED_OUT, block, opt_in, opt_out, unblock
from tests.models import make

NOW = utcnow()


@pytest.fixture
def account(clean: None) -> SocialAccount:
    account = make.account(make.workspace())
    Persona(workspace_id=account.workspace_id, name="Nika", languages=["en"]).save()
    ReplyExample(
        workspace_id=account.workspace_id, account_id=account.id, external_id="r1", platform=account.platform, kind="comment",
        source="by_hand", fan_text="love your videos so much", text="thank youuu, i make them for this comment", created_at=NOW,
    ).save()  # fmt: skip
    return account


@pytest.fixture
def fan(account: SocialAccount) -> Fan:
    return Fan.known(account.workspace_id, account.id, [Sighting("f1", "ada", NOW)])["f1"]


@pytest.fixture(scope="module")
def alone() -> Writer:
    judge = Judge.from_texts(embed)
    return Writer(embed=embed, classifier=judge.classifier, model=LanguageModel("gpt-6-luna"), platform=connectors.get)


def letter(account: SocialAccount, fan: Fan, **fields: Any) -> Any:
    label = StoredLabel(intent="praise", confidence=0.9)
    given = {"status": Status.CLASSIFIED, "text": "love your videos so much", "label": label, "fan_id": fan.id}
    return make.message(account, **{**given, **fields})


def test_the_avatar_writes_nothing_to_a_fan_who_wants_no_machine_until_they_do(
    account: SocialAccount, fan: Fan, alone: Writer
) -> None:
    opt_out(fan, "x")
    refused = draft(letter(account, fan), alone, NOW)
    assert (refused.status, refused.reply.text, refused.history[-1].why) == (Status.IN_REVIEW, "", OPTED_OUT)
    assert OPTED_OUT in refused.reply.reasons
    opt_in(fan, "x")
    assert draft(letter(account, fan), alone, NOW).reply.text


def test_what_is_under_way_when_a_fan_is_blocked_is_put_aside_and_taken_up_again(
    account: SocialAccount, fan: Fan
) -> None:
    under_way = [letter(account, fan, status=status) for status in (Status.RECEIVED, Status.CLASSIFIED)]
    assert len(block(fan, "x")) == 2
    assert {one.reload().status for one in under_way} == {Status.IGNORED}
    assert len(unblock(fan, "x")) == 2
    assert {one.reload().status for one in under_way} == {Status.RECEIVED}
