"""The owner's rules, as values."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from avatar.labels import Intent, Label, Risk, Sentiment
from avatar.rules import Case, Condition, Effect, If, Rule, Then, matches, problems, sentence, verdict

CASE = Case(
    text="Where did you get that LENS? need it", label=Label(Intent.QUESTION, Sentiment.NEUTRAL, "en", confidence=0.8),
    at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC), platform="instagram", kind="comment", fan="ada.l", post="p1",
    post_text="Lisbon by night\nshot in one evening",
)  # fmt: skip


def on(what: If, *values: str, negated: bool = False) -> Condition:
    return Condition(what, values, negated)


def rule(*conditions: Condition, do: Then = Then.REVIEW, value: str = "", id: str = "r") -> Rule:
    return Rule(id, conditions, (Effect(do, value),))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (on(If.INTENT, "praise", "question"), True),
        (on(If.INTENT, "praise"), False),
        (on(If.INTENT, "praise", negated=True), True),
        (on(If.SENTIMENT, "neutral"), True),
        (on(If.LANGUAGE, "es"), False),
        (on(If.PLATFORM, "instagram"), True),
        (on(If.KIND, "direct_message"), False),
        (on(If.WORDS, "lens"), True),
        (on(If.WORDS, "len"), False),
        (on(If.WORDS, "len*"), True),
        (on(If.WORDS, "get that lens"), True),
        (on(If.WORDS, "("), False),
        (on(If.FAN, "@Ada.L"), True),
        (on(If.FAN, "vip"), False),
        (on(If.FAN, "new"), True),
        (on(If.FAN, "regular"), False),
        (on(If.POST, "p1"), True),
        (on(If.POST, "lisbon"), True),
        (on(If.POST, "berlin"), False),
        (on(If.HOUR, "22-7"), True),
        (on(If.HOUR, "7-22"), False),
        (on(If.HOUR, "23-24"), True),
        (on(If.DAY, "fri"), True),
        (on(If.DAY, "sat", "sun"), False),
        (on(If.CONFIDENCE, ">=0.8"), True),
        (on(If.CONFIDENCE, "<0.8"), False),
    ],
)
def test_a_condition_holds_when_one_of_its_values_fits(condition: Condition, holds: bool) -> None:
    assert matches(rule(condition), CASE) is holds


def test_a_rule_needs_all_of_its_conditions_and_one_without_any_always_matches() -> None:
    assert not matches(rule(on(If.INTENT, "question"), on(If.LANGUAGE, "es")), CASE)
    assert matches(rule(), CASE)


def test_the_first_way_counts_and_tags_add_up() -> None:
    rules = [
        rule(on(If.LANGUAGE, "es"), do=Then.IGNORE, id="spanish"),
        rule(do=Then.TAG, value="gear", id="gear"),
        rule(do=Then.AUTO, id="auto"),
        rule(do=Then.REVIEW, id="review"),
        Rule("two", (), (Effect(Then.TAG, "lens"), Effect(Then.ASSIGN, "ada"), Effect(Then.TEMPLATE, "hi {fan}"))),
    ]
    said = verdict(rules, CASE)
    assert (said.way, said.decided_by, said.tags) == (Then.AUTO, "auto", ("gear", "lens"))
    assert (said.assign, said.template) == ("ada", "hi {fan}")
    assert said.rules == ("gear", "auto", "review", "two")
    assert "Your rule: Always tag it gear." in said.reasons


def test_nothing_risky_goes_out_by_itself_whatever_a_rule_says() -> None:
    case = replace(CASE, label=replace(CASE.label, risks=frozenset({Risk.MONEY})))
    said = verdict([rule(do=Then.AUTO)], case)
    assert said.way is Then.REVIEW
    assert said.reasons[-1].startswith("No rule sends")


@pytest.mark.parametrize("way", [Then.IGNORE, Then.HIDE])
def test_nobody_in_need_is_put_aside(way: Then) -> None:
    case = replace(CASE, label=replace(CASE.label, risks=frozenset({Risk.CRISIS})))
    assert verdict([rule(do=way)], case).way is Then.REVIEW
    hateful = replace(CASE, label=replace(CASE.label, risks=frozenset({Risk.HATE})))
    assert verdict([rule(do=way)], hateful).way is way


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (Rule("r", (), ()), "what the rule should do"),
        (Rule("r", (), (Effect(Then.AUTO), Effect(Then.HIDE))), "only one way"),
        (rule(do=Then.TAG), "is empty"),
        (Rule("r", (), (Effect(Then.IGNORE), Effect(Then.TEMPLATE, "x"))), "needs no template"),
        (rule(on(If.WORDS)), "which words"),
        (rule(on(If.WORDS, " * ")), "which words"),
        (rule(on(If.HOUR, "25-3")), "hours like"),
        (rule(on(If.HOUR, "night")), "hours like"),
        (rule(on(If.DAY, "friday")), "Days are"),
        (rule(on(If.CONFIDENCE, "high")), "confidence like"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_with_a_sentence(bad: Rule, words: str) -> None:
    assert any(words in problem for problem in problems(bad))


def test_a_good_rule_has_no_problems_and_reads_as_a_sentence() -> None:
    good = Rule(
        "r", (on(If.INTENT, "praise", "greeting"), on(If.FAN, "vip", negated=True)), (Effect(Then.AUTO), Effect(Then.TAG, "warm"))
    )  # fmt: skip
    assert problems(good) == ()
    assert sentence(good) == (
        "If it is praise or greeting and not (the fan is vip), send the reply by itself and tag it warm."
    )


def test_an_underscore_of_a_name_stays_in_the_sentence() -> None:
    rule = Rule("", (Condition(If.FAN, ("mara_k",)), Condition(If.INTENT, ("personal_story",))), (Effect(Then.IGNORE),))
    assert sentence(rule) == "If the fan is mara_k and it is personal story, ignore it."
