"""Mail: a letter arrives at a real mail server as it was written, and what goes wrong is a sentence."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from connectors.errors import Permanent, Unavailable
from connectors.mail import Attachment, can_mail, send_mail
from tests.connectors.contract import configured
from tests.system import free_port


class Box:
    """Keeps what it is given; an address that begins with "no" is refused, with "later" put off."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("no"):
            return "550 nobody here"
        if address.startswith("later"):
            return "450 come back"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.letters.append(message_from_bytes(bytes(envelope.content or b""), policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def box() -> Iterator[Box]:
    kept = Box()
    controller: Any = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    with configured(MAIL_URL=f"smtp://127.0.0.1:{controller.port}", MAIL_FROM="Fanmail <us@example.com>"):
        yield kept
    controller.stop()


def test_a_letter_arrives_with_what_belongs_to_it(box: Box) -> None:
    send_mail("ada@example.com", "Über\nuns", "Grüße 👋", [Attachment("week.pdf", "application/pdf", b"%PDF-1")])
    [letter] = box.letters
    assert (letter["To"], letter["From"], letter["Subject"]) == (
        "ada@example.com",
        "Fanmail <us@example.com>",
        "Über uns",
    )
    body = letter.get_body()
    assert body is not None and body.get_content().strip() == "Grüße 👋"
    [file] = letter.iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "week.pdf",
        "application/pdf",
        b"%PDF-1",
    )


def test_an_address_that_is_refused_and_one_that_is_put_off_are_told_apart(box: Box) -> None:
    with pytest.raises(Permanent):
        send_mail("no@example.com", "x", "x")
    with pytest.raises(Unavailable):
        send_mail("later@example.com", "x", "x")
    assert box.letters == []


def test_a_server_that_is_away_may_be_tried_again() -> None:
    with configured(MAIL_URL=f"smtp://127.0.0.1:{free_port()}"), pytest.raises(Unavailable):
        send_mail("ada@example.com", "x", "x")


def test_without_a_server_nothing_is_sent_and_the_sentence_says_what_to_do() -> None:
    with configured(MAIL_URL=""):
        assert not can_mail()
        with pytest.raises(Permanent, match="Set MAIL_URL"):
            send_mail("ada@example.com", "x", "x")
