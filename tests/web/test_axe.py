"""Every page, by day and by night, as people with a screen reader, with a keyboard or with weak eyes meet it."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import web
from tests.web.every_page import Place, places

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AXE = Path(web.__file__).parent / "node_modules/axe-core/axe.min.js"
RUN = """async (rules) => {
  const found = await axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
  return found.violations.map(({ id, impact, help, nodes }) =>
    `${id} (${impact}): ${help}: ${nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
}"""


def test_axe_finds_nothing_wrong_on_any_page_by_day_and_by_night(
    app: Flask, clean: None, web_process: str, browser: Any
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run `python -m web.build`.")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_init_script(path=AXE)
    page = context.new_page()
    found = [f"{place}: {line}" for place in places(app) for line in _wrong(page, place, web_process)]
    context.close()
    assert not found, "\n".join(found)


def _wrong(page: Any, place: Place, base: str) -> list[str]:
    """By day everything; then the night falls on the open page, and what depends on colours is asked again."""
    page.emulate_media(color_scheme="light")
    place.open(page, base, wait_until="domcontentloaded")
    by_day = page.evaluate(RUN)
    page.emulate_media(color_scheme="dark")
    return by_day + [f"by night: {line}" for line in page.evaluate(RUN, ["color-contrast"])]
