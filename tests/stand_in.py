"""A creator and fans in the pretended world of the stand-in platforms."""

import random
import time
from typing import Any

import connectors
from connectors.base import DIRECT_MESSAGE, Identity, Tokens
from connectors.world import World
from models import SocialAccount


def people_at(world: World, platform: str) -> tuple[Tokens, Identity]:
    """A creator with posts at one stand-in platform, and tokens that act for it."""
    id = "UC" + "creator".ljust(22, "0") if platform == "youtube" else "17841400000000001"
    world.add_account(platform, id, "nika", "Nika Vidal", account_type="Media_Creator")
    for number in range(2):
        world.add_post(platform, id, f"{platform}post{number}", f"Bread {number}", "with seeds", time.time() - 3_600)
    kind = "access" if platform == "youtube" else "long"
    world.keep_token(
        f"{platform}-token", platform, id, kind, 50 * 86_400, " ".join(connectors.get(platform).oauth().scopes)
    )
    return Tokens(f"{platform}-token"), Identity(id, "nika", "Nika Vidal")


def write(world: World, account: SocialAccount, number: int, kind: str, text: str = "") -> Any:
    """A fan writes: a comment of its own, or a direct message in one of seven conversations."""
    fan = f"fan{number % 7}"
    author = world.person(account.platform, fan)
    id = f"{number + 1:05d}" + "".join(random.choices("0123456789", k=12))
    place = {"post_id": f"{account.platform}post{number % 2}", "conversation_id": id}
    if kind == DIRECT_MESSAGE:
        place = {"conversation_id": author}
    words = text or random.choice(
        ["love this so much", "you are the best", "gracias por todo", "which flour is that?", "danke dir"]
    )
    return world.add_entry(
        account.platform, account.external_id, kind, id, author, f"{words} {number}", author_username=fan, author_name=fan, **place
    )  # fmt: skip


def our_replies(world: World) -> list[Any]:
    """What stands on all platforms that came through our connectors."""
    return [entry for platform in connectors.platforms() for entry in world.entries(platform, "via_api=1")]
