"""A person is forgotten: everything of them goes, nothing of others, whatever dies meanwhile, and it does not come back."""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from bson import ObjectId

import models
from connectors.base import InboundMessage
from models import (
    BlindTest,
    Disclosure,
    Erasure,
    Fan,
    Memory,
    Message,
    Outcome,
    Relabel,
    ReplyExample,
    SavedView,
    SocialAccount,
    Status,
    Tombstone,
    Unanswered,
)
from models.blind_test import Pair
from models.fan import Sighting
from models.fields import utcnow
from models.message import Reply, StoredLabel, UsedExample
from models.outcome import Verdict, Way
from pipeline.erase_person import SETTLED_AFTER, begin, foreseen, go_on, same_person
from pipeline.indexing import index
from pipeline.ingest import receive
from pipeline.stored_person import stored_of
from tests.models import make
from tests.system import HOUSE

NOW = utcnow()
SECRET = "zanzibar"


@pytest.fixture
def account(clean: None) -> SocialAccount:
    return make.account(make.workspace(created_at=NOW - timedelta(days=60)), connected_at=NOW - timedelta(days=60))


def fan_of(account: SocialAccount, name: str) -> Fan:
    return Fan.known(account.workspace_id, account.id, [Sighting(f"id-{name}", name, NOW)])[f"id-{name}"]


def letter(account: SocialAccount, fan: Fan, text: str, **fields: Any) -> Message:
    given = {
        "fan_id": fan.id,
        "fan_external_id": fan.external_id,
        "fan_username": fan.username,
        "platform_created_at": NOW - timedelta(hours=1),
    }
    message = make.message(account, text=text, **{**given, **fields})
    index([message])
    return message


def everything_of(account: SocialAccount, fan: Fan, word: str) -> Message:
    """One of each kind of document that can hold a fan's words."""
    reply = Reply(
        text=f"dear {word}",
        draft_text=f"dear {word}",
        external_id=f"r-{word}",
        memories=[word],
        mode="auto",
        drafted_at=NOW,
    )
    message = letter(account, fan, f"my {word}", status=Status.SENT, reply=reply, label=StoredLabel(intent="praise"))
    mine = {"workspace_id": account.workspace_id, "account_id": account.id, "message_id": message.id}
    later = {"expires_at": NOW + timedelta(days=9)}
    Memory(**mine, fan_id=fan.id, kind="name", text=f"Is called {word}.", said_at=NOW, **later).save()
    Unanswered(**mine, fan_id=fan.id, vector=bytes(8), **later).save()
    Relabel(**mine, text=f"my {word}", intent="praise", sentiment="positive", by="x").save()
    Disclosure(
        **mine, fan_external_id=fan.external_id, surface="comment", text="An assistant answers.", shown_at=NOW
    ).save()
    Outcome(**mine, drafted_at=NOW, intent="praise", verdict=Verdict.UNCHANGED, way=Way.REVIEWED).save()
    example = ReplyExample(
        workspace_id=account.workspace_id, account_id=account.id, external_id=f"e-{word}", platform=account.platform, kind="comment",
        conversation_id=message.conversation_id, answers=message.external_id, source="edited", fan_text=f"my {word}", text=f"dear {word}",
        fan_username=fan.username, vector=np.ones(4, np.float32).tobytes(),
    ).save()  # fmt: skip
    pair = Pair(example_id=example.id, fan_text=f"my {word}", own=f"dear {word}", made="hi", own_first=True)
    BlindTest(workspace_id=account.workspace_id, by="x", pairs=[pair]).save()
    SavedView(workspace_id=account.workspace_id, name="v", query=f"fan={fan.id}", by="x").save()
    return message


def all_stored() -> str:
    return str([list(kind._get_collection().find()) for kind in models.DOCUMENTS])


def finished(erasure: Erasure) -> Erasure:
    assert go_on(erasure, NOW)
    assert go_on(erasure.reload(), NOW + SETTLED_AFTER + timedelta(seconds=1))
    return erasure.reload()


def test_everything_of_a_person_goes_and_nothing_of_others(account: SocialAccount) -> None:
    ada, bob = fan_of(account, SECRET), fan_of(account, "bob")
    everything_of(account, ada, SECRET)
    kept = everything_of(account, bob, "pasta")
    kept.modify(reply__examples=[
        UsedExample(example_id=str(example.id), fan_text=example.fan_text, text=example.text) for example in ReplyExample.objects
    ])  # fmt: skip
    before = foreseen(same_person(ada))
    erasure = finished(begin(ada, "x", NOW))
    left = all_stored()
    assert SECRET not in left and str(ada.id) not in left.replace(str(erasure.id), "")
    assert left.count("pasta") > 10 and len(kept.reload().reply.examples) == 1
    assert (Outcome.objects.count(), Disclosure.objects.count()) == (
        2,
        2,
    )  # numbers and proofs stay, without the person
    for name, count in before.items():
        assert erasure.deleted[name] == count, name
    assert (erasure.erased_at, erasure.fan_ids, erasure.next_at) == (NOW, [], None) and erasure.checked_at


