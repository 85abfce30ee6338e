"""Past replies that fit any praise or greeting of their kind."""

from avatar.adapt import Familiar
from avatar.examples import Exchange
from avatar.generic import Generic, fitting, generics, kind_of, rotated, wants_generic
from avatar.labels import Example, Intent, Label, Risk, Sentiment

PRAISE = Label(Intent.PRAISE, Sentiment.POSITIVE, "en", confidence=0.9)


def past(fan_text: str, reply: str, intent: Intent = Intent.PRAISE, language: str = "en") -> Exchange:
    return Exchange(Example("1", fan_text, reply, language), kind="comment", intent=intent)


def found(*exchanges: Exchange) -> list[str]:
    return [one.text for one in generics(exchanges, Familiar.of(exchanges))]


def test_a_reply_to_praise_about_nothing_fits_any_praise() -> None:
    assert found(past("I love your content so much!!", "that lands nicely on tired legs 🫶")) == [
        "that lands nicely on tired legs 🫶"
    ]


def test_a_reply_about_something_stays_where_it_is_or_gives_its_thanks() -> None:
    assert found(past("this hat is amazing", "my aunt knitted that in Porto")) == []
    assert found(past("what a wonderful loaf", "thank youuu! the bottom was coal 🍞")) == ["thank youuu! 🍞"]


def test_questions_and_answers_about_others_are_not_generic() -> None:
    assert found(past("wow", "do you bake too?")) == []
    assert found(past("love this", "she told me so this morning")) == []


def test_kinds_are_told_apart() -> None:
    assert kind_of("thank you so much", Intent.PRAISE) == "thanks"
    assert kind_of("hahaha the donkey", Intent.PRAISE) == "laughs"
    assert kind_of("moooin!", Intent.GREETING) == "hello"
    assert kind_of("beautiful", Intent.PRAISE) == "praise"


def test_only_warm_and_harmless_messages_get_one() -> None:
    assert wants_generic(PRAISE, "so beautiful")
    assert not wants_generic(PRAISE, "so beautiful, where is it?")
    assert not wants_generic(PRAISE, "a video about knots when"), "no word of it is warm"
    assert not wants_generic(PRAISE, "subtitles would be great"), "a wish is no praise"
    assert not wants_generic(PRAISE, "wow bread in a pot, so boring"), "mockery"
    assert not wants_generic(Label(Intent.PRAISE, Sentiment.NEGATIVE, confidence=0.9), "great")
    assert not wants_generic(Label(Intent.PRAISE, risks=frozenset({Risk.HATE}), confidence=0.9), "great")
    assert not wants_generic(Label(Intent.QUESTION, Sentiment.POSITIVE, confidence=0.9), "great")


def test_a_good_night_is_answered_with_a_good_night_in_the_fans_language() -> None:
    said = [
        past("good morning!", "good morning! coffee first", Intent.GREETING),
        past("good night!", "good night! the oven sleeps", Intent.GREETING),
        past("buenas noches", "buenas noches", Intent.GREETING, language="es"),
    ]
    pool = generics(said, Familiar.of(said))
    hello = Label(Intent.GREETING, language="en", confidence=0.9)
    assert [one.text for one in fitting(pool, "night night", hello, "")] == ["good night! the oven sleeps"]
    assert [one.text for one in fitting(pool, "good morning everyone", hello, "")] == ["good morning! coffee first"]


def test_what_was_used_lately_comes_last() -> None:
    pool = [Generic(past("wow", text), text, "praise") for text in ("a", "b", "c")]
    assert [one.text for one in rotated(pool, "x", ("b", "a"))] == ["c", "b", "a"]
    assert rotated(pool, "x", ()) == rotated(pool[::-1], "x", ())
