"""The errors of the outside world: three branches, three reactions.

ConnectorError(platform, sentence for a person)
├── Transient        surely not done; try again       RateLimited(retry_after_seconds), Unavailable
│                                                     RateLimited: Blocked, BudgetSpent
├── Permanent        will never work                  AccessRevoked, MessageGone, ReplyRefused, WindowClosed,
│                                                     SeveralAccounts
└── OutcomeUnknown   a write may have happened        timeout or 5xx after a write was sent

The connector chooses the branch; nobody above looks at status codes.
"""

from connectors.base import Choice, Tokens


class ConnectorError(Exception):
    """`sentence` is written for the creator: "The comment was deleted on the platform."."""

    def __init__(self, platform: str, sentence: str) -> None:
        super().__init__(sentence)
        self.platform = platform
        self.sentence = sentence


class Transient(ConnectorError):
    """Surely not done; try again later."""

    retry_after_seconds: float = 60.0


class Unavailable(Transient):
    """The platform did not answer, or answered that it cannot just now."""


class RateLimited(Transient):
    """Asked to slow down; not before `retry_after_seconds`."""

    def __init__(self, platform: str, sentence: str, retry_after_seconds: float) -> None:
        super().__init__(platform, sentence)
        self.retry_after_seconds = retry_after_seconds


class Blocked(RateLimited):
    """The platform has stopped this account from writing, for what it takes for spam. A person must know."""


class BudgetSpent(RateLimited):
    """Our own budget for this platform's day does not hold this call; nothing was asked."""


class Permanent(ConnectorError):
    """Will never work like this."""


class AccessRevoked(Permanent):
    """The account must be connected again by a person."""


class MessageGone(Permanent):
    """What we wanted to answer, hide or delete is no longer there."""


class ReplyRefused(Permanent):
    """The platform does not take this reply: text, rights or settings."""


class SeveralAccounts(Permanent):
    """A consent was given for several accounts. `tokens`, and one of `choices`, are what `Platform.choose` goes on with."""

    def __init__(self, platform: str, sentence: str, choices: tuple[Choice, ...], tokens: Tokens) -> None:
        super().__init__(platform, sentence)
        self.choices = choices
        self.tokens = tokens


class WindowClosed(Permanent):
    """The platform's time to answer is over."""


class OutcomeUnknown(ConnectorError):
    """A write may or may not have happened. Look before you write again."""
