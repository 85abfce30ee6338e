"""Live updates: who hears what, over real HTTP and the real Redis."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import socketio
from flask import Flask
from socketio.exceptions import ConnectionError as NotLetIn
from werkzeug.serving import make_server

from models import Notification, notify, resolve
from models.user import Role
from tests.models import make
from tests.system import wait_until
from tests.web.desk import Desk, Visitor
from worker.live import tell
from worker.style import measure_typed


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the dashboard answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def _listen(address: str, visitor: Visitor) -> tuple[socketio.Client, list[Any]]:
    """A browser's connection with that visitor's cookie, and the list of what it hears."""
    cookie = visitor.client.get_cookie("fanmail")
    assert cookie
    client, heard = socketio.Client(), []
    client.on("message", heard.append)
    for word in ("notices", "looks", "style", "bulk"):
        client.on(word, lambda said, word=word: heard.append((word, said)))
    client.connect(address, headers={"Cookie": f"fanmail={cookie.value}"}, transports=["polling"], retry=False)
    return client, heard


def test_strangers_are_not_let_in(address: str, visitor: Visitor) -> None:
    visitor.secret()
    with pytest.raises(NotLetIn):
        _listen(address, visitor)


def test_a_workspace_hears_of_its_own_messages_and_of_no_others(app: Flask, address: str, desk: Desk) -> None:
    other = Desk(app)
    ours, heard = _listen(address, desk.browser)
    theirs, heard_elsewhere = _listen(address, other.browser)
    letter, foreign = desk.letter(text="never travels"), other.letter()
    tell(letter)
    tell(foreign)
    wait_until(lambda: heard and heard_elsewhere, 10, "the word did not arrive over Redis")
    assert heard == [{"id": str(letter.id), "status": "in_review"}]
    assert heard_elsewhere == [{"id": str(foreign.id), "status": "in_review"}]
    ours.disconnect()
    theirs.disconnect()


def test_a_workspace_hears_at_once_that_its_notices_changed_and_nothing_of_what_they_say(
    app: Flask, address: str, desk: Desk
) -> None:
    ours, heard = _listen(address, desk.browser)
    other = Desk(app)
    theirs, heard_elsewhere = _listen(address, other.browser)
    for number, change in enumerate(_changes(desk), 1):
        change()
        wait_until(lambda number=number: len(heard) == number, 10, "the word did not arrive over Redis")
    notify(desk.workspace.id, "access:2", "It ends.", "/accounts")
    notify(desk.workspace.id, "access:2", "It ends.", "/accounts")  # nothing new
    notify(other.workspace.id, "access:2", "It ends there.", "/accounts")
    wait_until(lambda: heard_elsewhere, 10, "the word did not arrive over Redis")
    assert heard == [("notices", {})] * 5
    assert heard_elsewhere == [("notices", {})]
    ours.disconnect()
    theirs.disconnect()


def _changes(desk: Desk) -> list[Callable[[], object]]:
    """A notice comes, says other words, is put aside, and is mended."""
    id = desk.workspace.id
    return [
        lambda: notify(id, "access:1", "It ends in 9 days.", "/accounts"),
        lambda: notify(id, "access:1", "It ends in 8 days.", "/accounts"),
        lambda: desk.browser.click(f"/notices/{Notification.of(id).get().id}/seen"),
        lambda: resolve(id, "access:1"),
    ]


def test_who_looks_at_what_is_said_in_the_workspace_alone_and_ends_with_the_window(
    app: Flask, address: str, desk: Desk
) -> None:
    tom = Visitor(app).sign_in(desk.add_person(Role.REVIEWER, "Tom Reyes"))
    ours, heard = _listen(address, desk.browser)
    theirs, own = _listen(address, tom)
    foreign, heard_elsewhere = _listen(address, Desk(app).browser)
    letter = desk.letter()
    theirs.emit("look", {"id": str(letter.id), "doing": "answers", "name": "Somebody else"})
    wait_until(lambda: heard, 10, "the look did not arrive")
    word, said = heard[0]
    assert (word, said["name"], said["id"], said["doing"]) == ("looks", "Tom Reyes", str(letter.id), "answers")
    theirs.emit("look", {"id": "<b>", "doing": "answers"})
    theirs.emit("look", "nonsense")
    wait_until(lambda: len(heard) == 2, 10, "the second look did not arrive")
    assert (heard[1][1]["id"], heard[1][1]["window"]) == ("", said["window"])
    theirs.disconnect()
    wait_until(lambda: len(heard) == 3, 10, "nobody said that the window is closed")
    assert (heard[2][1]["id"], heard[2][1]["window"]) == ("", said["window"])
    assert own == [] and heard_elsewhere == []
    ours.disconnect()
    foreign.disconnect()


def test_how_typed_words_sound_is_said_to_whoever_types_and_to_nobody_else(
    app: Flask, address: str, desk: Desk
) -> None:
    texts = [f"{word} sweet, keep baking" for word in ("haha", "aw", "so", "how", "too")] * 6
    for number, text in enumerate(texts):
        make.reply_example(
            desk.account, conversation_id=f"c{number}", fan_text=f"love it {number}", text=f"{text} {number}"
        )
    tom = Visitor(app).sign_in(desk.add_person(Role.REVIEWER))
    ours, heard = _listen(address, desk.browser)
    theirs, heard_elsewhere = _listen(address, tom)
    letter = desk.letter()
    assert desk.browser.ask(f"/review/{letter.id}/typed", text="haha sweet, keep baking").status_code == 200
    measure_typed(str(letter.id), str(desk.user.id))
    wait_until(lambda: heard, 10, "the score did not arrive")
    word, said = heard[0]
    assert (word, said["id"]) == ("style", str(letter.id)) and 0 <= said["score"] <= 100
    assert heard_elsewhere == [] and "haha" not in str(heard)
    ours.disconnect()
    theirs.disconnect()
