"""What is done to a message at its platform, by its name, so that another process can do it too: one that is killed then."""

import os
from collections.abc import Callable
from datetime import datetime

import connectors
from connectors.base import Connector
from connectors.limits import Moderation
from models import Message, SocialAccount, connect
from models.fields import utcnow
from pipeline.deliver import Line, deliver
from pipeline.moderate import moderate
from pipeline.review import withdraw
from settings import Settings, settings
from worker.ports import connector_of

REPLY, PRIVATE_REPLY = "reply", "reply in private"
TAKE_DOWN, TAKE_PRIVATE_DOWN = "take down", "take private reply down"
REPLIES = (REPLY, PRIVATE_REPLY)
TAKES_DOWN = {TAKE_DOWN: REPLY, TAKE_PRIVATE_DOWN: PRIVATE_REPLY}
"""What each of them takes down."""
PERSON = "ada"


def do(write: str, message_id: str, when_loaded: Callable[[], object] = lambda: None) -> None:
    """Load the message, and then: send its reply, take the reply down, or moderate what the fan wrote.

    Raises what the step raises. `when_loaded` is called once the document is in hand.
    """
    message = Message.objects.get(id=message_id)
    account = SocialAccount.objects.get(id=message.account_id)
    when_loaded()
    with connector_of(account) as connector:
        if write in REPLIES:
            deliver(message, account, Line(connector, connectors.get(account.platform)), due(message))
        else:
            _decided(write, message, connector)


def _decided(write: str, message: Message, connector: Connector) -> None:
    if write in TAKES_DOWN:
        withdraw(message, PERSON, connector)
    else:
        moderate(message, connector, Moderation(write), PERSON)


def due(message: Message) -> datetime:
    """Now, or when the message may go: after its undo window, and when it is its turn."""
    return max([utcnow(), *filter(None, (message.send_after, message.slot_at))])


def do_in_a_process(environment: dict[str, str], write: str, message_id: str) -> None:
    """The same as all that a fresh process does, with this environment."""
    os.environ.clear()
    os.environ.update(environment)
    Settings.model_config["env_file"] = None
    settings.cache_clear()
    connect()
    do(write, message_id)
