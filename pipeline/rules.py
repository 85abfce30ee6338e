"""The owner's rules as they are kept, asked and tried out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bson import ObjectId

from avatar.labels import Intent, Label, Risk, Sentiment, Urgency
from avatar.rules import Case, Condition, Effect, If, Rule, Then, Verdict, problems, sentence, verdict
from models import AuditEntry, Fan, Message, SocialAccount, StoredRule, Workspace
from models.fields import utcnow
from models.message import StoredLabel
from models.rule import StoredCondition, StoredEffect
from models.social_account import AccountStatus, Consent
from pipeline.remembered import Remembered

SECONDS = 2.0
MOST_RULES = 100
BACK = timedelta(days=30)
MOST_TRIED = 2_000  # two to three seconds
_AT_ONCE = 200
_READ = (
    "workspace_id", "text", "label", "platform", "kind", "fan_username", "fan_id", "post", "platform_created_at", "created_at",
    "status", "text_deleted_at",
)  # fmt: skip
"""What rules and the page of a trial ask of a message; its history is longer than all of this."""
_rules: Remembered[tuple[tuple[Rule, ...], ZoneInfo]] = Remembered(SECONDS)


class BadRule(ValueError):
    """The rule cannot be kept. The sentence says why."""


@dataclass(frozen=True)
class Change:
    """A message that would have gone another way. `before` and `after`: what the rules of then and of the trial say."""

    message: Message
    before: Verdict
    after: Verdict


@dataclass(frozen=True)
class DryRun:
    """What a set of rules would have done. `seen` messages were looked at, of which `matched` met a rule."""

    seen: int
    matched: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Tally:
    """How many messages were looked at, and how many of them each rule matches, by its id, on or off."""

    seen: int
    matched: Mapping[str, int]


def consult(message: Message, label: Label, fan: Fan | None) -> Verdict:
    """What the rules that are switched on say of this message."""
    rules, zone = _rules.get(message.workspace_id, lambda: _read(message.workspace_id))
    return verdict(rules, case_of(message, label, fan, zone)) if rules else Verdict()


def case_of(message: Message, label: Label, fan: Fan | None, zone: ZoneInfo) -> Case:
    """The message as rules see it."""
    post = message.post
    return Case(
        message.text, label, message.platform_created_at.astimezone(zone), message.platform, message.kind, message.fan_username,
        bool(fan and fan.vip), fan.messages if fan else 1, post.external_id if post else "",
        f"{post.title}\n{post.caption}" if post else "",
    )  # fmt: skip


def keep(workspace_id: ObjectId, rule: Rule, by: str, enabled: bool = False) -> StoredRule:
    """A new rule at the end of the row, or the one with this id changed. Raises BadRule.

    Switching a rule on that sends by itself records the owner's consent on every account it can reach.
    """
    if found := problems(rule):
        raise BadRule(" ".join(found))
    stored = StoredRule.one_of(workspace_id, rule.id) or _new(workspace_id, by)
    stored.conditions = [StoredCondition(on=c.on, values=list(c.values), negated=c.negated) for c in rule.conditions]
    stored.effects = [StoredEffect(do=effect.do, value=effect.value) for effect in rule.effects]
    stored.enabled = enabled
    stored.save()
    StoredRule.objects(id=stored.id).update_one(inc__revision=1)  # last: who saw older words cannot switch these on
    stored.revision += 1
    AuditEntry.add(workspace_id, by, "rule.kept", stored.id, sentence(rule))
    _consent(stored, by)
    _rules.forget()
    return stored


def _new(workspace_id: ObjectId, by: str) -> StoredRule:
    if StoredRule.of(workspace_id).count() >= MOST_RULES:
        raise BadRule(f"There are {MOST_RULES} rules already. Delete one first.")
    last = StoredRule.of(workspace_id).order_by("-position").first()
    return StoredRule(workspace_id=workspace_id, position=last.position + 1 if last else 0, made_by=by)


def switch(stored: StoredRule, enabled: bool, by: str) -> None:
    """On or off. Raises BadRule when somebody changed the rule since `stored` was read."""
    same = StoredRule.objects(id=stored.id, revision=stored.revision)
    if not same.update_one(set__enabled=enabled):
        raise BadRule("Somebody changed or deleted this rule meanwhile. Look at it again.")
    stored.enabled = enabled
    AuditEntry.add(stored.workspace_id, by, "rule.on" if enabled else "rule.off", stored.id)
    _consent(stored, by)
    _rules.forget()


def delete(stored: StoredRule, by: str) -> None:
    """Gone for good, and with it the consent it stood for."""
    _revoke(stored, by)
    stored.delete()
    AuditEntry.add(stored.workspace_id, by, "rule.deleted", stored.id, sentence(rule_of(stored)))
    _rules.forget()


def reorder(workspace_id: ObjectId, ids: Sequence[str], by: str) -> None:
    """The rules in this order; those that are not named follow in the order they had."""
    known = list(StoredRule.of(workspace_id).order_by("position"))
    place = {id: number for number, id in enumerate(ids)}
    for number, stored in enumerate(sorted(known, key=lambda one: place.get(str(one.id), len(place)))):
        stored.update(set__position=number)
    AuditEntry.add(workspace_id, by, "rules.reordered")
    _rules.forget()


def dry_run(workspace_id: ObjectId, trial: Sequence[Rule], now: datetime | None = None) -> DryRun:
    """What `trial` would have changed, against the rules that are on now, for the newest MOST_TRIED messages within BACK."""
    current, zone = _read(workspace_id)
    return _compared(current, trial, _cases(workspace_id, zone, now or utcnow()), {rule.id for rule in trial})


def try_out(stored: StoredRule, now: datetime | None = None) -> DryRun:
    """What this one rule changes in its place among those that are on: `before` is without it, `after` with it.
    `matched` counts the messages that it matches itself."""
    _, zone = _read(stored.workspace_id)
    trial = tuple(rule_of(one) for one in rules_of(stored.workspace_id) if one.enabled or one.id == stored.id)
    without = tuple(rule for rule in trial if rule.id != str(stored.id))
    return _compared(without, trial, _cases(stored.workspace_id, zone, now or utcnow()), {str(stored.id)})


def tally(workspace_id: ObjectId, now: datetime | None = None) -> Tally:
    """What each rule matches, of the same messages that a dry run looks at."""
    _, zone = _read(workspace_id)
    rules, matched, seen = [rule_of(stored) for stored in rules_of(workspace_id)], Counter[str](), 0
    for _message, case in _cases(workspace_id, zone, now or utcnow()):
        seen += 1
        matched.update(verdict(rules, case).rules)
    return Tally(seen, matched)


def _compared(
    rules: Sequence[Rule], trial: Sequence[Rule], cases: Iterator[tuple[Message, Case]], counted: set[str]
) -> DryRun:
    changes, matched, seen = list[Change](), 0, 0
    for message, case in cases:
        before, after = verdict(rules, case), verdict(trial, case)
        seen, matched = seen + 1, matched + bool(counted.intersection(after.rules))
        if before.does != after.does:
            changes.append(Change(message, before, after))
    return DryRun(seen, matched, tuple(changes))


def _cases(workspace_id: ObjectId, zone: ZoneInfo, now: datetime) -> Iterator[tuple[Message, Case]]:
    for message, fan in _labelled(workspace_id, now):
        yield message, case_of(message, label_of(message.label), fan, zone)


def _labelled(workspace_id: ObjectId, now: datetime) -> Iterator[tuple[Message, Fan | None]]:
    """Newest first, each with its fan."""
    recent = Message.of(workspace_id).filter(created_at__gte=now - BACK, created_at__lt=now).order_by("-created_at")
    recent = recent.only(*_READ)
    labelled = (message for message in islice(recent, MOST_TRIED) if message.label)
    while batch := list(islice(labelled, _AT_ONCE)):
        fans = {fan.id: fan for fan in Fan.objects(id__in=[message.fan_id for message in batch if message.fan_id])}
        yield from ((message, fans.get(message.fan_id)) for message in batch)


def rules_of(workspace_id: ObjectId) -> list[StoredRule]:
    """All of them, in order."""
    return list(StoredRule.of(workspace_id).order_by("position"))


def rule_of(stored: StoredRule) -> Rule:
    """The stored rule as a value."""
    conditions = tuple(Condition(If(one.on), tuple(one.values), one.negated) for one in stored.conditions)
    return Rule(str(stored.id), conditions, tuple(Effect(Then(one.do), one.value) for one in stored.effects))


def label_of(stored: StoredLabel) -> Label:
    """A stored label as a value."""
    return Label(
        Intent(stored.intent), Sentiment(stored.sentiment), stored.language, Urgency(stored.urgency), stored.needs_reply,
        frozenset(Risk(risk) for risk in stored.risks), stored.confidence, tuple(stored.reasons), stored.asks_if_machine, stored.by,
    )  # fmt: skip


def _read(workspace_id: ObjectId) -> tuple[tuple[Rule, ...], ZoneInfo]:
    workspace = Workspace.objects(id=workspace_id).only("time_zone").first()
    rules = tuple(rule_of(stored) for stored in rules_of(workspace_id) if stored.enabled)
    return rules, ZoneInfo(workspace.time_zone if workspace else "UTC")


def sends_by_itself(rule: Rule) -> bool:
    """Whether it needs the owner's consent."""
    return Then.AUTO in {effect.do for effect in rule.effects}


