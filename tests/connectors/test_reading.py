from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from connectors.base import COMMENT, InboundMessage
from connectors.reading import news

WHEN = datetime(2026, 11, 21, tzinfo=UTC)


def message(id: str, text: str = "text", from_account: bool = False) -> InboundMessage:
    return InboundMessage(id, COMMENT, text, "1", "ada", WHEN, id, from_account=from_account)


def pages(*ids: str) -> list[list[InboundMessage]]:
    """One page for each word, one message for each letter."""
    return [[message(id) for id in word] for word in ids]


def handed_over(found: list[list[InboundMessage]], known: str = "", **more: object) -> list[str]:
    def is_known(ids: Collection[str]) -> set[str]:
        return set(ids) & set(known)

    return ["".join(one.external_id for one in page) for page in news(found, is_known, **more)]  # type: ignore[arg-type]


def test_news_hands_over_the_oldest_page_first() -> None:
    assert handed_over(pages("fe", "dc", "ba")) == ["ba", "dc", "fe"]


def test_news_reads_no_further_than_a_page_that_is_wholly_known() -> None:
    read: list[str] = []

    def one_by_one() -> Iterator[list[InboundMessage]]:
        for page in pages("fe", "dc", "ba"):
            read.append(page[0].external_id)
            yield page

    assert list(news(one_by_one(), lambda ids: set(ids) & set("dc"))) == pages("fe")
    assert read == ["f", "d"]


def test_news_leaves_out_what_is_known_and_reads_on_below_a_page_that_is_partly_known() -> None:
    assert handed_over(pages("fe", "dc", "ba"), known="fc") == ["ba", "d", "e"]


def test_news_reads_on_beyond_a_known_page_until_it_is_enough() -> None:
    assert handed_over(pages("fe", "dc", "ba"), known="fedc", enough=lambda page: page[0].external_id == "b") == ["ba"]


def test_news_does_not_take_the_accounts_own_sticker_for_new_for_ever() -> None:
    sticker = message("s", text="", from_account=True)
    assert handed_over([[sticker, message("a")], *pages("b")], known="a") == []


def test_news_reads_on_after_an_empty_page() -> None:
    assert handed_over([[], *pages("ba")]) == ["ba"]
