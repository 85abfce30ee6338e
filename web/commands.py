"""`python -m web.commands rotate-keys`: what an operator does by hand, a sentence for each outcome."""

import argparse
import sys

import models
from models.keys import rewrite_tokens


def rotate_keys() -> int:
    """Write every stored token again under the first key of ENCRYPTION_KEYS. Returns the exit status: 1 when some cannot be read."""
    models.connect()
    counted = rewrite_tokens(models.DOCUMENTS)
    say = sys.stdout.write
    say(f"{counted.rewritten} tokens were written again under the newest key, {counted.newest} had it already.\n")
    if counted.unreadable:
        say(
            f"{counted.unreadable} cannot be read: their key is not in ENCRYPTION_KEYS. Put it back and run this again.\n"
        )
        return 1
    say("The older keys may be removed from ENCRYPTION_KEYS now.\n")
    return 0


COMMANDS = {"rotate-keys": rotate_keys}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m web.commands", description="What an operator does by hand.")
    parser.add_argument("command", choices=sorted(COMMANDS))
    return COMMANDS[parser.parse_args().command]()


if __name__ == "__main__":
    sys.exit(main())
