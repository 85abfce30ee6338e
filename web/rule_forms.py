"""The builder's form: rows of conditions and effects as they were typed, and the rule that they make.

A row has its number in the names of its fields: `on-0`, `words-0`. What the row is not about is not read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from avatar.rules import Condition, Effect, If, Rule, Then, problems
from web.rule_words import choices
from web.said import N_
from web.said import number as written

MOST_ROWS, MOST_VALUES, VALUE_LENGTH, TAG_LENGTH, TEMPLATE_LENGTH = 20, 50, 100, 40, 2_000
NOT = "not "
_FINE = Effect(Then.REVIEW)


@dataclass(frozen=True)
class Row:
    """A condition or an effect. `chosen` is empty in a spare row; an effect has one value or none.

    `problem` may be in English: `web.said.said` translates it.
    """

    chosen: str = ""
    values: tuple[str, ...] = ()
    negated: bool = False
    problem: str = ""

    def of(self, chosen: str) -> tuple[str, ...]:
        """The values, if the row is about this."""
        return self.values if self.chosen == chosen else ()

    @property
    def hours(self) -> list[str]:
        """From and to."""
        return next((value.split("-") for value in self.of(If.HOUR)), ["22", "7"])

    @property
    def is_below(self) -> bool:
        """Whether the confidence must be less than the bound."""
        return next((value.startswith("<") for value in self.of(If.CONFIDENCE)), True)

    @property
    def percent(self) -> str:
        """The bound of the confidence, as it was typed or as whole percent."""
        bound = next((value.removeprefix(">=").removeprefix("<") for value in self.of(If.CONFIDENCE)), "0.7")
        return f"{float(bound) * 100:.0f}" if re.fullmatch(r"[01](\.\d+)?", bound) else bound


@dataclass(frozen=True)
class Form:
    """What the builder shows. `problems` are about the whole."""

    conditions: tuple[Row, ...]
    effects: tuple[Row, ...]
    problems: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Nothing is to be mended."""
        return not self.problems and not any(row.problem for row in (*self.conditions, *self.effects))

    @property
    def unjudged(self) -> "Form":
        """The same, to be written on."""
        conditions, effects = (
            tuple(replace(row, problem="") for row in part) for part in (self.conditions, self.effects)
        )
        return Form(conditions, effects)

    def rule(self, id: str = "") -> Rule:
        """The rule that the rows make; only of a form that is right."""
        return Rule(
            id,
            tuple(Condition(If(row.chosen), row.values, row.negated) for row in self.conditions if row.chosen),
            tuple(Effect(Then(row.chosen), "".join(row.values)) for row in self.effects if row.chosen),
        )


def form_of(rule: Rule) -> Form:
    """A rule as rows."""
    conditions = tuple(Row(one.on, one.values, one.negated) for one in rule.conditions)
    return Form(conditions, tuple(Row(one.do, (one.value,) if one.value else ()) for one in rule.effects))


def read(fields: "MultiDict[str, str]", members: Mapping[str, str]) -> Form:
    """The form as it was sent, each row with what is wrong in it. `members`: id -> name."""
    conditions = tuple(_condition(fields, number) for number in _numbers(fields, "on"))
    effects = tuple(_effect(fields, number, members) for number in _numbers(fields, "do"))
    return _judged(Form(conditions, effects))


def _judged(form: Form) -> Form:
    if not form.is_right:
        return form
    return replace(form, problems=problems(form.rule()))


def _numbers(fields: "MultiDict[str, str]", name: str) -> list[int]:
    found = (re.fullmatch(rf"{name}-(\d{{1,3}})", key) for key in fields)
    return sorted(int(one[1]) for one in found if one)[:MOST_ROWS]


def _condition(fields: "MultiDict[str, str]", number: int) -> Row:
    asked = fields.get(f"on-{number}", "")
    chosen = asked.removeprefix(NOT)
    if chosen not in set(If):
        return Row()
    on = If(chosen)
    row = Row(on, _values(fields, on, number), asked.startswith(NOT))
    return replace(row, problem=_too_much(row) or _wrong(Condition(on, row.values)))


