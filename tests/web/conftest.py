"""The dashboard in this process, on the real database and the real Redis."""

from typing import Any

import pytest
from flask import Flask

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
def problems(page: Any) -> list[str]:
    """What the browser complains of: broken scripts, and what the content policy had to stop."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    return found
