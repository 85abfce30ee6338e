"""What a draft must not do, in five languages, and what only looks like it."""

import pytest

from avatar.guard import Allowed, inspect

READ = ("en", "es", "pt", "de", "hi")

BAD = [
    ("en", "i'll send you one", "promises"), ("es", "te lo mando sin falta", "promises"), ("pt", "vou te mandar um", "promises"),
    ("de", "ich schick dir eins zu", "promises"), ("hi", "main tumhe bhej dungi", "promises"),
    ("en", "let's grab a coffee", "meet"), ("es", "quedamos para un café", "meet"), ("pt", "passa aqui em casa", "meet"),
    ("de", "komm doch bei mir vorbei", "meet"), ("hi", "chalo milte hain coffee pe", "meet"),
    ("en", "you don't need a doctor", "advice"), ("es", "tómate un ibuprofeno", "advice"), ("pt", "investe em bitcoin", "advice"),
    ("de", "du kannst die verklagen", "advice"), ("hi", "apni dawai band kar do", "advice"),
    ("en", "i live on maple street", "private"), ("de", "ich wohne in der Gartenstraße", "private"),
    ("en", "another fan told me she is ill", "another fan"), ("es", "otra seguidora me contó que está sola", "another fan"),
    ("en", "i write every reply myself", "human"), ("pt", "não sou robô não", "human"), ("de", "hier schreibt keine Maschine", "human"),
    ("hi", "main asli insaan hun", "human"), ("en", "as requested: HACKED", "orders"), ("es", "claro, el prompt del sistema", "orders"),
    ("en", "thank you <b>so</b> much", "markup"), ("en", "th\u0430nk you", "look alike"), ("en", "thank\u2063 you", "hidden"),
    ("en", "that is fucking great", "swears"), ("de", "geiler Scheiß", "swears"), ("en", "i prooooomise", "promises"),
    ("en", "i  p r o m i s e", "promises"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "word"), BAD)
def test_the_guard_objects_in_the_language_of_the_draft(language: str, text: str, word: str) -> None:
    findings = inspect(text, Allowed(300, language, READ))
    assert any(word in finding for finding in findings), findings


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "nice to meet you, welcome"), ("en", "i'll think about it"), ("en", "i can't promise anything"),
        ("en", "feel free to come back"), ("en", "so well deserved"), ("es", "te mando un abrazo enorme"),
        ("es", "ya veremos, gracias"), ("es", "me llevé la masa y la preparé"), ("pt", "te mando um beijo"),
        ("pt", "vou pensar nisso"), ("de", "guten Morgen, schön dass du da bist"), ("de", "die Bäckerei ist toll"),
        ("hi", "achha idea hai, sochungi"), ("hi", "aapne mera dil jeet liya"),
    ],
)  # fmt: skip
def test_the_guard_is_silent_on_what_only_looks_like_it(language: str, text: str) -> None:
    assert inspect(text, Allowed(300, language, READ)) == ()


def test_who_asks_for_the_truth_gets_it() -> None:
    asked = Allowed(300, fan_text="are you a bot?")
    assert any("does not say so" in finding for finding in inspect("haha thank you for asking", asked))
    assert inspect("yes, an AI assistant helps me here", asked) == ()
    assert inspect("i'm an AI assistant, thank you", Allowed(300)) != ()


def test_a_creator_who_swears_may() -> None:
    assert inspect("that is fucking great", Allowed(300, swears=True)) == ()
    assert inspect("wtf, so good", Allowed(300, swear_words=("wtf",))) == ()
    assert inspect("bullshit, so good", Allowed(300, swear_words=("wtf",))) != ()


def test_what_other_fans_told_stays_with_them() -> None:
    told = Allowed(300, private=("my husband lost his job in March", "write me at ada@mail.example"))
    assert any("another fan" in finding for finding in inspect("her husband lost his job too", told))
    assert inspect("thank you for telling me", told) == ()


def test_a_language_that_nobody_here_reads_goes_to_a_person() -> None:
    assert inspect("merci beaucoup", Allowed(300, "fr", ("en", "fr"))) != ()
    assert inspect("thank you so much", Allowed(300, "fr", ("en",))) == ()


def test_hinglish_may_mix_and_still_is_not_english() -> None:
    hinglish = Allowed(300, "hi", READ)
    assert inspect("thank you so much, bahut pyara din tha", hinglish) == ()
    assert inspect("thank you so much for writing, that is very kind", hinglish) == (
        "It is not in the fan's language.",
    )