def test_an_erasure_that_is_killed_in_the_middle_is_gone_on_with_to_the_end(account: SocialAccount) -> None:
    ada = fan_of(account, SECRET)
    for number in range(3):
        everything_of(account, ada, f"{SECRET}{number}")
    erasure = begin(ada, "x", NOW)
    for at in (5, 12):
        command = [sys.executable, "-m", "tests.pipeline.erase_child", str(at)]
        child = subprocess.run(command, cwd=HOUSE, env={**os.environ, "PYTHONPATH": str(HOUSE)})
        assert child.returncode == -signal.SIGKILL
        assert SECRET in all_stored() and erasure.reload().erased_at is None and erasure.next_at
    done = finished(erasure.reload())
    assert SECRET not in all_stored() and done.deleted["messages"] == 3


def parcel(fan: Fan, external_id: str, at: datetime, text: str = "hello", **fields: Any) -> InboundMessage:
    given = {
        "kind": "comment", "author_external_id": fan.external_id, "author_username": fan.username, "conversation_id": external_id,
    }  # fmt: skip
    return InboundMessage(external_id=external_id, text=text, created_at=at, **{**given, **fields})


def test_old_words_do_not_come_back_and_new_ones_are_a_strangers(account: SocialAccount) -> None:
    ada, bob = fan_of(account, SECRET), fan_of(account, "bob")
    old = letter(account, ada, "old", status=Status.SENT, reply=Reply(text="thanks dear", external_id="ours"))
    finished(begin(ada, "x", NOW))
    ours = parcel(
        ada,
        "ours",
        NOW,
        "thanks dear",
        from_account=True,
        author_external_id=account.external_id,
        answers=old.external_id,
    )
    page = [
        parcel(ada, old.external_id, NOW - timedelta(hours=1), "old"), ours,
        parcel(ada, "another old one", NOW - timedelta(days=2)), parcel(bob, "of bob", NOW - timedelta(days=2)),
        parcel(ada, "new", NOW + timedelta(hours=1)),
    ]  # fmt: skip
    receive(account, page, NOW + timedelta(hours=2))
    assert {message.external_id for message in Message.objects} == {"of bob", "new"}
    assert ReplyExample.objects.count() == 0
    stranger = Fan.objects.get(external_id=ada.external_id)
    assert stranger.id != ada.id and stranger.messages == 1


def test_a_poll_does_not_read_further_because_of_what_was_erased(account: SocialAccount) -> None:
    from pipeline.ingest import _known

    ada = fan_of(account, SECRET)
    old = letter(account, ada, "old")
    finished(begin(ada, "x", NOW))
    assert _known(account)([old.external_id, "never seen"]) == {old.external_id}


def test_a_letter_whose_reply_is_on_its_way_goes_when_that_is_known(account: SocialAccount) -> None:
    ada = fan_of(account, SECRET)
    going = letter(account, ada, "going", status=Status.SENDING)
    letter(account, ada, "waiting")
    erasure = begin(ada, "x", NOW)
    assert not go_on(erasure, NOW)
    assert [message.id for message in Message.objects] == [going.id] and Fan.objects.count() == 1
    assert erasure.reload().next_at > NOW
    going.modify(status=Status.SENT)
    assert go_on(erasure, NOW + timedelta(minutes=2)) and Message.objects.count() == 0


def test_what_a_worker_had_in_hand_goes_at_the_second_look(account: SocialAccount) -> None:
    ada = fan_of(account, SECRET)
    erasure = begin(ada, "x", NOW)
    assert go_on(erasure, NOW)
    letter(account, ada, SECRET)  # stored by somebody who had looked the fan up before
    assert go_on(erasure.reload(), NOW + SETTLED_AFTER)
    assert SECRET not in all_stored() and erasure.reload().checked_at


def test_a_person_is_erased_at_all_accounts_of_the_platform_and_of_no_other_workspace(account: SocialAccount) -> None:
    second = make.account(models.Workspace.objects.get(id=account.workspace_id))
    foreign = make.account(make.workspace())
    for one in (account, second, foreign):
        letter(one, fan_of(one, SECRET), "hello")
    here = Fan.objects.get(account_id=account.id)
    assert {fan.account_id for fan in same_person(here)} == {account.id, second.id}
    finished(begin(here, "x", NOW))
    assert [message.account_id for message in Message.objects] == [foreign.id] and Fan.objects.count() == 1


def test_somebody_erased_twice_is_a_stranger_from_the_second_day_on(account: SocialAccount) -> None:
    ada = fan_of(account, SECRET)
    finished(begin(ada, "x", NOW - timedelta(days=3)))
    again = fan_of(account, SECRET)
    finished(begin(again, "x", NOW))
    receive(account, [parcel(ada, "between", NOW - timedelta(days=1))], NOW)
    assert Message.objects.count() == 0 and Tombstone.objects.count() == 1


def test_what_is_stored_of_a_person_is_given_out_whole_and_nothing_of_others(account: SocialAccount) -> None:
    ada, bob = fan_of(account, SECRET), fan_of(account, "bob")
    message = everything_of(account, ada, SECRET)
    everything_of(account, bob, "pasta")
    stored = stored_of([ada])
    assert set(stored) == {
        "exported_at", "fans", "messages", "memories", "reply_examples", "relabels", "unanswered", "disclosures", "outcomes",
    }  # fmt: skip
    assert stored["messages"][0]["text"] == message.text and stored["memories"][0]["text"] == f"Is called {SECRET}."
    assert "pasta" not in str(stored) and "vector" not in str(stored)
    assert ObjectId.is_valid(stored["fans"][0]["_id"])
