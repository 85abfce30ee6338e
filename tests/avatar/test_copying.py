"""How much of a text stands word for word in one past reply."""

import pytest

from avatar.copying import MOST_COPIED_WORDS, Said, joined, pieces, sentences, shortened, spoken

LONG = "the oven was cold and the wind came in through the door all night"
SAID = Said.of(
    [LONG, "thank you so much for being here with me on this slow road", "oh yes! thank you so much for being here"]
)


def test_the_longest_run_shared_with_one_reply_is_counted_in_words() -> None:
    assert SAID.longest_copied_run("She said the wind came in through a window") == 5
    assert SAID.longest_copied_run("nothing of mine") == 0
    assert SAID.longest_copied_run(LONG.upper() + " 🍞") == len(LONG.split())


def test_words_of_two_replies_side_by_side_are_no_longer_run() -> None:
    assert SAID.longest_copied_run("the door all night slow road") == 4
    assert SAID.longest_copied_run("all night thank you") == 2


def test_what_stands_in_two_replies_is_a_stock_phrase_until_it_goes_on() -> None:
    assert SAID.longest_copied_run("thank you so much for being here") == 0
    assert SAID.longest_copied_run("thank you so much for being here with me") == 9


def test_a_reply_within_the_bound_stays_whole() -> None:
    said = Said.of(["hot water, no soap", LONG])
    assert shortened("hot water, no soap", said) == "hot water, no soap"
    assert shortened(f"welcome! {LONG}", said) == "welcome!"


def test_a_reply_is_shortened_to_what_it_begins_with() -> None:
    text = "hot water and no soap. it remembers everything you do. i mean it!"
    assert shortened(text, Said.of([text])) == "hot water and no soap."
    late = f"{LONG}. he lost"
    assert shortened(late, Said.of([late])) == "", "what follows leans on what was said first"


def test_a_shortened_reply_always_keeps_the_bound() -> None:
    texts = [LONG, "a b c d e f g h i j. k l m", "one two three. four five six seven. eight nine ten", "x, " * 20]
    said = Said.of(texts)
    assert all(said.longest_copied_run(shortened(text, said)) <= MOST_COPIED_WORDS for text in texts)


def test_sentences_end_at_marks_emoji_and_lines() -> None:
    assert sentences("thank youuu! coal 🍞 try again\nreally") == ["thank youuu!", "coal 🍞", "try again", "really"]
    assert sentences("2.3 bar in front. see fan.mail/x, 1,000 times") == [
        "2.3 bar in front.",
        "see fan.mail/x, 1,000 times",
    ]


@pytest.mark.parametrize("text", ["2.3 bar. 47 mm 🍞 and 1.5 l!", "…", "", "a.b c", "🍞 hi! (yes.) no", "x\n\ny?!"])
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert [word for sentence in sentences(text) for word in spoken(sentence)] == spoken(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("so good. and then it rained", ["so good."]),
        ("forty minutes, and whatever you do please do not lift the lid", ["forty minutes"]),
        ("yeah! you just turn it off because", ["yeah!"]),
        ("if you ever come through here in the rain, knock on my door", []),
        ("cuando llegues al puerto de la montaña en invierno, párate", []),
    ],
)
def test_pieces_stand_alone(text: str, found: list[str]) -> None:
    assert pieces(text) == found


def test_two_pieces_become_one_text() -> None:
    assert joined("haha yeah", "same here") == "haha yeah. same here"
    assert joined("haha!", "same here") == "haha! same here"
    assert joined("", "same") == "same"
