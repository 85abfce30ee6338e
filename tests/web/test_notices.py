"""The bell in the frame of every page."""

from flask import Flask

from models import Notification, notify, resolve
from tests.web.desk import Desk, Visitor


def _say(desk: Desk, sentence: str = "The access ends in 9 days.", key: str = "access:1") -> Notification:
    notify(desk.workspace.id, key, sentence, "/accounts#account-1")
    return Notification.of(desk.workspace.id).get(key=key, resolved_at=None)


def test_what_needs_somebody_is_counted_on_every_page_and_leads_to_where_it_is_mended(desk: Desk) -> None:
    _say(desk)
    for path in ("/review", "/accounts", "/conversations", "/notices"):
        text = desk.browser.get(path).text
        assert 'aria-label="Notices: 1"' in text, path
        assert "The access ends in 9 days." in text and 'href="/accounts#account-1"' in text


def test_nothing_to_tell_is_said_in_words(desk: Desk) -> None:
    assert 'aria-label="Notices: none"' in desk.browser.get("/review").text
    assert "Nothing needs you" in desk.browser.get("/notices").text


def test_what_is_put_aside_no_longer_counts_and_stays_in_the_list(desk: Desk) -> None:
    notice = _say(desk)
    answer = desk.browser.click(f"/notices/{notice.id}/seen", back="/accounts")
    assert answer.location == "/accounts"
    assert "Notices: none" in desk.browser.get("/accounts").text
    assert "The access ends in 9 days." in desk.browser.get("/notices").text
    _say(desk, "The access ends in 8 days.")
    assert "Notices: 1" in desk.browser.get("/accounts").text


def test_all_are_put_aside_at_once(desk: Desk) -> None:
    _say(desk), _say(desk, "Something was deleted.", "forgotten:1")
    desk.browser.click("/notices/seen")
    assert all(one.seen_at for one in Notification.open_of(desk.workspace.id))


def test_what_is_mended_leaves_the_bell_and_stands_in_the_past(desk: Desk) -> None:
    _say(desk)
    resolve(desk.workspace.id, "access:1")
    text = desk.browser.get("/notices").text
    assert "Notices: none" in text and "Nothing needs you" in text and "The access ends in 9 days." in text


def test_a_bell_never_rings_for_another_workspace(app: Flask, desk: Desk) -> None:
    notice, other = _say(desk), Desk(app)
    assert "9 days" not in other.browser.get("/notices").text
    assert other.browser.ask(f"/notices/{notice.id}/seen").status_code == 404
    other.browser.click("/notices/seen")
    assert Notification.objects.get(id=notice.id).seen_at is None


def test_strangers_hear_no_bell(visitor: Visitor) -> None:
    assert "Notices" not in visitor.get("/sign-in").text


def test_a_way_back_that_leads_away_is_not_taken(desk: Desk) -> None:
    notice = _say(desk)
    assert desk.browser.click(f"/notices/{notice.id}/seen", back="https://evil.example").location == "/"


def test_the_bell_alone_is_what_a_page_that_is_open_asks_for(desk: Desk) -> None:
    _say(desk)
    text = desk.browser.get("/notices/bell?back=/conversations").text
    assert text.lstrip().startswith("<details") and "Notices: 1" in text
    assert 'name="back" value="/conversations"' in text
    assert 'name="back" value="/"' in desk.browser.get("/notices/bell?back=https://evil.example").text
