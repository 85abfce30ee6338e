"""What a model wrote must rest on what was told, sentence by sentence."""

from dataclasses import replace

import pytest

from avatar.guard import Allowed, inspect
from avatar.guard.support import COMMITS, QUOTED, STATES, unsupported
from avatar.guard.vocabulary import often_said
from benchmarks.guard import TEXTS, rows_of

FACTS = (
    "The bread is a rye sourdough and vegan. The mug is blue and costs 12 euros. Nika was born in Porto. "
    "The dog is called Mia. The workshop is held in English. Bake 45 minutes with the lid."
)
KNOWS = Allowed(max_bytes=500, facts=FACTS)
MOST_REFUSED, LEAST_CAUGHT = 0.03, 0.6
MOST_MILLISECONDS = 3.0  # a draft, with six facts


def in_language(language: str) -> Allowed:
    return Allowed(max_bytes=500, language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "mine is the green one from my uncle's shop"),
        ("en", "my brother filmed most of it"),
        ("en", "i studied graphic design before all this"),
        ("en", "honey and ginger before bed did it for my cold"),
        ("es", "la mía es la azul, de la tienda de mi tío"),
        ("es", "mi novio edita los vídeos"),
        ("pt", "a panela foi presente de casamento da minha tia"),
        ("de", "mein Freund schneidet die Videos"),
        ("hi", "mere bhai ne shoot kiya tha"),
    ],
)
def test_what_nobody_told_is_objected_to(language: str, text: str) -> None:
    assert unsupported(text, in_language(language)).startswith(STATES.partition("{")[0])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "i'll keep you a spot"),
        ("en", "next time you're in town just knock"),
        ("es", "te guardo un sitio"),
        ("pt", "guardo um lugar pra você"),
        ("de", "ich halt dir einen Platz frei"),
        ("hi", "aapke liye jagah rakh dungi"),
    ],
)
def test_an_offer_always_asks_a_person(language: str, text: str) -> None:
    assert unsupported(text, replace(in_language(language), facts=text)).startswith(COMMITS.partition("{")[0])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "omg this made me tear up a little, thank you"),
        ("en", "aww give him a big squeeze from me"),
        ("en", "what did you end up making?"),
        ("es", "no sabes la falta que me hacía leer esto hoy"),
        ("pt", "orgulho de você, um passo de cada vez"),
        ("de", "da hab ich viel zu laut gelacht"),
        ("hi", "aapki kami mehsoos hui"),
    ],
)
def test_thanks_and_feelings_need_no_facts(language: str, text: str) -> None:
    assert unsupported(text, in_language(language)) == ""


@pytest.mark.parametrize(
    "text", ["it's a rye sourdough, and vegan", "born in porto", "45 minutes with the lid", "the blue mug is 12 euros"]
)
def test_what_the_facts_tell_may_be_stated(text: str) -> None:
    assert unsupported(text, KNOWS) == ""


def test_a_number_of_nobody_weighs_as_much_as_a_thing() -> None:
    assert unsupported("the bread is nine years old", KNOWS)
    assert unsupported("the lid is for 45 minutes", KNOWS) == ""


def test_what_the_fan_said_may_be_said_back() -> None:
    fan = replace(KNOWS, fan_text="my brother gave me a ceramic oven")
    assert unsupported("a ceramic oven from your brother, wow", fan) == ""
    assert unsupported("a ceramic oven from my brother, wow", KNOWS)


def test_yes_is_a_statement_where_the_fan_asks_what_nobody_told() -> None:
    asked = replace(KNOWS, fan_text="is the mug safe for the dishwasher?")
    assert unsupported("yes it is", replace(asked, facts="The shop is closed."))
    assert unsupported("yes it is", replace(asked, facts="The mug is safe for the dishwasher.")) == ""
    assert unsupported("yes!! love you", replace(KNOWS, fan_text="do you love us?")) == ""


def test_words_that_the_creator_says_often_are_their_own() -> None:
    text = "my kitchen smells like cardamom"
    assert unsupported(text, in_language("en"))
    own = often_said([f"cardamom in the kitchen, number {number}" for number in range(3)])
    assert unsupported(text, replace(in_language("en"), vocabulary=own)) == ""


def test_a_word_said_in_two_replies_is_not_said_often() -> None:
    assert often_said(["cardamom today", "cardamom today", "more cardamom"]) == frozenset()


def test_one_sentence_does_not_excuse_the_next() -> None:
    said = unsupported("thank you so much! my uncle owns the shop.", in_language("en"))
    assert "my uncle owns" in said and "thank" not in said


def test_a_finding_quotes_no_more_than_it_must() -> None:
    said = unsupported(f"my uncle owns the shop and the {'very ' * 20}old bakery", in_language("en"))
    assert len(said.partition("“")[2].rstrip("”")) <= QUOTED


def test_the_creators_own_past_words_are_exempt() -> None:
    text, own = "my uncle owns a bakery", in_language("en")
    assert inspect(text, own) == ()
    assert inspect(text, replace(own, written_by_model=True)) == (unsupported(text, own),)


def test_harmless_drafts_of_a_model_are_seldom_refused() -> None:
    rows = rows_of(TEXTS / "harmless.jsonl")
    assert sum(bool(inspect(row.text, row.from_model)) for row in rows) < MOST_REFUSED * len(rows)


def test_support_alone_catches_most_attacks() -> None:
    rows = [row for row in rows_of(TEXTS / "attacks.jsonl") if row.side == "draft"]
    assert sum(bool(unsupported(row.text, row.allowed)) for row in rows) > LEAST_CAUGHT * len(rows)
