"""How far to read, and in which order to hand over, so that a look that was cut short loses nothing. For every platform."""

from collections.abc import Callable, Iterable, Iterator

from connectors.base import InboundMessage, Known

Page = list[InboundMessage]


def news(pages: Iterable[Page], known: Known, enough: Callable[[Page], bool] = lambda _page: True) -> Iterator[Page]:
    """What is not known in `pages` (newest first), read down to the first page that is wholly known, handed over oldest page first.

    Oldest first, because then whatever is stored has everything older stored too: whoever dies between two pages leaves no
    hole below a known page, and the next look finds the rest. `enough` is told every page that was read; as long as it says
    no, reading goes on beyond a known page.
    """
    kept: list[Page] = []
    for page in pages:
        seen = known([message.external_id for message in page])
        new = [message for message in page if message.external_id not in seen and not _is_wordless_own(message)]
        if new:
            kept.append(new)
        if enough(page) and page and not new:
            break
    yield from reversed(kept)


def _is_wordless_own(message: InboundMessage) -> bool:
    """The account's own sticker or picture teaches nothing, so nobody stores it; it must not look new for ever."""
    return message.from_account and not message.text.strip()
