"""A file of comments is played into the sandbox and followed until every one is dealt with."""

from pathlib import Path

import pytest

import connectors
from connectors.base import Credentials, Tokens
from connectors.world import World
from infra.demo.comments import answered_twice, follow, look, main, write
from infra.demo.rows import Row
from infra.sandbox.remote import Refused, Remote
from models import Message, SocialAccount, Status
from models.fields import utcnow
from models.lifecycle import move
from models.message import StoredLabel
from pipeline.ingest import ingest
from pipeline.onboard import connect_account
from tests.models import make
from tests.stand_in import people_at

PLATFORM = sorted(connectors.platforms())[0]
ROWS = [Row(f"r{n}", f"comment {n}", n) for n in range(7)]


@pytest.fixture
def account(sandbox: str, world: World, clean: None) -> SocialAccount:
    tokens, identity = people_at(world, PLATFORM)
    return connect_account(make.workspace().id, PLATFORM, tokens, identity, by="test")


@pytest.fixture
def remote(sandbox: str, account: SocialAccount) -> Remote:
    return Remote(sandbox)


def _take_in(account: SocialAccount) -> list[Message]:
    """What a poll would store."""
    tokens = Tokens(account.access_token, account.refresh_token)
    connector = connectors.get(PLATFORM).open(Credentials(account.external_id, tokens))
    return [message for page in ingest(account, connector, utcnow()) for message in page]


def _lay_into_review(message: Message) -> None:
    label = StoredLabel(intent="praise")
    move(message, Status.CLASSIFIED, "worker", "", label=label)
    move(message, Status.IN_REVIEW, "worker", "")


def _answer(world: World, account: SocialAccount, id: str, number: int) -> None:
    world.add_entry(
        PLATFORM, account.external_id, "comment", f"a{number}", account.external_id, "thanks", parent_id=id,
        conversation_id=id, by_account=1, via_api=1,
    )  # fmt: skip


def test_every_row_becomes_a_comment_by_a_fan_of_its_own(remote: Remote, world: World) -> None:
    said: list[str] = []
    ids = write(remote, PLATFORM, ROWS, 0, said.append)
    entries = [world.entry(PLATFORM, id) for id in ids]
    assert [entry.text for entry in entries if entry] == [row.text for row in ROWS]
    assert len({entry.author_id for entry in entries if entry}) == 7
    assert said == ["7 of 7 written"]


def test_all_is_well_when_every_comment_waits_for_a_person(remote: Remote, account: SocialAccount) -> None:
    ids = write(remote, PLATFORM, ROWS, 0, lambda _: None)
    for message in _take_in(account):
        _lay_into_review(message)
    outcome = follow(remote, PLATFORM, ids, 5, lambda _: None)
    assert outcome.exit_code == 0
    assert outcome.statuses == {"in_review": 7} and outcome.labels == {"praise": 7}
    assert "7 written, 7 arrived, 0 lost, 0 answered twice." in list(outcome.lines())


def test_a_lost_comment_is_named(remote: Remote, account: SocialAccount) -> None:
    ids = write(remote, PLATFORM, ROWS, 0, lambda _: None)
    for message in _take_in(account):
        _lay_into_review(message)
    Message.objects(external_id=ids[3]).delete()
    outcome = follow(remote, PLATFORM, ids, 0, lambda _: None)
    assert outcome.exit_code == 1 and outcome.lost == {ids[3]}
    assert f"Lost: {ids[3]}" in list(outcome.lines())


def test_comments_still_worked_on_are_not_lost_but_not_done(remote: Remote, account: SocialAccount) -> None:
    ids = write(remote, PLATFORM, ROWS, 0, lambda _: None)
    first, second, *others = _take_in(account)
    for message in (second, *others):
        _lay_into_review(message)
    assert follow(remote, PLATFORM, ids, 0, lambda _: None).exit_code == 2
    _lay_into_review(first)
    move(second, Status.APPROVED, "person", "", send_after=utcnow().replace(year=2100))
    assert look(PLATFORM, ids, utcnow()).unfinished == set()
    Message.objects(id=second.id).update_one(set__send_after=utcnow())
    assert look(PLATFORM, ids, utcnow()).unfinished == {second.external_id}


def test_a_comment_that_was_answered_twice_is_named(remote: Remote, world: World, account: SocialAccount) -> None:
    ids = write(remote, PLATFORM, ROWS, 0, lambda _: None)
    for number, id in enumerate((ids[0], ids[1], ids[1])):
        _answer(world, account, id, number)
    assert answered_twice(remote, PLATFORM, set(ids)) == {ids[1]}


def test_nobody_to_write_to_is_a_sentence(sandbox: str, world: World) -> None:
    with pytest.raises(Refused, match="Seed the demo first"):
        write(Remote(sandbox), PLATFORM, ROWS, 0, lambda _: None)


def test_the_program_names_odd_rows_and_says_what_is_missing(
    tmp_path: Path, account: SocialAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "odd.csv"
    file.write_text('id,text,lang\n1,"two\nlines",en\n2,,en\n3,third,en\n', encoding="utf-8")
    assert main([str(file), "--platform", PLATFORM, "--seconds", "0"]) == 1
    said = capsys.readouterr().out
    assert "line 4: no text" in said and "2 comments in odd.csv, 1 rows skipped" in said
    assert "2 written, 0 arrived, 2 lost" in said
