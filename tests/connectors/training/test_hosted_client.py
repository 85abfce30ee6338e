"""Vendors that copy the API badly: lists without end, answers that are no JSON, files that break off."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Response, request

from connectors.errors import OutcomeUnknown, Permanent, Unavailable
from connectors.training.base import Recipe, State
from connectors.training.hosted import Hosted
from connectors.training.hosted_vendors import OTHER
from tests.connectors.contract import serving
from tests.connectors.training.vendor import hosted, replies


def bad_vendor(**does: Callable[..., Any]) -> Blueprint:
    """Answers GET below /v1 with `does`, by the last word of the path; all else is an empty object."""
    pages = Blueprint("bad", __name__)

    def answer(path: str) -> Any:
        return does.get(path.rsplit("/", 1)[-1], dict)()

    pages.add_url_rule("/v1/<path:path>", "answer", answer, methods=["GET", "POST", "DELETE"])
    return pages


def test_a_list_that_begins_again_ends() -> None:
    asked = []

    def events() -> Any:
        asked.append(request.args.get("after"))
        return {"data": [{"id": "b", "created_at": 2}, {"id": "a", "created_at": 1}, "odd"], "has_more": True}

    with serving(bad_vendor(events=events)) as url:
        assert [one.id for one in hosted(f"{url}/v1").events("job")] == ["a", "b"]
    assert asked == [None, "a"]


def test_a_vendor_that_does_not_say_whether_there_is_more_is_asked_while_pages_are_full() -> None:
    def events() -> Any:
        start = int(request.args.get("after", 250))
        return {"data": [{"id": str(number), "created_at": number} for number in range(start - 1, -1, -1)[:100]]}

    with serving(bad_vendor(events=events)) as url:
        assert len(hosted(f"{url}/v1").events("job")) == 250


@pytest.mark.parametrize("body", ["<html>", "[1]", '"text"', "null"])
def test_an_answer_that_cannot_be_read_is_no_crash(body: str) -> None:
    with (
        serving(bad_vendor(job=lambda: Response(body, mimetype="application/json"))) as url,
        pytest.raises(Unavailable),
    ):
        hosted(f"{url}/v1").status("job")


def test_a_job_whose_answer_cannot_be_read_may_have_begun() -> None:
    does: dict[str, Callable[..., Any]] = {"files": lambda: {"id": "f"}}
    does["jobs"] = lambda: {} if request.method == "GET" else Response("<html>", mimetype="application/json")
    with serving(bad_vendor(**does)) as url, pytest.raises(OutcomeUnknown):
        hosted(f"{url}/v1").submit(replies(), Recipe("m"), "key")


def test_an_empty_object_is_a_job_that_goes_on() -> None:
    with serving(bad_vendor()) as url:
        assert hosted(f"{url}/v1").status("job").state is State.RUNNING
        assert hosted(f"{url}/v1").events("job") == []
        assert hosted(f"{url}/v1").announced_end("m") is None
        with pytest.raises(Unavailable):  # the upload has no id
            hosted(f"{url}/v1").submit(replies(), Recipe("m"), "key")
    with serving(bad_vendor(files=lambda: {"id": "f"})) as url, pytest.raises(OutcomeUnknown):
        hosted(f"{url}/v1").submit(replies(), Recipe("m"), "key")


def test_a_page_for_people_in_place_of_an_answer_is_no_crash() -> None:
    page = Response("<html>Sign in</html>", mimetype="text/html")
    with serving(bad_vendor(job=lambda: page)) as url, pytest.raises(Unavailable, match="could not be read"):
        hosted(f"{url}/v1").status("job")


def test_a_result_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def content() -> Response:
        return Response(iter([b"half"]), headers={"Content-Length": "4000"})

    job = {"id": "job", "status": "succeeded", "fine_tuned_model": "ft:m", "result_files": ["f"]}
    does = {"job": lambda: job, "f": lambda: {"filename": "../../adapter.bin"}, "content": content}
    with serving(bad_vendor(**does)) as url, pytest.raises(Unavailable):
        hosted(f"{url}/v1").fetch("job", tmp_path / "in")
    assert list((tmp_path / "in").iterdir()) == []


def test_a_name_that_leads_elsewhere_stays_in_the_folder(tmp_path: Path) -> None:
    job = {"id": "job", "status": "succeeded", "fine_tuned_model": "ft:m", "result_files": ["f", "g", {"id": "h"}]}
    does: dict[str, Callable[..., Any]] = {"job": lambda: job, "content": lambda: Response(b"weights")}
    does |= {name: lambda: {"filename": "../../adapter.bin"} for name in "fg"} | {"h": lambda: {"filename": ".."}}
    with serving(bad_vendor(**does)) as url:
        files = hosted(f"{url}/v1").fetch("job", tmp_path / "in").files
    assert [file.relative_to(tmp_path / "in").as_posix() for file in files] == [
        "adapter.bin",
        "2-adapter.bin",
        "result",
    ]


def test_a_tuned_model_without_a_name_is_no_result(tmp_path: Path) -> None:
    with (
        serving(bad_vendor(job=lambda: {"id": "job", "status": "succeeded"})) as url,
        pytest.raises(Permanent, match="by which name"),
    ):
        Hosted(f"{url}/v1", "k", vendor=OTHER).fetch("job", tmp_path)
