"""The owner's rules: read, switched on and off."""

from pydantic import Field

from avatar.rules import sentence
from models import StoredRule
from models.api_token import Scope
from models.user import Role
from pipeline.rules import BadRule, consent_text, rule_of, rules_of, sends_by_itself, switch
from web.api.gate import caller
from web.api.operations import operation
from web.api.problems import Refused
from web.api.shapes import Given, Id, Revised, Taken, Time, must_match


class ConditionShape(Given):
    """When a rule speaks."""

    on: str
    values: list[str]
    negated: bool


class EffectShape(Given):
    """What a rule does."""

    do: str
    value: str


class RuleShape(Revised):
    """One rule. Rules speak from the first position to the last."""

    id: Id
    position: int
    sentence: str = Field(description="The rule in words.")
    conditions: list[ConditionShape]
    effects: list[EffectShape]
    enabled: bool
    consent: str | None = Field(
        description="What the owner consents to by switching it on, word for word; null: it sends nothing by itself."
    )
    made_at: Time


class Rules(Given):
    """All rules, in the order in which they speak."""

    data: list[RuleShape]


class Consent(Taken):
    """What switching on may need."""

    consent: str | None = Field(
        None, max_length=5_000, description="The rule's `consent`, repeated word for word, where it has one."
    )


@operation("GET /rules", Scope.RULES_READ)
def list_rules() -> Rules:
    """List the rules, in the order in which they speak."""
    return Rules(data=[_shape(one) for one in rules_of(caller().workspace_id)])


@operation("GET /rules/<rule_id>", Scope.RULES_READ)
def get_rule(rule_id: str) -> RuleShape:
    """Read one rule."""
    return _shape(_rule(rule_id))


@operation("POST /rules/<rule_id>/on", Scope.RULES_WRITE)
def switch_on(rule_id: str, body: Consent) -> RuleShape:
    """Switch a rule on, for every message that comes from now on.

    One that sends by itself needs a token of the owner's, and the owner's consent in so many words.
    """
    stored = _rule(rule_id)
    must_match(stored.revision)
    rule = rule_of(stored)
    if sends_by_itself(rule):
        if caller().role is not Role.OWNER:
            raise Refused("forbidden", "Only a token that the owner made may switch on what sends by itself.")
        if body.consent != consent_text(rule):
            raise Refused("invalid", "Repeat the rule's `consent` word for word. Nothing was switched on.")
    return _switched(stored, True)


@operation("POST /rules/<rule_id>/off", Scope.RULES_WRITE)
def switch_off(rule_id: str) -> RuleShape:
    """Switch a rule off. A consent that it stood for ends."""
    stored = _rule(rule_id)
    must_match(stored.revision)
    return _switched(stored, False)


def _rule(rule_id: str) -> StoredRule:
    found: StoredRule | None = StoredRule.one_of(caller().workspace_id, rule_id)
    if found is None:
        raise Refused("not-found")
    return found


def _switched(stored: StoredRule, on: bool) -> RuleShape:
    try:
        switch(stored, on, caller().by)
    except BadRule as error:
        raise Refused("conflict", str(error)) from None
    return _shape(stored)


def _shape(stored: StoredRule) -> RuleShape:
    rule = rule_of(stored)
    stands = {name: getattr(stored, name) for name in RuleShape.model_fields if name not in ("sentence", "consent")}
    consent = consent_text(rule) if sends_by_itself(rule) else None
    return RuleShape.model_validate({**stands, "sentence": sentence(rule), "consent": consent})
