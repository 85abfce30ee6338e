"""The rules page: who may do what, what is kept, and what a rule would have done."""

import html
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from avatar.rules import Condition, Effect, If, Rule, Then
from models import AuditEntry, SocialAccount, StoredRule, Workspace
from models.social_account import AccountStatus
from models.user import Role
from pipeline.rules import keep, rule_of, rules_of, switch
from tests.models import make
from tests.web.desk import Desk, Visitor
from web.rule_forms import form_of
from web.rule_words import ON, ON_NOT, choices, said

LENS = Condition(If.WORDS, ("lens",))
TYPED = {"on-0": "words", "words-0": "lens, camera*", "do-0": "tag", "tag-0": "gear"}


def kept(desk: Desk, *effects: Effect, when: tuple[Condition, ...] = (LENS,)) -> StoredRule:
    return keep(desk.workspace.id, Rule("", when, effects or (Effect(Then.TAG, "gear"),)), "ada")


def text_of(browser: Visitor, path: str) -> str:
    return html.unescape(browser.get(path).text)


def now(stored: StoredRule) -> StoredRule:
    found: StoredRule = StoredRule.objects.get(id=stored.id)
    return found


def on(desk: Desk, stored: StoredRule, **fields: Any) -> int:
    return desk.browser.ask(f"/rules/{stored.id}/on", **{"revision": now(stored).revision, **fields}).status_code


def test_a_new_rule_is_kept_switched_off_and_its_page_is_the_next(desk: Desk) -> None:
    answer = desk.browser.click("/rules/new", **TYPED)
    [stored] = rules_of(desk.workspace.id)
    assert answer.location == f"/rules/{stored.id}" and not stored.enabled
    assert rule_of(stored).conditions == (Condition(If.WORDS, ("lens", "camera*")),)
    assert rule_of(stored).effects == (Effect(Then.TAG, "gear"),)
    assert [entry.by for entry in AuditEntry.of(desk.workspace.id)] == [str(desk.user.id)]


@pytest.mark.parametrize(
    ("typed", "condition"),
    [
        ({"on-0": "intent", "intent-0": ["praise", "nonsense"]}, Condition(If.INTENT, ("praise",))),
        ({"on-0": "not language", "language-0": ["de"]}, Condition(If.LANGUAGE, ("de",), True)),
        ({"on-0": "fan", "fan-0": ["vip"], "names-0": "@mara_k,\nbo"}, Condition(If.FAN, ("vip", "@mara_k", "bo"))),
        ({"on-0": "hour", "from-0": "22", "to-0": "7"}, Condition(If.HOUR, ("22-7",))),
        ({"on-0": "confidence", "bound-0": "less than", "percent-0": "70 %"}, Condition(If.CONFIDENCE, ("<0.7",))),
        ({"on-0": "confidence", "bound-0": "at least", "percent-0": "100"}, Condition(If.CONFIDENCE, (">=1",))),
        ({"on-0": "day", "day-0": ["sat", "sun"]}, Condition(If.DAY, ("sat", "sun"))),
        ({"on-7": "kind", "kind-7": ["direct_message"], "on-3": ""}, Condition(If.KIND, ("direct_message",))),
    ],
)
def test_what_is_typed_becomes_a_condition_and_comes_back_into_the_form(
    desk: Desk, typed: Mapping[str, Any], condition: Condition
) -> None:
    desk.browser.click("/rules/new", **{**typed, "do-0": "review"})
    [stored] = rules_of(desk.workspace.id)
    assert rule_of(stored).conditions == (condition,)
    assert form_of(rule_of(stored)).rule(str(stored.id)) == rule_of(stored)
    page = desk.browser.get(f"/rules/{stored.id}/edit").text
    for value in condition.values if condition.on in choices() and condition.on is not If.FAN else ():
        assert f'name="{condition.on}-0" value="{value}" checked' in page
    asked = f"not {condition.on}" if condition.negated else condition.on
    assert f'<option value="{asked}" selected>' in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"on-0": "words", "words-0": " , "}, "Write at least one word."),
        ({"on-0": "words", "words-0": "*a*b"}, "One * a word is enough."),
        ({"on-0": "words", "words-0": "x" * 101}, "Each may have up to 100 letters."),
        ({"on-0": "words", "words-0": ",".join(map(str, range(51)))}, "At most 50 in one condition."),
        ({"on-0": "intent", "intent-0": "nonsense"}, "Choose at least one kind."),
        ({"on-0": "hour", "from-0": "7", "to-0": "7"}, "the same hour"),
        ({"on-0": "hour", "from-0": "x", "to-0": "99"}, "Write hours like 22-7."),
        ({"on-0": "confidence", "percent-0": "<b>"}, "Write a number from 0 to 100."),
        ({"do-1": "hide"}, "A message can go only one way"),
        ({"do-0": "template", "template-0": " "}, "Write the answer."),
        ({"do-0": "tag", "tag-0": "x" * 41}, "At most 40 letters."),
        ({"do-0": "assign", "assign-0": "6561abcdef0123456789abcd"}, "Choose who gets it."),
    ],
)
def test_what_cannot_be_kept_says_why_and_keeps_what_was_typed(
    desk: Desk, typed: Mapping[str, str], sentence: str
) -> None:
    fields = {
        "on-5": "post",
        "post-5": "summer <tour>",
        "do-0": "ignore",
        "do-5": "tag",
        "tag-5": "mine & yours",
        **typed,
    }
    answer = desk.browser.click("/rules/new", **fields)
    text = html.unescape(answer.text)
    assert answer.status_code == 422 and sentence in text
    assert 'value="summer <tour>"' in text and 'value="mine & yours"' in text and "summer <tour>" not in answer.text
    assert 'value="<b>"' in text or fields.get("percent-0") != "<b>"
    assert not rules_of(desk.workspace.id)


