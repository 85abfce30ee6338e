"""How fast letters are found: `python -m benchmarks.search [messages]`, on a database of its own that is thrown away.

Texts are those that ship for training, in pairs, so that words are as rare and as common as in life. Measures the whole page.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import tests.conftest  # noqa: F401  # sets the environment of a test before anything of ours reads it
from avatar.labels import Intent
from avatar.training_texts import training_texts
from models import Fan, Message, SocialAccount, Status
from models.fan import Sighting
from models.fields import utcnow
from models.message import StoredLabel
from pipeline.indexing import index
from tests.conftest import SYSTEM

DAYS, FANS, A_BITE = 90, 2_000, 200
ROUNDS = 25
SEARCHES = {
    "the newest": "", "a common word": "q=the", "two common words": "q=love+this", "a word": "q=lens", "a rare word": "q=zanzibar",
    "the beginning of words": "q=bre", "a short word": "q=hi", "a word and a state": "q=love&show=failed", "a state": "show=failed",
    "a kind": "intent=question", "a rare kind": "intent=crisis", "a kind that there is not": "intent=press",
    "a fan by name": "q=%40fan17", "a tag": "tag=gear",
}  # fmt: skip


def fill(account: SocialAccount, count: int) -> float:
    """`count` messages over DAYS. Returns the seconds that making them findable took for each."""
    draw, now, texts = random.Random(5), utcnow(), [one.text for one in training_texts()]
    names = [f"fan{number}" for number in range(FANS)]
    fans = Fan.known(account.workspace_id, account.id, [Sighting(name, name, now) for name in names])
    seconds = 0.0
    for done in range(0, count, A_BITE):
        some = [_message(account, fans, draw, texts) for _ in range(min(A_BITE, count - done))]
        for number, message in enumerate(some):
            message.created_at = now - timedelta(days=DAYS) * (1 - (done + number) / count)
            message.external_id = message.conversation_id = f"c{done + number}"
        Message.insert_new(some)
        begun = time.perf_counter()
        index(some)
        seconds += time.perf_counter() - begun
    return seconds / count


def _message(account: SocialAccount, fans: dict[str, Fan], draw: random.Random, texts: list[str]) -> Message:
    fan = fans[f"fan{int(draw.random() ** 3 * FANS)}"]
    status = draw.choices([Status.SENT, Status.IGNORED, Status.IN_REVIEW, Status.FAILED], [66, 32, 1, 1])[0]
    intent = draw.choices([Intent.PRAISE, Intent.QUESTION, Intent.OTHER, Intent.CRISIS], [60, 30, 9.9, 0.1])[0]
    return Message(
        workspace_id=account.workspace_id, account_id=account.id, fan_id=fan.id, platform=account.platform, kind="comment",
        external_id="x", conversation_id="x", fan_username=fan.username, fan_external_id=fan.external_id, status=status,
        text=f"{draw.choice(texts)} {draw.choice(texts)}", platform_created_at=utcnow(), label=StoredLabel(intent=intent),
        tags=["gear"] if draw.random() < 0.05 else [],
    )  # fmt: skip


def times(get: Callable[[], object]) -> tuple[list[float], float]:
    """Milliseconds of each round, sorted, and the processors' milliseconds for one, ours and the database's; the first is not counted.

    The second figure hardly changes when others use the machine too.
    """
    get()
    found, spent = [], _processor_seconds()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        get()
        found.append((time.perf_counter() - begun) * 1000)
    return sorted(found), (_processor_seconds() - spent) / ROUNDS * 1000


def _processor_seconds() -> float:
    database = Path(f"/proc/{SYSTEM.children['database'].process.pid}/stat")
    ticks = [int(word) for word in database.read_text().rpartition(")")[2].split()[11:13]] if database.exists() else []
    return time.process_time() + sum(ticks) / os.sysconf("SC_CLK_TCK")


def measured(count: int) -> Iterator[str]:
    """A line for each search."""
    import models
    from web.app import create_app

    SYSTEM.database(), SYSTEM.broker()
    models.connect()
    from tests.web.desk import Desk

    desk = Desk(create_app())
    desk.workspace.modify(created_at=utcnow() - timedelta(days=DAYS + 1))
    yield f"{count} messages; made findable in {fill(desk.account, count) * 1000:.2f} ms each"
    for name, query in SEARCHES.items():
        page = desk.browser.get(f"/conversations?{query}").text
        rows = page.count("data-id=")
        took, spent = times(lambda query=query: desk.browser.get(f"/conversations?{query}"))  # type: ignore[misc]
        more = " (looked back for its time)" if "Looked back to" in page else ""
        middle = took[len(took) // 2]
        yield (
            f"{name:26} p50 {middle:6.1f} ms  p95 {took[int(len(took) * 0.95) - 1]:6.1f} ms  processors {spent:5.1f} ms "
            + f"{rows:3} letters{more}"
        )


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    try:
        for line in measured(wanted):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    finally:
        SYSTEM.stop()
