"""The workspace's own choice: words of fans older than that go wherever they were copied to, and nothing else does."""

from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from models import BlindTest, Fan, Memory, Message, Relabel, ReplyExample, SocialAccount, Status, Unanswered, Workspace
from models.blind_test import Pair
from models.fan import Sighting
from models.fields import utcnow
from models.message import Reply, UsedExample
from pipeline import fading
from pipeline.retention import GONE, how_many_lose, keep_no_longer
from tests.models import make
from tests.pipeline.test_fading import strings
from worker.retention import keep_no_longer_in

NOW = utcnow()
pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture
def account(clean: None) -> SocialAccount:
    return make.account(make.workspace(keep_days=90))


def letter(account: SocialAccount, days: float, **fields: Any) -> Message:
    """Written so many days ago, read again today: its age is what counts."""
    reply = Reply(text="thank you", draft_text="thank you", external_id="r1", memories=["has a secret"])
    given = {"text": "my secret flour", "status": Status.SENT, "reply": reply, **fields}
    return make.message(account, platform_created_at=NOW - timedelta(days=days), **given)


def example(account: SocialAccount, days: float) -> ReplyExample:
    return ReplyExample(
        workspace_id=account.workspace_id, account_id=account.id, platform=account.platform, kind="comment", source="by_hand",
        external_id=str(ObjectId()), fan_text="a secret", fan_username="ada", text="thank you", read_at=NOW,
        created_at=NOW - timedelta(days=days), vector=b"\x01" * 16,
    ).save()  # fmt: skip


def keeps(account: SocialAccount) -> int:
    return keep_no_longer(Workspace.objects.get(id=account.workspace_id), NOW)


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.SENT, Status.IGNORED, Status.REJECTED, Status.EXPIRED])
def test_an_old_letter_loses_its_words_and_keeps_what_we_did(account: SocialAccount, status: Status) -> None:
    old, young = letter(account, 90.1, status=status), letter(account, 89.9, status=status)
    assert keeps(account) == 1
    stored = Message._get_collection().find_one({"_id": old.id})
    assert not [text for text in strings(stored) if "secret" in text or "ada" in text]
    old.reload()
    assert (old.status, old.reply.text, old.reply.external_id, old.external_id) == (
        status, "thank you", "r1", old.external_id,
    )  # fmt: skip
    assert old.text_deleted_at == NOW and young.reload().text == "my secret flour"
    assert keeps(account) == 0, "what is deleted is not found again"


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.CLASSIFIED])
def test_what_still_waits_for_a_machine_expires_with_the_reason(account: SocialAccount, status: Status) -> None:
    old = letter(account, 91, status=status)
    keeps(account)
    assert old.reload().status is Status.EXPIRED and "for 90 days only" in old.history[-1].why


def test_every_copy_goes_with_the_letter(account: SocialAccount) -> None:
    old = letter(account, 91)
    fan = Fan.known(account.workspace_id, account.id, [Sighting("f1", "ada", NOW - timedelta(days=91))])["f1"]
    old.modify(fan_id=fan.id)
    mine = {"workspace_id": account.workspace_id, "account_id": account.id, "message_id": old.id}
    Memory(
        **mine, fan_id=fan.id, kind="name", text="a secret", said_at=NOW, expires_at=NOW + timedelta(days=300)
    ).save()
    Relabel(**mine, text="a secret", intent="praise", sentiment="positive", by="ada").save()
    Unanswered(**mine, vector=bytes(8), expires_at=NOW + timedelta(days=20)).save()
    keeps(account)
    assert (Memory.objects.count(), Relabel.objects.count(), Unanswered.objects.count()) == (0, 0, 0)
    assert fan.reload().username == ""


def test_an_example_keeps_the_creators_words_and_every_quote_of_the_fan_goes(account: SocialAccount) -> None:
    old, young = example(account, 91), example(account, 10)
    used = [UsedExample(example_id=str(one.id), fan_text="a secret", text="thank you") for one in (old, young)]
    quoting = letter(account, 1, reply=Reply(text="hi", examples=used))
    pairs = [
        Pair(example_id=one.id, fan_text="a secret", own="thank you", made="thanks", own_first=True)
        for one in (old, young)
    ]
    test = BlindTest(workspace_id=account.workspace_id, by="ada", pairs=pairs).save()
    assert keeps(account) == 1
    stored = ReplyExample._get_collection().find_one({"_id": old.id})
    assert stored and "fan_text" not in stored and (stored["text"], len(stored["vector"])) == ("thank you", 16)
    assert [one.fan_text for one in quoting.reload().reply.examples] == ["", "a secret"]
    assert [pair.fan_text for pair in test.reload().pairs] == [GONE, "a secret"]
    assert young.reload().fan_text == "a secret"


def test_nothing_is_deleted_where_nothing_was_chosen_nor_in_another_workspace(account: SocialAccount) -> None:
    other = letter(make.account(make.workspace()), 400)
    Workspace.objects(id=account.workspace_id).update_one(set__keep_days=None)
    mine = letter(account, 400)
    assert keeps(account) == 0 and mine.reload().text
    Workspace.objects(id=account.workspace_id).update_one(set__keep_days=30)
    assert keeps(account) == 1 and other.reload().text == "my secret flour"


def test_it_is_said_before_how_many_would_lose_their_words(account: SocialAccount) -> None:
    for days in (10, 31, 100, 200):
        letter(account, days)
    letter(make.account(make.workspace()), 400)
    assert [how_many_lose(account.workspace_id, days, NOW) for days in (30, 90, 180, 365)] == [3, 2, 1, 0]


def test_one_stretch_does_all_of_it(account: SocialAccount) -> None:
    row = Message._get_collection().find_one({"_id": letter(account, 91).id})
    assert row
    del row["_id"]
    rows = [{**row, "external_id": f"x{number}"} for number in range(fading.AT_ONCE + 20)]
    Message._get_collection().insert_many(rows)
    keep_no_longer_in(str(account.workspace_id))
    assert Message.objects(text_deleted_at=None).count() == 0
