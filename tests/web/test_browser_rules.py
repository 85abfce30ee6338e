"""The rules in a real browser: build one, try it, switch it on, put them in order; keyboard, phone, no script."""

from datetime import timedelta
from typing import Any

import pytest

from avatar.rules import Condition, Effect, If, Rule, Then
from models import SocialAccount, StoredRule
from models.fields import utcnow
from pipeline.rules import keep, rule_of, rules_of
from tests.models import make
from tests.web.screen import letter_for, sign_up

pytestmark = pytest.mark.browser


def _rules(account: SocialAccount, *tags: str) -> list[StoredRule]:
    return [keep(account.workspace_id, Rule("", (), (Effect(Then.TAG, tag),)), "ada") for tag in tags]


def _tags(account: SocialAccount) -> list[str]:
    return [rule_of(one).effects[0].value for one in rules_of(account.workspace_id)]


def _wait_for_order(page: Any, account: SocialAccount, tags: list[str]) -> None:
    for _ in range(50):
        if _tags(account) == tags:
            return
        page.wait_for_timeout(100)
    assert _tags(account) == tags


def test_a_rule_is_built_by_keyboard_tried_and_switched_on(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    letter_for(account, "which lens is that?", "a lens")
    letter_for(account, "love it", "thanks", created_at=utcnow() - timedelta(days=1))
    page.goto("/rules")
    page.get_by_role("link", name="Make the first rule").press("Enter")
    conditions, effects = page.locator("[data-rows=condition] > li"), page.locator("[data-rows=effect] > li")
    conditions.first.wait_for()
    assert (conditions.count(), effects.count()) == (1, 1)
    conditions.nth(0).get_by_label("Condition", exact=True).select_option(label="it has the words")
    page.get_by_label("Words, with commas").first.fill("lens")
    page.get_by_role("button", name="Add a condition").press("Enter")
    conditions.nth(1).get_by_label("Condition", exact=True).select_option(label="it is")
    page.get_by_role("button", name="Add a condition").press("Enter")
    conditions.nth(2).get_by_role("button", name="Take this condition away").press("Enter")
    assert conditions.count() == 2
    conditions.nth(1).get_by_label("praise").press("Space")
    effects.nth(0).get_by_label("What to do").select_option(label="answer with these words")
    effects.nth(0).get_by_label("The answer").fill("The 35 mm, {fan}!")
    page.get_by_role("button", name="Do something else").press("Enter")
    effects.nth(1).get_by_label("What to do").select_option(label="send the reply by itself")
    page.get_by_label("Words, with commas").first.press("Enter")
    page.get_by_text("1 of 2 letters match").wait_for()
    [stored] = rules_of(account.workspace_id)
    assert rule_of(stored).conditions == (Condition(If.WORDS, ("lens",)), Condition(If.INTENT, ("praise",)))
    assert rule_of(stored).effects == (Effect(Then.TEMPLATE, "The 35 mm, {fan}!"), Effect(Then.AUTO))
    assert page.get_by_role("link", name="which lens is that?").is_visible()
    page.get_by_role("button", name="Switch it on").click()
    assert not stored.reload().enabled, "the browser asks for the consent first"
    page.get_by_label("Fanmail may answer by itself").press("Space")
    page.get_by_role("button", name="Switch it on").press("Enter")
    page.get_by_role("heading", name="It is on").wait_for()
    assert stored.reload().enabled and account.reload().consented(str(stored.id))
    page.goto("/rules")
    page.get_by_text("On · matches 1 of 2 letters").wait_for()
    page.get_by_role("switch").press("Space")
    page.get_by_text("It is off.").wait_for()
    assert not stored.reload().enabled and not account.reload().consented(str(stored.id))
    assert problems == []


def test_what_is_wrong_stands_at_its_row_and_nothing_typed_is_lost(clean: None, page: Any) -> None:
    sign_up(page)
    page.goto("/rules/new")
    page.get_by_label("Condition", exact=True).first.select_option("not fan")
    page.get_by_label("Or these fans").first.fill("@ada")
    page.get_by_label("What to do").first.select_option("tag")
    page.get_by_role("button", name="Save and try").click()
    page.get_by_text("Write the tag.").wait_for()
    wrong = page.get_by_label("What to do").first
    assert wrong.evaluate("it => it === document.activeElement")
    assert (
        wrong.evaluate("it => document.getElementById(it.getAttribute('aria-describedby')).innerText").strip()
        == "Write the tag."
    )
    assert page.get_by_label("Or these fans").first.input_value() == "@ada"
    assert page.locator(".row-wrong").count() == 1 and page.locator("[data-rows] > li").count() == 2


def test_rules_are_put_in_order_by_keys_buttons_and_hand(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    _rules(account, "one", "two", "three")
    page.goto("/rules")
    page.wait_for_load_state("networkidle")
    three = page.get_by_role("link", name="Always tag it “three”.", exact=True)
    three.focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    assert three.evaluate("it => it === document.activeElement")
    assert page.locator("[data-said-order]").inner_text() == "It is number 1 of 3 now."
    _wait_for_order(page, account, ["three", "one", "two"])
    page.get_by_role("button", name="Down: Always tag it “three”.").click()
    _wait_for_order(page, account, ["one", "three", "two"])
    grip, last = page.locator("[data-grip]").first.bounding_box(), page.locator(".rule").last.bounding_box()
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, last["y"] + last["height"] - 4, steps=12)
    page.mouse.up()
    _wait_for_order(page, account, ["three", "two", "one"])
    assert page.url.endswith("/rules") and problems == []


def test_an_order_that_somebody_else_changed_is_not_overwritten(clean: None, page: Any) -> None:
    account = sign_up(page)
    _rules(account, "one", "two")
    page.goto("/rules")
    page.wait_for_load_state("networkidle")
    _rules(account, "three")
    page.get_by_role("link", name="Always tag it “two”.", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    page.get_by_text("Somebody changed the rules meanwhile").wait_for()
    page.get_by_role("link", name="Always tag it “three”.", exact=True).wait_for()
    assert _tags(account) == ["one", "two", "three"]
    page.get_by_role("link", name="Always tag it “two”.", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    _wait_for_order(page, account, ["two", "one", "three"])


def test_a_deleted_rule_is_brought_back(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    _rules(account, "one", "two")
    page.goto("/rules")
    page.get_by_role("button", name="Delete: Always tag it “one”.").click()
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_text("It is back at its place").wait_for()
    assert _tags(account) == ["one", "two"] and problems == []


def test_a_rule_is_made_without_a_script(clean: None, browser: Any, page: Any) -> None:
    account = sign_up(page)
    plain = browser.new_context(
        base_url=page.url.rsplit("/", 1)[0], java_script_enabled=False, storage_state=page.context.storage_state()
    )
    bare = plain.new_page()
    bare.goto("/rules/new")
    bare.get_by_label("Condition", exact=True).first.select_option("day")
    bare.get_by_label("Saturday").first.check(force=True)
    bare.get_by_role("button", name="Add a condition").click()
    bare.get_by_label("Condition", exact=True).nth(1).select_option("platform")
    assert bare.get_by_label("Instagram").nth(1).is_enabled() and not bare.get_by_label("Monday").nth(1).is_visible()
    bare.get_by_label("Instagram").nth(1).check(force=True)
    bare.get_by_label("What to do").first.select_option("review")
    bare.get_by_role("button", name="Save and try").click()
    bare.get_by_role(
        "heading", name="If it is written on Saturday and it comes from Instagram, let a person"
    ).wait_for()
    bare.get_by_role("button", name="Switch it on").click()
    bare.get_by_role("heading", name="It is on").wait_for()
    plain.close()
    assert [one.enabled for one in rules_of(account.workspace_id)] == [True]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_the_rules_fits_a_phone(clean: None, page: Any, problems: list[str], theme: str) -> None:
    account = sign_up(page)
    make.message(account, text="w" * 400)
    letter_for(account, "w" * 400, "yes")
    long_words, effects = Condition(If.WORDS, ("w" * 90, "w*")), (Effect(Then.TEMPLATE, "a" * 300), Effect(Then.AUTO))
    long = keep(account.workspace_id, Rule("", (long_words,), effects), "ada")
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/rules", "/rules/new", f"/rules/{long.id}", f"/rules/{long.id}/edit"):
        page.goto(path)
        for place in page.locator("[data-what]").all():
            place.select_option(index=2)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, path
    page.goto("/rules")
    for button in page.locator(".rule .ghost:visible, .rule-switch").all():
        assert button.bounding_box()["height"] >= 40
    assert problems == []
