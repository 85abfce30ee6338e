"""Who poses as the creator, and who only shares a name."""

import pytest

from avatar.impostor import Own, impostor

OWN = Own(("nika.vidal",), ("Nika Vidal",))


@pytest.mark.parametrize(
    "username",
    [
        "nika_vidal", "nikavidal", "nika.vidaI", "n1ka.vidal", "nіka.vіdal", "nika.vidal_", "nika.vidal.official", "official_nikavidal",
        "real.nika.vidal", "nika.vidal2", "nikka.vidal", "nika.vdial", "nikavidal_telegram", "nika.vidal.giveaway", "_nika_vidal_vip_",
        "NIKA.VIDAL.BACKUP",
    ],
)  # fmt: skip
def test_a_copied_name_is_seen(username: str) -> None:
    reason = impostor(username, "", "hey dear, write me", OWN)
    assert username in reason and "copies your name" in reason


@pytest.mark.parametrize(
    "username",
    [
        "nika.vidal", "@Nika.Vidal", "nika", "nika_88", "vidal.family", "nika.vidal.fans", "fan_of_nika.vidal", "nika.vidal_updates",
        "monika.vidaler", "annika.vidal.baker", "paul", "", "nika.viola",
    ],
)  # fmt: skip
def test_the_creator_and_fans_with_a_name_like_it_are_no_impostors(username: str) -> None:
    assert impostor(username, "Nika", "love this so much", OWN) == ""


def test_the_same_name_alone_proves_nothing_but_with_a_lure_it_does() -> None:
    assert impostor("baker99", "Nika Vidal", "love this", OWN) == ""
    for lure in ("you won! write me on telegram", "claim it at bit.ly/x7", "call +44 7700 900123"):
        assert "has your name" in impostor("baker99", "Nika Vidal", lure, OWN)
    assert impostor("baker99", "Paul", "you won! write me on telegram", OWN) == ""


def test_short_names_are_left_alone() -> None:
    assert impostor("ana_", "", "hi", Own(("ana",))) == ""
