"""Why a label is what it is, as sentences for the person who reviews."""

from avatar.labels import Intent, Risk

INTENTS: dict[Intent, str] = {
    Intent.QUESTION: "asks something",
    Intent.PRAISE: "praises you",
    Intent.CRITICISM: "criticises something",
    Intent.REQUEST: "asks for something",
    Intent.PURCHASE_INTEREST: "wants to buy something",
    Intent.COLLABORATION: "offers to work together",
    Intent.PRESS: "comes from the press",
    Intent.PERSONAL_STORY: "tells a personal story",
    Intent.GREETING: "says hello",
    Intent.SPAM: "advertises something",
    Intent.SCAM: "looks like a scam",
    Intent.HATE: "insults you or others",
    Intent.THREAT: "threatens",
    Intent.CRISIS: "may come from someone in a crisis",
    Intent.OTHER: "is a remark that needs no answer",
}
"""What the message does, to follow "it"."""

RISKS: dict[Risk, str] = {
    Risk.CRISIS: "may come from someone in a crisis",
    Risk.THREAT: "may be a threat",
    Risk.HATE: "may be an insult or hate",
    Risk.MINORS: "may come from or be about a child",
    Risk.LEGAL: "touches a legal matter",
    Risk.MEDICAL: "touches a medical matter",
    Risk.MONEY: "touches money",
    Risk.PRESS: "may come from the press",
    Risk.COLLABORATION: "may be an offer to work together",
}
"""Why a person must answer, to follow "it"."""

_DETAILS = {
    (Intent.PURCHASE_INTEREST, "buys"): "asks about buying, a price or a delivery",
    (Intent.REQUEST, "asks_for"): "asks for something you could make or do",
    (Intent.SPAM, "own_channel"): "advertises a channel or profile",
    (Intent.SCAM, "offers_money"): "promises money or asks for a code",
}
CERTAIN_FROM = 0.5


def explain(intent: Intent, risks: frozenset[Risk], seen: frozenset[str], confidence: float) -> tuple[str, ...]:
    """One sentence for the intent, one for each risk. `seen` are the cues in the text."""
    does = next((words for (kind, cue), words in _DETAILS.items() if kind is intent and cue in seen), INTENTS[intent])
    first = f"It {does}." if confidence >= CERTAIN_FROM else f"It probably {does}, but that is not sure."
    machine = ("It may ask whether a machine answers; the answer must be true.",) if "asks_if_machine" in seen else ()
    return (first, *machine, *(f"It {RISKS[risk]}." for risk in sorted(risks) if RISKS[risk] != INTENTS[intent]))
