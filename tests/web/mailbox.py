"""A real mail server for the pages that send mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from tests.mail_server import Box, serving
from web.afterwards import settle


class Mailbox(Box):
    """What pages have sent."""

    def letters(self) -> list[EmailMessage]:
        """All that came, once everything under way has come."""
        assert settle(20)
        return self.kept

    def text(self) -> str:
        """Of the one letter that came."""
        [letter] = self.letters()
        body = letter.get_body()
        assert body is not None
        return body.get_content()  # type: ignore[no-any-return]


@contextmanager
def mailing() -> Iterator[Mailbox]:
    """MAIL_URL names a server that runs as long as the block."""
    with serving(Mailbox()) as kept:
        yield kept
        assert settle(20)