def test_a_rule_that_does_nothing_is_not_kept(desk: Desk) -> None:
    answer = desk.browser.click("/rules/new", **{"on-0": "words", "words-0": "lens", "do-0": ""})
    assert answer.status_code == 422 and "Say what the rule should do." in answer.text
    assert 'value="lens"' in answer.text


def test_a_member_of_another_workspace_gets_nothing(app: Flask, desk: Desk) -> None:
    other = Desk(app)
    fields = {"do-0": "assign", "assign-0": str(other.user.id)}
    assert desk.browser.click("/rules/new", **fields).status_code == 422
    assert desk.browser.click("/rules/new", **{**fields, "assign-0": str(desk.user.id)}).status_code == 302
    assert "give it to Nika Vidal." in text_of(desk.browser, "/rules")


def test_one_more_row_is_had_without_a_script(desk: Desk) -> None:
    first = desk.browser.get("/rules/new").text.split("<template")[0]
    more = desk.browser.click("/rules/new", more="condition", **{"on-0": "words", "words-0": ""})
    rows = more.text.split("<template")[0]
    assert (first.count("data-spare"), rows.count("data-spare"), rows.count("row-wrong")) == (2, 3, 0)
    assert more.status_code == 200 and not rules_of(desk.workspace.id)


def test_a_changed_rule_is_switched_off_and_one_that_was_not_changed_is_left(desk: Desk) -> None:
    stored = kept(desk)
    switch(stored, True, "ada")
    path = f"/rules/{stored.id}/edit"
    same = {"on-0": "words", "words-0": "lens", "do-0": "tag", "tag-0": "gear", "revision": stored.revision}
    desk.browser.click(path, **same)
    assert now(stored).enabled
    desk.browser.click(path, **{**same, "tag-0": "lenses"})
    assert not now(stored).enabled and rule_of(now(stored)).effects == (Effect(Then.TAG, "lenses"),)


