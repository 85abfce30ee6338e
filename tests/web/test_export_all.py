"""The export over real HTTP: asked for, written by the worker's task, fetched by the owner alone."""

from io import BytesIO
from zipfile import ZipFile

import pytest
import redis
from flask import Flask

from models import AuditEntry, Export
from models.user import Role
from tests.web.desk import Desk, Visitor
from worker.exports import go_on_with_exports, write_export

PAGE = "/settings/export"


def test_the_owner_asks_waits_and_fetches(desk: Desk, redis_url: str) -> None:
    desk.letter(text="my dear letter")
    assert "None was made yet" in desk.browser.get(PAGE).text
    assert desk.browser.click(PAGE).location == PAGE
    desk.browser.click(PAGE)
    export = Export.objects.get()
    text = desk.browser.get(PAGE).text
    assert "It is being written: 0 %" in text and "Make a" not in text
    assert redis.Redis.from_url(redis_url).llen("celery") == 2, "rung for each click; the claim lets one write"
    assert desk.browser.get(f"{PAGE}/{export.id}.zip").status_code == 404
    write_export(str(export.id))
    write_export(str(export.id))
    assert "Download the ZIP" in desk.browser.get(PAGE).text and "Make a new export" in desk.browser.get(PAGE).text
    answer = desk.browser.get(f"{PAGE}/{export.id}.zip")
    assert answer.mimetype == "application/zip" and answer.headers["Cache-Control"] == "no-store"
    assert "attachment; filename=fanmail-" in answer.headers["Content-Disposition"]
    with ZipFile(BytesIO(answer.data)) as whole:
        assert "my dear letter" in whole.read("messages.jsonl").decode()
    answer.close()
    assert [one.action for one in AuditEntry.of(desk.workspace.id).order_by("at")] == [
        "workspace.export_asked", "workspace.export_fetched",
    ]  # fmt: skip


def test_the_clock_rings_for_what_nobody_writes(desk: Desk, redis_url: str) -> None:
    desk.browser.click(PAGE)
    queue = redis.Redis.from_url(redis_url)
    queue.delete("celery")
    go_on_with_exports()
    assert queue.llen("celery") == 1
    write_export(str(Export.objects.get().id))
    queue.delete("celery")
    go_on_with_exports()
    assert queue.llen("celery") == 0


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REVIEWER, Role.ANALYST])
def test_nobody_but_the_owner_asks_or_fetches(desk: Desk, role: Role) -> None:
    desk.browser.click(PAGE)
    export = Export.objects.get()
    write_export(str(export.id))
    other = Visitor(desk.app).sign_in(desk.add_person(role, "Ben"))
    assert "Only the owner can make and fetch one" in other.get(PAGE).text
    assert other.click(PAGE).status_code == 403 and other.get(f"{PAGE}/{export.id}.zip").status_code == 403


def test_the_owner_of_another_workspace_finds_nothing(app: Flask, desk: Desk) -> None:
    desk.browser.click(PAGE)
    export = Export.objects.get()
    write_export(str(export.id))
    other = Desk(app)
    assert other.browser.get(f"{PAGE}/{export.id}.zip").status_code == 404
    assert other.browser.get(f"{PAGE}/none.zip").status_code == 404
    assert "None was made yet" in other.browser.get(PAGE).text
