"""The search of whoever asks: as the address has it, its letters in order, and the neighbours of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bson import ObjectId
from flask import request
from werkzeug.datastructures import MultiDict

from models import Fan, Message
from models.fields import utcnow
from pipeline.search import TICK, Cursor, Look, find
from web.auth import me
from web.letters import accounts
from web.pages import workspace
from web.rule_words import members
from web.search import Asked, Desk, asked

SHOWN = (
    "workspace_id", "account_id", "fan_id", "fan_username", "text", "status", "label", "kind", "platform", "created_at", "problem",
    "text_deleted_at", "reply.text", "revision",
)  # fmt: skip


@dataclass(frozen=True)
class Near:
    """The search that a letter was opened from, and its neighbours there."""

    asked: Asked
    newer: ObjectId | None = None
    older: ObjectId | None = None


def asked_here(values: "MultiDict[str, str]") -> Asked:
    """The search that these values of an address mean for whoever asks."""
    fan_id = values.get("fan", "")
    desk = Desk(
        me().id, workspace().time_zone, accounts(), members(me().workspace_id),
        Fan.one_of(me().workspace_id, fan_id) if fan_id else None,
    )  # fmt: skip
    return asked({name: values.getlist(name) for name in values}, desk)


def asked_as(query: str) -> Asked:
    """The same, from what stands behind a question mark."""
    return asked_here(read(query))


def in_order(ids: Sequence[ObjectId], shown: Sequence[str] = SHOWN) -> list[Any]:
    """These messages of this workspace, as a list shows them, in this order."""
    stored = {message.id: message for message in Message.objects(id__in=list(ids)).only(*shown)}
    every = [stored[id] for id in ids if id in stored]
    return [message for message in every if message.workspace_id == me().workspace_id]


def near(message: Message) -> Near | None:
    """Where the page was opened from a search (`in` in the address): that search, and who stands before and after."""
    if "in" not in request.args:
        return None
    search = asked_as(request.args["in"])
    here, low, high = Cursor(message.created_at, message.id), workspace().created_at, utcnow() + TICK
    newer = find(me().workspace_id, search.search, Look(low, high, 1, here, ahead=True))
    older = find(me().workspace_id, search.search, Look(low, high, 1, here))
    return Near(search, next(iter(newer.ids), None), next(iter(older.ids), None))


def read(query: str) -> "MultiDict[str, str]":
    """The values behind a question mark."""
    return MultiDict(parse_qsl(query[:2_000]))
