"""Accounts that pretend to be the creator: a copied name with a letter changed or a word added. Fans who share a name are not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from avatar.cues import LINK, PHONE
from avatar.reveal import reveal
from avatar.word_lists import patterns

SHORTEST = 6  # letters of a name that can be told from chance
SHORTEST_FOR_A_SLIP = 8  # letters of a name in which one other letter is no chance
_ADDS = patterns("impostor")["adds"]
_OFFERS = patterns("cues")["offers_money"]
_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("1", "i"), ("l", "i"), ("0", "o"), ("5", "s"), ("3", "e"), ("4", "a"))


@dataclass(frozen=True)
class Own:
    """What the creator is called: user names of the accounts, and names as people write them."""

    usernames: Sequence[str]
    names: Sequence[str] = ()


def impostor(username: str, name: str, text: str, own: Own) -> str:
    """The reason why who wrote seems to pose as the creator, as a sentence; "" when nothing says so.

    A name alone that is the same proves nothing; with an offer, a link or a number in the text it does.
    """
    copied = next((mine for mine in own.usernames if _copies(username, mine)), "")
    if copied:
        return f"It comes from @{username}, an account that copies your name."
    same = {_skeleton(one) for one in (*own.names, *own.usernames) if len(_skeleton(one)) >= SHORTEST}
    lures = LINK.search(text) or PHONE.search(text) or _OFFERS.search(text)
    if lures and _skeleton(name) in same:
        return "It comes from an account that has your name, and it wants people to go somewhere."
    return ""


def _copies(theirs: str, mine: str) -> bool:
    bare, own = _skeleton(theirs), _skeleton(mine)
    if len(own) < SHORTEST or theirs.lower().lstrip("@") == mine.lower().lstrip("@"):
        return False
    if bare == own or (len(own) >= SHORTEST_FOR_A_SLIP and _one_slip(bare, own)):
        return True
    rest = _rest(theirs, own)
    return rest is not None and (not rest or bool(_ADDS.fullmatch(rest)))


def _rest(theirs: str, own: str) -> str | None:
    """What stands beside the whole copied name, without digits and signs; None when the name is not there."""
    parts = [part for part in re.split(r"[\W\d_]+", reveal(theirs)) if part]
    for first in range(len(parts)):
        for last in range(first + 1, len(parts) + 1):
            if _skeleton("".join(parts[first:last])) == own:
                return "".join((*parts[:first], *parts[last:]))
    joined = _skeleton(theirs)
    letters = "".join(parts)
    if joined.startswith(own) and len(letters) == len(joined):
        return letters[len(own) :]
    if joined.endswith(own) and len(letters) == len(joined):
        return letters[: -len(own)]
    return None


def _skeleton(name: str) -> str:
    """What is left of a name when letters that look alike are one, and signs are gone."""
    plain = re.sub(r"[\W_]+", "", reveal(name))
    for sign, letter in _ALIKE:
        plain = plain.replace(sign, letter)
    return plain


def _one_slip(one: str, other: str) -> bool:
    """Whether a single letter was changed, added, left out, or two neighbours swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    tails = one[start:], other[start:]
    if len(one) == len(other):
        swapped = tails[0][:2] == tails[1][:2][::-1] and tails[0][2:] == tails[1][2:]
        return tails[0][1:] == tails[1][1:] or swapped
    longer, shorter = sorted(tails, key=len, reverse=True)
    return longer[1:] == shorter
