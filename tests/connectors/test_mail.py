"""Mail: a letter arrives at a real mail server as it was written, and what goes wrong is a sentence."""

from collections.abc import Iterator

import pytest

from connectors.errors import Permanent, Unavailable
from connectors.mail import Attachment, can_mail, send_mail
from tests.connectors.contract import configured
from tests.mail_server import Box, serving
from tests.system import free_port


@pytest.fixture
def box() -> Iterator[Box]:
    with serving(Box()) as kept:
        yield kept


def test_a_letter_arrives_with_what_belongs_to_it(box: Box) -> None:
    send_mail("ada@example.com", "Über\nuns", "Grüße 👋", [Attachment("week.pdf", "application/pdf", b"%PDF-1")])
    [letter] = box.kept
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
    assert box.kept == []


def test_a_server_that_is_away_may_be_tried_again() -> None:
    with configured(MAIL_URL=f"smtp://127.0.0.1:{free_port()}"), pytest.raises(Unavailable):
        send_mail("ada@example.com", "x", "x")


def test_without_a_server_nothing_is_sent_and_the_sentence_says_what_to_do() -> None:
    with configured(MAIL_URL=""):
        assert not can_mail()
        with pytest.raises(Permanent, match="Set MAIL_URL"):
            send_mail("ada@example.com", "x", "x")
