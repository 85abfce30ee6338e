"""What holds for every data set, whatever fans and creators write."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from avatar.dataset import Built, Creator, Part, Past, Source, build
from avatar.dataset.repeating import of_fan, of_reply

NIKA = Creator(("Nika",), ("en",))
START = datetime(2026, 1, 1, tzinfo=UTC)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

NAME = some.lists(some.sampled_from(("zo", "vri", "qua", "xel", "tyr", "bru", "mok")), min_size=3, max_size=4).map(
    "".join
)
DIGITS = some.text("123456789", min_size=7, max_size=9)
FAN_WRITES = (
    "I'm {name} and I love the crust", "{name} here, what flour is it", "ask {other} about the oven", "greetings, {name}",
    "write to {mail} about the dough", "my number is {phone}", "look at {link} for a spoon", "@{other} should bake this",
    "order {number} has no towel", "what a loaf", "how long does it rise", "so good, {name}!",
)  # fmt: skip
CREATOR_WRITES = (
    "Hi {name}, thank you so much!", "{name}, it is rye from the mill", "oh {other} told me the same", "thank you {name} 🫶",
    "write to me at {mail} then", "i will call {phone} later", "see {link} for that", "@{name} about a day and a night",
    "your order {number} is at the mill", "fold it twice and wait", "the crust does what it wants", "that is so kind, {name}!",
)  # fmt: skip
LOUDER = (str, str.upper, str.title, lambda text: text + text[-1] * 3)


@some.composite
def exchanges(draw: some.DrawFn) -> tuple[list[Source], list[str]]:
    """Some fans with all that tells who they are, and what they and the creator wrote."""
    names = draw(some.lists(NAME, min_size=2, max_size=7, unique=True))
    digits = draw(some.lists(DIGITS, min_size=len(names), max_size=len(names), unique=True))
    sources: list[Source] = []
    for n, (name, number) in enumerate(zip(names, digits, strict=True)):
        loud = draw(some.sampled_from(LOUDER))
        told = {
            "name": loud(name), "other": names[n - 1], "mail": f"{name}@mail{number}.com", "phone": f"+49 {number[:3]} {number[3:]}",
            "link": draw(some.sampled_from((f"https://{name}.com/{number}", f"{name}{number}.shop"))), "number": f"#{number}",
        }  # fmt: skip
        said, answered, drafted = (
            draw(some.sampled_from(kind)) for kind in (FAN_WRITES, CREATOR_WRITES, CREATOR_WRITES)
        )
        sources.append(
            Source(
                f"{n:03}", START + timedelta(hours=n), f"t{n}", said.format(**told), answered.format(**told), drafted.format(**told),
                origin="edited", fan=f"{name}{number[:2]}", fan_names=(name.title(),),
            )
        )  # fmt: skip
    return sources, [*names, *digits]


@SLOW
@given(exchanges())
def test_no_row_tells_who_a_fan_was(given: tuple[list[Source], list[str]]) -> None:
    sources, secrets = given
    built = build(sources, NIKA)
    for part in Part:
        for row in built.parts[part]:
            words = re.sub(r"[\s-]", "", f"{row.fan_text}|{row.text}|{row.rejected}".casefold())
            assert not [secret for secret in secrets if secret.casefold() in words]


@some.composite
def histories(draw: some.DrawFn) -> list[list[Source]]:
    """What was there at several times: exchanges come, change their words, and are erased."""
    letters = some.integers(0, 40).map(lambda n: f"question about spoon number {n % 14} and bowl {n}")
    replies = some.integers(0, 40).map(lambda n: f"take towel {n % 9} for the loaf")
    count = draw(some.integers(10, 60))
    every = [
        Source(
            f"{n:03}",
            START + timedelta(hours=n),
            f"t{draw(some.integers(0, count // 2))}",
            draw(letters),
            draw(replies),
        )
        for n in range(count)
    ]
    times: list[list[Source]] = []
    for _ in range(draw(some.integers(2, 4))):
        last = draw(some.integers(5, count))
        gone = draw(some.sets(some.integers(0, count - 1), max_size=8))
        changed = draw(some.sets(some.integers(0, count - 1), max_size=3))
        every = [replace(one, text=f"{one.text} again") if n in changed else one for n, one in enumerate(every)]
        times.append([one for n, one in enumerate(every[:last]) if n not in gone])
    return times


@SLOW
@given(histories())
def test_nothing_of_a_test_is_ever_learned_from(history: list[list[Source]]) -> None:
    past = Past()
    for sources in history:
        built = build(sources, NIKA, past)
        ids = {part: {row.id for row in built.parts[part]} for part in Part}
        assert not past.test & (ids[Part.TRAIN] | ids[Part.VALIDATION])
        assert past.test & {source.id for source in sources} <= ids[Part.TEST], "it only loses what is gone"
        assert not ids[Part.TEST] & past.train
        _stay_apart(built, {source.id: source.thread for source in sources})
        past = Past(past.test | ids[Part.TEST], past.train | ids[Part.TRAIN])
        assert build(sources, NIKA, past).digest == built.digest, "nothing changed, so nothing is new"


def _stay_apart(built: Built, threads: dict[str, str]) -> None:
    of_part = {part: {threads[row.id] for row in built.parts[part]} for part in Part}
    assert sum(map(len, of_part.values())) == len(set().union(*of_part.values())), "a thread stands in one part"
    test = built.parts[Part.TEST]
    for row in built.parts[Part.TRAIN]:
        assert of_fan(row) not in {of_fan(one) for one in test}
        assert of_reply(row) not in {of_reply(one) for one in test}


@SLOW
@given(histories())
def test_each_exchange_is_in_one_part_or_counted_among_what_was_left_out(history: list[list[Source]]) -> None:
    built = build(history[0], NIKA)
    assert sum(len(built.parts[part]) for part in Part) + sum(built.dropped.values()) == len(history[0])
    given = {source.text for source in history[0]}
    assert all(row.text in given for part in Part for row in built.parts[part]), "no words that nobody gave"
