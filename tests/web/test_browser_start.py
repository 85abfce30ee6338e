"""The whole way of a new person in a real browser, with everything behind it real: from sign-up to the first reply that is sent."""

import time
from typing import Any

import pytest

from models import Message, Persona, SocialAccount, Status
from models.fields import utcnow
from tests.stand_in import our_replies
from tests.system import System, wait_until
from tests.web.screen import sign_up_only

pytestmark = pytest.mark.browser
SECONDS_PROMISED = 5 * 60
WORDS = "thank you, from the saddle"


def step(page: Any, name: str, state: str) -> Any:
    """That step, as soon as it stands so; the page must come to it without a reload."""
    found = page.locator(f'[data-step="{name}"].is-{state}')
    found.wait_for(timeout=120_000)
    return found


def connect_a_made_up_creator(page: Any) -> None:
    page.get_by_role("button", name="Try with a made-up creator").press("Enter")
    page.get_by_text("has moved in").wait_for()
    page.get_by_role("button", name="Allow nika.rides.bread.1").press("Enter")
    page.wait_for_url("**/start*")  # the platform leaves a fragment behind
    step(page, "connect", "done").get_by_text("@nika.rides.bread.1 is connected.").wait_for()


def answer_the_first_letter(page: Any) -> None:
    step(page, "answer", "open").get_by_role("link", name="Open the first letter").press("Enter")
    page.locator("[data-draft]").first.fill(WORDS)
    page.keyboard.press("Control+Enter")
    wait_until(lambda: Message.objects(status=Status.APPROVED).first(), why="the key did nothing")


def see_the_voice(page: Any) -> None:
    page.goto("/start")
    page.get_by_role("heading", name="You are set up").wait_for()
    voice = step(page, "voice", "done")
    assert (voice.locator(".habits li").count(), voice.locator(".picture").count()) == (3, 1)
    persona = Persona.objects.get()
    assert persona.replies > 200 and f"Measured from {persona.replies} replies." in voice.inner_text()


def failures_of(page: Any, ours: str) -> list[str]:
    """Fills with each address of ours that answers with an error."""
    found: list[str] = []
    page.on("response", lambda one: found.append(one.url) if one.status >= 400 and one.url.startswith(ours) else None)
    return found


def say(what: str, began: float) -> None:
    """For whoever runs this with -s."""
    print(f"{what} after {time.monotonic() - began:.0f} s")


def test_a_new_person_comes_from_sign_up_to_a_reply_that_is_sent(
    system: System, clean: None, world: Any, page: Any, problems: list[str]
) -> None:
    system.worker("quick", POLL_SECONDS="5", LANGUAGE_MODEL_URL="", LANGUAGE_MODEL_KEY="")
    system.beat()
    failures, began = failures_of(page, system.url("web")), time.monotonic()
    sign_up_only(page)
    assert "1 of 6" in page.locator(".start-line").inner_text()
    connect_a_made_up_creator(page)
    step(page, "read", "done").get_by_text("287 replies of yours").wait_for()
    step(page, "switches", "open").get_by_role("button", name="Keep it so").press("Enter")
    step(page, "switches", "done")
    answer_the_first_letter(page)
    say("first approval", began)
    Message.objects(status=Status.APPROVED).update(set__send_after=utcnow(), set__wake_at=utcnow())  # the pause is over
    wait_until(lambda: our_replies(world), 30, "nothing stands on the platform")
    assert [one.text for one in our_replies(world)] == [WORDS]
    say("first reply, without its pause,", began)
    assert time.monotonic() - began < SECONDS_PROMISED
    see_the_voice(page)
    say("voice", began)
    assert page.locator(".start-line").count() == 0
    assert failures == [] and [one for one in problems if "404" not in one] == []  # the pretended platform has no icon


def test_the_first_steps_need_no_script_and_fit_a_phone(
    clean: None, world: Any, browser: Any, web_process: str
) -> None:
    context = browser.new_context(
        base_url=web_process, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    sign_up_only(page)
    connect_a_made_up_creator(page)
    assert "about to read" in step(page, "read", "under_way").inner_text()
    SocialAccount.objects.update(set__onboarded_at=utcnow())
    page.reload()
    step(page, "read", "done")
    page.get_by_role("button", name="Keep it so").press("Enter")
    step(page, "switches", "done").get_by_text("How it stands").wait_for()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == 390
    page.get_by_role("button", name="Put all of this aside").press("Enter")
    page.get_by_role("button", name="Take it up again").wait_for()
    context.close()
