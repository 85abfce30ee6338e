"""Which replies tell the fan who answers, and what is kept of it."""

from datetime import timedelta

import pytest

from models import Disclosure, Message, SocialAccount, Status
from models.fields import utcnow
from models.message import StoredLabel
from pipeline.disclosure import Teller, proofs, record, with_disclosure
from pipeline.forget import kept_of_accounts
from tests.connectors.contract import configured
from tests.models import make

NIKA = Teller("Nika", 300)
NOW = utcnow()
pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture
def account(clean: None) -> SocialAccount:
    return make.account(make.workspace())


def written(account: SocialAccount, **fields: object) -> Message:
    return make.message(account, **{"label": StoredLabel(intent="praise", language="es"), **fields})


def sent(message: Message, text: str, disclosure: str, **fields: object) -> Message:
    """The message as it stands when its reply is on the platform."""
    message.status, message.reply.text, message.reply.disclosure = Status.SENT, text, disclosure
    message.reply.mode = "auto"
    for name, value in fields.items():
        setattr(message.reply, name, value)
    return message.save()


def told(account: SocialAccount, when: object = NOW, **fields: object) -> Message:
    message = written(account, **fields)
    reply = with_disclosure(message, "gracias", NIKA, when)  # type: ignore[arg-type]
    assert reply
    done = sent(message, reply.text, reply.line, sent_at=when)
    record(done, when)  # type: ignore[arg-type]
    return done


def test_a_first_reply_tells_and_the_next_does_not(account: SocialAccount) -> None:
    first = with_disclosure(written(account), "gracias", NIKA, NOW)
    assert first and first.line == "(asistente de IA de Nika)" and first.text == f"gracias {first.line}"
    assert Disclosure.objects.count() == 0  # nothing was shown yet
    told(account)
    second = with_disclosure(written(account), "gracias", NIKA, NOW + timedelta(days=89))
    assert second and (second.text, second.line) == ("gracias", "")


def test_a_long_gap_another_fan_and_another_account_are_first_contacts(account: SocialAccount) -> None:
    told(account)
    later, other = written(account), written(account, fan_external_id="f2")
    elsewhere = written(make.account(make.workspace()))
    assert with_disclosure(later, "hola", NIKA, NOW + timedelta(days=90)).line  # type: ignore[union-attr]
    assert with_disclosure(other, "hola", NIKA, NOW).line  # type: ignore[union-attr]
    assert with_disclosure(elsewhere, "hola", NIKA, NOW).line  # type: ignore[union-attr]
    with configured(DISCLOSURE_GAP_DAYS="7"):
        assert with_disclosure(later, "hola", NIKA, NOW + timedelta(days=8)).line  # type: ignore[union-attr]


def test_a_direct_message_tells_more_and_counts_for_comments_too(account: SocialAccount) -> None:
    told(account)
    direct = told(account, NOW + timedelta(days=1), kind="direct_message")
    assert "«persona»" in direct.reply.disclosure and direct.reply.text.startswith("gracias\n\n")
    kept = proofs(account.workspace_id, account.id, "f1")
    assert [proof.surface for proof in kept] == ["direct_message", "comment"]
    fresh = make.account(make.workspace())
    told(fresh, kind="direct_message")
    assert with_disclosure(written(fresh), "hola", NIKA, NOW).line == ""  # type: ignore[union-attr]


def test_a_private_answer_to_a_comment_is_a_direct_message(account: SocialAccount) -> None:
    message = written(account)
    message.reply.private = True
    assert "«persona»" in with_disclosure(message, "hola", NIKA, NOW).line  # type: ignore[union-attr]


def test_what_does_not_fit_and_who_is_not_known_is_for_a_person(account: SocialAccount) -> None:
    assert with_disclosure(written(account), "x" * 290, NIKA, NOW) is None
    assert with_disclosure(written(account, fan_external_id=""), "hola", NIKA, NOW) is None


def test_the_proof_is_kept_once_with_what_was_shown(account: SocialAccount) -> None:
    done = told(account)
    assert record(done, NOW) is False
    (proof,) = proofs(account.workspace_id, account.id, "f1")
    assert (proof.text, proof.language, proof.message_id) == (done.reply.disclosure, "es", done.id)
    assert proof.shown_at == NOW
    assert proofs(make.workspace().id, account.id, "f1") == []


def test_nothing_is_claimed_that_was_not_shown(account: SocialAccount) -> None:
    line = "(asistente de IA de Nika)"
    assert record(sent(written(account), "gracias", line), NOW) is False  # a person took it out
    assert record(sent(written(account), "gracias", ""), NOW) is False
    assert Disclosure.objects.count() == 0


def test_a_creators_own_line_is_said(account: SocialAccount) -> None:
    own = Teller("Nika", 300, {("comment", "es"): "[NAME's robot]", ("comment", "en"): "[NAME's machine]"})
    reply = with_disclosure(written(account), "hola", own, NOW)
    assert reply and reply.line == "[Nika's robot]" and reply.line in reply.text


def test_what_was_shown_leaves_with_the_account() -> None:
    assert Disclosure in kept_of_accounts()
