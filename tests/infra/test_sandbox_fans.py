"""The fan's side: the page, its JSON, and a browser that writes and sees the answer."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

import connectors
from connectors.base import DIRECT_MESSAGE
from connectors.world import World
from infra.sandbox.art import picture
from infra.sandbox.remote import Remote

PLATFORM = sorted(name for name, platform in connectors.platforms().items() if DIRECT_MESSAGE in platform.limits)[0]
ACCOUNT = "17841400000000001"
NASTY = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@pytest.fixture
def remote(sandbox: str, world: World) -> Remote:
    world.add_account(PLATFORM, ACCOUNT, "nika", f"Nika {NASTY}", bio=NASTY)
    extra: dict[str, Any] = {"emoji": "<script>", "colors": ["red; }", "#8fa3ad"]}
    world.add_post(PLATFORM, ACCOUNT, "p1", "", NASTY, 1.0, **extra)
    return Remote(sandbox)


def _comment(remote: Remote, text: str, fan: str = "ada", **more: str) -> str:
    there = {"platform": PLATFORM, "account_id": ACCOUNT, "post_id": "p1", "fan": fan}
    return str(remote.post("/control/messages", **{**there, "text": text, **more})["id"])


def _answer(world: World, id: str, text: str) -> None:
    """What the platform keeps when our API replies."""
    asked = world.entry(PLATFORM, id)
    assert asked
    parent = "" if asked.kind == DIRECT_MESSAGE else asked.id
    world.add_entry(
        PLATFORM, ACCOUNT, asked.kind, f"answer to {id}", ACCOUNT, text, post_id=asked.post_id, parent_id=parent,
        conversation_id=asked.conversation_id, author_username="nika", author_name="Nika", answers=id, by_account=1, via_api=1,
    )  # fmt: skip


def test_the_page_runs_nothing_that_is_not_its_own(remote: Remote) -> None:
    answer = httpx.get(remote.url + "/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
    assert (
        "<script>" not in answer.text
        and " style=" not in answer.text
        and "//" not in answer.text.replace("http://127", "")
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def _tabs(remote: Remote) -> list[str]:
    page = httpx.get(remote.url + "/").text
    shown = re.search(r"data-platforms='([^']+)'", page)
    assert shown
    return [facts["name"] for facts in json.loads(html.unescape(shown[1]))]


def test_only_platforms_with_an_account_have_a_tab_unless_none_has(remote: Remote, world: World) -> None:
    assert len(connectors.platforms()) > 1
    assert _tabs(remote) == [PLATFORM]
    world.clear()
    assert sorted(_tabs(remote)) == sorted(connectors.platforms())


def test_a_thread_shows_each_comment_with_its_replies_below(remote: Remote, world: World) -> None:
    first = _comment(remote, "first")
    _comment(remote, "second")
    _comment(remote, "to the first", fan="ben", parent_id=first)
    _answer(world, first, "thank you")
    entries = httpx.get(f"{remote.url}/world/{PLATFORM}/{ACCOUNT}/posts/p1").json()["entries"]
    assert [entry["text"] for entry in entries] == ["second", "first", "to the first", "thank you"]
    assert [entry["avatar"] for entry in entries] == [False, False, False, True]
    found = httpx.get(f"{remote.url}/world/{PLATFORM}").json()
    assert found["fans"] == ["ben", "ada"]
    assert [(entry["text"], entry["to"], entry["post"]) for entry in found["lately"]] == [("thank you", "ada", "p1")]


def test_what_has_not_changed_is_not_sent_again(remote: Remote) -> None:
    address = f"{remote.url}/world/{PLATFORM}/{ACCOUNT}/posts/p1"
    mark = httpx.get(address).headers["ETag"]
    assert httpx.get(address, headers={"If-None-Match": mark}).status_code == 304
    _comment(remote, "news")
    assert httpx.get(address, headers={"If-None-Match": mark}).status_code == 200


def test_a_conversation_is_between_one_fan_and_the_creator(remote: Remote, world: World) -> None:
    id = _comment(remote, "in private", kind=DIRECT_MESSAGE)
    _comment(remote, "somebody else", fan="ben", kind=DIRECT_MESSAGE)
    _answer(world, id, "just you and me")
    address = f"{remote.url}/world/{PLATFORM}/{ACCOUNT}/conversation"
    texts = [entry["text"] for entry in httpx.get(address, params={"fan": "ada"}).json()["entries"]]
    assert texts == ["in private", "just you and me"]
    assert httpx.get(address, params={"fan": "nobody"}).json()["entries"] == []


def test_the_picture_of_a_post_is_drawn_from_harmless_parts(remote: Remote) -> None:
    answer = httpx.get(f"{remote.url}/art/{PLATFORM}/p1.svg")
    assert (
        answer.headers["Content-Type"].startswith("image/svg+xml")
        and "sandbox" in answer.headers["Content-Security-Policy"]
    )
    root = ElementTree.fromstring(answer.text)
    assert root.findall(".//{http://www.w3.org/2000/svg}text")[0].text == "<script>"
    assert "red;" not in answer.text
    assert httpx.get(f"{remote.url}/art/{PLATFORM}/none.svg").status_code == 404


def test_a_picture_is_the_same_every_time_and_differs_by_post() -> None:
    colors = ["#f2e3c6", "#8fa3ad"]
    assert picture("a", "🍞", colors, wide=False) == picture("a", "🍞", colors, wide=False)
    assert picture("a", "🍞", colors, wide=False) != picture("b", "🍞", colors, wide=False)
    assert 'viewBox="0 0 1280 720"' in picture("a", "🍞", colors, wide=True)


@pytest.fixture
def phone(browser: Any, remote: Remote) -> Iterator[Any]:
    context = browser.new_context(base_url=remote.url, viewport={"width": 390, "height": 844})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_a_fan_writes_and_sees_the_avatars_answer_arrive(phone: Any, remote: Remote, world: World) -> None:
    phone.goto(f"/#{PLATFORM}/post/p1")
    phone.get_by_role("button", name="as you").click()
    phone.get_by_label("Write as").fill("ada")
    phone.get_by_role("button", name="Done").click()
    phone.get_by_label("Comment as ada").fill("Is it warm there?")
    phone.get_by_role("button", name="Send").click()
    phone.get_by_text("Is it warm there?").wait_for()
    (asked,) = world.entries(PLATFORM, "by_account=0")
    assert (asked.author_username, asked.text) == ("ada", "Is it warm there?")
    _answer(world, asked.id, "very, come by")
    phone.locator("#screen").get_by_text("very, come by").wait_for()
    phone.locator("#screen").get_by_text("answered by the avatar").wait_for()


@pytest.mark.browser
def test_a_fans_words_stay_words(phone: Any, remote: Remote) -> None:
    wrong: list[str] = []
    phone.on("pageerror", lambda error: wrong.append(str(error)))
    phone.on("console", lambda line: wrong.append(line.text))
    _comment(remote, NASTY, fan=NASTY)
    phone.goto(f"/#{PLATFORM}/post/p1")
    phone.locator(".comment .words").wait_for()
    assert phone.locator(".comment .words").inner_text() == NASTY
    assert phone.locator("#screen img").count() == 1 and phone.locator("#screen script").count() == 0
    phone.goto(f"/#{PLATFORM}")
    phone.locator(".tile").wait_for()
    assert phone.title().startswith("The fan's side")
    assert wrong == []


@pytest.mark.browser
def test_a_fan_edits_and_deletes_only_their_own(phone: Any, remote: Remote, world: World) -> None:
    mine, other = _comment(remote, "mine", fan="you"), _comment(remote, "not mine", fan="ben")
    phone.goto(f"/#{PLATFORM}/post/p1")
    phone.get_by_text("not mine").wait_for()
    assert phone.get_by_role("button", name="Edit").count() == 1
    phone.get_by_role("button", name="Edit").click()
    phone.get_by_label("Comment as you").fill("mine, better")
    phone.get_by_role("button", name="Send").click()
    phone.get_by_text("mine, better").wait_for()
    phone.get_by_role("button", name="Delete").click()
    phone.get_by_role("button", name="Delete for good?").click()
    phone.get_by_text("mine, better").wait_for(state="detached")
    assert [entry.id for entry in world.entries(PLATFORM, "by_account=0")] == [other]
    deleted = world.entry(PLATFORM, mine)
    assert deleted and deleted.deleted_at


@pytest.mark.browser
def test_the_platform_can_be_treated_badly(phone: Any, remote: Remote, world: World) -> None:
    phone.set_viewport_size({"width": 1280, "height": 900})
    phone.goto(f"/#{PLATFORM}")
    phone.get_by_text("Be mean to the platform").click()
    phone.get_by_role("button", name="Lose the answer").click()
    phone.get_by_text("1 mishap waits here.").wait_for()
    (fault,) = json.loads(httpx.get(remote.url + "/control/faults").text)["faults"]
    assert (fault["platform"], fault["operation"], fault["mode"]) == (PLATFORM, "send", "timeout_after")
    phone.get_by_role("button", name="Let all go well again").click()
    phone.get_by_text("1 mishap waits here.").wait_for(state="detached")
    assert world.take_fault(PLATFORM, "send") is None


@pytest.mark.browser
def test_a_reader_stays_where_they_are_while_others_write(phone: Any, remote: Remote) -> None:
    for number in range(30):
        _comment(remote, f"comment {number}", fan="ben")
    phone.goto(f"/#{PLATFORM}/post/p1")
    reading = phone.get_by_text("comment 10", exact=True)
    reading.scroll_into_view_if_needed()
    before = reading.bounding_box()["y"]
    _comment(remote, "news", fan="ada")
    phone.get_by_text("news", exact=True).wait_for()
    assert abs(reading.bounding_box()["y"] - before) < 2
