"""What the pages are built from."""

import re
from pathlib import Path

import web
from web.build import ASSETS, LOCK, MANIFEST

WEB = Path(web.__file__).parent


def test_the_lock_file_names_no_host() -> None:
    assert "://" not in LOCK.read_text()


def test_every_icon_of_a_page_is_in_the_sprite() -> None:
    drawn = {file.stem for file in ASSETS.glob("*.svg")}
    known = set((ASSETS / "icons.txt").read_text().split()) | drawn
    pages = "".join(file.read_text() for file in (WEB / "templates").rglob("*.html"))
    named = set(re.findall(r'icon\("([a-z0-9-]+)"', pages)) | set(re.findall(r'icons\.svg"\) }}#([a-z-]+)', pages))
    assert named and named <= known


def test_what_is_built_is_named_by_its_content() -> None:
    if MANIFEST.exists():
        names = re.findall(r'": "([^"]+)"', MANIFEST.read_text())
        assert names and all(re.search(r"-[0-9A-Za-z]{8,10}\.(css|js|svg|woff2)$", name) for name in names)
