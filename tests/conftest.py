"""What every test may ask for. The environment is set here, before anything of ours is imported and reads it."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from settings import Settings

Settings.model_config["env_file"] = None  # a developer's own .env has no say in tests
for name in Settings.model_fields:
    os.environ.pop(name.upper(), None)

from infra import parts  # noqa: E402
from infra.demo.addresses import addresses  # noqa: E402
from tests.system import Child, System  # noqa: E402

SYSTEM = System(Path(tempfile.mkdtemp(prefix="fanmail-")))
os.environ.update(
    parts.ONE_BLAS_THREAD,
    SECRET_KEY="a secret that only tests know, and long enough",
    ENCRYPTION_KEYS="dGVzdHMgZW5jcnlwdCB3aXRoIHRoaXMga2V5LCBsb2w=",
    MONGODB_URI=SYSTEM.database_uri,
    REDIS_URL=SYSTEM.redis_url,
    PACE_SECONDS="0",
    CACHE_FOLDER=os.environ.setdefault("TEST_CACHE_FOLDER", str(SYSTEM.folder / "cache")),  # one for all processes
    BROKER_URL=os.environ.get("TEST_BROKER_URL", ""),  # another broker than Redis
    BASE_URL=SYSTEM.url("web"),
    **addresses(SYSTEM.url("sandbox")),
    LANGUAGE_MODEL_URL=SYSTEM.url("model") + "/v1",
    LANGUAGE_MODEL_KEY="model-key",
)


LONGEST = ("tests/test_doubt.py", "tests/test_crash.py", "tests/test_life_of_a_message.py")
"""These begin first: what begins last should be short, where several processes share the files."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """File by file, the longest first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(scope="session")
def system() -> System:
    """All parts, for tests that start, kill and restart them. Everything ends with the tests."""
    return SYSTEM


@pytest.fixture(scope="module", autouse=True)
def nobody_works_on(system: System) -> Iterator[None]:
    """Workers and the clock end with the module that wanted them."""
    yield
    system.rest()


@pytest.fixture(autouse=True)
def nobody_was_asked_before() -> None:
    """Each test has a platform of its own: what the test before asked is no reason to wait half a second."""
    from connectors.graph.pace import ALONE

    ALONE._next.clear()


@pytest.fixture(scope="session")
def database(system: System) -> Iterator[Any]:
    """The database, connected, with indexes; what it yields is pymongo's Database."""
    import mongoengine

    import models

    system.database()
    models.connect()
    found = mongoengine.get_db()
    yield found
    found.client.drop_database(found.name)
    mongoengine.disconnect_all()


@pytest.fixture
def clean(database: Any, system: System) -> None:
    """No document in any collection, and nothing that waits in the queue."""
    for name in database.list_collection_names():
        if not name.startswith("system."):
            database[name].delete_many({})
    if "broker" in system.children:
        import redis

        with redis.Redis.from_url(system.redis_url) as client:
            left = [key for key in client.keys("*") if not key.startswith(b"_kombu")]
            if left:
                client.delete(*left)


@pytest.fixture(scope="session")
def redis_url(system: System) -> str:
    """The address of a broker that runs."""
    system.broker()
    return system.redis_url


@pytest.fixture(scope="session")
def broker(system: System, redis_url: str) -> Child | None:
    """The broker's process; None when TEST_REDIS_URL names a server."""
    return system.broker()


@pytest.fixture(scope="session")
def sandbox(system: System) -> str:
    """The address of the stand-ins for the platforms."""
    system.sandbox()
    return system.url("sandbox")


@pytest.fixture(scope="session")
def _world(system: System) -> Iterator[Any]:
    from connectors.world import World

    world = World(system.world_file)
    yield world
    world.close()


@pytest.fixture
def world(_world: Any) -> Any:
    """What the stand-ins remember, emptied: the same file that the running sandbox serves."""
    _world.clear()
    return _world


@pytest.fixture(scope="module")
def worker_process(system: System, database: Any) -> Child:
    """A Celery worker with eight threads."""
    return system.worker()


@pytest.fixture(scope="module")
def beat_process(system: System, database: Any) -> Child:
    """The clock."""
    return system.beat()


@pytest.fixture(scope="session")
def web_process(system: System, database: Any) -> str:
    """The address of the dashboard, served as it is in production."""
    system.web()
    return system.url("web")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium through Playwright. Skips with a sentence without one, fails if FANMAIL_BROWSER=required."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        sentence = (
            "No chromium on this machine: install it (Debian: apt-get install chromium) to run the browser tests."
        )
        if os.environ.get("FANMAIL_BROWSER") == "required":
            pytest.fail(sentence)
        pytest.skip(sentence)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
        chromium = playwright.chromium.launch(executable_path=found, args=options)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any, web_process: str) -> Iterator[Any]:
    """A fresh browser page, like a new visitor's; addresses may be given relative to the dashboard."""
    context = browser.new_context(base_url=web_process, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def pytest_unconfigure() -> None:
    """End every part, also after Ctrl-C."""
    SYSTEM.stop()
    shutil.rmtree(SYSTEM.folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of the doubt test, when it ran: every write under every trouble, and what came of it."""
    from tests.effects import Row, table

    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    if rows := [
        Row(*json.loads(value)) for report in reports for name, value in report.user_properties if name == "effect"
    ]:
        terminalreporter.section("effects at the platforms")
        terminalreporter.write_line(table(rows))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Show what the running parts wrote last beside a test that failed."""
    report = yield
    if report.failed:
        for child in SYSTEM.children.values():
            if tail := child.tail().strip():
                report.sections.append((f"{child.part.name} wrote", tail))
    return report
