"""`python -m web.commands rotate-keys`: what an operator does by hand, a sentence for each outcome."""

import argparse
import sys

import models
from connectors.errors import ConnectorError
from connectors.payments import Offer
from connectors.stripe_sync import sync
from models import Fan, PasswordLink, SecondFactor, User, Workspace
from models.fan import name_key
from models.fields import utcnow
from models.keys import rewrite_tokens
from pipeline.indexing import index_stored
from pipeline.members import note_everywhere
from pipeline.plans import ORDER, PLANS, Limit
from web.mails import password_link

_AUTO_SEND = ("auto_send", "Replies that are sent by themselves")


def say(sentence: str) -> None:
    """To whoever typed the command."""
    sys.stdout.write(sentence)


def rotate_keys() -> int:
    """Write every stored token again under the first key of ENCRYPTION_KEYS. Returns the exit status: 1 when some cannot be read."""
    counted = rewrite_tokens(models.DOCUMENTS)
    say(f"{counted.rewritten} tokens were written again under the newest key, {counted.newest} had it already.\n")
    if counted.unreadable:
        say(
            f"{counted.unreadable} cannot be read: their key is not in ENCRYPTION_KEYS. Put it back and run this again.\n"
        )
        return 1
    say("The older keys may be removed from ENCRYPTION_KEYS now.\n")
    return 0


def password(email: str) -> int:
    """Print a link by which this person writes a new password. Returns the exit status: 1 when nobody has that address."""
    user = User.known(email)
    if user is None:
        return _nobody(email)
    note_everywhere(user.id, "member.password_link_asked", "by whoever runs this machine")
    say(f"{user.name} writes a new password here, once, within an hour:\n{password_link(_link_for(user))}\n")
    return 0


def second_factor_off(email: str) -> int:
    """Let somebody in without the phone and the codes they lost. Returns the exit status: 1 when nobody has that address."""
    user = User.known(email)
    if user is None:
        return _nobody(email)
    SecondFactor.turn_off(user.id)
    note_everywhere(user.id, "member.factor_off", "by whoever runs this machine")
    say(f"{user.name} signs in with the password alone now.\n")
    return 0


def index_messages() -> int:
    """Make findable what was stored before there was a search. May be run again at any time."""
    count = sum(index_stored(workspace, utcnow()) for workspace in Workspace.objects())
    named = 0
    for fan in Fan.objects(name_key="").only("username"):
        if fan.username:
            named += Fan.objects(id=fan.id).update_one(set__name_key=name_key(fan.username))
    say(f"{count} messages and {named} fans can be found now that could not before.\n")
    return 0


def plans_sync(dry: bool) -> int:
    """Bring products and prices at Stripe in line with the table of plans, and say what differed. Returns the exit status."""
    try:
        differences = sync(offers(), Limit.REPLIES, dry)
    except ConnectorError as error:
        say(f"{error.sentence}\n")
        return 1
    for sentence in differences:
        say(f"{sentence}\n")
    done = "Nothing was changed." if dry else "All of it is mended."
    say(done + "\n" if differences else "Stripe has everything as the table of plans says.\n")
    return 0


def offers() -> list[Offer]:
    """What is sold: the plans that have a price."""
    sold = ((plan, PLANS[plan]) for plan in ORDER)
    return [
        Offer(plan, terms.title, terms.monthly, terms.yearly, terms.metered, ((_AUTO_SEND,) if terms.auto_send else ()))
        for plan, terms in sold
        if terms.monthly or terms.yearly or terms.metered
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m web.commands", description="What an operator does by hand.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("rotate-keys", help="re-encrypt all stored tokens with the newest key")
    commands.add_parser("index-messages", help="make letters findable that were stored before there was a search")
    for name, purpose in (
        ("password", "print a link to a new password"),
        ("second-factor-off", "turn somebody's second factor off"),
    ):
        commands.add_parser(name, help=purpose).add_argument("email")
    syncing = commands.add_parser("plans-sync", help="bring products and prices at Stripe in line with the plans")
    syncing.add_argument("--dry", action="store_true", help="only say what differs")
    asked = parser.parse_args()
    if asked.command == "plans-sync":
        return plans_sync(asked.dry)
    models.connect()
    if asked.command in ("rotate-keys", "index-messages"):
        return {"rotate-keys": rotate_keys, "index-messages": index_messages}[asked.command]()
    return {"password": password, "second-factor-off": second_factor_off}[asked.command](asked.email)


def _link_for(user: User) -> str:
    return PasswordLink.make(user.id, utcnow())


def _nobody(email: str) -> int:
    say(f"Nobody signs in as {email}.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
