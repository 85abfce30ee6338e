import pytest

from avatar.moments import place_in

SECOND = 4 * 60 + 12.0


@pytest.mark.parametrize(
    "text",
    [
        "At 4:12, which lens?", "what is that thing at 4m12s", "4 min 12 sec what was that", "0:04:12 song name?",
        "en el 4:12 qué lente es?", "a los 4:12 qué dices?", "aos 4:12 qual é a lente?", "no 4:12, que música é?",
        "bei 4:12 welches Objektiv?", "was sagst du bei 4:12", "4:12 pe konsa lens hai", "4:12 par kya bola",
    ],
)  # fmt: skip
def test_a_second_is_a_place_with_some_seconds_around_it(text: str) -> None:
    place = place_in(text)
    assert place and place.begin < SECOND < place.end and place.end - place.begin < 30


@pytest.mark.parametrize(
    "text",
    [
        "minute 4 what lens", "min 4 please", "at the 4th minute, what is it", "4 minutes in, what is that", "en el minuto 4 qué es",
        "minuto 4 cómo se llama", "no minuto 4 o que é", "min 4 qual música", "in Minute 4 was ist das", "4. Minute was ist das",
        "4 min pe kya hai", "minute 4 me kya tha",
    ],
)  # fmt: skip
def test_a_minute_is_all_of_it(text: str) -> None:
    place = place_in(text)
    assert place and (place.begin, place.end) == (240, 300)


@pytest.mark.parametrize(
    "text",
    [
        "is the stream at 4:12 pm?", "um 20:00 Uhr?", "a las 20:30 hs?", "às 20:30 horas?", "bake it for 40 minutes?", "which lens?",
        "was it 4 or 12?", "cuántos minutos reposa?", "wie viele Minuten?", "after 4 minutes what do I do", "in 4 minutes?", "",
    ],
)  # fmt: skip
def test_a_time_of_day_or_a_duration_is_no_place(text: str) -> None:
    assert place_in(text) is None


def test_hours_count_and_nothing_begins_before_the_video() -> None:
    late, early = place_in("1:04:12 song?"), place_in("0:03?")
    assert late and late.begin < 3_852 < late.end
    assert early and early.begin == 0
    assert late.overlaps(3_850, 3_853) and not late.overlaps(3_700, 3_750)
