"""Asking the local model server for one adapter: by its name for us, by its place in a list for the server.

Places shift when an adapter comes or goes, and an answer in somebody else's voice must never happen. So the server takes a second key,
made of its list, and refuses a question that was meant for another list.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import openai

from connectors.errors import Unavailable
from connectors.training.runner_folder import SEPARATOR


def parted(name: str) -> tuple[str, str]:
    """Base model and adapter of a model's name; the adapter is "" for most."""
    base, _, adapter = name.partition(SEPARATOR)
    return base, adapter


def list_key(key: str, adapters: Sequence[str]) -> str:
    """The key of a server that has these adapters in this order."""
    return hmac.new(key.encode(), "\n".join(adapters).encode(), hashlib.sha256).hexdigest()


def answer_of(client: openai.OpenAI, adapter: str, body: Mapping[str, Any]) -> Any:
    """The endpoint's answer to `body`, in the voice of `adapter` unless that is "".

    Raises Unavailable when the server does not have it (yet: it needs some seconds for a new one), and what the client raises.
    """
    if not adapter:
        return client.post("/chat/completions", cast_to=object, body=body)
    for _ in range(2):
        has = _adapters(client)
        if adapter not in has:
            break
        chosen = {**body, "lora": [{"id": has.index(adapter), "scale": 1.0}]}
        headers = {"Authorization": f"Bearer {list_key(client.api_key, has)}"}
        try:
            return client.post("/chat/completions", cast_to=object, body=chosen, options={"headers": headers})
        except openai.AuthenticationError:
            continue  # another list since
    raise Unavailable("language model", "The tuned language model is not loaded just now.")


def _adapters(client: openai.OpenAI) -> list[str]:
    """What the server has, in its order. The list lies beside /v1."""
    at = urlsplit(str(client.base_url))
    address = urlunsplit((at.scheme, at.netloc, at.path.rstrip("/").removesuffix("/v1") + "/lora-adapters", "", ""))
    found: Any = client.get(address, cast_to=object)
    if not isinstance(found, list):
        raise Unavailable("language model", "The language model server's list of tuned models could not be read.")
    return [PurePath(one["path"]).stem for one in found]
