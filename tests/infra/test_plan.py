"""What the person has set takes the place of the embedded part that would have provided it."""

from pathlib import Path

import pytest

from infra.plan import Plan, Ports, complete, plan


def _made(folder: Path, **said: str) -> Plan:
    own_model = folder / "own.gguf"
    own_model.touch()
    return plan(folder, Ports().shifted(100), {"LANGUAGE_MODEL_FILE": str(own_model), **said})


def _names(made: Plan) -> list[str]:
    return [part.name for part in made.parts]


def test_with_nothing_set_everything_is_embedded_and_the_demo_plays(tmp_path: Path) -> None:
    made = _made(tmp_path)
    assert _names(made) == ["database", "broker", "model", "sandbox", "web", "beat", "worker", "demo"]
    assert made.environment["BASE_URL"] == "http://127.0.0.1:8100"
    assert made.environment["MONGODB_URI"].startswith("mongodb://127.0.0.1:27217/fanmail?")
    assert made.environment["SANDBOX_URL"] == "http://127.0.0.1:8101"
    assert made.environment["AUTONOMY"] == "trusting", "or nobody would see anything go by itself on the first day"
    assert any("trials and small use" in note for note in made.notes)


@pytest.mark.parametrize(
    ("name", "value", "gone"),
    [
        ("MONGODB_URI", "mongodb://elsewhere/fanmail", {"database"}),
        ("REDIS_URL", "redis://elsewhere/0", {"broker"}),
        ("LANGUAGE_MODEL_URL", "http://elsewhere/v1", {"model"}),
        ("OPENAI_API_KEY", "sk-1", {"model"}),
        ("SANDBOX_URL", "http://elsewhere", {"sandbox", "demo"}),
        ("INSTAGRAM_CLIENT_ID", "1", {"sandbox", "demo"}),
        ("DEMO", "0", {"sandbox", "demo"}),
    ],
)
def test_a_setting_takes_the_place_of_an_embedded_part(tmp_path: Path, name: str, value: str, gone: set[str]) -> None:
    made = _made(tmp_path, **{name: value})
    assert set(_names(_made(tmp_path))) - set(_names(made)) == gone
    assert made.environment[name] == value


def test_another_broker_still_needs_redis_for_live_updates(tmp_path: Path) -> None:
    assert "broker" in _names(_made(tmp_path, BROKER_URL="amqp://elsewhere"))


def test_the_key_of_the_own_language_model_goes_nowhere_else(tmp_path: Path) -> None:
    assert complete(_made(tmp_path)).environment["LANGUAGE_MODEL_KEY"]
    for name in ("OPENAI_API_KEY", "LANGUAGE_MODEL_URL"):
        assert "LANGUAGE_MODEL_KEY" not in complete(_made(tmp_path, **{name: "x"})).environment


def test_without_a_language_model_everything_else_starts(tmp_path: Path) -> None:
    made = _made(tmp_path, LANGUAGE_MODEL_FILE=str(tmp_path / "missing.gguf"))
    assert "model" not in _names(made)
    assert any("missing.gguf" in note for note in made.notes)


def test_only_what_will_listen_needs_its_port(tmp_path: Path) -> None:
    assert set(_made(tmp_path, DEMO="0").needs()) == {"database", "broker", "model", "web"}
    assert "database" not in _made(tmp_path, MONGODB_URI="mongodb://elsewhere/x").needs()


def test_outside_the_demo_auto_send_must_be_earned(tmp_path: Path) -> None:
    assert "AUTONOMY" not in _made(tmp_path, DEMO="0").environment
    assert _made(tmp_path, AUTONOMY="earned").environment["AUTONOMY"] == "earned"
