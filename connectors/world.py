"""The stand-in platforms' memory: accounts, posts, comments and direct messages of a pretended world, in one SQLite file.

Survives SIGKILL: every write is committed before it is answered. Used only by the sandboxes of the platforms and their server.
Times are UTC seconds since 1970 (float).
"""

import json
import secrets
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

from connectors.world_rows import MODES, SCHEMA, Entry, Fault, entry_of

__all__ = ["MODES", "Entry", "Fault", "World"]


class World:
    """All of it, behind one lock a process. Safe between threads and processes."""

    def __init__(self, path: Path | str) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
        self._db.row_factory = sqlite3.Row
        self._db.executescript("pragma journal_mode=wal; pragma synchronous=normal;" + SCHEMA)

    def close(self) -> None:
        """Let go of the file, once nobody is reading it."""
        with self._lock:
            self._db.close()

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Run one statement."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    # accounts, posts, people

    def add_account(self, platform: str, id: str, username: str, name: str, **extra: Any) -> None:
        self.rows("insert or replace into accounts values (?,?,?,?,?)", platform, id, username, name, json.dumps(extra))

    def accounts(self, platform: str) -> list[dict[str, Any]]:
        """Each as {"id", "username", "name", **extra}."""
        found = self.rows("select * from accounts where platform=? order by id", platform)
        return [{"id": r["id"], "username": r["username"], "name": r["name"], **json.loads(r["extra"])} for r in found]

    def account(self, platform: str, id: str) -> dict[str, Any] | None:
        return next((account for account in self.accounts(platform) if account["id"] == id), None)

    def add_post(
        self, platform: str, account_id: str, id: str, title: str, caption: str, created_at: float, **extra: Any
    ) -> None:
        self.rows(
            "insert or replace into posts values (?,?,?,?,?,?,?)",
            platform, id, account_id, title, caption, created_at, json.dumps(extra),
        )  # fmt: skip

    def posts(self, platform: str, account_id: str) -> list[dict[str, Any]]:
        """Newest first, each as {"id", "title", "caption", "created_at", "comments", **extra}; comments are counted with replies."""
        found = self.rows(
            "select p.*, (select count(*) from entries e where e.platform=p.platform and e.post_id=p.id"
            " and e.deleted_at is null) as comments from posts p where p.platform=? and p.account_id=? order by p.created_at desc",
            platform, account_id,
        )  # fmt: skip
        plain = ("id", "title", "caption", "created_at", "comments")
        return [{**{key: r[key] for key in plain}, **json.loads(r["extra"])} for r in found]

    def person(self, platform: str, username: str, name: str = "") -> str:
        """The id of a fan at a platform, made up at first sight."""
        with self._lock:
            known = self.rows("select id from people where platform=? and username=?", platform, username)
            if known:
                return str(known[0]["id"])
            id = (
                "UC" + secrets.token_urlsafe(16)[:22]
                if platform == "youtube"
                else str(10**15 + secrets.randbelow(9 * 10**15))
            )
            self.rows("insert into people values (?,?,?,?)", platform, id, username, name or username)
            return id

    # comments and direct messages

    def add_entry(
        self, platform: str, account_id: str, kind: str, id: str, author_id: str, text: str, **more: Any
    ) -> Entry:
        """Keep a comment or a direct message; `more` are other fields of Entry."""
        more.setdefault("created_at", time.time())
        more["attachments"] = json.dumps(list(more.get("attachments", ())))
        fields = {
            "platform": platform,
            "account_id": account_id,
            "kind": kind,
            "id": id,
            "author_id": author_id,
            "text": text,
            **more,
        }
        for name in ("post_id", "parent_id", "conversation_id", "author_username", "author_name", "answers"):
            fields.setdefault(name, "")
        marks = ",".join("?" * len(fields))
        self.rows(f"insert into entries ({','.join(fields)}) values ({marks})", *fields.values())  # noqa: S608 our own names
        entry = self.entry(platform, id)
        assert entry  # noqa: S101
        return entry

    def entry(self, platform: str, id: str) -> Entry | None:
        """One, deleted ones too."""
        found = self.entries(platform, "id=?", id, deleted=True)
        return found[0] if found else None

    def entries(
        self, platform: str, where: str, *values: object, deleted: bool = False, tail: str = "order by created_at"
    ) -> list[Entry]:
        """Those for which the SQL condition `where` holds. `tail` may order and limit."""
        alive = "" if deleted else "and deleted_at is null"
        found = self.rows(f"select * from entries where platform=? and ({where}) {alive} {tail}", platform, *values)  # noqa: S608
        return [entry_of(row) for row in found]

    def edit_entry(self, platform: str, id: str, text: str) -> None:
        self.rows("update entries set text=?, edited_at=? where platform=? and id=?", text, time.time(), platform, id)

    def delete_entry(self, platform: str, id: str) -> None:
        self.rows(
            "update entries set deleted_at=? where platform=? and (id=? or parent_id=?)", time.time(), platform, id, id
        )

    def hide_entry(self, platform: str, id: str, hidden: bool) -> None:
        self.rows("update entries set hidden=? where platform=? and id=?", int(hidden), platform, id)

    # tokens

    def issue_token(self, platform: str, account_id: str, kind: str, seconds: float, scopes: str = "") -> str:
        """A new random token; `kind` is the platform's own word ("code", "short", "long", "access", "refresh")."""
        token = secrets.token_urlsafe(24)
        now = time.time()
        self.rows(
            "insert into tokens values (?,?,?,?,?,?,?)", token, platform, account_id, kind, now + seconds, scopes, now
        )
        return token

    def keep_token(
        self, token: str, platform: str, account_id: str, kind: str, seconds: float, scopes: str = ""
    ) -> None:
        """A token with a value of your choice, for tests and the demo."""
        now = time.time()
        self.rows(
            "insert or replace into tokens values (?,?,?,?,?,?,?)",
            token,
            platform,
            account_id,
            kind,
            now + seconds,
            scopes,
            now,
        )

    def token(self, token: str) -> dict[str, Any] | None:
        """{"token", "platform", "account_id", "kind", "expires_at", "scopes", "created_at"}; expired ones too."""
        found = self.rows("select * from tokens where token=?", token)
        return dict(found[0]) if found else None

    def drop_token(self, token: str) -> None:
        self.rows("delete from tokens where token=?", token)

    def expire_token(self, token: str) -> None:
        self.rows("update tokens set expires_at=? where token=?", time.time() - 1, token)

    # faults and counters

    def add_fault(self, fault: Fault) -> None:
        if fault.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}")
        self.rows(
            "insert into faults (platform, operation, mode, times, seconds) values (?,?,?,?,?)",
            fault.platform, fault.operation, fault.mode, fault.times, fault.seconds,
        )  # fmt: skip

    def take_fault(self, platform: str, operation: str) -> Fault | None:
        """The next fault for this call, used up once; None: all goes well."""
        with self._lock:
            found = self.rows(
                "select * from faults where platform=? and operation in (?, 'any') and times>0 order by number limit 1",
                platform, operation,
            )  # fmt: skip
            if not found:
                return None
            row = found[0]
            self.rows("update faults set times=times-1 where number=?", row["number"])
            return Fault(row["platform"], row["operation"], row["mode"], row["times"], row["seconds"])

    def count(self, key: str, more: int) -> int:
        """Add to a counter; what it is now."""
        sql = "insert into counters values (?,?) on conflict(key) do update set used=used+excluded.used returning used"
        return int(self.rows(sql, key, more)[0]["used"])

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            for table in ("accounts", "posts", "people", "entries", "tokens", "faults", "counters"):
                self.rows(f"delete from {table}")  # noqa: S608 our own names
