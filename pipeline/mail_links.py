"""The link at the end of a mail that ends such mails: signed, so that it works for who is signed out, and for nothing else."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from bson import ObjectId

from models.notification_choice import Kind
from settings import settings

_PURPOSE = "stop these mails"


@dataclass(frozen=True)
class Subscription:
    """One kind of mails to one member."""

    workspace_id: ObjectId
    user_id: ObjectId
    kind: Kind


def link_of(subscription: Subscription) -> str:
    """The whole address."""
    said = f"{subscription.workspace_id}.{subscription.user_id}.{subscription.kind}"
    return f"{settings().base_url.rstrip('/')}/mails/{said}.{_sign(said)}"


def read_link(token: str) -> Subscription | None:
    """What a link speaks of; None when it is not ours."""
    said, _, signed = token.rpartition(".")
    if not hmac.compare_digest(_sign(said).encode(), signed.encode()):
        return None
    workspace_id, user_id, kind = said.split(".")
    return Subscription(ObjectId(workspace_id), ObjectId(user_id), Kind(kind))


def _sign(said: str) -> str:
    return hmac.new(settings().secret_key.encode(), f"{_PURPOSE}\n{said}".encode(), sha256).hexdigest()[:40]
