"""What the pretended world is made of: its tables, what stands in them, and what can go wrong in it."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

SCHEMA = """
create table if not exists accounts (platform text, id text, username text, name text, extra text, primary key (platform, id));
create table if not exists posts (platform text, id text, account_id text, title text, caption text, created_at real, extra text,
  primary key (platform, id));
create table if not exists people (platform text, id text, username text, name text, primary key (platform, id));
create unique index if not exists people_by_name on people (platform, username);
create table if not exists entries (
  number integer primary key autoincrement, platform text, id text, account_id text, kind text, post_id text, parent_id text,
  conversation_id text, author_id text, author_username text, author_name text, text text, created_at real, edited_at real,
  hidden integer default 0, deleted_at real, by_account integer default 0, via_api integer default 0, answers text default '',
  attachments text default '[]', unique (platform, id));
create index if not exists entries_by_post on entries (platform, post_id, parent_id, created_at);
create index if not exists entries_by_parent on entries (platform, parent_id, created_at);
create index if not exists entries_by_account on entries (platform, account_id, kind, created_at);
create index if not exists entries_by_conversation on entries (platform, conversation_id, created_at);
create table if not exists tokens (token text primary key, platform text, account_id text, kind text, expires_at real, scopes text,
  created_at real);
create table if not exists faults (number integer primary key autoincrement, platform text, operation text, mode text, times integer,
  seconds real);
create table if not exists counters (key text primary key, used integer);
"""


@dataclass(frozen=True)
class Entry:
    """A comment or a direct message. `by_account`: the creator wrote it; `via_api`: through our API, not by hand."""

    number: int
    platform: str
    id: str
    account_id: str
    kind: str
    post_id: str
    parent_id: str
    conversation_id: str
    author_id: str
    author_username: str
    author_name: str
    text: str
    created_at: float
    edited_at: float | None
    hidden: bool
    deleted_at: float | None
    by_account: bool
    via_api: bool
    answers: str
    attachments: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Fault:
    """Something that shall go wrong. `mode` is one of MODES; `seconds` how long a time-out or a throttle lasts."""

    platform: str
    operation: str  # "send", "delete", "fetch", "refresh", "identify" or "any"
    mode: str
    times: int = 1
    seconds: float = 0.0


MODES = (
    "fail_before",  # 5xx, nothing was done
    "fail_after",  # done, then 5xx
    "timeout_before",  # no answer for `seconds`, nothing was done
    "timeout_after",  # done, then no answer for `seconds`
    "throttle",  # the platform's own "too many calls", with its headers
    "expire_token",  # the token in hand is dead from now on
    "block",  # what was to be written is taken for spam, or simply not allowed
    "close_window",  # the time to answer is over
    "quota_exceeded",  # the day's budget is gone
    "gone",  # what should be answered is deleted
)


def entry_of(row: sqlite3.Row) -> Entry:
    """The entry in a row of the table."""
    fields = {key: row[key] for key in row.keys()}  # noqa: SIM118 a Row iterates over values
    for name in ("hidden", "by_account", "via_api"):
        fields[name] = bool(fields[name])
    fields["attachments"] = tuple(json.loads(fields["attachments"]))
    return Entry(**fields)
