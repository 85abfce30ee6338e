from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.memory import Kept, Kind, Noted, expires_at, recall, repeated, supersede

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def kept(kind: Kind, text: str, slot: str = "", days: float = 200) -> Kept:
    return Kept(text, kind, slot, text, NOW - timedelta(days=days))


def with_meaning(embed: Embed, *memories: Kept) -> list[Kept]:
    vectors = embed([one.text for one in memories])
    return [
        Kept(one.id, one.kind, one.slot, one.text, one.said_at, vector)
        for one, vector in zip(memories, vectors, strict=True)
    ]


HOME = kept(Kind.HOME, "Writes from Porto.")
DOG, LUNA, REX = (
    kept(Kind.PET, "Has a dog.", "dog"),
    kept(Kind.PET, "Has a dog called Luna.", "dog luna"),
    kept(Kind.PET, "Has a dog called Rex.", "dog rex"),
)


def test_a_newer_home_takes_the_place_of_the_older_one() -> None:
    assert supersede([HOME, DOG], Noted(Kind.HOME, "", "Writes from Lima.")) == (HOME,)


def test_another_slot_or_kind_stays() -> None:
    assert supersede([HOME, REX], Noted(Kind.PET, "dog luna", "Has a dog called Luna.")) == ()


def test_a_dog_that_has_a_name_now_takes_the_place_of_the_nameless_one() -> None:
    assert supersede([DOG, REX], Noted(Kind.PET, "dog luna", "Has a dog called Luna.")) == (DOG,)


def test_the_same_again_supersedes_nothing_and_is_found() -> None:
    again = Noted(Kind.HOME, "", "Writes from Porto.")
    assert supersede([HOME], again) == () and repeated([DOG, HOME], again) is HOME
    assert repeated([HOME], Noted(Kind.HOME, "", "Writes from Lima.")) is None


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_expires(kind: Kind) -> None:
    assert timedelta(days=14) <= expires_at(kind, NOW) - NOW <= timedelta(days=400)


def test_events_go_sooner_than_names() -> None:
    assert expires_at(Kind.EVENT, NOW) < expires_at(Kind.GEAR, NOW) < expires_at(Kind.NAME, NOW)


def test_what_is_near_in_meaning_comes_to_mind(embedded: Embed) -> None:
    known = with_meaning(embedded, LUNA, kept(Kind.GEAR, "Has “Sony A7 IV”.", "sony"), HOME)
    found = recall(known, embedded(["my dog barks whenever you laugh"])[0], NOW)
    assert [one.text for one in found] == ["Has a dog called Luna."]


def test_what_is_old_and_of_something_else_does_not(embedded: Embed) -> None:
    known = with_meaning(embedded, LUNA, HOME)
    assert recall(known, embedded(["how hot must the oven be?"])[0], NOW) == ()


def test_a_name_always_does_and_recency_helps(embedded: Embed) -> None:
    name, exam = (
        kept(Kind.NAME, "Wants to be called Sam."),
        kept(Kind.EVENT, "Has an exam on Friday, 27 November 2026.", "exam", days=1),
    )
    known = with_meaning(embedded, name, exam)
    vector = embedded(["it was horrible, I failed"])[0]
    assert {one.text for one in recall(known, vector, NOW)} == {name.text, exam.text}
    assert [one.text for one in recall(known, vector, NOW + timedelta(days=300))] == [name.text]


def test_three_are_the_most_and_a_missing_vector_is_no_error(embedded: Embed) -> None:
    names = [kept(Kind.NAME, f"Wants to be called Sam{n}.") for n in range(5)]
    assert len(recall(names, embedded(["hi"])[0], NOW)) == 3
    assert recall([HOME], embedded(["porto"])[0], NOW) == ()
