"""A person asks to be forgotten: everything of them goes, in small bites that can be cut short and done again, and stays away."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

import models
from connectors.base import DIRECT_MESSAGE
from logs import log
from models import (
    AuditEntry,
    BlindTest,
    Disclosure,
    Erasure,
    Fan,
    Message,
    Outcome,
    ReplyExample,
    SavedView,
    SocialAccount,
    Status,
    Tombstone,
    Trial,
    Workspace,
)
from models.erasure import About

AT_ONCE = 100
SECONDS = 45.0
"""One turn; the next goes on."""
SETTLED_AFTER = timedelta(minutes=10)
"""A worker may have had a letter in hand when it went: after so long everything is looked at once more."""
SOON = timedelta(seconds=60)
STAYS = (Outcome, Disclosure)
"""Numbers about drafts, and our proof of what was said, under a number instead of the fan's id."""


def same_person(fan: Fan) -> list[Fan]:
    """The fan, and who has the same id at the workspace's other accounts of that platform."""
    here = SocialAccount.one_of(fan.workspace_id, fan.account_id)
    theirs = SocialAccount.of(fan.workspace_id).filter(platform=here.platform) if here else []
    found = [Fan.objects(account_id=account.id, external_id=fan.external_id).first() for account in theirs]
    others = [one for one in found if one and one.id != fan.id and one.workspace_id == fan.workspace_id]
    return [fan, *others]


def foreseen(fans: Sequence[Fan]) -> Counter[str]:
    """How much of each collection would go, by its name."""
    counts: Counter[str] = Counter(fans=len(fans))
    for fan in fans:
        for kind in _kinds("fan_id"):
            counts[kind._get_collection_name()] += kind.of(fan.workspace_id).filter(fan_id=fan.id).count()
        for some in _bites(Message.of(fan.workspace_id).filter(fan_id=fan.id)):
            counts["reply_examples"] += len(examples_of(some))
    return counts


def begin(fan: Fan, by: str, now: datetime) -> Erasure:
    """Write down that this person is to be erased; `go_on` does it, and can be called by anybody from then on."""
    fans = same_person(fan)
    account = SocialAccount.one_of(fan.workspace_id, fan.account_id)
    platform = account.platform if account else ""
    erasure = Erasure(
        workspace_id=fan.workspace_id, fan_ids=[one.id for one in fans], platform=platform or "unknown", by=by, asked_at=now,
        next_at=now,
    ).save()  # fmt: skip
    AuditEntry.add(fan.workspace_id, by, "fan.erased", erasure.id)
    return erasure


def go_on(erasure: Erasure, now: datetime, clock: Callable[[], float] = time.monotonic) -> bool:
    """Erase for one turn. True: nothing was found any more. What was done is done; done again it does the rest."""
    until = clock() + SECONDS
    _bury(erasure)
    for fan_id in erasure.fan_ids:
        for some in _bites(Message.of(erasure.workspace_id).filter(fan_id=fan_id), lambda: clock() < until):
            _erase_messages(erasure, some)
    left = [id for id in erasure.fan_ids if Message.of(erasure.workspace_id).filter(fan_id=id).only("id").first()]
    if left:  # the time was up, or a reply is on its way just now
        Erasure.objects(id=erasure.id).update_one(set__next_at=now if clock() >= until else now + SOON)
        return False
    for fan_id in erasure.fan_ids:
        _erase_rest(erasure, fan_id)
    _close(erasure, now)
    return True


def examples_of(messages: Sequence[Any]) -> list[ReplyExample]:
    """What the creator answered to these messages; of a conversation in private everything."""
    found: dict[ObjectId, ReplyExample] = {}
    for account_id in {message.account_id for message in messages}:
        mine = [message for message in messages if message.account_id == account_id]
        answered = {message.external_id for message in mine}
        private = {message.conversation_id for message in mine if message.kind == DIRECT_MESSAGE}
        threads = ReplyExample.objects(
            account_id=account_id, conversation_id__in=list({one.conversation_id for one in mine})
        )
        for example in threads.only("workspace_id", "account_id", "external_id", "answers", "conversation_id"):
            if example.answers in answered or example.conversation_id in private:
                found[example.id] = example
    return list(found.values())