def consent_text(rule: Rule) -> str:
    """What the owner consents to, word for word. Who gets to see a message is no part of it."""
    sends = tuple(effect for effect in rule.effects if effect.do is not Then.ASSIGN)
    return f"Fanmail may answer by itself: {sentence(replace(rule, effects=sends))}"


def reached(stored: StoredRule) -> list[SocialAccount]:
    """The accounts whose messages it can match. Those that left take no consent."""
    on = [one for one in rule_of(stored).conditions if one.on is If.PLATFORM and not one.negated]
    platforms = {value for one in on for value in one.values}
    here = SocialAccount.of(stored.workspace_id).filter(status__ne=AccountStatus.DISCONNECTED)
    return [account for account in here if not platforms or account.platform in platforms]


def _consent(stored: StoredRule, by: str) -> None:
    _revoke(stored, by)
    rule = rule_of(stored)
    if not stored.enabled or not sends_by_itself(rule):
        return
    for account in reached(stored):
        consent = Consent(text=consent_text(rule), rule=str(stored.id), by=by)
        SocialAccount.objects(id=account.id).update_one(push__consents=consent)


def _revoke(stored: StoredRule, by: str) -> None:
    for account in SocialAccount.of(stored.workspace_id):
        if account.consented(str(stored.id)):
            account.end_consents(by, utcnow(), str(stored.id))
