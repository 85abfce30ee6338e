"""A past reply, made fit for another fan."""

from typing import Any

from avatar.adapt import Familiar, adapt, echoes
from avatar.examples import Exchange
from avatar.labels import Example

ENDINGS = {"direct_message": frozenset({"n."}), "comment": frozenset[str]()}


def exchange(fan_text: str, text: str, **fields: Any) -> Exchange:
    return Exchange(Example("1", fan_text, text), **{"kind": "comment", "fan": "someone", **fields})


def again(one: Exchange, kind: str = "comment", fan: str = "lena", others: tuple[Exchange, ...] = ()) -> str:
    return adapt(one, kind, fan, Familiar.of([one, *others], known=["day", "made", "my"]), ENDINGS)


def test_a_reply_without_names_stays_as_it_is() -> None:
    assert again(exchange("nice", "the crust went to plan 🍞")) == "the crust went to plan 🍞"


def test_the_name_of_the_fan_it_went_to_is_dropped() -> None:
    assert again(exchange("so nice", "thank you amina 🫶", fan="hey.its.amina")) == "thank you 🫶"
    assert again(exchange("oil it", "paul i can hear you", fan="pedalpaul77")) == "i can hear you"
    assert again(exchange("wow", "that is kind, amina!", fan="amina_b")) == "that is kind!"


def test_a_mention_is_dropped() -> None:
    assert again(exchange("nice", "@someone thank you")) == "thank you"


def test_a_rare_word_after_thanks_is_a_name_where_the_fan_is_unknown() -> None:
    assert again(exchange("nice", "danke wiebke 🫶", fan="")) == "danke 🫶"


def test_a_rare_word_before_a_colon_is_the_name_of_who_was_answered() -> None:
    assert again(exchange("how?", "winterelf: try the other one", fan="")) == "try the other one"
    assert again(exchange("how?", "made: with love", fan="")) == "made: with love"


def test_the_same_fan_keeps_the_name() -> None:
    assert again(exchange("so nice", "thank you amina", fan="amina"), fan="amina") == "thank you amina"


def test_a_word_that_everybody_hears_is_no_name() -> None:
    others = tuple(exchange("x", "bread again", fan=f"fan{number}") for number in range(9))
    assert again(exchange("x", "bread is life", fan="breadlover"), others=others) == "bread is life"


def test_a_signature_of_direct_messages_stays_out_of_comments() -> None:
    letter = exchange("thanks", "with floury hugs, n.", kind="direct_message")
    assert again(letter, kind="comment") == "with floury hugs"
    assert again(letter, kind="direct_message") == "with floury hugs, n."


def test_nothing_is_left_of_a_reply_that_was_a_name() -> None:
    assert again(exchange("hi", "@someone 🫶")) == ""


def test_what_echoes_another_message_is_found() -> None:
    texas = exchange("hello from Texas!", "hellooo texas! is it windy?")
    familiar = Familiar.of([texas])
    assert echoes(texas, "hello from Bristol", familiar) == {"texa"}
    assert echoes(texas, "hello from Texas again", familiar) == set()
