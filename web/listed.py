"""Several words in a row, joined as the language of the page joins them."""

from collections.abc import Iterable, Sequence
from functools import reduce

from flask_babel import gettext


def listed(words: Iterable[str]) -> str:
    """ "a, b and c"; "" of none."""
    *first, last = [*words] or [""]
    return gettext("%(first)s and %(last)s", first=", ".join(first), last=last) if first else last


def all_of(parts: Sequence[str]) -> str:
    """ "a and b and c": every one of them holds; "" of none."""
    return reduce(lambda first, last: gettext("%(first)s and %(last)s", first=first, last=last), parts) if parts else ""


def any_of(parts: Sequence[str]) -> str:
    """ "a or b or c": one of them is enough; "" of none."""
    return reduce(lambda first, last: gettext("%(first)s or %(last)s", first=first, last=last), parts) if parts else ""
