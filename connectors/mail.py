"""Letters to our own people, through the mail server that MAIL_URL names."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from connectors.errors import Permanent, Unavailable
from settings import settings

SECONDS = 20.0
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter. `kind` is its media type: "application/pdf"."""

    name: str
    kind: str
    content: bytes


def can_mail() -> bool:
    """Whether a mail server is named. Without one every page says so and offers another way."""
    return bool(settings().mail_url)


def send_mail(to: str, subject: str, text: str, attachments: Sequence[Attachment] = ()) -> None:
    """Hand one letter to the mail server; `subject` is cut to one line.

    smtp:// uses STARTTLS where the server offers it, smtps:// speaks TLS from the start. Raises Unavailable when the server
    cannot be reached or asks to come back later, Permanent when it refuses the address or the letter, or none is named.
    """
    if not can_mail():
        raise Permanent("mail", "No mail server is named. Set MAIL_URL, or hand the link over yourself.")
    letter = _letter(to, subject, text, attachments)
    try:
        with _server() as server:
            server.send_message(letter)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise _refused(error) from None
    except smtplib.SMTPAuthenticationError:
        raise Permanent("mail", "The mail server does not take the name and password in MAIL_URL.") from None
    except (OSError, smtplib.SMTPException):
        raise Unavailable("mail", "The mail server cannot be reached just now.") from None


def _letter(to: str, subject: str, text: str, attachments: Sequence[Attachment]) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"] = settings().mail_from, to
    letter["Subject"] = " ".join(subject.split())
    letter.set_content(text)
    for one in attachments:
        kind, _, detail = one.kind.partition("/")
        letter.add_attachment(one.content, maintype=kind, subtype=detail, filename=one.name)
    return letter


def _server() -> smtplib.SMTP:
    address = urlsplit(settings().mail_url)
    host, port = address.hostname or "", address.port or PORTS[address.scheme]
    trust = ssl.create_default_context()
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=trust)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=trust)
    if address.username:
        server.login(unquote(address.username), unquote(address.password or ""))
    return server


def _refused(error: Exception) -> Permanent | Unavailable:
    codes = [code for code, _ in error.recipients.values()] if isinstance(error, smtplib.SMTPRecipientsRefused) else []
    code = codes[0] if codes else getattr(error, "smtp_code", 550)
    if code < 500:
        return Unavailable("mail", "The mail server asks to come back later.")
    return Permanent("mail", "The mail server refuses this address or this letter.")
