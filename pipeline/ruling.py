"""What the owner's rules said of a message is carried out: its template is the draft, its way is gone, what it hides is hidden."""

from avatar.autonomy import DRAFT_FROM
from avatar.labels import Decision, Draft
from avatar.rules import Then
from connectors.base import Connector, Platform
from connectors.limits import Moderation
from models import Message, SocialAccount, Status
from models.lifecycle import move
from pipeline.moderate import moderate

TEMPLATE = "template"
BY = "rule"
CANNOT_HIDE = "Your rule wants this hidden, which the platform has no way for."


def way_of(message: Message) -> Then | None:
    """The way that the rules chose for this message; None: they leave it to the avatar."""
    return Then(message.ruling.way) if message.ruling and message.ruling.way else None


def templated(message: Message, max_bytes: int) -> Draft | None:
    """The words that a rule gives as the answer, with the fan's name; None without such a rule."""
    template = message.ruling.template if message.ruling else ""
    if not template:
        return None
    text = template.replace("{fan}", f"@{message.fan_username}" if message.fan_username else "").strip()
    findings = ("It is longer than the platform takes.",) if len(text.encode()) > max_bytes else ()
    return Draft(text, TEMPLATE, confidence=1.0, findings=findings, reasons=("These are the words of your rule.",))


def overruled(message: Message, written: Draft, decision: Decision, account: SocialAccount) -> Decision:
    """The decision after the rules: a person where they say so, by itself where they say so and nothing in the words is wrong."""
    way = way_of(message)
    if way is None:
        return decision
    reasons = tuple(message.ruling.reasons)
    if way is not Then.AUTO:
        return Decision(False, reasons)
    against = _against(message, written, account)
    return Decision(not against, (*reasons, *against))


def _against(message: Message, written: Draft, account: SocialAccount) -> tuple[str, ...]:
    against = [f"The guard objects: {finding}" for finding in written.findings]
    if not written.text:
        against += written.reasons or ("There is no draft.",)
    if not account.consented(message.ruling.decided_by):
        against.append("The consent for this rule is not there any more.")
    if message.label.asks_if_machine and written.source != TEMPLATE:
        against.append("It may ask whether a machine answers; the answer must be true.")
    if written.confidence < DRAFT_FROM:
        against.append(
            f"The draft is {written.confidence:.0%} sure, less than the {DRAFT_FROM:.0%} that a rule asks for."
        )
    return tuple(against)


def wants_hidden(message: Message) -> bool:
    """Whether a rule hides it, and nobody has done anything with it at the platform yet."""
    return way_of(message) is Then.HIDE and not message.moderation


def hide(message: Message, connector: Connector, platform: Platform) -> Message:
    """Hide it at the platform; where that cannot be done a person sees it. Raises as `moderate`."""
    if Moderation.HIDE not in platform.limits[message.kind].moderation:
        return move(message, Status.IN_REVIEW, by="worker", why=CANNOT_HIDE)
    return moderate(message, connector, Moderation.HIDE, BY)
