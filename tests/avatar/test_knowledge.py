"""Texts are cut into pieces that can be cited, and only what speaks of the question is told."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.knowledge import SIZE, Chunk, Shelf, best, chunks, wanted_of
from avatar.labels import Fact
from connectors.base import Cue

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

CUES = [
    Cue(0, "Welcome back, today I pack for the coast."),
    Cue(20, "I put the stove and the coffee in the left bag."),
    Cue(240, "and this one here is the thirty five millimetre, it stays on the camera all day"),
    Cue(270, "now let us see whether the rain stops"),
    Cue(300, "a sip of coffee and on we go along the river"),
    Cue(420, "the zoom lens I only take for the birds, seventy to two hundred"),
]
CAPTION = "A ride to the sea.\n\n0:00 Packing\n7:00 Birds\n\nThe tripod is a small one and weighs 900 grams. The tent is green.\nFlour: https://mill.example/rye"


def shelf(pieces: Sequence[Chunk], embed: Embed, source: str = "post", here: bool = True) -> Shelf:
    facts = [
        Fact(str(n), piece.text, "transcript" if piece.said else source, starts_at=piece.starts_at)
        for n, piece in enumerate(pieces)
    ]
    return Shelf(tuple(facts), tuple(pieces), embed([piece.key for piece in pieces]), here)


def told(text: str, embed: Embed, *shelves: Shelf) -> list[str]:
    return [fact.text for fact in best(text, embed([wanted_of(text)])[0], shelves)]


@pytest.fixture(scope="module")
def video(embedded: Embed) -> Shelf:
    return shelf(chunks(CAPTION, CUES), embedded)


@pytest.fixture(scope="module")
def answers(embedded: Embed) -> Shelf:
    asked = {
        "What camera do you use?": "A Sony A7 IV.",
        "Where do you live?": "In Porto.",
        "How old is your starter?": "Six years.",
        "How long does the dough rest?": "40 minutes.",
        "What tyres do you run?": "47 mm tubeless.",
    }
    return shelf([Chunk(text, question) for question, text in asked.items()], embedded, "faq", here=False)


def test_pieces_end_with_sentences_and_stay_short() -> None:
    pieces = chunks("The tyres are f/1.8 wide and soft, I like them. " * 40)
    assert len(pieces) > 5
    assert all(len(piece.text) <= SIZE and piece.text.endswith("them.") for piece in pieces)


def test_a_text_without_sentences_is_cut_between_words() -> None:
    pieces = chunks("flour " * 300)
    assert all(len(piece.text) <= SIZE and piece.text.replace("flour", "").strip() == "" for piece in pieces)
    assert sum(piece.text.count("flour") for piece in pieces) == 300
    assert [len(piece.text) for piece in chunks("x" * 700)] == [300, 300, 100]


def test_links_and_chapters_stand_alone_and_chapters_have_their_time() -> None:
    pieces = {piece.text: piece for piece in chunks(CAPTION)}
    assert pieces["7:00 Birds"].starts_at == 420 and pieces["7:00 Birds"].about == "Birds"
    assert "Flour: https://mill.example/rye" in pieces
    assert "The tripod is a small one and weighs 900 grams. The tent is green." in pieces


def test_what_is_said_keeps_its_times_and_breaks_at_pauses() -> None:
    said = chunks("", CUES)
    assert [piece.starts_at for piece in said] == [0, 240, 270, 300, 420]
    assert all(piece.said and piece.ends_at and piece.starts_at <= piece.ends_at for piece in said)
    talk = chunks("", [Cue(n * 2.0, "and so on and on") for n in range(200)])
    assert all(len(piece.text) <= SIZE and piece.ends_at - piece.starts_at <= 25 for piece in talk)  # type: ignore[operator]
    assert sum(piece.text.count("and so on") for piece in talk) == 200


def test_nothing_makes_no_pieces() -> None:
    assert chunks("") == chunks("\n\n … !! \n") == chunks("", []) == ()


@pytest.mark.parametrize(
    "question",
    [
        "At 4:12, which lens?",
        "which lens is that at 4:05",
        "4m10s what lens",
        "en el 4:12 qué lente es?",
        "en 4:05 qué lente es",
        "4:12 qual é a lente?",
        "aos 4:10 qual lente",
        "bei 4:12 welches Objektiv?",
        "welches Objektiv bei 4:05?",
        "4:12 pe konsa lens hai",
        "konsa lens 4:05 me",
        "minute 4, what lens is that?",
    ],
)
def test_a_question_with_a_place_is_answered_from_there(video: Shelf, embedded: Embed, question: str) -> None:
    assert told(question, embedded, video)[0] == CUES[2].text


@pytest.mark.parametrize(
    "question",
    [
        "At 9:30, which lens?",
        "which lens at 5:10?",
        "what song is that at 4:12?",
        "0:25 which lens?",
        "1:02:12 which lens",
        "at 4:12, where did you sleep?",
        "en el 9:30 qué lente?",
        "aos 9:30 qual lente?",
        "bei 9:30 welches Objektiv?",
        "9:30 pe konsa lens hai",
        "minute 9 which lens?",
        "second 30, which lens",
    ],
)
def test_a_question_with_a_place_is_answered_from_there_or_not_at_all(
    video: Shelf, answers: Shelf, embedded: Embed, question: str
) -> None:
    assert told(question, embedded, video, answers) == []


def test_a_time_that_is_part_of_an_answer_is_no_place_of_a_video(embedded: Embed) -> None:
    live = shelf(
        [Chunk("The live stream starts at 20:00.", "When does the live stream start?")], embedded, "faq", here=False
    )
    assert told("when does the live stream start, 20:00?", embedded, live) == ["The live stream starts at 20:00."]


@pytest.mark.parametrize(
    ("question", "piece"),
    [
        ("how heavy is the tripod?", "900 grams"),
        ("what colour is the tent?", "green"),
        ("where can I buy the flour", "mill.example"),
        ("what is in the left bag?", "left bag"),
        ("which lens do you take for birds?", "zoom"),
        ("cuánto pesa el trípode?", "900 grams"),
        ("quanto pesa o tripé?", "900 grams"),
        ("wie schwer ist das Stativ?", "900 grams"),
        ("tripod kitna heavy hai?", "900 grams"),
        ("qué lente usas para los pájaros?", "zoom"),
        ("welches Objektiv für Vögel?", "zoom"),
        ("link for the flour please", "mill.example"),
    ],
)
def test_what_speaks_of_the_question_is_told(video: Shelf, embedded: Embed, question: str, piece: str) -> None:
    assert piece in "\n".join(told(question, embedded, video)[:2])


@pytest.mark.parametrize(
    "question",
    [
        "do you repair dishwashers?",
        "how old are you?",
        "are you coming to Berlin?",
        "do you have a boyfriend?",
        "how much money do you make?",
        "cuántos años tienes?",
        "vas a venir a Madrid?",
        "quantos anos você tem?",
        "wie alt bist du?",
        "kommst du nach Berlin?",
        "aapki age kya hai?",
        "what is your favourite film?",
    ],
)
def test_what_nothing_speaks_of_gets_nothing(video: Shelf, answers: Shelf, embedded: Embed, question: str) -> None:
    assert told(question, embedded, video, answers) == []


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("which camera is that", "A Sony A7 IV."),
        ("qué cámara usas?", "A Sony A7 IV."),
        ("welche Kamera benutzt du?", "A Sony A7 IV."),
        ("que camera voce usa?", "A Sony A7 IV."),
        ("aap konsa camera use karte ho?", "A Sony A7 IV."),
        ("where do you live", "In Porto."),
        ("wo wohnst du", "In Porto."),
        ("dónde vives", "In Porto."),
        ("onde você mora?", "In Porto."),
        ("how long should the dough rest?", "40 minutes."),
        ("how old is the starter?", "Six years."),
        ("what tyres are these", "47 mm tubeless."),
    ],
)
def test_a_question_answered_once_is_answered_for_all(
    answers: Shelf, embedded: Embed, question: str, answer: str
) -> None:
    assert told(question, embedded, answers) == [answer]


@pytest.mark.parametrize(
    "question",
    [
        "how old are you?",
        "what shoes do you run in?",
        "what laptop do you use?",
        "do you live alone?",
        "how hot is the dough?",
        "where is the starter from?",
    ],
)
def test_a_question_that_only_sounds_alike_is_another_one(answers: Shelf, embedded: Embed, question: str) -> None:
    assert told(question, embedded, answers) == []


def test_the_post_at_hand_comes_before_others_and_six_are_the_most(embedded: Embed) -> None:
    here = shelf([Chunk("The lens is a 35 mm.")], embedded)
    there = shelf([Chunk(f"The lens number {n} is a zoom lens.") for n in range(9)], embedded, here=False)
    found = told("which lens?", embedded, there, here)
    assert found[0] == "The lens is a 35 mm." and len(found) == 6


def test_pieces_without_a_vector_are_found_by_their_words(embedded: Embed) -> None:
    piece = Chunk("The tripod is from Benro.")
    blank = Shelf((Fact("1", piece.text, "post"),), (piece,), np.zeros((1, 512), np.float32), here=True)
    assert told("which tripod?", embedded, blank) == ["The tripod is from Benro."]
