"""The dashboard in this process, on the real database and the real Redis."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from connectors.instagram.sandbox import blueprint
from connectors.world import World
from tests.connectors.contract import configured, serving
from tests.web.desk import Desk, Visitor


@pytest.fixture(scope="session")
def app(database: Any, redis_url: str) -> Flask:
    from web.app import create_app

    return create_app()


@pytest.fixture
def visitor(app: Flask, clean: None) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app)


@pytest.fixture
def desk(app: Flask, clean: None) -> Desk:
    """An owner at work."""
    return Desk(app)


@pytest.fixture
def own_world(tmp_path: Path, desk: Desk) -> Iterator[World]:
    """A stand-in platform of this test alone, where our reply "r1" stands below a post."""
    world = World(tmp_path / "world.sqlite")
    id = desk.account.external_id
    world.add_account("instagram", id, "nika", "Nika", account_type="Media_Creator")
    world.add_post("instagram", id, "p1", "", "caption", 0.0)
    world.keep_token("token", "instagram", id, "long", 86_400)
    world.add_entry("instagram", id, "comment", "r1", id, "so kind", post_id="p1", by_account=True, via_api=True)
    desk.account.modify(access_token="token")
    with (
        serving(blueprint(world)) as address,
        configured(SANDBOX_URL=address, INSTAGRAM_API_URL=f"{address}/instagram/v26.0"),
    ):
        yield world


@pytest.fixture
def problems(page: Any) -> list[str]:
    """What the browser complains of: broken scripts, and what the content policy had to stop."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    return found
