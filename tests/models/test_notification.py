from concurrent.futures import ThreadPoolExecutor

import pytest

from models import Notification, notify, resolve
from models.fields import utcnow
from tests.models import make

pytestmark = pytest.mark.usefixtures("clean")


def test_a_cause_has_one_open_sentence_however_often_it_is_said() -> None:
    workspace = make.workspace()
    for _ in range(3):
        notify(workspace.id, "access:1", "It ends in 9 days.", "/accounts")
    assert [one.sentence for one in Notification.open_of(workspace.id)] == ["It ends in 9 days."]


def test_many_who_say_it_at_once_say_it_once() -> None:
    workspace = make.workspace()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: notify(workspace.id, "access:1", f"Said by {number % 2}.", "/"), range(24)))
    assert len(Notification.open_of(workspace.id)) == 1


def test_other_words_for_the_same_cause_are_news_again_and_the_same_words_are_not() -> None:
    workspace = make.workspace()
    notify(workspace.id, "access:1", "It ends in 9 days.", "/accounts")
    Notification.objects.update(set__seen_at=utcnow())
    notify(workspace.id, "access:1", "It ends in 9 days.", "/accounts")
    assert Notification.objects.get().seen_at
    notify(workspace.id, "access:1", "It ends in 8 days.", "/accounts")
    found = Notification.objects.get()
    assert (found.sentence, found.seen_at) == ("It ends in 8 days.", None)


def test_what_is_resolved_is_closed_and_may_come_back() -> None:
    workspace = make.workspace()
    for _ in range(2):
        notify(workspace.id, "access:1", "It ends.", "/accounts")
        resolve(workspace.id, "access:1")
        resolve(workspace.id, "access:1")
    notify(workspace.id, "access:1", "It ends.", "/accounts")
    assert Notification.objects.count() == 3
    assert len(Notification.open_of(workspace.id)) == 1


def test_a_workspace_has_its_own() -> None:
    ours, theirs = make.workspace(), make.workspace()
    for workspace in (ours, theirs):
        notify(workspace.id, "access:1", "It ends.", "/accounts")
    resolve(theirs.id, "access:1")
    assert len(Notification.open_of(ours.id)) == 1
    assert Notification.open_of(theirs.id) == []