def _bites(query: Any, go: Callable[[], bool] = lambda: True) -> Iterator[list[Message]]:
    """Messages in bites, those that are being sent left out: of these nobody knows yet what will stand there."""
    every = [row["_id"] for row in query.only("id").as_pymongo()]
    for at in range(0, len(every), AT_ONCE):
        if not go():
            return
        some = [
            message
            for message in Message.objects(id__in=every[at : at + AT_ONCE])
            if message.status is not Status.SENDING
        ]
        if some:
            yield some


def _bury(erasure: Erasure) -> None:
    """From here on what they wrote before is not stored again; what they write later is a stranger's."""
    workspace_id, platform = erasure.workspace_id, erasure.platform
    fans = [fan for fan in Fan.objects(id__in=erasure.fan_ids) if fan.workspace_id == workspace_id]
    Tombstone.put(workspace_id, platform, About.PERSON, [fan.external_id for fan in fans], erasure.asked_at)
    for fan in fans:
        number = Tombstone.number_of(workspace_id, platform, About.PERSON, fan.external_id)
        proofs = Disclosure.of(workspace_id).filter(account_id=fan.account_id, fan_external_id=fan.external_id)
        proofs.update(set__fan_external_id=number)


def _erase_messages(erasure: Erasure, messages: Sequence[Message]) -> None:
    """All that hangs on them first, so that whoever is cut short finds them again."""
    examples, ids = examples_of(messages), [message.id for message in messages]
    old = [message.external_id for message in messages if message.platform_created_at <= erasure.asked_at]
    ours = [message.reply.external_id or "" for message in messages] + [example.external_id for example in examples]
    Tombstone.put(erasure.workspace_id, erasure.platform, About.MESSAGE, [*old, *ours], erasure.asked_at)
    _forget_examples(erasure, examples)
    for kind in _kinds("message_id"):
        _delete(erasure, kind, kind.objects(message_id__in=ids))
    gone = sum(
        Message.objects(id=message.id, status=message.status, revision=message.revision).delete()
        for message in messages
    )
    _count(erasure, Message, gone)


def _forget_examples(erasure: Erasure, examples: Sequence[ReplyExample]) -> None:
    """With every quote of them beside the drafts for others, and in blind tests."""
    ids = [example.id for example in examples]
    if not ids:
        return
    names = [str(id) for id in ids]
    quoting = Message.of(erasure.workspace_id).filter(reply__examples__example_id__in=names)
    quoting.update(__raw__={"$pull": {"reply.examples": {"example_id": {"$in": names}}}})
    tests = BlindTest.of(erasure.workspace_id).filter(pairs__example_id__in=ids)
    tests.update(__raw__={"$pull": {"pairs": {"example_id": {"$in": ids}}}})
    _delete(erasure, Trial, Trial.objects(example_id__in=ids))
    _delete(erasure, ReplyExample, ReplyExample.objects(id__in=ids))


def _erase_rest(erasure: Erasure, fan_id: ObjectId) -> None:
    for kind in _kinds("fan_id"):
        if kind is not Message:
            _delete(erasure, kind, kind.of(erasure.workspace_id).filter(fan_id=fan_id))
    for view in SavedView.of(erasure.workspace_id):
        if str(fan_id) in view.query:
            _delete(erasure, SavedView, SavedView.objects(id=view.id))
    _delete(erasure, Fan, Fan.objects(id=fan_id, workspace_id=erasure.workspace_id))


def _close(erasure: Erasure, now: datetime) -> None:
    """At the first time it is looked again later; after that nothing here knows who it was."""
    Workspace.objects(id=erasure.workspace_id).update_one(inc__told=1)  # nobody goes on with what was remembered
    if erasure.erased_at is None:
        Erasure.objects(id=erasure.id).update_one(set__erased_at=now, set__next_at=now + SETTLED_AFTER)
        log.info("person erased", erasure=str(erasure.id))
    elif now >= erasure.erased_at + SETTLED_AFTER:
        Erasure.objects(id=erasure.id).update_one(set__checked_at=now, unset__next_at=True, unset__fan_ids=True)


def _kinds(field: str) -> list[Any]:
    """Every kind of document that hangs on a message or on a fan: those of later rooms too."""
    return [kind for kind in models.DOCUMENTS if hasattr(kind, field) and kind not in STAYS]


def _delete(erasure: Erasure, kind: Any, what: Any) -> None:
    _count(erasure, kind, what.delete())


def _count(erasure: Erasure, kind: Any, count: int) -> None:
    if count:
        name = kind._get_collection_name()
        Erasure.objects(id=erasure.id).update_one(**{f"inc__deleted__{name}": count})
