"""A real mail server, and the settings that name it."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.connectors.contract import configured
from tests.system import free_port


class Box:
    """Keeps what it is given; an address that begins with "no" is refused, with "later" put off."""

    def __init__(self) -> None:
        self.kept: list[EmailMessage] = []

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _more: list[str]) -> str:
        if to.startswith("no"):
            return "550 nobody here"
        if to.startswith("later"):
            return "450 come back"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.kept.append(message_from_bytes(bytes(envelope.content or b""), policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


Kind = TypeVar("Kind", bound=Box)


@contextmanager
def serving(box: Kind) -> Iterator[Kind]:
    """MAIL_URL names a server that fills `box`, as long as the block lasts."""
    controller: Any = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with configured(MAIL_URL=f"smtp://127.0.0.1:{controller.port}", MAIL_FROM="Fanmail <us@example.com>"):
            yield box
    finally:
        controller.stop()
