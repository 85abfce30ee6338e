"""What may be learned from: masked, filtered, each once, in parts that stay apart."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from avatar.dataset import (
    Built,
    Counts,
    Creator,
    Part,
    Past,
    Row,
    Source,
    build,
    chat_lines,
    enough,
    enough_pairs,
    preference_lines,
    readable,
    turns,
)
from avatar.dataset.masks import masked
from avatar.dataset.repeating import FEW
from avatar.labels import Intent, Risk

NIKA = Creator(("Nika", "nika.bakes"), ("en", "de"), "Recipes are at nikabakes.example.com/loaf")
START = datetime(2026, 1, 1, tzinfo=UTC)
SHARED = next((found for folder in Path(__file__).parents if (found := folder / "shared").is_dir()), Path("absent"))
FOLDER = Path(os.environ.get("FANMAIL_SHARED", SHARED)) / "fixtures/openai/openapi/examples"
ANIMALS = ("cat", "dog", "goose", "mouse", "horse", "wolf", "fox", "bear", "owl", "hen")
THINGS = ("bread", "oven", "flour", "salt", "crust", "dough", "knife", "towel", "bowl", "spoon")


def one(fan_text: str, text: str, number: int = 0, **fields: Any) -> Source:
    given = {"thread": f"thread {number}", "fan": "", "platform": "somewhere", "kind": "comment"}
    at = START + timedelta(hours=number)
    return Source(f"{number:04}", at, **{**given, **fields}, fan_text=fan_text, text=text)


def many(count: int, **fields: Any) -> list[Source]:
    """Different exchanges, each in a thread of its own."""
    return [
        one(
            f"does your {ANIMALS[n % 10]} like the {THINGS[n // 10 % 10]} number {n}",
            f"my {ANIMALS[n // 10 % 10]} takes the {THINGS[n % 10]} day {n}",
            n, **fields,
        )
        for n in range(count)
    ]  # fmt: skip


def rows(built: Built) -> dict[str, Row]:
    return {row.id: row for part in Part for row in built.parts[part]}


def only(source: Source) -> Row | str:
    """Its row, or why it has none."""
    built = build([source], NIKA)
    return next(iter(rows(built).values()), None) or next(iter(built.dropped))


@pytest.mark.parametrize(
    "text, hidden",
    [
        ("write to lena.k@web.example, please", "write to [mail], please"),
        ("lena (at) gmail (dot) com", "[mail]"),
        ("call +49 151 2345678 or (555) 123-4567", "call [phone] or [phone]"),
        ("see https://x.example/y?z=1!", "see [link]!"),
        ("mine is foo.shop and bar.example/me", "mine is [link] and [link]"),
        ("Order no. 4711-AB never came", "[number] never came"),
        ("DE89 3704 0044 0532 0130 00", "[number]"),
        ("I live at 12 Baker Street", "I live at [address]"),
        ("Hauptstraße 5, calle Mayor 12", "[address], [address]"),
        ("350 degrees for 45 minutes, 5 minutes down the road", "350 degrees for 45 minutes, 5 minutes down the road"),
        ("100,000 people since 2019, 10/10", "100,000 people since 2019, 10/10"),
    ],
)
def test_addresses_and_numbers_are_masked_and_counts_are_not(text: str, hidden: str) -> None:
    assert masked(text) == hidden


def test_what_the_creator_told_everybody_may_stand() -> None:
    row = only(one("where is it", "all of it is at nikabakes.example.com/loaf"))
    assert isinstance(row, Row) and "nikabakes" in row.text
    assert only(one("where is it", "all of it is at other.example.com/loaf")) == (
        "The reply has a link, an address or a number that is not yours."
    )


@pytest.mark.parametrize(
    "reply, left",
    [
        ("Hi Maria, thank you so much!", "Hi, thank you so much!"),
        ("maria, it is rye from the mill", "it is rye from the mill"),
        ("that is so kind, Mariaaa!", "that is so kind!"),
        ("@sunny_day99 thanks for that 🫶", "thanks for that 🫶"),
        ("thank you maria lopez 🫶", "thank you 🫶"),
        ("hey Zorblax, welcome here", "hey, welcome here"),
        ("i told maria that it takes a day", "The reply speaks of somebody by name."),
        ("Maria says that it takes a day", "Says that it takes a day"),
        ("me too, says nika", "me too, says nika"),
    ],
)
def test_names_are_cut_where_somebody_is_called_by_them(reply: str, left: str) -> None:
    found = only(one("so good", reply, fan="sunny_day99", fan_names=("Maria Lopez",)))
    assert (found.text if isinstance(found, Row) else found) == left


def test_names_are_hidden_in_what_fans_write() -> None:
    sources = [
        one("Hi Nika, I'm Maria, ask @bob_77 or Quellix!", "thank you so much", 1, fan="sunny", fan_names=("Maria",)),
        one("मेरा नाम प्रिया है", "how lovely to hear", 2, fan="priya_s", fan_names=("प्रिया",)),
        one("greetings from quellix", "same to you there", 3, fan="qx9", fan_names=("Quellix",)),
        one("美咲です、ありがとう", "that is so kind", 4, fan="m", fan_names=("美咲",)),
    ]
    found = rows(build(sources, NIKA))
    assert found["0001"].fan_text == "Hi Nika, I'm [name], ask [name] or [name]!"
    assert found["0002"].fan_text == "मेरा नाम [name] है"
    assert found["0003"].fan_text == "greetings from [name]"
    assert "美咲" not in found["0004"].fan_text


@pytest.mark.parametrize(
    "source, why",
    [
        (one("so good", "thank you all", withheld="No."), "No."),
        (one("", "thank you all"), "The fan's words are gone, so nobody knows what it answered."),
        (one("buy now", "thank you all", intent=Intent.SPAM), "The letter is spam or a scam."),
        (one("boo", "thank you all", intent=Intent.HATE), "The letter is hateful."),
        (one("help", "i am here", intent=Intent.CRISIS), "The letter is for people alone: crisis."),
        (one("a lawyer asks", "i am here", risks=frozenset({Risk.LEGAL})), "The letter is for people alone: legal."),
        (one("i have diabetes @x", "i am here"), "The fan told something that is nobody's business, such as health, religion or a child."),
        (one("so good", "thank\u2062you dear"), "It has hidden characters, or marks of a program."),
        (one("so good", "❤️❤️"), "The reply is only emoji or signs."),
        (one("so good", "thanks!"), "The reply is a single word."),
        (one("so good", "well " * 400), "The letter or the reply is too long to learn from."),
        (one("so good", "спасибо большое"), "The reply is in letters that the persona does not write."),
        (one("so good", "muchas gracias por estar aquí conmigo hoy"), "The reply is in a language that the persona does not write."),
        (one("your bread is the best thing ever", "your bread is the best thing ever, haha"), "The reply repeats the fan's own words."),
    ],
)  # fmt: skip
def test_what_is_left_out_is_left_out_with_its_reason(source: Source, why: str) -> None:
    assert only(source) == why


def test_words_of_another_fan_stay_out_of_what_is_answered() -> None:
    told = "yesterday robots painted seven purple elephants onto our garage"
    sources = [
        one(told, "that is wonderful", 1),
        one("any news", f"somebody wrote {told}, imagine that", 2),
        one("any news at all", "one of you said “seven purple elephants”", 3),
    ]
    assert set(rows(build(sources, NIKA))) == {"0001"}


def test_no_thank_you_is_half_of_the_set() -> None:
    same = [
        one(f"your {ANIMALS[n]} is so sweet", ("thank you so much!", "Thank you sooo much 🫶")[n % 2], n)
        for n in range(10)
    ]
    built = build([*same, one("your cat is so sweet", "thank you so much!", 10)], NIKA)
    assert sum("hank you" in row.text for row in rows(built).values()) <= FEW
    assert built.dropped["An answer that is nearly the same is in it often enough."] >= 6
    twice = build([one("so good", "thank you all", 1), one("So good!!", "thank you all", 2, origin="edited")], NIKA)
    assert [row.origin for row in rows(twice).values()] == ["edited"]


def test_the_newest_conversations_are_the_test_and_those_before_them_validation() -> None:
    parts = build(many(300), NIKA).parts
    assert [len(parts[part]) for part in Part] == [240, 30, 30]
    order = [row.id for part in Part for row in parts[part]]
    assert order == sorted(order)


def test_a_small_set_keeps_most_to_learn_from_and_a_large_test_stays_within_bounds() -> None:
    assert len(build(many(40), NIKA).parts[Part.TEST]) == 8
    assert len(build(many(100), NIKA).parts[Part.TEST]) == 20
    assert not build([], NIKA).parts[Part.TRAIN]


def test_a_conversation_that_is_most_of_the_set_is_learned_from() -> None:
    long = [one(source.fan_text, source.text, n, thread="one") for n, source in enumerate(many(90))]
    parts = build([*long, *many(100)[90:]], NIKA).parts
    assert len(parts[Part.TRAIN]) >= 90 and len(parts[Part.TEST]) == 10


def test_the_test_grows_with_what_is_new_and_never_with_what_was_learned() -> None:
    first = build(many(100), NIKA)
    past = Past(*(frozenset(row.id for row in first.parts[part]) for part in (Part.TEST, Part.TRAIN)))
    second = build(many(300), NIKA, past)
    test = {row.id for row in second.parts[Part.TEST]}
    assert test > past.test and len(test) == 30 and not test & past.train


def test_what_is_in_the_test_stays_when_the_persona_changes_its_languages() -> None:
    first = build(many(100), NIKA)
    past = Past(frozenset(row.id for row in first.parts[Part.TEST]))
    second = build(many(100), Creator(("Nika",), ("es",)), past)
    assert {row.id for row in second.parts[Part.TEST]} == past.test and not second.parts[Part.TRAIN]


def test_the_digest_is_the_same_until_something_changes() -> None:
    sources = many(50)
    digest = build(sources, NIKA).digest
    assert build(sources[::-1], NIKA).digest == digest and len(digest) == 64
    assert build(sources[1:], NIKA).digest != digest


def test_only_a_change_that_matters_is_a_preference() -> None:
    fields: dict[str, Any] = {"origin": "edited", "fan": "sunny", "fan_names": ("Maria",)}
    row = only(
        one("so good", "Hi Maria, thank you for that", draft_text="Hello Maria! As a baker I am delighted.", **fields)
    )
    assert isinstance(row, Row) and (row.text, row.rejected) == (
        "Hi, thank you for that",
        "Hello! As a baker I am delighted.",
    )
    slip = only(one("so good", "thank you for that", draft_text="thank you for thet", **fields))
    leak = only(one("so good", "thank you for that", draft_text="call me at +49 151 2345678", **fields))
    assert isinstance(slip, Row) and isinstance(leak, Row) and (slip.rejected, leak.rejected) == ("", "")


def test_a_part_is_read_with_all_that_is_known_now() -> None:
    sources = [one("hello from quellix", "hello to you there", 1), one("hi hi", "hello again friend", 2)]
    assert [row.fan_text for row in readable(sources, NIKA, ["0001"])] == ["hello from quellix"]
    now = [*sources, one("good bread", "good that you like it", 3, fan="q", fan_names=("Quellix",))]
    assert [row.fan_text for row in readable(now, NIKA, ["0001"])] == ["hello from [name]"]


ROW = Row("1", "so good “wow”\n2", "thank you 🫶", "Thanks.", "somewhere", "comment")


def test_answers_are_lines_of_chat() -> None:
    (line,) = chat_lines("Nika", [ROW]).decode().splitlines()
    asked = turns("Nika", "somewhere", "comment", ROW.fan_text)
    assert json.loads(line) == {"messages": [*asked, {"role": "assistant", "content": "thank you 🫶"}]}
    assert asked[1]["content"] == f"Comment on somewhere:\n{ROW.fan_text}"


def test_pairs_are_lines_of_preferences() -> None:
    (line,) = preference_lines("Nika", [ROW, Row("2", "a", "b")]).decode().splitlines()
    found = json.loads(line)
    assert found["input"]["messages"] == turns("Nika", "somewhere", "comment", ROW.fan_text)
    assert found["preferred_output"] == [{"role": "assistant", "content": "thank you 🫶"}]
    assert found["non_preferred_output"] == [{"role": "assistant", "content": "Thanks."}]


@pytest.mark.skipif(not FOLDER.is_dir(), reason="The vendor's own examples are not on this machine.")
def test_a_line_is_a_conversation_as_the_vendor_writes_one() -> None:
    official = json.loads((FOLDER / "chat_completions_completion_id_messages__get_0.json").read_text())["data"]
    (line,) = chat_lines("Nika", [ROW]).splitlines()
    for message in json.loads(line)["messages"]:
        assert set(message) <= set(official[0]) and all(isinstance(value, str) for value in message.values())
    methods = [json.loads((FOLDER / f"fine_tuning_jobs__post_{n}.json").read_text())["method"]["type"] for n in (1, 2)]
    assert methods == ["supervised", "dpo"]


def test_a_page_can_say_how_much_is_missing() -> None:
    found = enough(
        Counts({"train": 42}, intents={"question": 3, "praise": 90}, platforms={"a": 40}), {"a": "A", "b": "B"}
    )
    assert found.sentence == "42 of about 100 needed to start; 1,000 recommended." and not found.to_start
    assert "3 answers to questions; about 10 help." in found.missing
    assert "No answers on B; about 20 help." in found.missing
    assert not [one for one in found.missing if "praise" in one or "on A" in one]
    assert enough(Counts({"train": 412})).sentence == "412 are enough to start; 1,000 recommended."
    assert enough_pairs(Counts(pairs={"train": 1_200})).sentence == "1,200 are enough."
