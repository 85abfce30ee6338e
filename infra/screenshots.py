"""`python -m infra.screenshots FOLDER`: start the demo, and take a picture of every page by day, by night and on a phone.

Pages are found as a person finds them: by the links of the pages before. Of those that differ in an id only, one is taken.
"""

import argparse
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from infra.demo.content import EMAIL, PASSWORD
from infra.plan import HOUSE, Ports

PORT_OFFSET = 700
START_SECONDS, LETTERS_SECONDS = 240, 240
LETTERS = 6
LOOKS = {
    "light": ("light", 1280, 900),
    "dark": ("dark", 1280, 900),
    "phone": ("light", 390, 844),
}
"""Name -> colours, width and height in pixels."""
FROM_OUTSIDE = ("/sign-in", "/sign-up", "/password/forgot", "/nothing-here")
FILES = (".csv", ".pdf", ".txt", ".json")
LINKS = "links => links.filter(link => link.origin === location.origin && !link.download).map(link => link.pathname)"


def pictures(browser: Browser, address: str, folder: Path) -> int:
    """Take all of them into `folder`, which is made. Returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    finder = _signed_in(browser, address, "light")
    _wait_for_letters(finder)
    inside = _found(finder)
    for look in LOOKS:
        _take(_signed_in(browser, address, look), inside, folder, look)
        _take(_page(browser, address, look), dict.fromkeys(FROM_OUTSIDE, ""), folder, look)
    return len(list(folder.glob("*.png")))


def kind_of(path: str) -> str:
    """What pages that differ in an id only have in common: "/rules/6a…/edit" -> "/rules/id/edit"."""
    return re.sub(r"/[0-9a-f]{24}\b", "/id", path)


def name_of(path: str, look: str) -> str:
    """The name of a picture: "/rules/6a…/edit" by night -> "rules-id-edit-dark.png"."""
    return f"{kind_of(path).strip('/').replace('/', '-') or 'first'}-{look}.png"


def _found(page: Page) -> dict[str, str]:
    """Path -> kind, of all pages that links lead to."""
    waiting, found, seen = ["/review"], {}, {"/review"}
    while waiting:
        path = waiting.pop(0)
        answer = None if path.endswith(FILES) else page.goto(path, wait_until="domcontentloaded")
        if not answer or answer.status != 200 or urlsplit(answer.url).path != path or "</html>" not in answer.text():
            continue
        found[path] = kind_of(path)
        for link in reversed(page.eval_on_selector_all("a[href]", LINKS)):  # the oldest of a list has lived most
            if kind_of(link) not in seen and "connect" not in link:
                seen.add(kind_of(link))
                waiting.append(link)
    return found


def _take(page: Page, paths: dict[str, str], folder: Path, look: str) -> None:
    for path in paths:
        page.goto(path, wait_until="load")
        page.evaluate("document.fonts.ready")
        whole = (
            page.locator("body.room-page").count() == 0
        )  # a room has panes that scroll, and is as high as the window
        page.screenshot(path=folder / name_of(path, look), full_page=whole)
    page.context.close()


def _page(browser: Browser, address: str, look: str) -> Page:
    colours, width, height = LOOKS[look]
    context = browser.new_context(
        base_url=address, color_scheme="dark" if colours == "dark" else "light", reduced_motion="reduce",
        viewport={"width": width, "height": height},
    )  # fmt: skip
    context.set_default_timeout(60_000)
    return context.new_page()


def _signed_in(browser: Browser, address: str, look: str) -> Page:
    page = _page(browser, address, look)
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in")
    return page


def _wait_for_letters(page: Page) -> None:
    _wait(lambda: page.request.get("/review/count").json()["count"] >= LETTERS, LETTERS_SECONDS, "No letters came.")


def _wait(until: Callable[[], object], seconds: int, why: str) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        if time.monotonic() > deadline:
            raise SystemExit(why)
        time.sleep(1)


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The address of a demo of its own, whose data lives in `folder`; it ends with the block."""
    command = [sys.executable, "-m", "infra.run", "--folder", str(folder), "--port-offset", str(PORT_OFFSET)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=HOUSE, stdout=log, stderr=log) as running:
        try:
            ready = "Fanmail is ready"
            _wait(
                lambda: ready in (folder / "log").read_text(errors="replace") or running.poll() is not None,
                START_SECONDS, "The demo did not start.",
            )  # fmt: skip
            if running.poll() is not None:
                raise SystemExit("The demo did not start:\n" + (folder / "log").read_text(errors="replace")[-2_000:])
            yield f"http://127.0.0.1:{Ports().shifted(PORT_OFFSET).web}"
        finally:
            running.send_signal(signal.SIGINT)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--address", help="of a demo that runs already; without it one is started")
    chosen = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as data:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        if chosen.address:
            count = pictures(browser, chosen.address, chosen.folder)
        else:
            with demo(Path(data)) as address:
                count = pictures(browser, address, chosen.folder)
    sys.stdout.write(f"{count} pictures in {chosen.folder}\n")


if __name__ == "__main__":
    main()
