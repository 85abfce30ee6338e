"""What edits say, on the Persona page."""

from models import AuditEntry, StoredPreference
from models.user import Role
from tests.web.desk import Desk


def _written(desk: Desk, text: str = "Never opens with Hi.") -> StoredPreference:
    assert desk.browser.ask("/persona/preferences", text=text).status_code == 200
    return StoredPreference.of(desk.workspace.id).get()


def test_a_preference_is_written_changed_switched_and_deleted(desk: Desk) -> None:
    one = _written(desk)
    assert "Never opens with Hi" in desk.browser.get("/persona").text
    for path, state in (("off", "off"), ("on", "active")):
        assert desk.browser.ask(f"/persona/preferences/{one.id}/{path}").status_code == 200
        assert one.reload().state == state
    assert desk.browser.ask(f"/persona/preferences/{one.id}", text="Ends with a question.").status_code == 200
    assert one.reload().text.startswith("Ends with a question")
    assert desk.browser.ask(f"/persona/preferences/{one.id}/delete").status_code == 200
    assert not StoredPreference.of(desk.workspace.id).count()
    assert {one.action for one in AuditEntry.of(desk.workspace.id)} >= {
        "preference.added",
        "preference.off",
        "preference.deleted",
    }


def test_what_cannot_be_kept_is_said(desk: Desk) -> None:
    assert desk.browser.ask("/persona/preferences", text="x" * 200).status_code == 422
    assert desk.browser.ask("/persona/preferences", text="Short.", context="nothing").status_code == 422


def test_strangers_and_reviewers_change_nothing(desk: Desk) -> None:
    one, reviewer = _written(desk), Desk(desk.app, Role.REVIEWER)
    assert Desk(desk.app).browser.ask(f"/persona/preferences/{one.id}/off").status_code == 404
    assert reviewer.browser.ask("/persona/preferences", text="Short.").status_code == 403
    assert "Add your own" not in reviewer.browser.get("/persona").text
