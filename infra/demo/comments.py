"""`python -m infra.demo.comments FILE.csv`: pretended fans write every comment of a file, and we watch until all are dealt with.

Ends with 0 when every comment arrived once, 1 when one is lost or was answered twice, 2 when the time was over before all were done.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import connectors
import models
from infra.demo.rows import Row, read_rows
from infra.sandbox.remote import Refused, Remote
from logs import start_logging
from models import Message, SocialAccount, Status
from models.fields import utcnow
from settings import settings

BATCH = 100
_LOOK_SECONDS = 1.0
_AT_WORK = frozenset({Status.RECEIVED, Status.CLASSIFIED, Status.SENDING})

Say = Callable[[str], None]


@dataclass
class Outcome:
    """What became of the comments, by their external ids."""

    written: int
    lost: set[str] = field(default_factory=set)
    unfinished: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)

    @property
    def exit_code(self) -> int:
        """0: every comment arrived once and is dealt with."""
        if self.lost or self.twice:
            return 1
        return 2 if self.unfinished else 0

    def lines(self) -> Iterator[str]:
        """For a person to read."""
        yield f"{self.written} written, {self.written - len(self.lost)} arrived, {len(self.lost)} lost, {len(self.twice)} answered twice."
        if self.unfinished - self.lost:
            yield f"{len(self.unfinished - self.lost)} were still being worked on when the time was over."
        for title, counts in (("status", self.statuses), ("label", self.labels)):
            if counts:
                yield f"By {title}: " + ", ".join(f"{name} {count}" for name, count in counts.most_common())
        for name, ids in (("Lost", self.lost), ("Answered twice", self.twice)):
            if ids:
                yield f"{name}: {', '.join(sorted(ids)[:20])}"


def write(sandbox: Remote, platform: str, rows: list[Row], per_second: float, say: Say) -> list[str]:
    """Write each row under the newest post of the first account there, each by a fan of its own. Their external ids.

    Raises Refused where there is no account or no post.
    """
    account_id = sandbox.account_id(platform)
    posts = sandbox.get("/control/posts", platform=platform, account_id=account_id)["posts"] if account_id else []
    if not posts:
        raise Refused(404, "There is nobody to write to: the platform has no account with a post. Seed the demo first.")
    to = {"platform": platform, "account_id": account_id, "post_id": posts[0]["id"]}
    began, ids = time.monotonic(), []
    size = BATCH if per_second <= 0 else max(1, min(BATCH, int(per_second / 4)))
    for start in range(0, len(rows), size):
        batch = [{**to, "fan": f"reader_{row.id}", "text": row.text} for row in rows[start : start + size]]
        ids += sandbox.post("/control/messages", messages=batch)["ids"]
        say(f"{len(ids)} of {len(rows)} written")
        if per_second > 0:
            time.sleep(max(0.0, began + len(ids) / per_second - time.monotonic()))
    return ids


def follow(sandbox: Remote, platform: str, ids: list[str], seconds: float, say: Say) -> Outcome:
    """Look at the dashboard's database until every comment is dealt with or waits for a person, at most so many seconds."""
    deadline, before = time.monotonic() + seconds, -1
    while True:
        outcome = look(platform, ids, utcnow())
        settled = len(ids) - len(outcome.unfinished)
        if settled != before:
            say(f"{settled} of {len(ids)} dealt with")
        if not outcome.unfinished or time.monotonic() > deadline:
            outcome.twice |= answered_twice(sandbox, platform, set(ids))
            return outcome
        before = settled
        time.sleep(_LOOK_SECONDS)


def look(platform: str, ids: list[str], now: datetime) -> Outcome:
    """Where each comment is in the dashboard's database just now."""
    outcome = Outcome(len(ids))
    found = set()
    for account in SocialAccount.objects(platform=platform):
        for message in _stored(account, ids):
            if message.external_id in found:
                outcome.twice.add(message.external_id)
            found.add(message.external_id)
            outcome.statuses[message.status] += 1
            if message.label:
                outcome.labels[message.label.intent] += 1
            if message.status in _AT_WORK or _is_due(message, now):
                outcome.unfinished.add(message.external_id)
    outcome.lost = set(ids) - found
    outcome.unfinished |= outcome.lost
    return outcome


def answered_twice(sandbox: Remote, platform: str, ids: set[str]) -> set[str]:
    """Comments below which more than one answer of ours stands."""
    replies = sandbox.get("/control/replies", platform=platform)["replies"]
    answers = Counter(reply["parent_id"] for reply in replies if reply["via_api"] and not reply["deleted_at"])
    return {id for id, count in answers.items() if count > 1 and id in ids}


def _stored(account: SocialAccount, ids: list[str]) -> Iterator[Message]:
    for start in range(0, len(ids), 500):
        some = Message.objects(account_id=account.id, external_id__in=ids[start : start + 500])
        yield from some.only("external_id", "status", "send_after", "label.intent")


def _is_due(message: Message, now: datetime) -> bool:
    return message.status is Status.APPROVED and not (message.send_after and message.send_after > now)


def main(arguments: list[str] | None = None) -> int:
    """Read, write, follow, sum up."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.demo.comments", description="Play a CSV of comments through Fanmail."
    )
    parser.add_argument("file", type=Path, help="columns id and text; others are ignored; UTF-8")
    parser.add_argument("--platform", choices=sorted(connectors.platforms()), default="youtube")
    parser.add_argument("--per-second", type=float, default=0, help="how fast fans write; default: all at once")
    parser.add_argument("--seconds", type=float, default=900, help="how long to wait until all are dealt with")
    chosen = parser.parse_args(arguments)
    rows, problems = read_rows(chosen.file)
    for problem in problems:
        print(problem)
    print(f"{len(rows)} comments in {chosen.file.name}, {len(problems)} rows skipped", flush=True)
    models.connect()
    sandbox = Remote(settings().sandbox_url or "http://127.0.0.1:8001")
    try:
        ids = write(sandbox, chosen.platform, rows, chosen.per_second, _show)
    except (OSError, Refused) as error:
        print(f"The sandbox did not take the comments: {error}")
        return 1
    outcome = follow(sandbox, chosen.platform, ids, chosen.seconds, _show)
    print("\n".join(outcome.lines()))
    return outcome.exit_code


def _show(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    start_logging("comments")
    sys.exit(main())
