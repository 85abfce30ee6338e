"""Where a person in a crisis finds help, for the person who answers them. Nothing of this is sent by itself.

Few lines, and only national ones that governments or large charities run under a number of long standing; for every other
country DIRECTORY knows more than a list of ours would.
"""

from dataclasses import dataclass

from web.said import N_

DIRECTORY = "findahelpline.com"
"""Free help lines of every country."""


@dataclass(frozen=True)
class HelpLine:
    """One line that can be called. `languages`: who writes in one of these is perhaps there."""

    country: str
    name: str
    number: str
    languages: tuple[str, ...]


HELP_LINES = (
    HelpLine(N_("United States"), "988 Suicide & Crisis Lifeline", "988", ("en", "es")),
    HelpLine(N_("United Kingdom"), "Samaritans", "116 123", ("en",)),
    HelpLine(N_("Spain"), "Línea 024", "024", ("es",)),
    HelpLine(N_("Brazil"), "CVV", "188", ("pt",)),
    HelpLine(N_("Germany"), "TelefonSeelsorge", "0800 111 0 111", ("de",)),
    HelpLine(N_("India"), "Tele-MANAS", "14416", ("hi", "en", "ta", "te", "bn", "mr", "gu", "kn", "ml", "pa", "ur")),
)


def help_lines(language: str) -> list[HelpLine]:
    """All lines: first those where `language` is spoken, there the ones whose first language it is before the others."""
    return sorted(HELP_LINES, key=lambda line: _distance(line, language))


def is_near(line: HelpLine, language: str) -> bool:
    """Whether the line may be one for somebody who writes in `language`."""
    return language in line.languages


def _distance(line: HelpLine, language: str) -> int:
    return line.languages.index(language) if is_near(line, language) else len(line.languages) + 99
