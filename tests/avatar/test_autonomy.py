"""Who sends: the avatar by itself, or a person."""

from dataclasses import replace
from typing import Any

import pytest

from avatar.autonomy import NEVER, Switches, decide
from avatar.confidence import Measured, confidence
from avatar.labels import Draft, Intent, Label, Risk

PRAISE = Label(Intent.PRAISE, confidence=0.95)
GOOD = Draft("thank youuu", "past reply", confidence=0.9)
OPEN = Switches(auto_send=True, intents={"praise", "purchase_interest"})


def test_everything_right_is_sent_with_its_reasons() -> None:
    decision = decide(PRAISE, GOOD, OPEN)
    assert decision.auto_send
    assert len(decision.reasons) == 2


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
    decision = decide(given["label"], given["draft"], given["switches"])
    assert not decision.auto_send
    assert any(word in reason for reason in decision.reasons), decision.reasons


def test_everything_against_it_is_told() -> None:
    label = Label(Intent.CRITICISM, risks=frozenset({Risk.LEGAL, Risk.MONEY}), confidence=0.3)
    reasons = decide(label, replace(GOOD, confidence=0.1, findings=("It is empty.",)), Switches()).reasons
    assert len(reasons) == 7
    assert len(set(reasons)) == len(reasons)


def test_a_purchase_wants_a_person_unless_people_opened_it() -> None:
    buys = Label(Intent.PURCHASE_INTEREST, confidence=0.95)
    closed = decide(buys, GOOD, replace(OPEN, intents={"praise"}))
    assert any("prices and stock" in reason for reason in closed.reasons)
    assert decide(buys, GOOD, OPEN).auto_send


@pytest.mark.parametrize("intent", sorted(NEVER))
def test_no_switch_opens_what_is_never_sent(intent: Intent) -> None:
    everything = replace(OPEN, intents=frozenset(Intent))
    assert not decide(Label(intent, confidence=1.0), GOOD, everything).auto_send


@pytest.mark.parametrize("risk", sorted(Risk))
def test_no_switch_opens_a_risk(risk: Risk) -> None:
    everything = replace(OPEN, intents=frozenset(Intent))
    assert not decide(replace(PRAISE, risks=frozenset({risk})), GOOD, everything).auto_send


def test_confidence_grows_with_what_speaks_for_the_draft() -> None:
    base = Measured(relevance=0.6, style=0.5, label=0.8, findings=0, from_past=False)
    middle = confidence(base)
    assert 0 < middle < 1
    better = [
        replace(base, relevance=0.9),
        replace(base, style=0.9),
        replace(base, label=1.0),
        replace(base, from_past=True),
    ]
    assert all(confidence(one) > middle for one in better)
    assert confidence(replace(base, findings=1)) < middle / 2
    assert confidence(replace(base, style=None)) < middle
