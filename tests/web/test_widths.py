"""Every page on the narrowest phone and on a very wide screen, with words that have no end and names from right to left."""

from typing import Any

import pytest
from flask import Flask

from tests.web.every_page import places

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SIZES = ((320, 640), (3840, 2160))
RUNS_OFF = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).slice(-3)
  .map((one) => `${one.localName}.${one.className} to ${Math.round(one.getBoundingClientRect().right)}`)"""
UNSEEN = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((one) => one.checkVisibility() && !one.disabled && one.type !== "hidden")
  .filter((one) => {
    one.focus();
    const shows = (it) => it && getComputedStyle(it).outlineStyle !== "none" && parseFloat(getComputedStyle(it).outlineWidth) >= 1;
    return document.activeElement === one && ![one, one.nextElementSibling, one.parentElement, one.closest("tr")].some(shows);
  }).slice(0, 3).map((one) => `${one.localName}.${one.className}`)"""
STILL = """() => document.getAnimations().filter((one) => one.effect.getTiming().duration > 1).length"""


def test_no_page_runs_off_the_side_the_focus_is_seen_and_nothing_moves_for_those_who_asked_for_rest(
    app: Flask, clean: None, web_process: str, browser: Any
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page, found = context.new_page(), []
    for place in places(app):
        page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        place.open(page, web_process, wait_until="domcontentloaded")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{place} at {width}: {page.evaluate(RUNS_OFF)}")
        if unseen := page.evaluate(UNSEEN):
            found.append(f"{place}: one does not see that these have the focus: {unseen}")
        if page.evaluate(STILL):
            found.append(f"{place} moves")
    context.close()
    assert not found, "\n".join(found)
