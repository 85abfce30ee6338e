"""Whether a comment is public, in the world's column `hidden`: a number, whose order is that of YouTube's words here."""

from connectors.world import Entry, World
from connectors.youtube.sandbox.answers import NAME

PUBLISHED, HELD, SPAM, REJECTED = "published", "heldForReview", "likelySpam", "rejected"
STATUSES = (PUBLISHED, HELD, SPAM, REJECTED)
SETTABLE = (PUBLISHED, HELD, REJECTED)


def number(status: str) -> int:
    """What stands in the column."""
    return STATUSES.index(status)


def of(world: World, entry: Entry) -> str:
    """The status of a comment."""
    if not entry.hidden:
        return PUBLISHED
    return STATUSES[world.rows("select hidden from entries where platform=? and id=?", NAME, entry.id)[0]["hidden"]]


def put(world: World, id: str, status: str) -> None:
    """Give a comment this status."""
    world.rows("update entries set hidden=? where platform=? and id=?", number(status), NAME, id)


def ban(world: World, channel_id: str, author_id: str, after: int) -> None:
    """All that this author writes at the channel from now on is rejected; `after`: the number of the newest entry."""
    if not world.count(_ban_key(channel_id, author_id), 0):
        world.count(_ban_key(channel_id, author_id), after)


def reject_banned(world: World, channel_id: str) -> None:
    """What banned authors wrote since, gets its status when somebody looks."""
    prefix = _ban_key(channel_id, "")
    for row in world.rows("select key, used from counters where substr(key, 1, ?)=? and used>0", len(prefix), prefix):
        world.rows(
            "update entries set hidden=? where platform=? and account_id=? and author_id=? and number>?",
            number(REJECTED), NAME, channel_id, row["key"].removeprefix(prefix), row["used"],
        )  # fmt: skip


def _ban_key(channel_id: str, author_id: str) -> str:
    return f"youtube ban {channel_id} {author_id}"
