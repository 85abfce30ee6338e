"""What is done and what is next, as tables of values."""

from dataclasses import replace

import pytest

from pipeline.start import Aside, Blind, Found, Measured, Reading, Seen, Stage, State, Step, next_of, stages

NOBODY = Seen()
READING = Seen(reading=Reading(names=("@nika",)))
READ = Seen(reading=Reading(names=("@nika",), finished=True), found=Found(posts=1, replies=12, messages=1_400))
MEASURED = replace(READ, measured=Measured(287, 0.8))


def states(seen: Seen) -> str:
    """The six states by their first letters."""
    return " ".join(one.state.value for one in stages(seen))


def stage(seen: Seen, step: Step) -> Stage:
    return next(one for one in stages(seen) if one.step is step)


@pytest.mark.parametrize(
    ("seen", "expected", "next_step"),
    [
        (NOBODY, "open later later later later later", 1),
        (READING, "done under_way later later open later", 2),
        (READ, "done done under_way later open under_way", 3),
        (MEASURED, "done done done open open under_way", 4),
        (replace(MEASURED, aside=frozenset({Aside.BLIND_TEST})), "done done done aside open under_way", 5),
        (replace(MEASURED, tested=Blind(result="You found 5.")), "done done done done open under_way", 5),
        (
            replace(MEASURED, tested=Blind("You found 5."), aside=frozenset({Aside.SWITCHES})),
            "done done done done done under_way",
            6,
        ),
        (replace(MEASURED, found=Found(waiting=3)), "done done done open open open", 4),
        (replace(MEASURED, approved=True), "done done done open open done", 4),
        (replace(READ, found=Found(replies=11)), "done done cannot cannot open under_way", 5),
    ],
)
def test_each_step_follows_from_what_is_stored(seen: Seen, expected: str, next_step: int) -> None:
    assert states(seen) == expected
    assert next_of(stages(seen)) == next_step


def test_the_last_step_is_next_when_all_are_settled() -> None:
    seen = replace(MEASURED, approved=True, aside=frozenset({Aside.BLIND_TEST, Aside.SWITCHES}))
    assert next_of(stages(seen)) == 6


def test_numbers_are_said_as_people_say_them() -> None:
    assert stage(READ, Step.READ).sentence == "Found 1 post, 12 replies of yours and 1,400 messages of fans."
    some = replace(READING, found=Found(replies=1, messages=2))
    assert stage(some, Step.READ).sentence == "2 messages of fans and 1 reply of yours so far."
    assert stage(READING, Step.READ).sentence == "Fanmail is about to read what is there."
    waiting = replace(READ, found=Found(replies=12, waiting=1))
    assert stage(waiting, Step.ANSWER).sentence == "1 letter waits for you in the queue."


@pytest.mark.parametrize(
    ("score", "words"), [(0.75, "good material"), (0.4, "enough to write with"), (0.39, "expect to edit")]
)
def test_the_material_is_judged_honestly(score: float, words: str) -> None:
    assert words in stage(replace(READ, measured=Measured(40, score)), Step.VOICE).sentence


def test_too_few_replies_say_how_many_there_are_and_how_many_it_takes() -> None:
    assert stage(replace(READ, found=Found(replies=1)), Step.VOICE).sentence.startswith(
        "1 reply of yours was found, and a voice takes at least 12."
    )


def test_a_voice_that_should_be_there_by_now_says_what_it_lacks() -> None:
    late = stage(replace(READ, reading=replace(READ.reading, long_ago=True)), Step.VOICE)
    assert late.state is State.CANNOT and "12 replies were found, and nothing is measured yet." in late.sentence


def test_what_is_in_the_way_is_said_where_it_is() -> None:
    stuck = Seen(reading=Reading(names=("@nika",), trouble="The platform did not answer."))
    assert stage(stuck, Step.READ) == Stage(Step.READ, State.CANNOT, "The platform did not answer.")
    lost = Seen(reading=Reading(names=("@nika", "@milo"), trouble="access ended.", lost=True))
    assert stage(lost, Step.CONNECT).sentence == "@nika and @milo must be connected again: access ended."


def test_switches_that_are_on_are_named_and_count_as_chosen() -> None:
    chosen = stage(replace(READ, automatic="praise of @nika by itself"), Step.SWITCHES)
    assert chosen.state is State.DONE and "may answer praise of @nika by itself." in chosen.sentence


def test_a_blind_test_that_is_open_says_how_many_pairs_are_left() -> None:
    assert "1 pair left" in stage(replace(MEASURED, tested=Blind(left=1)), Step.BLIND_TEST).sentence
    assert "writing its part" in stage(replace(MEASURED, tested=Blind(left=0)), Step.BLIND_TEST).sentence
