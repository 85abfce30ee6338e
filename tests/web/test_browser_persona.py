"""The persona and the blind test in a real browser: slider, keys, a race, a phone, no script."""

from typing import Any

import pytest

from models import BlindTest, Persona, SocialAccount, User
from models.blind_test import Pair
from models.fields import utcnow
from models.persona import StoredAdaptation, StoredBar, StoredPicture, Trait
from pipeline.persona_versions import change
from tests.web.screen import sign_up
from worker.personas import measure_persona

pytestmark = pytest.mark.browser


def _filled(account: SocialAccount, word: str = "word") -> Persona:
    """A persona with something in every place."""
    persona = Persona.of(account.workspace_id).get()
    bars = [StoredBar(name=word, value=0.6), StoredBar(name="so", value=0.2)]
    card = StoredAdaptation(
        platform=account.platform,
        replies=80,
        shortest=9,
        longest=70,
        habits=[f"uses {word} more often here"],
        consistency=0.8,
        coverage=0.4,
        material=0.3,
        score=0.45,
        advice=["Answer more messages of these kinds by hand: criticism."],
    )
    return change(
        persona,
        "system",
        "Measured from 80 replies.",
        traits=[Trait(name="warm", intensity=0.4, description=word, by="measured")],
        never=["swears"],
        sentences=["writes 8 to 80 characters", f"likes to say {word}"],
        replies=80,
        measured_at=utcnow(),
        adaptations=[card],
        pictures=[
            StoredPicture(name=name, bars=bars) for name in ("lengths", "emoji", "openers", "closers", "punctuation")
        ],
    )


def _test(account: SocialAccount, words: str = "words") -> BlindTest:
    pairs = [
        Pair(
            example_id=account.id,
            fan_text=f"{words}?",
            own=f"{words} own {number}",
            made=f"{words} made {number}",
            own_first=number == 0,
        )
        for number in range(2)
    ]
    return BlindTest(workspace_id=account.workspace_id, by=str(User.objects.get().id), pairs=pairs).save()


def test_a_trait_is_set_by_keyboard_and_another_added(clean: None, page: Any, problems: list[str]) -> None:
    persona = _filled(sign_up(page))
    page.goto("/persona")
    slider = page.get_by_label("Strength of warm")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.get_by_text("45 %").first.wait_for()
    page.get_by_placeholder("Another trait").fill("curious")
    page.get_by_role("button", name="Add another trait").press("Enter")
    assert page.get_by_label("Trait", exact=True).nth(1).input_value() == "curious"
    assert page.get_by_label("Strength of warm").input_value() == "45", "what was typed stays"
    page.get_by_role("button", name="Take away: curious").click()
    page.get_by_label("Motto").fill("Slow bread")
    page.get_by_label("Motto").press("Enter")
    page.get_by_text("Saved. The next draft").wait_for()
    persona.reload()
    assert [(one.name, one.intensity, one.by) for one in persona.traits] == [("warm", 0.45, "person")]
    assert persona.motto == "Slow bread" and problems == []


def test_a_lost_race_shows_the_form_as_it_was_typed(clean: None, page: Any) -> None:
    persona = _filled(sign_up(page))
    page.goto("/persona")
    page.get_by_label("Motto").fill("mine")
    change(persona, "system", "Somebody else.", portrait="theirs")
    page.get_by_role("button", name="Save the persona").click()
    page.get_by_text("changed while you wrote (Portrait)").wait_for()
    assert page.get_by_label("Motto").input_value() == "mine"
    page.get_by_role("button", name="Save the persona").click()
    page.get_by_text("Saved. The next draft").wait_for()
    assert persona.reload().motto == "mine"


def test_what_is_typed_is_not_left_behind_unasked(clean: None, page: Any) -> None:
    sign_up(page)
    page.goto("/persona")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("Motto").press_sequentially("half")
    page.get_by_role("link", name="Blind test").click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"] and page.get_by_label("Motto").input_value() == "half"


def test_the_page_waits_for_the_worker_and_then_says_what_came_of_it(clean: None, page: Any) -> None:
    account = sign_up(page)
    page.goto("/persona")
    page.get_by_role("button", name="Measure anew").click()
    page.get_by_role("heading", name="Your replies are being measured").wait_for()
    measure_persona(str(account.workspace_id), "ada")
    page.get_by_text("There is nothing to measure yet").wait_for(timeout=30_000)
    assert page.url.endswith("/persona")


def test_a_blind_test_is_taken_with_two_keys(clean: None, page: Any, problems: list[str]) -> None:
    test = _test(sign_up(page))
    page.goto("/persona/blind-test")
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("heading", name="Which did you write?").wait_for()
    assert (
        page.locator(".blind-card .said-words")
        .first.evaluate("it => getComputedStyle(it).fontFamily")
        .startswith("Newsreader")
    )
    page.keyboard.press("a")
    page.get_by_text("Pair 1: right.").wait_for()
    page.keyboard.press("1")
    page.get_by_text("Pair 2: wrong.").wait_for()
    page.get_by_role("heading", name="You found your own reply in 1 of 2.").wait_for()
    assert [pair.right for pair in test.reload().pairs] == [True, False] and problems == []


def test_all_of_it_works_without_a_script(clean: None, browser: Any, page: Any) -> None:
    account = sign_up(page)
    _test(account)
    plain = browser.new_context(
        base_url=page.url.rsplit("/", 1)[0], java_script_enabled=False, storage_state=page.context.storage_state()
    )
    bare = plain.new_page()
    bare.goto("/persona")
    bare.get_by_placeholder("Another trait").fill("warm")
    bare.get_by_role("button", name="Add another trait").click()
    bare.get_by_role("button", name="Save the persona").click()
    bare.get_by_text("Saved. The next draft").wait_for()
    bare.goto("/persona/blind-test")
    bare.get_by_role("link", name="Go on").click()
    bare.get_by_role("button", name="words own 0").click()
    bare.get_by_text("Pair 1: right.").wait_for()
    plain.close()
    assert [one.name for one in Persona.of(account.workspace_id).get().traits] == ["warm"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_the_persona_fits_a_phone(clean: None, page: Any, problems: list[str], theme: str) -> None:
    account = sign_up(page)
    _filled(account, "w" * 200)
    test = _test(account, "w" * 250)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/persona", "/persona/blind-test", f"/persona/blind-test/{test.id}"):
        page.goto(path)
        for more in page.locator("main details").all():
            more.evaluate("it => it.open = true")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, path
    for button in page.locator(".blind-card, .trait-row .ghost").all():
        assert button.bounding_box()["height"] >= 40
    page.goto("/accounts")
    here = page.locator(".tabs a[aria-current]")
    box = here.bounding_box()
    assert here.inner_text() == "Accounts" and box["x"] >= 0 and box["x"] + box["width"] <= 390, (
        "the tab one is on can be seen"
    )
    assert problems == []
