"""What the first pages weigh on the wire, when they can be used, and that nothing on them moves once it is there."""

import gzip
from typing import Any

import httpx
import pytest
from flask import Flask

from tests.web.desk import Desk, Visitor
from tests.web.every_page import Place, _cookie
from web.build import MANIFEST, STATIC

KILOBYTES = 150
BARELY = 0.001
"""A time that is put into the reader's own zone may push the next words of its line aside; nothing else may move."""
WATCH = """
globalThis.moved = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) moved += one.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
MEASURE = """async () => {
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const [page] = performance.getEntriesByType("navigation"), files = performance.getEntriesByType("resource");
  const weighs = Object.fromEntries([page, ...files].map((one) => [new URL(one.name).pathname, one.transferSize]));
  return { weighs, moved, usable: page.domContentLoadedEventEnd };
}"""


@pytest.fixture
def built() -> None:
    """Skips where nobody built the pages."""
    if not MANIFEST.exists():
        pytest.skip("The pages are not built: run `python -m web.build`.")


@pytest.mark.browser
def test_the_first_pages_are_light_and_nothing_on_them_moves(
    app: Flask, desk: Desk, built: None, browser: Any, web_process: str
) -> None:
    for number in range(20):
        desk.letter(text=f"which flour do you take for loaf {number}?")
    cookie, measured = _cookie(desk.browser), []
    for place in (
        Place("/sign-in"),
        Place("/review", cookie),
        Place("/conversations", cookie),
        Place("/persona", cookie),
    ):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_init_script(WATCH)
        page = context.new_page()
        place.open(page, web_process, wait_until="load")
        found = page.evaluate(MEASURE)
        measured.append((place.path, sum(found["weighs"].values()) / 1000, found["moved"], found["usable"] / 1000))
        print("{}: {:.0f} KB, moved {:.5f}, usable after {:.2f} s".format(*measured[-1]), found["weighs"])
        context.close()
    assert [one for one in measured if one[1] >= KILOBYTES] == []
    assert [one for one in measured if one[2] > BARELY] == []


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_a_built_file_goes_out_in_the_coding_that_was_asked_for(visitor: Visitor, built: None, coding: str) -> None:
    name = next(file.name for file in STATIC.glob("app-*.css"))
    with visitor.get(f"/static/{name}", headers={"Accept-Encoding": coding}) as answer:
        assert answer.mimetype == "text/css" and "Accept-Encoding" in answer.headers["Vary"]
        assert answer.headers.get("Content-Encoding", "identity") == coding
        twin = STATIC / (name + {"br": ".br", "gzip": ".gz", "identity": ""}[coding])
        assert answer.data == twin.read_bytes()


def test_a_page_comes_compressed_whole_and_never_twice_with_the_same_size(web_process: str) -> None:
    with httpx.Client(base_url=web_process) as client:
        with client.stream("GET", "/nothing-here") as plain:
            raw = b"".join(plain.iter_raw())
        assert plain.headers["Content-Encoding"] == "gzip"
        assert "</html>" in gzip.decompress(raw).decode()
        sizes = {int(client.get("/nothing-here").headers["Content-Length"]) for _ in range(12)}
    assert len(sizes) > 1


def test_whoever_reads_no_compression_gets_none(visitor: Visitor) -> None:
    assert "Content-Encoding" not in visitor.get("/nothing-here").headers


def test_a_name_that_leads_out_of_the_folder_finds_nothing(visitor: Visitor) -> None:
    for name in ("../web/app.py", "%2e%2e/app.py", "none.css"):
        assert visitor.get(f"/static/{name}", headers={"Accept-Encoding": "br"}).status_code == 404
