"""The official examples of the vendor whose API everybody copies: our stand-in answers in their shape, and we read them."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from connectors.training import hosted_reading as reading
from connectors.training.base import State
from connectors.training.sandbox import state as sandbox
from tests.connectors.recorded import FOLDER, WHERE_THEY_ARE
from tests.connectors.training.vendor import BASE, KEY, lines, pair, replies, serving

EXAMPLES = FOLDER / "openai/openapi/examples"
JOBS = "fine_tuning_jobs"
ONE_JOB = "fine_tuning_jobs_fine_tuning_job_id"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
FREE = {"metadata"}  # its keys are the caller's own

pytestmark = WHERE_THEY_ARE


def official(name: str) -> Any:
    """An example; those in .txt have commas too many, Python's None, or rows left out."""
    found = next(EXAMPLES.glob(f"{name}.*")).read_text()
    found = re.sub(r",\s*\{ \.\.\. \}", "", found).replace(": None", ": null")
    return json.loads(re.sub(r",(\s*[}\]])", r"\1", found))


def kind(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else type(value).__name__


def differences(theirs: Any, ours: Any, where: str = "") -> list[str]:
    """Keys that ours lacks, and values of another type. Nothing is said of null, of empty lists and of "auto"."""
    if theirs is None or ours is None or "auto" in (theirs, ours):
        return []
    if kind(theirs) != kind(ours):
        return [f"{where} is {kind(ours)}, not {kind(theirs)}"]
    if isinstance(theirs, list):
        return differences(theirs[0], ours[0], f"{where}[]") if theirs and ours else []
    if not isinstance(theirs, dict):
        return []
    found = [f"{where}.{name} is missing" for name in theirs if name not in ours]
    common = (name for name in theirs if name in ours and name not in FREE)
    return found + [one for name in common for one in differences(theirs[name], ours[name], f"{where}.{name}")]


@pytest.fixture(scope="module")
def said() -> Iterator[dict[str, Any]]:
    """What the stand-in answers, by the name of the example that it should be like."""
    vendor = sandbox.State(KEY, seconds=100)
    with serving(vendor) as url, httpx.Client(headers={"Authorization": f"Bearer {KEY}"}) as client:

        def ask(method: str, path: str, **request: Any) -> Any:
            return client.request(method, url + path, **request).raise_for_status().json()

        def upload(content: bytes) -> Any:
            return ask("POST", "/files", files={"file": ("a.jsonl", content)}, data={"purpose": "fine-tune"})

        given = replies()
        file, other, pairs = upload(given.train), upload(given.validation), upload(lines(*map(pair, range(10))))
        body = {"model": BASE, "training_file": file["id"], "validation_file": other["id"], "suffix": "nika"}
        created = ask("POST", "/fine_tuning/jobs", json=body | {"metadata": {"key": "value"}})
        dpo = ask("POST", "/fine_tuning/jobs", json=body | {"training_file": pairs["id"], "method": {"type": "dpo"}})
        place = f"/fine_tuning/jobs/{created['id']}"
        cancelled = ask("POST", f"/fine_tuning/jobs/{dpo['id']}/cancel")
        ask("POST", "/../_control", json={"forward": 200})
        done = ask("GET", place)
        talk = {"model": done["fine_tuned_model"], "messages": [{"role": "user", "content": "Hello"}]}
        yield {
            "files__post_0": file,
            "files__get_0": ask("GET", "/files"),
            "files_file_id__get_0": ask("GET", f"/files/{file['id']}"),
            f"{JOBS}__get_0": ask("GET", "/fine_tuning/jobs"),
            **{f"{JOBS}__post_{number}": created for number in (0, 1, 4, 5)},
            f"{JOBS}__post_2": dpo,
            f"{ONE_JOB}__get_0": done,
            f"{ONE_JOB}_cancel__post_0": cancelled,
            f"{ONE_JOB}_checkpoints__get_0": ask("GET", f"{place}/checkpoints"),
            f"{ONE_JOB}_events__get_0": ask("GET", f"{place}/events"),
            "chat_completions__post_0": ask("POST", "/chat/completions", json=talk),
            "files_file_id__delete_0": ask("DELETE", f"/files/{file['id']}"),
        }


def test_the_stand_in_answers_in_the_shape_of_every_example(said: dict[str, Any]) -> None:
    assert {name: found for name in said if (found := differences(official(name), said[name]))} == {}


def test_the_stand_in_says_nothing_that_no_example_says(said: dict[str, Any]) -> None:
    jobs = [official(path.stem) for path in EXAMPLES.glob(f"{JOBS}*post*")] + [official(f"{ONE_JOB}__get_0")]
    known = {
        f"{ONE_JOB}__get_0": {name for job in jobs for name in job},
        **{
            f"{ONE_JOB}_{which}__get_0": set(official(f"{ONE_JOB}_{which}__get_0"))
            for which in ("checkpoints", "events")
        },
        "files__post_0": set(official("files__post_0")),
        "chat_completions__post_0": set(official("chat_completions__post_0")),
    }
    assert {name: more for name in known if (more := set(said[name]) - known[name])} == {}
    for which in ("checkpoints", "events"):
        name = f"{ONE_JOB}_{which}__get_0"
        assert set(said[name]["data"][0]) == set(official(name)["data"][0])


@pytest.mark.parametrize(
    ("name", "state"),
    [
        *((f"{JOBS}__post_{number}", State.QUEUED) for number in range(6)),
        (f"{ONE_JOB}__get_0", State.SUCCEEDED),
        (f"{ONE_JOB}_cancel__post_0", State.CANCELLED),
        (f"{ONE_JOB}_pause__post_0", State.RUNNING),
        (f"{ONE_JOB}_resume__post_0", State.QUEUED),
    ],
)
def test_every_official_job_is_read(name: str, state: State) -> None:
    found = reading.progress(official(name), NOW)
    assert (found.state, found.said, found.sentence) == (state, official(name)["status"], "")


def test_the_official_results_are_read() -> None:
    done = reading.progress(official(f"{ONE_JOB}__get_0"), NOW)
    assert (done.model, done.trained_tokens) == ("ft:davinci-002:my-org:custom_suffix:7q8mpxmy", 5768)
    assert reading.texts(official(f"{ONE_JOB}__get_0")["result_files"]) == ["file-abc123"]
    rows = official(f"{ONE_JOB}_checkpoints__get_0")["data"]
    assert reading.best_checkpoint(rows)["step_number"] == 2000


def test_the_official_events_are_read_oldest_first() -> None:
    rows = reading.oldest_first(official(f"{ONE_JOB}_events__get_0")["data"])
    found = [reading.event(row) for row in rows]
    assert found[-1].sentence == "Fine tuning job successfully completed"
    assert (found[0].at, found[0].level) == (datetime.fromtimestamp(1721764800, UTC), "info")
