"""Words as people look for them."""

import pytest

from avatar.folding import MOST_KEYS, fits, folded, keys, sought, words


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Café CRÈME", "cafe creme"), ("ＡＢＣ", "abc"), ("Straße", "strasse"), ("Ελλάδα", "ελλαδα"), ("smørrebrød", "smorrebrod"),
     ("İstanbul", "istanbul"), ("शुक्रिया", "शुक्रिया"), ("がんばって", "がんばって"), ("Łódź", "lodz")],
)  # fmt: skip
def test_folding_leaves_out_what_people_leave_out(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_marks_that_belong_to_a_letter_do_not_cut_a_word() -> None:
    assert words("मुझे यह रोटी, पसंद!") == ["मुझे", "यह", "रोटी", "पसंद"]


@pytest.mark.parametrize(
    ("query", "text"),
    [("brea", "I love your bread!"), ("BREAD love", "i LOVE your bread"), ("cafe", "Un café?"), ("café", "un cafe"), ("रोटी", "यह रोटी है"),
     ("रो", "यह रोटी है"), ("パン", "このパンが好き"), ("好き", "このパンが好き"), ("빵", "이 빵 좋아요"), ("42", "route 42b"),
     ("", "anything")],
)  # fmt: skip
def test_a_query_finds_words_and_their_beginnings_in_any_language(query: str, text: str) -> None:
    assert fits(query, text)
    assert set(sought(query)) <= set(keys(text))


@pytest.mark.parametrize(
    ("query", "text"), [("read", "bread"), ("bread milk", "bread"), ("パン", "ご飯"), ("breads", "bread")]
)
def test_a_query_does_not_find_other_words(query: str, text: str) -> None:
    assert not fits(query, text)


def test_the_most_telling_key_leads_and_short_words_have_none() -> None:
    assert sought("the sourdough is") == ["sourdo", "the"]
    assert sought("is it") == [] and sought("パ") == []


def test_a_very_long_text_has_its_bounds() -> None:
    assert len(keys(" ".join(f"{number:04d}word" for number in range(2_000)))) == MOST_KEYS
