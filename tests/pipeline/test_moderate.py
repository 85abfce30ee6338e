"""What a person does with a fan's comment at the platform, over real HTTP, and what becomes of the message here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import connectors
from connectors.errors import ReplyRefused, Unavailable
from connectors.limits import Moderation
from connectors.world import Fault, World
from connectors.youtube.sandbox import blueprint
from models import AuditEntry, Fan, Message, SocialAccount, Status
from models.fan import Sighting
from models.fields import utcnow
from models.lifecycle import move
from models.message import Reply
from pipeline.moderate import choices, moderate
from pipeline.review import retry
from tests.connectors.contract import configured, serving
from tests.models import make
from tests.pipeline.conftest import PLATFORM, Scene
from tests.stand_in import people_at, write

STRICT = "youtube"


@pytest.fixture
def comment(scene: Scene) -> Message:
    """One that waits in review."""
    id = scene.fan_writes("buy followers")
    return make.message(scene.account, external_id=id, status=Status.IN_REVIEW, reply=Reply(text="thank you"))


def _hidden_there(scene: Scene, message: Message) -> bool:
    entry = scene.world.entry(PLATFORM, message.external_id)
    assert entry
    return bool(entry.hidden)


def test_a_hidden_comment_leaves_the_queue_and_comes_back_when_it_is_shown(scene: Scene, comment: Message) -> None:
    hidden = moderate(comment, scene.connector, Moderation.HIDE, "ada")
    assert _hidden_there(scene, comment)
    assert (hidden.status, hidden.held, hidden.moderation) == (Status.REJECTED, "hidden", "hide")
    assert (hidden.reply.reject_reason, hidden.history[-1].by) == ("Hidden on the platform.", "ada")
    shown = moderate(Message.objects.get(id=comment.id), scene.connector, Moderation.SHOW, "ben")
    assert not _hidden_there(scene, comment)
    assert (shown.status, shown.held, shown.reply.reject_reason) == (Status.IN_REVIEW, "", "")
    assert shown.reply.text == "thank you"
    assert [entry.action for entry in AuditEntry.objects(subject=str(comment.id))] == [
        "message.hidden",
        "message.shown",
    ]


def test_what_a_person_rejected_stays_rejected_when_it_is_shown(scene: Scene, comment: Message) -> None:
    rejected = move(comment, Status.REJECTED, by="ada", why="Rejected.")
    hidden = moderate(rejected, scene.connector, Moderation.HIDE, "ada")
    assert hidden.status is Status.REJECTED
    assert [step.why for step in hidden.history[-2:]] == ["Rejected.", "Hidden on the platform."]


def test_an_approved_reply_does_not_go_out_below_a_deleted_comment(scene: Scene, comment: Message) -> None:
    approved = move(comment, Status.APPROVED, by="ada", why="Approved.", send_after=utcnow())
    deleted = moderate(approved, scene.connector, Moderation.DELETE, "ada")
    assert (deleted.status, deleted.send_after) == (Status.REJECTED, None)
    entry = scene.world.entry(PLATFORM, comment.external_id)
    assert entry and entry.deleted_at


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.CLASSIFIED])
def test_what_no_draft_exists_for_is_not_drafted_any_more(scene: Scene, status: Status) -> None:
    message = make.message(scene.account, external_id=scene.fan_writes("spam"), status=status)
    assert moderate(message, scene.connector, Moderation.HIDE, "ada").status is Status.IGNORED
    assert moderate(message, scene.connector, Moderation.SHOW, "ada").status is Status.RECEIVED


def test_a_message_that_moved_meanwhile_is_put_aside_all_the_same(scene: Scene, comment: Message) -> None:
    stale = Message.objects.get(id=comment.id)
    move(comment, Status.APPROVED, by="ben", why="Approved.")
    assert moderate(stale, scene.connector, Moderation.HIDE, "ada").status is Status.REJECTED


def test_a_failed_message_keeps_its_way_back_to_being_sent(scene: Scene, comment: Message) -> None:
    sending = move(move(comment, Status.APPROVED, by="ada", why=""), Status.SENDING, by="worker", why="")
    failed = move(sending, Status.FAILED, by="worker", why="No.")
    noted = moderate(failed, scene.connector, Moderation.HIDE, "ada")
    assert (noted.status, noted.history[-1].why) == (Status.FAILED, "Hidden on the platform.")
    assert retry(noted, "ada").status is Status.APPROVED


def test_a_platform_that_did_not_answer_is_asked_again_and_nothing_is_noted(scene: Scene, comment: Message) -> None:
    scene.world.add_fault(Fault(PLATFORM, "hide", "timeout_after", 1, 0.1))
    with pytest.raises(Unavailable, match="Try again") as unsure:
        moderate(comment, scene.connector, Moderation.HIDE, "ada")
    assert unsure.value.sentence.endswith(".")
    assert comment.reload().status is Status.IN_REVIEW and not AuditEntry.objects(subject=str(comment.id))
    assert moderate(comment, scene.connector, Moderation.HIDE, "ada").status is Status.REJECTED


def test_what_the_platform_cannot_do_is_its_sentence_and_changes_nothing(scene: Scene, comment: Message) -> None:
    with pytest.raises(ReplyRefused):
        moderate(comment, scene.connector, Moderation.BAN, "ada")
    assert comment.reload().revision == 0


@pytest.fixture
def strict(clean: None, tmp_path: Path) -> Iterator[World]:
    """A platform where fans can be banned."""
    world = World(tmp_path / "world.sqlite")
    with (
        serving(blueprint(world)) as address,
        configured(SANDBOX_URL=address, YOUTUBE_API_URL=f"{address}/youtube-api"),
    ):
        yield world
    world.close()


def test_a_banned_fan_is_blocked_and_nothing_of_theirs_waits(strict: World) -> None:
    tokens, identity = people_at(strict, STRICT)
    account: SocialAccount = make.account(make.workspace(), platform=STRICT, external_id=identity.external_id)
    fan = Fan.known(account.workspace_id, account.id, [Sighting("f", "ada", utcnow())])["f"]
    first, second, other = (
        make.message(
            account, external_id=write(strict, account, number, "comment").id, status=Status.IN_REVIEW, fan_id=by
        )
        for number, by in enumerate((fan.id, fan.id, None))
    )
    platform = connectors.get(STRICT)
    connector = platform.open(connectors.base.Credentials(identity.external_id, tokens))
    banned = moderate(first, connector, Moderation.BAN, "ada")
    assert (banned.status, banned.moderation) == (Status.REJECTED, "ban")
    assert Fan.objects.get(id=fan.id).blocked
    assert second.reload().status is Status.REJECTED
    assert second.history[-1].why == "The fan was banned on the platform."
    assert other.reload().status is Status.IN_REVIEW
    assert choices(banned, platform.limits["comment"].moderation) == []


@pytest.mark.usefixtures("clean")
def test_only_what_makes_sense_now_is_offered() -> None:
    message, every = make.message(make.account(make.workspace())), frozenset(Moderation)
    hide, show, delete, spam, ban = Moderation
    assert choices(message, every) == [hide, delete, spam, ban]
    assert choices(message, frozenset({hide, show})) == [hide]
    assert choices(message, frozenset()) == []
    message.held = "likely spam"
    assert choices(message, every) == [show, delete, spam, ban]
    message.held, message.moderation = "", "spam"
    assert choices(message, every) == [show, delete, ban]
    message.moderation = "delete"
    assert choices(message, every) == []
