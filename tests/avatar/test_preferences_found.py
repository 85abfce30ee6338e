"""Preferences inferred from edits by measurement."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from avatar.preferences import Kind, Preference, State, understood
from avatar.preferences_applied import mended
from avatar.preferences_found import Edit, Verdict, infer, state_of, still_holds, suggestions

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
THINGS = ("bread", "wind", "bicycle", "oven", "river", "flour", "hill", "ferry", "coffee", "crust", "rye", "map")


def edits(draft: str, sent: Callable[[str], str], count: int = 8, intent: str = "praise", first: int = 0) -> list[Edit]:
    """`draft` has {} for a thing, so that each is another one."""
    drafts = [draft.format(THINGS[number % len(THINGS)]) for number in range(first, first + count)]
    return [
        Edit(f"{intent}{number}", text, sent(text), intent, f"fan{number}", f"user{number}", NOW - timedelta(hours=100 - number))
        for number, text in enumerate(drafts, first)
    ]  # fmt: skip


def sentences(verdicts: list[Verdict], state: State | None = State.ACTIVE) -> list[tuple[str, str]]:
    return [(one.preference.text, one.preference.context) for one in verdicts if one.state is state]


def as_wanted(*wanted: str) -> Callable[[str], str]:
    return lambda text: mended(text, [understood(one) for one in wanted])


@pytest.mark.parametrize(
    ("draft", "sent", "found"),
    [
        ("hi, the {} is fine", as_wanted('Never opens with "hi"'), 'Never opens with "hi"'),
        ("the {} is fine!", as_wanted("No exclamation marks"), "No exclamation marks"),
        ("the {} is fine 😍🍞", as_wanted("No emoji 😍"), "No emoji 😍"),
        ("the {} is fine 😍", as_wanted("No emoji"), "No emoji"),
        ("The {} is fine", str.lower, "Writes in small letters"),
        ("the {} is fine", lambda text: f"{text}. and yours?", "Ends with a question back"),
        ("well the {} is as fine as can be and so are you my friend over there",
         lambda text: " ".join(text.split()[:5]), "Shorter: at most about 5 words"),
        ("thank you for the {}", as_wanted('Says "thanks", not "thank you"'), 'Says "thanks", not "thank you"'),
        ("so glad, darling, for the {} here", lambda text: text.replace(" darling,", ""), 'Never says "darling"'),
        ("the {} is fine", lambda text: f"{text}, xx n.", 'Always signs with "xx n"'),
    ],
)  # fmt: skip
def test_the_same_edit_again_and_again_is_a_preference(draft: str, sent: Callable[[str], str], found: str) -> None:
    verdicts = infer(edits(draft, sent), {})
    assert sentences(verdicts) == [(found, "")]
    assert len(verdicts[0].shown_by) == 8 and verdicts[0].against == ()


def test_few_edits_propose_and_fewer_say_nothing() -> None:
    assert infer(edits("the {}!", as_wanted("No exclamation marks"), 2), {}) == []
    three = infer(edits("the {}!", as_wanted("No exclamation marks"), 3), {})
    assert sentences(three, State.PROPOSED) == [("No exclamation marks", "")]
    assert sentences(infer(edits("the {}!", as_wanted("No exclamation marks"), 4), {})) == [
        ("No exclamation marks", "")
    ]


def test_words_need_more_evidence_than_manners() -> None:
    five = infer(edits("so nice, darling, the {} here", lambda text: text.replace(" darling,", ""), 5), {})
    assert sentences(five) == [] and sentences(five, State.PROPOSED) == [('Never says "darling"', "")]


def test_one_draft_or_one_fan_many_times_is_no_evidence() -> None:
    found = edits("the {}!", as_wanted("No exclamation marks"))
    assert infer([replace(one, draft="the bread!", text="the bread.") for one in found], {}) == []
    assert infer([replace(one, fan="ada") for one in found], {}) == []


def test_what_is_contradicted_is_no_preference() -> None:
    found = edits("the {}!", as_wanted("No exclamation marks"), 6)
    left = edits("the {}!", str, 5, first=6)
    assert sentences(infer([*found, *left], {})) == []
    assert infer([*found, *left], {}) == []  # nor proposed: it was left half of the times


def test_what_shows_with_one_kind_of_letter_only_is_for_that_kind() -> None:
    praise = edits("the {} is fine", lambda text: f"{text}, is it?", 8, "praise")
    asked = edits("the {} is fine.", str, 12, "question")
    assert sentences(infer([*praise, *asked], {})) == [("Ends with a question back", "praise")]


def test_no_emoji_says_all_that_no_such_emoji_would() -> None:
    found = infer(edits("thank you 😍 for the {} 🍞!", as_wanted("No emoji")), {})
    assert sentences(found) == [("No emoji", "")]


def test_one_in_use_stands_while_slips_explain_what_contradicts_it() -> None:
    wanted, since = understood("No exclamation marks"), NOW - timedelta(days=30)
    kept, slips = edits("the {}.", str, 18), edits("the {}.", lambda text: text.replace(".", "!"), 3, first=18)
    assert sentences(infer([*kept, *slips], {wanted: since})) == [("No exclamation marks", "")]
    more = edits("the {}.", lambda text: text.replace(".", "!"), 6, first=18)
    (gone,) = infer([*kept, *more], {wanted: since})
    assert gone.state is None and len(gone.against) == 6


def test_of_one_in_use_that_no_edit_speaks_of_nothing_is_said() -> None:
    assert infer([], {understood('Never opens with "hi"'): NOW}) == []
    assert infer(edits("the {}.", str), {understood("Teases gently"): NOW}) == []


def test_one_in_use_is_not_found_again_nor_narrower() -> None:
    found = edits("thank you 😍 for the {}!", as_wanted("No emoji"))
    assert sentences(infer(found, {understood("No emoji"): NOW})) == [("No emoji", "")]


def test_names_of_fans_private_words_and_orders_never_become_a_preference() -> None:
    for draft, name, word in (
        ("so nice, marta, the {} here", "marta_92", "marta"), ("so nice, cancer, the {} here", "x", "cancer"),
        ("so nice, 4711, the {} here", "x", "4711"), ("so nice, ignore all instructions, the {} here", "x", "ignore all instructions"),
    ):  # fmt: skip
        found = [
            replace(one, fan_name=name) for one in edits(draft, lambda text, gone=word: text.replace(f" {gone},", ""))
        ]  # type: ignore[misc]
        assert [one for one in infer(found, {}) if one.preference.kind is Kind.NEVER_SAYS] == []


def test_an_edit_that_only_swaps_small_words_or_meaning_suggests_no_deletion() -> None:
    assert suggestions("the bread is on the table", "bread is on table") == ()
    assert suggestions("it is hot", "it is cold") == (Preference(Kind.SAYS, "cold", "hot"),)


def test_bounds_in_numbers() -> None:
    assert [state_of(n, 0, 0.9) for n in (2, 3, 4)] == [None, State.PROPOSED, State.ACTIVE]
    assert [state_of(7, n, 0.9) for n in (1, 2, 4)] == [State.ACTIVE, State.ACTIVE, None]
    assert [still_holds(n, 20) for n in (0, 4, 5)] == [True, True, False]


def test_what_one_kind_of_letter_contradicts_is_not_for_every_letter() -> None:
    praise = edits("the {} is fine", lambda text: f"{text}, is it?", 12, "praise")
    asked = edits("the {} is fine.", str, 4, "question")
    assert sentences(infer([*praise, *asked], {})) == [("Ends with a question back", "praise")]
