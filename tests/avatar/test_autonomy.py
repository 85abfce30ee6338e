"""Who sends: the avatar by itself, or a person."""

from dataclasses import replace
from typing import Any

import pytest

from avatar.autonomy import NEVER, SAMPLE, Earned, Switches, decide, figures
from avatar.bounds import Opening
from avatar.labels import Draft, Intent, Label, Risk

PRAISE = Label(Intent.PRAISE, confidence=0.95)
GOOD = Draft("thank youuu", "past reply", confidence=0.9)
OPEN = Switches(auto_send=True, intents={"praise", "purchase_interest"})
TRUSTING = Earned(None)
PROVEN = Earned(Opening(0.8, 214, 2, 0.025, 105), sample_share=0.05, draw=0.5)
NOT_YET = Earned(Opening(None, 30, 1, 0.13, 77), sample_share=0.05, draw=0.5)


@pytest.mark.parametrize("earned", [TRUSTING, PROVEN])
def test_everything_right_is_sent_with_its_reasons(earned: Earned) -> None:
    decision = decide(PRAISE, GOOD, OPEN, earned)
    assert decision.auto_send and decision.eligible and not decision.sampled
    assert len(decision.reasons) == 3


def test_what_is_allowed_but_not_earned_asks_and_says_how_far_it_is() -> None:
    decision = decide(PRAISE, GOOD, OPEN, NOT_YET)
    assert not decision.auto_send and decision.eligible
    assert "29 of 30 drafts were approved unchanged; it opens at 77 with one error." in decision.reasons[0]


def test_what_is_earned_but_not_allowed_asks() -> None:
    assert not decide(PRAISE, GOOD, Switches(), PROVEN).auto_send


def test_a_draft_below_the_earned_threshold_asks() -> None:
    assert not decide(PRAISE, replace(GOOD, confidence=0.79), OPEN, PROVEN).auto_send
    assert decide(PRAISE, replace(GOOD, confidence=0.8), OPEN, PROVEN).auto_send


def test_a_sample_of_what_would_go_asks_without_telling_that_it_would_have_gone() -> None:
    decision = decide(PRAISE, GOOD, OPEN, replace(PROVEN, draw=0.049))
    assert not decision.auto_send and decision.sampled and decision.eligible
    assert decision.reasons == (SAMPLE,)
    assert decide(PRAISE, GOOD, OPEN, replace(PROVEN, draw=0.05)).auto_send


def test_what_asks_anyway_is_no_sample() -> None:
    assert not decide(PRAISE, replace(GOOD, confidence=0.1), OPEN, replace(PROVEN, draw=0.0)).sampled


def test_only_what_could_ever_go_by_itself_counts_as_evidence() -> None:
    for label, draft in [
        (replace(PRAISE, risks=frozenset({Risk.MONEY})), GOOD),
        (replace(PRAISE, confidence=0.5), GOOD),
        (replace(PRAISE, asks_if_machine=True), GOOD),
        (Label(Intent.PRESS, confidence=0.99), GOOD),
        (PRAISE, replace(GOOD, findings=("It promises something.",))),
        (PRAISE, Draft("", "none")),
    ]:
        assert not decide(label, draft, OPEN, PROVEN).eligible
    assert decide(Label(Intent.CRITICISM, confidence=0.9), replace(GOOD, confidence=0.1), Switches(), NOT_YET).eligible


def test_the_figures_are_told_in_one_sentence() -> None:
    assert figures(PROVEN.opening) == "212 of 214 drafts were approved unchanged; errors stay below 2.5%."
    assert figures(Opening(None, 0, 0, 1.0, 45)).endswith("it opens at 45 without an error.")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"switches": replace(OPEN, stopped=True)}, "stopped"),
        ({"switches": Switches()}, "Auto-send is off for this account"),
        ({"switches": replace(OPEN, may_speak=False)}, "consent"),
        ({"switches": replace(OPEN, intents={"greeting"})}, "kind “praise”"),
        ({"label": replace(PRAISE, risks=frozenset({Risk.MEDICAL}))}, "medical"),
        ({"label": replace(PRAISE, confidence=0.4)}, "not clear"),
        ({"label": replace(PRAISE, asks_if_machine=True)}, "machine"),
        ({"draft": replace(GOOD, confidence=0.5)}, "less than"),
        ({"draft": replace(GOOD, findings=("It promises something.",))}, "It promises something."),
        ({"draft": Draft("", "none", reasons=("No draft: nothing comes close.",))}, "nothing comes close"),
    ],
)
def test_one_thing_against_it_asks_a_person(change: dict[str, Any], word: str) -> None:
    given = {"label": PRAISE, "draft": GOOD, "switches": OPEN, **change}
    decision = decide(given["label"], given["draft"], given["switches"], TRUSTING)
    assert not decision.auto_send
    assert any(word in reason for reason in decision.reasons), decision.reasons


def test_everything_against_it_is_told() -> None:
    label = Label(Intent.CRITICISM, risks=frozenset({Risk.LEGAL, Risk.MONEY}), confidence=0.3)
    reasons = decide(label, replace(GOOD, confidence=0.1, findings=("It is empty.",)), Switches(), TRUSTING).reasons
    assert len(reasons) == 7
    assert len(set(reasons)) == len(reasons)


def test_a_purchase_wants_a_person_unless_people_opened_it() -> None:
    buys = Label(Intent.PURCHASE_INTEREST, confidence=0.95)
    closed = decide(buys, GOOD, replace(OPEN, intents={"praise"}), PROVEN)
    assert any("prices and stock" in reason for reason in closed.reasons)
    assert decide(buys, GOOD, OPEN, PROVEN).auto_send


@pytest.mark.parametrize("intent", sorted(NEVER))
def test_no_switch_opens_what_is_never_sent(intent: Intent) -> None:
    everything = replace(OPEN, intents=frozenset(Intent))
    for earned in (TRUSTING, PROVEN):
        assert not decide(Label(intent, confidence=1.0), GOOD, everything, earned).auto_send


@pytest.mark.parametrize("risk", sorted(Risk))
def test_no_switch_opens_a_risk(risk: Risk) -> None:
    everything = replace(OPEN, intents=frozenset(Intent))
    for earned in (TRUSTING, PROVEN):
        assert not decide(replace(PRAISE, risks=frozenset({risk})), GOOD, everything, earned).auto_send