def test_two_who_write_at_once_do_not_overwrite_each_other_unasked(desk: Desk) -> None:
    stored = kept(desk)
    known = stored.revision
    keep(desk.workspace.id, Rule(str(stored.id), (LENS,), (Effect(Then.REVIEW),)), "bo")
    answer = desk.browser.click(f"/rules/{stored.id}/edit", revision=known, **TYPED)
    assert answer.status_code == 409 and 'value="lens, camera*"' in answer.text
    assert f'name="revision" value="{known + 1}"' in answer.text
    assert rule_of(now(stored)).effects == (Effect(Then.REVIEW),)


def test_a_rule_is_tried_against_the_letters_of_the_last_days(desk: Desk) -> None:
    other = kept(desk, Effect(Then.TAG, "everyone"), when=())
    switch(other, True, "ada")
    desk.letter(text="which <lens> is that? " + "and why " * 40)
    desk.letter(text="love it")
    stored = kept(desk, Effect(Then.IGNORE), Effect(Then.TAG, "gear"))
    page = desk.browser.get(f"/rules/{stored.id}").text
    text = html.unescape(page)
    assert "1 of 2</strong> letters match" in text and "1</strong> would have gone another way" in text
    assert "which &lt;lens&gt; is that?" in page and "and why " * 30 not in page
    assert '<span class="soft">left to the avatar</span>' in text
    assert "<strong>left unanswered, tagged “gear”</strong>" in text, "what stays as it is is not told"
    assert desk.browser.get("/rules/matched").json == {"seen": 2, "matched": {str(other.id): 2, str(stored.id): 1}}


def test_no_more_changes_are_listed_than_one_reads(desk: Desk) -> None:
    for _ in range(53):
        desk.letter()
    page = text_of(desk.browser, f"/rules/{kept(desk, when=()).id}")
    assert page.count('class="change-words"') == 50 and "And 3 more." in page


def test_a_rule_that_meets_nothing_or_decides_nothing_says_so(desk: Desk) -> None:
    stored = kept(desk, Effect(Then.IGNORE))
    assert "nothing to try it on" in text_of(desk.browser, f"/rules/{stored.id}")
    desk.letter(text="love it")
    assert "matched none of 1 letter." in text_of(desk.browser, f"/rules/{stored.id}")
    desk.letter(text="which lens?")
    first = kept(desk, Effect(Then.HIDE), when=())
    switch(first, True, "ada")
    desk.browser.click(f"/rules/{first.id}/move", to="up")
    assert "It changes nothing about them" in text_of(desk.browser, f"/rules/{stored.id}")


def test_what_sends_by_itself_wants_the_owners_consent_word_for_word(desk: Desk) -> None:
    stored = kept(desk, Effect(Then.AUTO), Effect(Then.ASSIGN, str(desk.user.id)))
    left = make.account(desk.workspace, status=AccountStatus.DISCONNECTED)
    page = text_of(desk.browser, f"/rules/{stored.id}")
    assert f"@{desk.account.username} on Instagram" in page and left.username not in page
    assert on(desk, stored) == 422 and not now(stored).enabled
    assert on(desk, stored, consent="yes") == 200 and now(stored).enabled
    [consent] = SocialAccount.objects.get(id=desk.account.id).consents
    assert consent.text in page and str(desk.user.id) not in consent.text
    assert (consent.rule, consent.by) == (str(stored.id), str(desk.user.id))
    assert not SocialAccount.objects.get(id=left.id).consents
    desk.browser.click(f"/rules/{stored.id}/off")
    assert not SocialAccount.objects.get(id=desk.account.id).consented(str(stored.id))


def test_a_rule_that_was_changed_since_it_was_seen_is_not_switched_on(desk: Desk) -> None:
    stored = kept(desk)
    seen = stored.revision
    keep(desk.workspace.id, Rule(str(stored.id), (), (Effect(Then.IGNORE),)), "bo")
    assert on(desk, stored, revision=seen) == 409 and not now(stored).enabled


