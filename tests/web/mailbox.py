"""A real mail server for the pages that send mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.connectors.contract import configured
from tests.system import free_port
from web.afterwards import settle


class Mailbox:
    """Keeps what it is given; an address that begins with "no" is refused."""

    def __init__(self) -> None:
        self._letters: list[EmailMessage] = []

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _more: list[str]) -> str:
        if to.startswith("no"):
            return "550 nobody here"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self._letters.append(message_from_bytes(bytes(envelope.content or b""), policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def letters(self) -> list[EmailMessage]:
        """All that came, once everything under way has come."""
        assert settle(20)
        return self._letters

    def text(self) -> str:
        """Of the one letter that came."""
        [letter] = self.letters()
        body = letter.get_body()
        assert body is not None
        return body.get_content()  # type: ignore[no-any-return]


@contextmanager
def mailing() -> Iterator[Mailbox]:
    """MAIL_URL names a server that runs as long as the block."""
    kept = Mailbox()
    controller: Any = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with configured(MAIL_URL=f"smtp://127.0.0.1:{controller.port}"):
            yield kept
            assert settle(20)
    finally:
        controller.stop()
