"""Whether a tuned model should take the place of the present one."""

import random

from avatar.comparing import Arm, Tried, advise, score


def tries(count: int, edit: float, **fields: object) -> list[Tried]:
    return [Tried("words", edit=edit, **{"accepted": True, **fields}) for _ in range(count)]  # type: ignore[arg-type]


def arms(candidate: list[Tried], current: list[Tried]) -> dict[Arm, list[Tried]]:
    return {Arm.CANDIDATE: candidate, Arm.CURRENT: current, Arm.RETRIEVAL: current}


def test_what_is_nearer_to_what_was_written_is_promoted() -> None:
    found = advise(arms(tries(40, 0.2), tries(40, 0.5)))
    assert found.promote and "40 of 40" in found.reasons[0]
    assert not advise(arms(tries(40, 0.5), tries(40, 0.2))).promote


def test_what_may_be_chance_is_not() -> None:
    mixed = [*tries(12, 0.2), *tries(10, 0.6)]
    found = advise(arms(mixed, tries(22, 0.4)))
    assert not found.promote and "chance" in found.sentence


def test_a_coin_is_seldom_promoted() -> None:
    chance, promoted = random.Random(3), 0
    for _ in range(300):
        both = [[Tried("x", edit=chance.random()) for _ in range(60)] for _ in range(2)]
        promoted += advise(arms(*both)).promote
    assert promoted / 300 <= 0.14  # SURE, and what 300 draws may stray


def test_no_nearness_makes_good_what_the_guard_refuses_what_copies_or_what_is_silent() -> None:
    good = tries(40, 0.5)
    for worse in (
        tries(40, 0.1, findings=1),
        tries(40, 0.1, copies=True),
        [*tries(20, 0.1), *[Tried("") for _ in range(20)]],
        tries(40, 0.1, accepted=False),
    ):
        assert not advise(arms(worse, good)).promote


def test_too_few_messages_say_nothing() -> None:
    found = advise(arms(tries(19, 0.1), tries(19, 0.9)))
    assert not found.promote and "Too little" in found.sentence


def test_a_score_counts_drafts_alone_and_knows_what_is_unknown() -> None:
    found = score(
        [Tried("a", True, 80.0, 0.2, seconds=1.0, dollars=0.1), Tried("b", False, None, 0.4, 1, seconds=3.0), Tried("")]
    )
    assert (found.messages, found.drafts, found.accepted, found.style) == (3, 2, 0.5, 80.0)
    assert (found.refused, found.seconds, found.dollars) == (0.5, 2.0, None)
    assert score([]).edit is None