def _wrong(one: Condition) -> str:
    if one.on in _ASKS and not one.values:
        return _ASKS[one.on]
    if one.on is If.HOUR and one.values[0].split("-")[0] == one.values[0].split("-")[1]:
        return gettext("From and to are the same hour. Choose two, or take this condition away for the whole day.")
    if one.on is If.CONFIDENCE and not problems(Rule("", (one,), (_FINE,))):
        return ""
    return gettext("Write a number from 0 to 100.") if one.on is If.CONFIDENCE else _first(Rule("", (one,), (_FINE,)))


_ASKS = {
    If.WORDS: N_("Write at least one word."),
    If.INTENT: N_("Choose at least one kind."),
    If.SENTIMENT: N_("Choose at least one mood."),
    If.FAN: N_("Choose who, or write a name."),
    If.POST: N_("Write a word of its title or caption, or its id."),
    If.KIND: N_("Choose one."),
    If.PLATFORM: N_("Choose at least one platform."),
    If.LANGUAGE: N_("Choose at least one language."),
    If.DAY: N_("Choose at least one day."),
}


def _first(rule: Rule) -> str:
    return next(iter(problems(rule)), "")


def _too_much(row: Row) -> str:
    if len(row.values) > MOST_VALUES:
        return gettext("At most %(most)s in one condition. Make a second rule for the others.", most=MOST_VALUES)
    if any(len(value) > VALUE_LENGTH for value in row.values):
        return gettext("Each may have up to %(most)s letters. Separate them with commas.", most=VALUE_LENGTH)
    if any(value.count("*") > 1 for value in row.values):
        return gettext("One * a word is enough.")
    return ""


def _values(fields: "MultiDict[str, str]", on: If, number: int) -> tuple[str, ...]:
    ticks = choices().get(on, {})
    ticked = tuple(value for value in fields.getlist(f"{on}-{number}") if value in ticks)
    match on:
        case If.WORDS | If.POST:
            return _split(fields.get(f"{on}-{number}", ""))
        case If.FAN:
            return (*ticked, *_split(fields.get(f"names-{number}", "")))
        case If.HOUR:
            return (f"{_whole(fields, 'from', number)}-{_whole(fields, 'to', number)}",)
        case If.CONFIDENCE:
            sign = "<" if fields.get(f"bound-{number}") != "at least" else ">="
            return (f"{sign}{_share(fields.get(f'percent-{number}', ''))}",)
    return ticked


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[,\n]", text) if part.strip()))


def _whole(fields: "MultiDict[str, str]", name: str, number: int) -> str:
    found = fields.get(f"{name}-{number}", "")
    return found if found.isdecimal() and len(found) < 3 else "0"


def _share(text: str) -> str:
    """Percent as a share; what is none stays as it is."""
    text = text.strip().rstrip("%").strip()
    return f"{int(text) / 100:g}" if re.fullmatch(r"\d{1,2}|100", text) else text


def _effect(fields: "MultiDict[str, str]", number: int, members: Mapping[str, str]) -> Row:
    chosen = fields.get(f"do-{number}", "")
    if chosen not in set(Then):
        return Row()
    value = fields.get(f"{chosen}-{number}", "").strip().replace("\r\n", "\n")
    wanted = chosen in _WANTS
    return Row(chosen, (value,) if wanted and value else (), problem=_unfit(chosen, value, members) if wanted else "")


_WANTS = {Then.TEMPLATE: TEMPLATE_LENGTH, Then.ASSIGN: VALUE_LENGTH, Then.TAG: TAG_LENGTH}
_ASKED = {
    Then.TEMPLATE: N_("Write the answer."), Then.ASSIGN: N_("Choose who gets it."), Then.TAG: N_("Write the tag."),
}  # fmt: skip


def _unfit(chosen: str, value: str, members: Mapping[str, str]) -> str:
    do = Then(chosen)
    if not value or (do is Then.ASSIGN and value not in members):
        return _ASKED[do]
    return gettext("At most %(most)s letters.", most=written(_WANTS[do])) if len(value) > _WANTS[do] else ""
