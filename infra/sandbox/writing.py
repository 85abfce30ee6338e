"""What people write in the platforms' own apps, by hand: fans, and the creator."""

import time
from dataclasses import dataclass

from connectors.base import COMMENT, DIRECT_MESSAGE
from connectors.world import Entry, World
from infra.sandbox import dialects


class CannotWrite(ValueError):
    """The platform's app would not let anyone write this; a sentence."""


@dataclass(frozen=True)
class Letter:
    """What a fan writes. `fan` is a username; `answers` the id of the comment it replies to; `created_at` in UTC seconds.

    An `id` of your choice makes it safe to write twice: the second time nothing happens.
    """

    platform: str
    account_id: str
    text: str
    fan: str
    kind: str = COMMENT
    post_id: str = ""
    answers: str = ""
    name: str = ""
    id: str = ""
    created_at: float = 0.0


def fan_writes(world: World, letter: Letter) -> Entry:
    """Keep it and return it. Raises CannotWrite with a sentence."""
    if letter.id and (known := world.entry(letter.platform, letter.id)):
        return known
    if not letter.text.strip() or not letter.fan.strip():
        raise CannotWrite("A message needs a text and a fan.")
    author = world.person(letter.platform, letter.fan, letter.name)
    where = _under_a_post(world, letter) if letter.kind == COMMENT else _in_private(world, letter, author)
    id = letter.id or dialects.new_id(letter.platform, letter.kind, where.get("parent_id", ""))
    where.setdefault("conversation_id", id)
    return world.add_entry(
        letter.platform, letter.account_id, letter.kind, id, author, letter.text,
        author_username=letter.fan, author_name=letter.name or letter.fan, created_at=letter.created_at or time.time(), **where,
    )  # fmt: skip


def creator_writes(world: World, answered: Entry, text: str, id: str = "", created_at: float = 0.0) -> Entry:
    """The creator answers `answered` by hand. With an `id` that is there already nothing happens."""
    if id and (known := world.entry(answered.platform, id)):
        return known
    account = world.account(answered.platform, answered.account_id)
    if not account or not text.strip():
        raise CannotWrite("An answer needs a text and an account.")
    parent = (answered.parent_id or answered.id) if answered.kind == COMMENT else ""
    return world.add_entry(
        answered.platform, answered.account_id, answered.kind, id or dialects.new_id(answered.platform, answered.kind, parent),
        answered.account_id, text, post_id=answered.post_id, parent_id=parent, conversation_id=answered.conversation_id,
        author_username=account["username"], author_name=account["name"], answers=answered.id if parent else "",
        created_at=created_at or time.time(), by_account=1,
    )  # fmt: skip


def _under_a_post(world: World, letter: Letter) -> dict[str, str]:
    if letter.answers:
        answered = world.entry(letter.platform, letter.answers)
        if not answered or answered.deleted_at or answered.kind != COMMENT:
            raise CannotWrite("There is no such comment to reply to.")
        top = answered.parent_id or answered.id
        return {"post_id": answered.post_id, "parent_id": top, "conversation_id": top, "answers": answered.id}
    mine = world.rows(
        "select 1 from posts where platform=? and id=? and account_id=?",
        letter.platform,
        letter.post_id,
        letter.account_id,
    )
    if not mine:
        raise CannotWrite("That account has no such post.")
    return {"post_id": letter.post_id}


def _in_private(world: World, letter: Letter, author: str) -> dict[str, str]:
    """A conversation is named by its fan's id, as in webhooks."""
    if letter.kind != DIRECT_MESSAGE or not world.account(letter.platform, letter.account_id):
        raise CannotWrite("There is no such account, or no such kind of message.")
    return {"conversation_id": author}
