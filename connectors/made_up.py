"""A made-up creator at the stand-ins, for whoever wants to try Fanmail without an account of their own."""

from dataclasses import dataclass

from connectors.errors import Unavailable
from connectors.http import call
from settings import settings

_WHERE = "the pretended platform"


@dataclass(frozen=True)
class MadeUp:
    """Where the creator lives, and by which name."""

    platform: str
    username: str


def can_make_up() -> bool:
    """Whether stand-ins are there at all: in the demo and in tests."""
    return bool(settings().sandbox_url)


def make_up(key: str) -> MadeUp:
    """The creator of whoever has this key; the same key, the same creator. Raises Unavailable when the stand-ins do not answer."""
    address = f"{settings().sandbox_url.rstrip('/')}/control/creators"
    answer = call(_WHERE, "POST", address, write=False, json={"key": key})  # asking twice makes nothing twice
    found = answer.json() if answer.is_success else {}
    if not found.get("platform"):
        raise Unavailable(_WHERE, "The pretended platform could not make a creator up.")
    return MadeUp(found["platform"], found["username"])
