"""What a fan tells of themselves is noticed in five languages; what is too private, asked or only supposed is not."""

from datetime import UTC, datetime

import pytest

from avatar.memory import LONGEST, worth_remembering

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a wednesday


def noticed(text: str, language: str) -> list[str]:
    return [noted.text for noted in worth_remembering(text, language, NOW)]


TOLD = [
    ("en", "call me Sam!", "Wants to be called Sam."),
    ("en", "my name’s priya and I love this", "Wants to be called Priya."),
    ("es", "me llamo Lucía, hola", "Wants to be called Lucía."),
    ("es", "llámame Nacho porfa", "Wants to be called Nacho."),
    ("pt", "me chamo Bia", "Wants to be called Bia."),
    ("pt", "pode me chamar de Duda", "Wants to be called Duda."),
    ("de", "ich heiße Jonas", "Wants to be called Jonas."),
    ("de", "nenn mich Fritzi", "Wants to be called Fritzi."),
    ("hi", "mera naam Ravi hai", "Wants to be called Ravi."),
    ("hi", "mujhe Sonu bulao", "Wants to be called Sonu."),
    ("en", "I live in Porto, do you ever come here?", "Writes from Porto."),
    ("en", "i live in new york", "Writes from New York."),
    ("en", "greetings from sunny Lisbon", "Writes from Lisbon."),
    ("en", "I just moved to the Netherlands", "Writes from the Netherlands."),
    ("es", "vivo en Granada y me encanta", "Writes from Granada."),
    ("es", "saludos desde Chile", "Writes from Chile."),
    ("pt", "moro em Recife", "Writes from Recife."),
    ("pt", "beijos de Portugal", "Writes from Portugal."),
    ("de", "ich wohne in Leipzig", "Writes from Leipzig."),
    ("de", "Grüße aus Hamburg", "Writes from Hamburg."),
    ("de", "ich bin nach Wien gezogen", "Writes from Wien."),
    ("hi", "main Pune mein rehta hun", "Writes from Pune."),
    ("hi", "main Delhi se hun", "Writes from Delhi."),
    ("en", "my exam is on friday wish me luck", "Has an exam on Friday, 27 November 2026."),
    ("en", "I have a driving test tomorrow", "Has a driving test on Thursday, 26 November 2026."),
    ("es", "tengo un examen el viernes", "Has an exam on Friday, 27 November 2026."),
    ("es", "mi boda es el sábado", "Has a wedding on Saturday, 28 November 2026."),
    ("pt", "tenho prova na sexta", "Has an exam on Friday, 27 November 2026."),
    ("pt", "meu casamento é no sábado", "Has a wedding on Saturday, 28 November 2026."),
    ("de", "ich habe am Freitag eine Prüfung", "Has an exam on Friday, 27 November 2026."),
    ("de", "meine Hochzeit ist am Samstag", "Has a wedding on Saturday, 28 November 2026."),
    ("hi", "kal mera exam hai", "Has an exam on Thursday, 26 November 2026."),
    ("hi", "mera exam friday ko hai", "Has an exam on Friday, 27 November 2026."),
    ("en", "my birthday is on May 3rd", "Has a birthday on 3 May."),
    ("es", "mi cumpleaños es el 3 de mayo", "Has a birthday on 3 May."),
    ("pt", "meu aniversário é dia 3 de maio", "Has a birthday on 3 May."),
    ("de", "mein Geburtstag ist am 3. Mai", "Has a birthday on 3 May."),
    ("hi", "mera birthday 3 may ko hai", "Has a birthday on 3 May."),
    ("en", "I have a dog called Luna", "Has a dog called Luna."),
    ("en", "my cat Miso loves you", "Has a cat called Miso."),
    ("es", "tengo una perra que se llama Nube", "Has a dog called Nube."),
    ("pt", "tenho um cachorro chamado Bento", "Has a dog called Bento."),
    ("de", "ich habe einen Hund namens Balu", "Has a dog called Balu."),
    ("de", "meine Katze heißt Mimi", "Has a cat called Mimi."),
    ("hi", "mere paas ek kutta hai", "Has a dog."),
    ("hi", "meri cat ka naam Mini hai", "Has a cat called Mini."),
    ("en", "I am learning the ukulele", "Plays or practises “ukulele”."),
    ("es", "toco la guitarra", "Plays or practises “guitarra”."),
    ("pt", "toco violão", "Plays or practises “violão”."),
    ("de", "ich spiele Gitarre", "Plays or practises “Gitarre”."),
    ("hi", "main guitar bajata hun", "Plays or practises “guitar”."),
    ("en", "I bought a Sony A7 IV because of you", "Has “Sony A7 IV”."),
    ("es", "me compré una bici nueva", "Has “bici nueva”."),
    ("pt", "comprei uma bicicleta nova", "Has “bicicleta nova”."),
    ("de", "ich habe mir ein neues Fahrrad gekauft", "Has “neues Fahrrad”."),
    ("hi", "mere paas ek gopro hai", "Has “gopro”."),
    ("en", "I just passed my driving test!", "Told you: “I just passed my driving test”."),
    ("es", "aprobé el examen de conducir!!", "Told you: “aprobé el examen de conducir”."),
    ("pt", "passei no vestibular!", "Told you: “passei no vestibular”."),
    ("de", "ich habe endlich die Prüfung bestanden", "Told you: “ich habe endlich die Prüfung bestanden”."),
    ("hi", "maine aaj driving test pass kar liya", "Told you: “maine aaj driving test pass kar”."),
    (
        "en",
        "The first video I watched was the rye one",
        "How they found you: “The first video I watched was the rye one”.",
    ),
    ("es", "el primer video que vi fue el del pan", "How they found you: “el primer video que vi fue el del pan”."),
    (
        "pt",
        "o primeiro vídeo que eu vi foi o da massa",
        "How they found you: “o primeiro vídeo que eu vi foi o da massa”.",
    ),
    (
        "de",
        "das erste Video, das ich gesehen habe, war das mit dem Brot",
        "How they found you: “das erste Video, das ich gesehen habe, war das mit dem Brot”.",
    ),
    ("hi", "aapko 2019 se follow kar raha hun", "How they found you: “aapko 2019 se follow”."),
]


