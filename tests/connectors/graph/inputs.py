"""What the internet may send: JSON of every shape, and JSON that is nearly what a platform sends."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as some

ME, FAN = "17841400000000077", "1234567890"

scalars = some.one_of(
    some.none(), some.booleans(), some.integers(), some.floats(), some.text(max_size=20), some.just("\ud83d"),
    some.sampled_from([ME, FAN, "2026-11-20T18:10:30+0000", 1795198230, 1795198230000, "²", "9999-12-31T23:59:59+0000", 10**400]),
)  # fmt: skip
anything = some.recursive(
    scalars, lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


def nearly(**fields: some.SearchStrategy[Any]) -> some.SearchStrategy[Mapping[str, Any]]:
    """An object with some of these fields, each right or anything at all."""
    return some.fixed_dictionaries({}, optional={name: found | anything for name, found in fields.items()})


ids = some.sampled_from([ME, FAN, "178", 178])
people = nearly(id=ids, username=some.text(max_size=5), name=some.text(max_size=5))
rows = nearly(
    id=ids, text=some.text(), message=some.text(), timestamp=scalars, created_time=scalars, username=some.text(max_size=5),
    to=nearly(data=some.lists(people, max_size=2)), hidden=some.booleans(), is_hidden=some.booleans(), parent_id=ids,
    parent=nearly(id=ids), attachments=nearly(data=some.lists(nearly(mime_type=some.text(), image_data=anything), max_size=2)),
    shares=nearly(data=some.lists(anything, max_size=2)), story=nearly(mention=anything, reply_to=anything),
    is_unsupported=some.booleans(), user=people, **{"from": people},
)  # fmt: skip
conversations = nearly(
    participants=nearly(data=some.lists(people, max_size=3)), messages=nearly(data=some.lists(rows, max_size=3))
)
words = nearly(
    mid=ids, text=some.text(), title=some.text(), is_echo=some.booleans(), is_self=some.booleans(), is_deleted=some.booleans(),
    is_unsupported=some.booleans(), attachments=some.lists(nearly(type=some.text(max_size=5)), max_size=2),
    reply_to=nearly(mid=ids, story=anything),
)  # fmt: skip
events = nearly(
    sender=nearly(id=ids), recipient=nearly(id=ids), timestamp=scalars, message=words, message_edit=words, postback=words,
    reaction=anything, read=anything,
)  # fmt: skip
values = nearly(
    id=ids, comment_id=ids, media_id=ids, post_id=ids, parent_id=ids, text=some.text(), message=some.text(), media=nearly(id=ids),
    item=some.sampled_from(["comment", "post"]), verb=some.sampled_from(["add", "edited", "remove", "hide", "unhide"]),
    created_time=scalars, timestamp=scalars, **{"from": people},
)  # fmt: skip
changes = nearly(
    field=some.sampled_from(["comments", "live_comments", "mentions", "messages", "message_edit", "feed", "standby"]),
    value=values | events,
)
entries = nearly(
    id=ids, time=scalars, changes=some.lists(changes, max_size=3), messaging=some.lists(events, max_size=3),
    standby=some.lists(events, max_size=2), field=some.sampled_from(["comments", "mentions", "feed"]), value=values,
)  # fmt: skip
deliveries = nearly(object=some.text(max_size=9), entry=some.lists(entries, max_size=3))
bodies = some.one_of(
    some.binary(max_size=200),
    (deliveries | some.lists(deliveries, max_size=2) | anything).map(lambda found: json.dumps(found).encode()),
)
