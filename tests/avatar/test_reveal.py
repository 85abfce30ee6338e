"""Disguised letters: what a person reads, the classifier reads."""

import pytest

from avatar.reveal import is_disguised, reveal

DISGUISES = [
    "ⓒⓗⓔⓒⓚ ⓜⓨ channel", "сhеck mу сhаnnеl", "ch3ck my ch4nn3l", "𝓬𝓱𝓮𝓬𝓴 my channel", "🅲🅷🅴🅲🅺 my channel",
    "🇨🇭🇪🇨🇰 my channel", "cʜᴇᴄᴋ ᴍʏ channel", "c\u200bhe\u200bck my channel", "c-h-e-c-k my channel", "c h e c k my channel",
]  # fmt: skip
PLAIN = ["at 3:05 you say h264 and mp3", "привет мир", "canción año", "sooo good!!", "1,2,3 a b", "U.S.A. rocks"]


@pytest.mark.parametrize("text", DISGUISES)
def test_a_disguise_is_seen_and_seen_through(text: str) -> None:
    assert reveal(text).split() == ["check", "my", "channel"]
    assert is_disguised(text)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_left_alone(text: str) -> None:
    assert not is_disguised(text)
    assert reveal(text).replace("soo", "sooo") == text.lower()
