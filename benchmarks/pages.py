"""How long pages take with 50,000 letters in the embedded database, 10,000 of which wait for a person.

`python -m benchmarks.pages` starts the real dashboard and asks it over HTTP as a browser does, one page after another, each COUNT
times after one to warm up. Letters are spread over 90 days as fans write (benchmarks.pages_rows). Writes benchmarks/results/pages.json.
"""

import argparse
import json
import os
import platform as machine
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from benchmarks.pages_rows import DAYS, Rows
from benchmarks.throughput import _system

RESULTS = Path(__file__).parent / "results"
PASSWORD, AT_ONCE = "correct horse battery", 2_000
AIMS_MS = {"next letter": 60.0}
AIM_MS = 150.0


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--waiting", type=int, default=10_000)
    parser.add_argument("--count", type=int, default=40)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fanmail-pages-") as folder:
        system = _system(Path(folder))
        os.environ["BASE_URL"] = system.url("web")
        try:
            result = _measure(system, wanted)
        finally:
            system.stop()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "pages.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


def _measure(system: Any, wanted: argparse.Namespace) -> dict[str, Any]:
    import models

    system.web()
    models.connect()
    counting = _fill(wanted)
    browser = _signed_in(system.url("web"))
    servers = [system.children[name].process.pid for name in ("web", "database")]
    pages = {name: _times(browser, path, wanted.count, servers) for name, path in _pages(browser).items()}
    return {
        "command": f"python -m benchmarks.pages --messages {wanted.messages} --waiting {wanted.waiting} --count {wanted.count}",
        "machine": f"{os.cpu_count()} cores, {machine.machine()}, Python {machine.python_version()}; load {os.getloadavg()[0]:.1f}",
        "messages": wanted.messages,
        "waiting": wanted.waiting,
        "counting_all_days_seconds": counting,
        "pages_ms": pages,
        "slower_than_the_aim": [name for name, one in pages.items() if one["p95"] > AIMS_MS.get(name, AIM_MS)],
    }


def _fill(wanted: argparse.Namespace) -> float:
    """The workspace, its owner, its letters; returns how many seconds counting all its days took."""
    from models import Fan, Membership, Message, Persona, User
    from models.fields import utcnow
    from models.user import Role
    from tests.models import make
    from worker.analytics import count_days

    now = utcnow()
    workspace = make.workspace(created_at=now - timedelta(days=DAYS + 1))
    Persona(workspace_id=workspace.id, name="Nika").save()
    user = User.sign_up("nika@example.com", "Nika", PASSWORD)
    Membership(user_id=user.id, workspace_id=workspace.id, role=Role.OWNER).save()
    account = make.account(workspace)
    rows = Rows(workspace.id, account.id, account.platform, now)
    _insert(Fan, rows.fans())
    _insert(Message, list(rows.messages(wanted.messages, wanted.waiting)))
    started = time.monotonic()
    count_days()
    return round(time.monotonic() - started, 1)


def _insert(kind: Any, rows: list[dict[str, Any]]) -> None:
    for at in range(0, len(rows), AT_ONCE):
        kind._get_collection().insert_many(rows[at : at + AT_ONCE], ordered=False)


def _signed_in(address: str) -> httpx.Client:
    browser = httpx.Client(base_url=address, timeout=60)
    secret = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/sign-in").text)
    assert secret
    answer = browser.post("/sign-in", data={"csrf_token": secret[1], "email": "nika@example.com", "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return browser


def _pages(browser: httpx.Client) -> dict[str, Callable[[], str]]:
    """What is asked for, by name. Every list a second time where it goes on, every letter another one."""
    from models import Message, Status

    chance = random.Random(7)
    waiting = [str(one.id) for one in Message.objects(status=Status.IN_REVIEW).only("id").limit(2_000)]
    older = re.findall(r'href="(/conversations\?[^"]*older=[^"]+)"', browser.get("/conversations").text)
    search = browser.get("/conversations", params={"q": "lens"})
    found = {
        "review queue": lambda: "/review/queue",
        "review room": lambda: "/review",
        "next letter": lambda: f"/review/{chance.choice(waiting)}/letter",
        "conversations": lambda: "/conversations",
        "conversations, one state": lambda: "/conversations?show=waiting",
        "conversations, next page": lambda: older[0].replace("&amp;", "&") if older else "/conversations",
        "analytics, 28 days": lambda: "/analytics",
        "analytics, 90 days": lambda: "/analytics?days=90",
    }
    if 'name="q"' in search.text:
        found["conversations, search"] = lambda: f"/conversations?q={chance.choice(('lens', 'spain', 'recipe'))}"
    return found


def _times(browser: httpx.Client, path: Callable[[], str], count: int, servers: list[int]) -> dict[str, float]:
    """Milliseconds of `count` answers, the mean milliseconds of processor that dashboard and database spent on one, its kilobytes."""
    taken: list[float] = []
    browser.get(path())
    spent = _processor_ms(servers)
    for _ in range(count):
        started = time.perf_counter()
        answer = browser.get(path())
        taken.append((time.perf_counter() - started) * 1_000)
        assert answer.status_code == 200, (answer.status_code, answer.url)
    spent = (_processor_ms(servers) - spent) / count
    taken.sort()
    p95 = taken[min(len(taken) - 1, round(0.95 * len(taken)))]
    kilobytes = round(len(answer.content) / 1_000, 1)
    return {
        "p50": round(statistics.median(taken), 1),
        "p95": round(p95, 1),
        "processor": round(spent, 1),
        "kilobytes": kilobytes,
    }


def _processor_ms(servers: list[int]) -> float:
    """What these processes and their children have spent so far: on a busy machine it says more than the clock."""
    import psutil

    parts = [part for pid in servers for part in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))]
    return 1_000 * sum(part.cpu_times().user + part.cpu_times().system for part in parts)


if __name__ == "__main__":
    main()
