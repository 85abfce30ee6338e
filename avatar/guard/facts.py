"""What a draft states and nobody told the avatar: links, contacts, prices, numbers, days, names of things."""

import re

from avatar.cues import LINK, MAIL, PHONE
from avatar.guard.allowed import Allowed
from avatar.guard.numbers import numbers, spells_out
from avatar.guard.reading import heard, known, says
from avatar.language import SMALL_WORDS
from avatar.letters import folded, lowered

_DOT = re.compile(
    r"\s*(?:[(\[{]\s*(?:\.|dot|punto|ponto|punkt)\s*[)\]}]"
    r"|(?<=\w)\s+(?:dot|punto|ponto|punkt)\s+(?=(?:com|net|org|io|co|shop|store|in|br|es|de|me|app)\b))\s*"
)
_SPACED_DOT = re.compile(r"(?<=\w) ?[.·•∙] ?(?=(?:com|net|org|shop|store|io|app)\b)")
_SCHEME = re.compile(r"^(?:h\w{2}ps?:/*)?(?:www\.)?")
_YES = re.compile(r"^\W*(?:yes|yep|yeah|sure|si|claro|sim|ja|klar|haan?|bilkul)\b")
_TITLED = re.compile(r"(?<=[^\W\d_] )[A-Z][a-z]{2,}")
_SAID_TO = re.compile(
    r"(?:\b(?:thanks?|thank you|hi|hey|hello|dear|gracias|hola|querid[oa]|obrigad[oa]|oi|ola|shukriya|namaste|bye|night|morning),?)\s*$",
    re.I,
)
_COMMON = frozenset(
    [
        "christmas",
        "easter",
        "happy",
        "birthday",
        "merry",
        "good",
        "morning",
        "god",
        "diwali",
        "holi",
        "eid",
        "new",
        "year",
        "navidad",
        "natal",
        "feliz",
        "omg",
        "lol",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)


def unknown_link(text: str, allowed: Allowed) -> str:
    """Links however they are written; "link in bio" too, where nobody said what is there."""
    if any(link not in _links(allowed.facts) for link in _links(text)):
        return "It has a link that is not among what you told the avatar."
    points = heard("link_places", text)
    told = re.search(r"\b(?:bio|profile?|description|link|perfil|profil|descri\w+|beschreibung)", folded(allowed.facts))
    return "It points to a link that is not among what you told the avatar." if points and not told else ""


def _links(text: str) -> set[str]:
    written = MAIL.sub(" ", _SPACED_DOT.sub(".", _DOT.sub(".", lowered(text).replace("。", "."))))
    found = {*LINK.findall(written), *heard("links", written)}
    return {_SCHEME.sub("", link).rstrip("/.,)!?:;") for link in found}


def contact(text: str, allowed: Allowed) -> str:
    """Mail addresses, telephone numbers, other places to write to."""
    plain = lowered(text)
    found = MAIL.findall(plain) + PHONE.findall(plain)
    if any(one not in lowered(allowed.facts) for one in found) or any(
        spells_out(text, code) for code in ("en", allowed.language)
    ):
        return "It has a mail address or a phone number."
    elsewhere = heard("apart", text)
    return "It asks the fan to write somewhere else." if not known(elsewhere, allowed.facts) else ""


def price(text: str, allowed: Allowed) -> str:
    """Sums, whose figures must be known too, and what is said to be free."""
    told = heard("money", text)
    strange = numbers(text, allowed.language) - numbers(allowed.facts, allowed.language)
    if told and (strange or not heard("money", allowed.facts)):
        return "It names a sum of money that is not among your facts."
    free = heard("free", text) and not re.search(
        r"\b(?:free|gratis|kostenlos|umsonst|graca|gratuit|muft)", folded(allowed.facts)
    )
    return "It says that something is free, which is not among your facts." if free else ""


def number(text: str, allowed: Allowed) -> str:
    """Numbers in figures and words that neither the facts nor the fan named."""
    heard_of = numbers(f"{allowed.facts}\n{allowed.fan_text}", allowed.language) | numbers(allowed.facts, "en")
    return "It has a number that is not among your facts." if numbers(text, allowed.language) - heard_of else ""


def date(text: str, allowed: Allowed) -> str:
    """Days: those of the calendar may stand in facts that are not past replies; "tomorrow" only in a wish for the fan."""
    wished = bool(heard("wishes", text)) and not _YES.search(folded(text))
    fans = allowed.fan_text if wished else ""
    passing = says("passing", text, allowed)
    current = allowed.facts.replace(allowed.past, " ") if allowed.past else allowed.facts
    calendar = [*(day.removesuffix("s") for day in heard("weekdays", text)), *heard("calendar", text)]
    greeted = wished and not re.search(r"\d", text)  # "happy friday"
    fine = known(passing, fans) and (greeted or known(calendar, f"{current}\n{_not_asked(allowed)}"))
    return "" if fine else "It names a day or a date, which may be over by now."


def _not_asked(allowed: Allowed) -> str:
    return "" if "?" in allowed.fan_text else allowed.fan_text


def thing(text: str, allowed: Allowed) -> str:
    """Proper names in the middle of a sentence. German writes every noun like a name, so there nothing is said."""
    if allowed.language == "de" or text.istitle() or text.isupper():
        return ""
    told = folded(f"{allowed.facts} {allowed.fan_text} {' '.join(allowed.fan_names)} {allowed.past}")
    for name in _TITLED.finditer(text):
        called = folded(name[0])
        if called not in _COMMON | SMALL_WORDS and called not in told and not _SAID_TO.search(text[: name.start()]):
            return "It names somebody or something that is not among your facts."
    return ""