def test_managers_edit_reviewers_and_analysts_look_and_only_the_owner_lets_send(app: Flask, clean: None) -> None:
    for role in (Role.MANAGER, Role.REVIEWER, Role.ANALYST):
        desk = Desk(app, role)
        plain, auto = kept(desk), kept(desk, Effect(Then.AUTO))
        may = role is Role.MANAGER
        assert (on(desk, plain), on(desk, auto, consent="yes")) == (200 if may else 403, 403)
        assert (now(plain).enabled, now(auto).enabled) == (may, False)
        assert desk.browser.get("/rules").status_code == desk.browser.get(f"/rules/{auto.id}").status_code == 200
        assert "only the owner can switch it on" in desk.browser.get(f"/rules/{auto.id}").text
        assert ("/edit" in desk.browser.get("/rules").text) is may
        answers = [
            desk.browser.get("/rules/new").status_code,
            desk.browser.get(f"/rules/{plain.id}/edit").status_code,
            desk.browser.ask(f"/rules/{plain.id}/off").status_code,
            desk.browser.ask("/rules/clock", zone="Europe/Madrid").status_code,
        ]
        assert answers == [200 if may else 403] * 4
        refused = [desk.browser.ask(f"/rules/{plain.id}/{act}").status_code for act in ("move", "edit", "delete")]
        assert may or refused == [403] * 3
        assert bool(StoredRule.objects(id=plain.id).first()) is not may


def test_a_deleted_rule_comes_back_once_at_its_place_and_switched_off(app: Flask, desk: Desk) -> None:
    rules = [kept(desk, Effect(Then.TAG, name)) for name in ("one", "two", "three")]
    switch(rules[1], True, "ada")
    answer = desk.browser.click(f"/rules/{rules[1].id}/delete")
    assert desk.browser.click(f"/rules/{rules[1].id}/delete").location == answer.location, "a second click does no harm"
    assert "Bring it back" in desk.browser.get(answer.location).text and len(rules_of(desk.workspace.id)) == 2
    path = f"/rules/{rules[1].id}/restore"
    assert Desk(app).browser.click(path).status_code == 404
    desk.browser.click(path)
    tags = [(rule_of(one).effects[0].value, one.enabled) for one in rules_of(desk.workspace.id)]
    assert tags == [("one", False), ("two", False), ("three", False)]
    assert desk.browser.click(path).status_code == 404
    assert "Bring it back" not in desk.browser.get(answer.location).text


def test_an_order_is_saved_only_by_one_who_knows_how_it_stood(desk: Desk) -> None:
    ids = [str(kept(desk, Effect(Then.TAG, name)).id) for name in ("one", "two", "three")]
    turned, stood = ",".join(reversed(ids)), ",".join(ids)
    assert desk.browser.ask("/rules/order", ids=turned, was=stood).status_code == 200
    late = desk.browser.ask("/rules/order", ids=stood, was=stood)
    assert late.status_code == 409 and "Somebody changed the rules" in late.json["sentence"]
    assert desk.browser.ask("/rules/order", ids=ids[0], was=turned).status_code == 409
    assert [str(one.id) for one in rules_of(desk.workspace.id)] == ids[::-1]
    desk.browser.click(f"/rules/{ids[2]}/move", to="up")
    desk.browser.click(f"/rules/{ids[0]}/move", to="up")
    assert [str(one.id) for one in rules_of(desk.workspace.id)] == [ids[2], ids[0], ids[1]]


def test_the_clock_is_one_that_exists(desk: Desk) -> None:
    assert desk.browser.ask("/rules/clock", zone="Mars/Olympus").status_code == 422
    desk.browser.click("/rules/clock", zone="America/Argentina/Buenos_Aires")
    assert Workspace.objects.get(id=desk.workspace.id).time_zone == "America/Argentina/Buenos_Aires"
    assert 'value="America/Argentina/Buenos_Aires" selected' in desk.browser.get("/rules").text
    assert AuditEntry.of(desk.workspace.id).get().action == "workspace.time_zone"


def test_every_condition_and_every_choice_has_words() -> None:
    assert set(ON) == set(ON_NOT) == set(If)
    for on_what, words in choices().items():
        one = Condition(If(on_what), tuple(words))
        assert all(word in said(Rule("", (one,), (Effect(Then.IGNORE),)), {}) for word in words.values())
