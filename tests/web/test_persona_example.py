"""A live example: the page as it stands, answered by a worker, saved nowhere."""

from models import Persona, PersonaExample
from models.user import Role
from pipeline.persona_example import NOTHING
from tests.web.desk import Desk
from worker.personas import show_example


def test_an_example_is_written_for_the_page_as_it_stands_and_nothing_is_saved(desk: Desk) -> None:
    asked = desk.browser.ask(
        "/persona/example", name="Nika", languages="English", motto="Another motto", number="1"
    ).json
    example = PersonaExample.objects.get(id=asked["id"])
    assert (example.fields["motto"], example.number) == ("Another motto", 1)
    assert Persona.of(desk.workspace.id).get().motto == ""
    assert desk.browser.get(f"/persona/example/{example.id}").json["ready"] is False
    show_example(str(example.id))
    shown = desk.browser.get(f"/persona/example/{example.id}").json
    assert shown["ready"] and shown["note"] == NOTHING  # nobody has written to this desk yet


def test_what_is_wrong_on_the_page_is_said(desk: Desk) -> None:
    wrong = desk.browser.ask("/persona/example", name="", languages="English")
    assert wrong.status_code == 422 and "name" in wrong.json["sentence"]
    assert PersonaExample.objects.count() == 0


def test_an_example_belongs_to_its_workspace_and_to_those_who_may_change_it(desk: Desk) -> None:
    asked = desk.browser.ask("/persona/example", name="Nika", languages="English").json
    assert Desk(desk.app).browser.get(f"/persona/example/{asked['id']}").status_code == 404
    assert Desk(desk.app, Role.ANALYST).browser.ask("/persona/example", name="Nika").status_code == 403
