"""The Persona page: seen, changed, measured anew and brought back; who may, and what a lost race keeps."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from models import Persona
from models.fields import utcnow
from models.persona import StoredAdaptation, StoredBar, StoredPicture, Trait
from models.user import Role
from pipeline.persona_versions import change, versions
from pipeline.voice_version import voice_version
from tests.models import make
from tests.web.desk import Desk, Visitor
from worker.personas import measure_persona

REPLIES = ["thank you so much ❤", "haha love that!!", "It is the 35 mm.", "hugs back!"]
TYPED = {
    "name": "Nika",
    "motto": "Slow bread, fast wheels",
    "portrait": "Bakes.",
    "languages": "English, german",
    "taboo": "swears\n\n swears \n",
    "facts": "Lives in Porto.",
    "trait-0": "warm",
    "intensity-0": "80",
    "description-0": "like a friend",
}


def persona_at(desk: Desk) -> Persona:
    return Persona.of(desk.workspace.id).get()


def saves(desk: Desk, **fields: Any) -> TestResponse:
    return desk.browser.click("/persona", **{**TYPED, "version": persona_at(desk).version, **fields})


def wrote(desk: Desk, times: int) -> None:
    for number in range(times):
        make.reply_example(
            desk.account, fan_text=f"what a video, number {number}!", text=REPLIES[number % len(REPLIES)],
            created_at=utcnow() - timedelta(hours=number),
        )  # fmt: skip


def measured(desk: Desk) -> str:
    """Ask on the page, let the worker do it, and see what the page says."""
    assert desk.browser.click("/persona/measure").location == "/persona/measuring"
    assert "are being measured" in desk.browser.get("/persona/measuring").text
    measure_persona(str(desk.workspace.id), str(desk.user.id))
    return desk.browser.get("/persona/measuring", follow_redirects=True).text


def test_an_empty_page_teaches(desk: Desk) -> None:
    text = desk.browser.get("/persona").text
    for words in ("Nothing is measured yet", "Connect an account", "it was never changed", "it is earned again"):
        assert words in text
    assert "How you write" not in text


def test_what_is_typed_is_kept_as_a_new_version(desk: Desk) -> None:
    before = voice_version(desk.workspace.id)
    assert saves(desk).location == "/persona"
    persona = persona_at(desk)
    assert (persona.version, persona.motto, persona.languages) == (2, "Slow bread, fast wheels", ["en", "de"])
    assert (persona.taboo, persona.facts) == (["swears"], ["Lives in Porto."])
    [trait] = persona.traits
    assert (trait.name, trait.intensity, trait.description, trait.by) == ("warm", 0.8, "like a friend", "person")
    text = desk.browser.get("/persona").text
    assert "Slow bread, fast wheels" in text and "English, German" in text and "Nika Vidal" in text
    assert voice_version(desk.workspace.id) != before, (
        "what auto-send has earned ends with the persona it was earned with"
    )
    assert saves(desk).location == "/persona" and persona_at(desk).version == 2, "nothing different is no new version"


def test_a_measured_trait_stays_measured_until_it_is_touched(desk: Desk) -> None:
    own = [
        Trait(name="warm", intensity=0.834, description="80% thank.", by="measured"),
        Trait(name="brief", intensity=0.5, by="model"),
    ]
    persona_at(desk).modify(traits=own)
    row = {
        "trait-0": "warm",
        "intensity-0": "83",
        "description-0": "80% thank.",
        "trait-1": "brief",
        "intensity-1": "60",
        "by-1": "model",
    }
    assert saves(desk, **row).location == "/persona"
    assert [(one.name, one.intensity, one.by) for one in persona_at(desk).traits] == [
        ("warm", 0.834, "measured"),
        ("brief", 0.6, "person"),
    ]


def test_a_trait_is_added_and_taken_away_before_anything_is_saved(desk: Desk) -> None:
    more = saves(desk, more="trait", motto="half a mot")
    assert more.status_code == 200 and more.text.count('class="trait-row"') == 3 and "half a mot" in more.text
    fewer = saves(desk, away="0", motto="half a mot")
    assert 'value="like a friend"' not in fewer.text and "half a mot" in fewer.text
    assert persona_at(desk).version == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "Write the name"),
        ("languages", "English, Klingonese", "does not know this language: Klingonese"),
        ("languages", " , ", "Write at least one language"),
        ("motto", "m" * 201, "The motto may have 200 characters"),
        ("taboo", "t" * 301, "a line may have 300 characters"),
        ("facts", "\n".join(map(str, range(101))), "at most 100 lines; there are 101"),
        ("intensity-0", "101", "needs a strength from 0 to 100"),
        ("intensity-0", "much", "needs a strength from 0 to 100"),
        ("trait-1", "Warm", "Two traits have the same name"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    desk: Desk, field: str, value: str, sentence: str
) -> None:
    answer = saves(desk, **{field: value})
    assert answer.status_code == 422 and sentence in answer.text and "like a friend" in answer.text
    assert persona_at(desk).version == 1


def test_a_lost_race_keeps_what_was_typed_and_says_what_the_other_changed(desk: Desk) -> None:
    change(persona_at(desk), "ada", "she wanted it", motto="hers")
    lost = saves(desk, version=1)
    assert lost.status_code == 409 and persona_at(desk).motto == "hers"
    assert "changed while you wrote (Motto)" in lost.text and "Slow bread, fast wheels" in lost.text
    assert 'name="version" value="2"' in lost.text
    assert saves(desk, version=2).location == "/persona" and persona_at(desk).motto == "Slow bread, fast wheels"


def test_words_of_people_are_shown_as_words(desk: Desk) -> None:
    saves(desk, motto="<script>alert(1)</script>", facts="<b>bold</b>")
    text = desk.browser.get("/persona").text
    assert "<script>alert" not in text and "<b>bold" not in text and "&lt;b&gt;bold" in text


def test_measuring_fills_the_page_without_a_model_in_it(desk: Desk) -> None:
    wrote(desk, 40)
    text = measured(desk)
    assert "Measured from 40 replies." in text
    persona = persona_at(desk)
    assert persona.sentences and persona.measuring_since is None
    assert {"lengths", "emoji", "punctuation"} <= {one.name for one in persona.pictures}
    for words in (
        f"Nika {persona.sentences[0]}.",
        "How long a reply is",
        "Where emoji stand",
        "❤",
        "What would raise it",
        "40 replies; eight",
    ):
        assert words in text, words
    assert "thank, praise or send a heart" in text.replace("&#39;", "'"), "the traits say what was measured"


def test_measuring_the_same_again_takes_nothing_from_auto_send(desk: Desk) -> None:
    wrote(desk, 40)
    measured(desk)
    persona_at(desk).modify(sentences=[], pictures=[])
    assert "nothing is different" in measured(desk)
    persona = persona_at(desk)
    assert persona.version == 2 and persona.sentences and persona.pictures


def test_measuring_too_little_says_what_is_missing(desk: Desk) -> None:
    wrote(desk, 3)
    assert "at least 12 replies" in measured(desk)
    assert persona_at(desk).version == 1


def test_two_clicks_measure_once_and_a_lost_worker_can_be_asked_again(desk: Desk, redis_url: str) -> None:
    import redis

    queue = redis.Redis.from_url(redis_url)
    desk.browser.click("/persona/measure")
    desk.browser.click("/persona/measure")
    assert queue.llen("celery") == 1
    persona_at(desk).modify(measuring_since=utcnow() - timedelta(minutes=6))
    assert "no worker answered" in desk.browser.get("/persona/measuring", follow_redirects=True).text
    desk.browser.click("/persona/measure")
    assert queue.llen("celery") == 2


def test_an_older_version_is_shown_with_its_differences_and_brought_back(desk: Desk) -> None:
    saves(desk)
    text = desk.browser.get("/persona").text
    assert "Version 1" in text and "Bring back version 1" in text and "<del>nothing</del>" in text
    assert desk.browser.click("/persona/versions/1/back").location == "/persona"
    persona = persona_at(desk)
    assert (persona.version, persona.motto, list(persona.traits)) == (3, "", [])
    assert [one.version for one in versions(persona)] == [2, 1]
    for wrong in ("9", "none", "-1"):
        assert desk.browser.click(f"/persona/versions/{wrong}/back").status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ANALYST])
@pytest.mark.parametrize("path", ["/persona", "/persona/measure", "/persona/versions/1/back"])
def test_who_does_not_manage_looks_and_changes_nothing(desk: Desk, role: Role, path: str) -> None:
    saves(desk)
    looks = Visitor(desk.app).sign_in(desk.add_person(role, "Ben"))
    text = looks.get("/persona").text
    assert "Slow bread, fast wheels" in text and "Save the persona" not in text and "Bring back version" not in text
    assert looks.click(path, **TYPED, version=2).status_code == 403
    assert persona_at(desk).version == 2 and persona_at(desk).measuring_since is None


def test_a_manager_may_change_it_and_forged_clicks_may_not(desk: Desk) -> None:
    manager = Visitor(desk.app).sign_in(desk.add_person(Role.MANAGER, "Mia"))
    assert manager.client.post("/persona", data={**TYPED, "version": 1}).status_code == 400
    assert persona_at(desk).version == 1
    assert manager.click("/persona", **TYPED, version=1).status_code == 302
    assert persona_at(desk).version == 2 and "Mia" in desk.browser.get("/persona").text


def test_another_workspace_sees_and_changes_only_its_own(app: Flask, desk: Desk) -> None:
    saves(desk, portrait="a secret portrait")
    other = Desk(app)
    assert "a secret portrait" not in other.browser.get("/persona").text
    assert other.browser.click("/persona/versions/1/back").status_code == 404, "there is one, but not here"
    saves(other, motto="theirs")
    assert persona_at(desk).motto == "Slow bread, fast wheels"


def test_quality_is_said_in_sentences_on_a_card_for_each_platform(desk: Desk) -> None:
    strong = StoredAdaptation(
        platform=desk.account.platform,
        replies=420,
        shortest=8,
        longest=90,
        consistency=0.9,
        coverage=0.9,
        material=1.0,
        score=0.93,
    )
    weak = StoredAdaptation(
        platform="elsewhere", replies=1, score=0.1, habits=["writes longer here"], advice=["Answer more."]
    )
    picture = StoredPicture(
        name="lengths", bars=[StoredBar(name="1-20", value=0.25), StoredBar(name="21-40", value=0.5)]
    )
    persona_at(desk).modify(adaptations=[strong, weak], pictures=[picture], never=["swears"], measured_at=utcnow())
    text = desk.browser.get("/persona").text
    for words in (
        "93 %",
        "Good material",
        "420 replies; eight of ten have 8 to 90",
        "1 reply; eight",
        "Little to go by",
        "Nika writes longer here.",
        "Answer more.",
        "Nika never swears",
    ):
        assert words in text, words
    assert 'value="50" max="100"' in text and "25 %" in text, (
        "bars are measured on the longest, figures are what was counted"
    )
