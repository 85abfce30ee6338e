"""Settings: all that is wrong is named at once, and what is empty falls back."""

import pytest
from cryptography.fernet import Fernet

from settings import BadSettings, Settings, settings

GOOD = {
    "secret_key": "x" * 32,
    "encryption_keys": Fernet.generate_key().decode(),
    "mongodb_uri": "mongodb://127.0.0.1/fanmail",
    "redis_url": "redis://127.0.0.1/0",
}


@pytest.fixture
def no_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A process that nobody has given any setting."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


def test_all_missing_settings_are_named_at_once(no_environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSettings) as raised:
        settings()
    for name in GOOD:
        assert f"{name.upper()}: is missing" in str(raised.value)


def test_wrong_and_missing_settings_are_named_together(no_environment: pytest.MonkeyPatch) -> None:
    no_environment.setenv("SECRET_KEY", "short")
    no_environment.setenv("ENCRYPTION_KEYS", "not a key")
    no_environment.setenv("UNDO_SECONDS", "soon")
    with pytest.raises(BadSettings) as raised:
        settings()
    sentences = str(raised.value)
    assert "SECRET_KEY: must have at least 32 characters" in sentences
    assert "ENCRYPTION_KEYS: " in sentences
    assert "UNDO_SECONDS: " in sentences
    assert "MONGODB_URI: is missing" in sentences


def test_a_wrong_secret_is_not_repeated(no_environment: pytest.MonkeyPatch) -> None:
    no_environment.setenv("SECRET_KEY", "hunter2")
    with pytest.raises(BadSettings) as raised:
        settings()
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    "name", ["undo_seconds", "doubt_seconds", "retry_seconds", "poll_seconds", "youtube_units_per_day"]
)
def test_a_duration_or_budget_below_zero_is_refused(no_environment: pytest.MonkeyPatch, name: str) -> None:
    no_environment.setenv(name.upper(), "-1")
    with pytest.raises(BadSettings, match=f"{name.upper()}: must not be negative"):
        settings()


def test_the_queue_is_the_redis_server_unless_another_broker_is_set(no_environment: pytest.MonkeyPatch) -> None:
    assert Settings(**GOOD).broker_url == GOOD["redis_url"]
    assert Settings(**GOOD, broker_url="amqp://rabbit").broker_url == "amqp://rabbit"


def test_the_key_of_openai_serves_when_no_other_is_set(no_environment: pytest.MonkeyPatch) -> None:
    assert Settings(**GOOD, openai_api_key="sk-1").language_model_key == "sk-1"
    assert Settings(**GOOD, openai_api_key="sk-1", language_model_key="own").language_model_key == "own"


def test_an_empty_variable_counts_as_not_set(no_environment: pytest.MonkeyPatch) -> None:
    no_environment.setenv("BASE_URL", "")
    assert Settings(**GOOD).base_url == "http://127.0.0.1:8000"


def test_every_setting_has_its_sentence() -> None:
    silent = [name for name, field in Settings.model_fields.items() if not (field.description or "").endswith(".")]
    assert silent == []