@pytest.mark.parametrize(("language", "text", "memory"), TOLD)
def test_what_a_fan_tells_is_noticed(language: str, text: str, memory: str) -> None:
    assert memory in noticed(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "do you live in Porto?"),
        ("en", "I wish I lived in Porto"),
        ("en", "I don't live in Porto"),
        ("en", "if I had a dog I would call him Rye"),
        ("en", "my exam was on friday"),
        ("en", "i live in fear"),
        ("en", "we live in hope"),
        ("en", "i play it on loop"),
        ("en", "I have a question"),
        ("en", "i finished watching your video"),
        ("en", "call me crazy but no"),
        ("en", "what a great dog"),
        ("en", "I have never had a cat"),
        ("es", "no vivo en Granada"),
        ("es", "¿vives en Granada?"),
        ("es", "vivo con miedo"),
        ("es", "ojalá tuviera una bici"),
        ("es", "tengo una duda"),
        ("pt", "não moro em Recife"),
        ("pt", "eu queria morar em Recife"),
        ("pt", "você mora em Recife?"),
        ("pt", "tenho uma dúvida"),
        ("de", "ich wohne nicht in Leipzig"),
        ("de", "wohnst du in Leipzig?"),
        ("de", "ich hätte gern einen Hund"),
        ("de", "ich habe eine Frage"),
        ("hi", "kaash main Pune mein rehta"),
        ("hi", "aap Pune mein rehte ho?"),
        ("hi", "mera exam nahi hai friday ko"),
        ("hi", "mera ek sawaal hai"),
    ],
)
def test_questions_wishes_and_denials_tell_nothing(language: str, text: str) -> None:
    assert noticed(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I have cancer and I live in Porto"),
        ("en", "My sister lives in Rome"),
        ("en", "I live in 12 Baker Street, London"),
        ("en", "I'm gay and I live in Austin"),
        ("en", "I live in Leeds, mail me at x@y.org"),
        ("en", "I just passed my exam thanks to Jesus"),
        ("es", "tengo depresión y vivo en Granada"),
        ("es", "mi marido vive en Lima"),
        ("es", "vivo en Lima, mi número es 600 123 123"),
        ("pt", "estou desempregado e moro em Recife"),
        ("pt", "minha mãe mora em Porto"),
        ("pt", "sou evangélica e moro em Natal"),
        ("de", "ich bin schwanger und wohne in Leipzig"),
        ("de", "meine Schwester heißt Anna"),
        ("de", "ich wähle die SPD und wohne in Kiel"),
        ("hi", "mujhe depression hai aur main Pune mein rehta hun"),
        ("hi", "mera bhai Pune mein rehta hai"),
        ("hi", "main muslim hun aur main Delhi se hun"),
    ],
)
def test_a_sentence_with_something_too_private_is_left_out_whole(language: str, text: str) -> None:
    assert noticed(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm 13. I live in Porto."),
        ("en", "I'm in 7th grade! Call me Sam."),
        ("en", "My son loves you. I live in Porto."),
        ("es", "tengo 12 años. Vivo en Lima."),
        ("pt", "tenho 14 anos. Moro em Recife."),
        ("de", "ich bin 15. Ich wohne in Kiel."),
        ("hi", "main class 9 me hun. Main Pune mein rehta hun."),
    ],
)
def test_nothing_of_a_whole_message_is_kept_where_a_child_may_write(language: str, text: str) -> None:
    assert noticed(text, language) == []


def test_a_private_sentence_does_not_silence_the_others() -> None:
    assert noticed("I broke my leg. I live in Porto!", "en") == ["Writes from Porto."]


def test_in_other_languages_nothing_is_noticed() -> None:
    assert noticed("j'habite à Lyon. I live in Lyon", "fr") == []


def test_one_message_can_tell_several_things_and_each_is_short() -> None:
    text = (
        "Call me Sam. I live in Porto, my exam is on friday. The first video I watched was "
        + "that very long one " * 30
    )
    found = noticed(text, "en")
    assert {"Wants to be called Sam.", "Writes from Porto."} < set(found)
    assert all(len(one) <= LONGEST for one in found)


@pytest.mark.parametrize(
    "text",
    ["", "?", "my", "🙂" * 50, "I live in", "call me", "x" * 5000, "my name is ...", "I live in .", "i live in '"],
)
def test_any_text_is_read(text: str) -> None:
    assert noticed(text, "en") == []
