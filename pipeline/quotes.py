"""What a fan wrote stands beside the creator's own words, as an example, and as a quote where a draft was shown with that example."""

from collections.abc import Sequence
from typing import Any

from models import Message, Relabel, ReplyExample, Trial
from models.lifecycle import Lost

_TRIES = 3


def forget_words_of(message: Message) -> None:
    """The fan took this message back: what the creator answered stays, the fan's words go everywhere."""
    Relabel.objects(message_id=message.id).delete()
    thread = ReplyExample.objects(account_id=message.account_id, conversation_id=message.conversation_id)
    answers = thread.only("workspace_id", "vector", "answers", "fan_text")
    forget_fans([one for one in answers if one.answers == message.external_id and one.fan_text])


def forget_fans(examples: Sequence[ReplyExample]) -> None:
    """Take the fans out of these examples: their words, names, their half of the vector, and every quote in a draft.

    Raises Lost when a quoting message moves too fast; done again it does the rest.
    """
    _forget_quotes(examples)
    Trial.objects(example_id__in=[example.id for example in examples]).delete()
    for example in examples:
        vector = {"set__vector": example.vector_of_reply} if example.vector else {}
        ReplyExample.objects(id=example.id).update_one(**vector, **unset("fan_text", "fan_username", "read_at"))


def unset(*names: str) -> dict[str, Any]:
    """An update that takes these fields away."""
    return {f"unset__{name}": True for name in names}


def _forget_quotes(examples: Sequence[ReplyExample]) -> None:
    """Drafts for any account of a workspace may have been shown with its examples."""
    ids = {str(example.id) for example in examples}
    for workspace_id in {example.workspace_id for example in examples}:
        quoting = Message.of(workspace_id).filter(reply__examples__example_id__in=sorted(ids))
        for message in quoting.only("status", "revision", "reply.examples"):
            _forget_in(message, ids)


def _forget_in(message: Message, ids: set[str]) -> None:
    """Its revision stays: whoever is sending it just now must not lose it."""
    for _ in range(_TRIES):
        shown = message.reply.examples
        for used in shown:
            used.fan_text = "" if used.example_id in ids else used.fan_text
        as_seen = Message.objects(id=message.id, status=message.status, revision=message.revision)
        if as_seen.update_one(set__reply__examples=shown):
            return
        message.reload("status", "revision", "reply")
    raise Lost(f"{message.id} keeps moving")
