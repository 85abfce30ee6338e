"""Any OpenAI-compatible language model, over real HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from connectors.errors import AccessRevoked, ConnectorError, RateLimited, ReplyRefused, Unavailable
from connectors.language_model import LanguageModel, capabilities
from tests.connectors.contract import configured
from tests.language_model_stand_in import Endpoint, serving

HELLO = [{"role": "user", "content": "hello"}]


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as found:
        yield found


def test_a_model_that_is_not_configured_says_so_and_writes_nothing() -> None:
    with configured(LANGUAGE_MODEL_URL="", LANGUAGE_MODEL_KEY="", OPENAI_API_KEY=""):
        model = LanguageModel.from_settings()
    assert not model.available
    assert model.write(HELLO, 20) == []


def test_url_name_and_key_come_from_the_settings(endpoint: Endpoint) -> None:
    endpoint.says("hi")
    with configured(LANGUAGE_MODEL_URL=endpoint.url, LANGUAGE_MODEL="my-8b", LANGUAGE_MODEL_KEY="sesame"):
        assert LanguageModel.from_settings().write(HELLO, 20) == ["hi"]
    assert endpoint.asked[0]["model"] == "my-8b"
    assert endpoint.keys == ["Bearer sesame"]
    assert endpoint.paths == ["/v1/chat/completions"]


def test_a_plain_model_gets_the_parameters_everybody_knows(endpoint: Endpoint) -> None:
    endpoint.says("hi")
    LanguageModel("qwen3-8b", endpoint.url).write(HELLO, 20)
    assert endpoint.asked == [{"model": "qwen3-8b", "messages": HELLO, "max_tokens": 20, "temperature": 0.7}]


def test_luna_gets_no_max_tokens_and_does_not_think(endpoint: Endpoint) -> None:
    endpoint.says("one", "two")
    assert LanguageModel("gpt-6-luna", endpoint.url).write(HELLO, 20, count=2) == ["one", "two"]
    body = endpoint.asked[0]
    assert (body["max_completion_tokens"], body["reasoning_effort"], body["n"]) == (20, "none", 2)
    assert "max_tokens" not in body


@pytest.mark.parametrize("name", ["gpt-6-astra", "gpt-6.1-sol", "gemini-3.6-flash", "claude-sonnet-5"])
def test_models_that_refuse_a_temperature_get_none(endpoint: Endpoint, name: str) -> None:
    endpoint.says("hi")
    LanguageModel(name, endpoint.url).write(HELLO, 20)
    assert "temperature" not in endpoint.asked[0]


def test_a_model_that_gives_one_answer_a_call_is_called_for_each(endpoint: Endpoint) -> None:
    endpoint.says("one")
    endpoint.says("two")
    assert LanguageModel("llama-8b", endpoint.url).write(HELLO, 20, count=2) == ["one", "two"]
    assert all("n" not in body for body in endpoint.asked)


def test_a_model_that_thinks_has_room_for_its_thoughts() -> None:
    assert capabilities("gpt-6-astra").thinking_tokens > 1_000
    assert capabilities("gpt-6-luna").thinking_tokens == 0


@pytest.mark.parametrize(
    ("name", "strong"),
    [
        ("smollm2-135m-instruct.q4_1", False),
        ("gemma-3-270m-it", False),
        ("llama-3.2-1b", False),
        ("qwen2.5-0.5b-instruct", False),
        ("llama-3.1-8b-instruct", True),
        ("qwen3-14b", True),
        ("gpt-6-luna", True),
    ],
)
def test_the_table_knows_which_models_are_tiny(name: str, strong: bool) -> None:
    assert capabilities(name).strong is strong


def test_an_answer_that_was_cut_off_ends_with_its_last_whole_sentence(endpoint: Endpoint) -> None:
    endpoint.says("That is lovely! I was just", finish_reason="length")
    endpoint.says("I was just about to", finish_reason="length")
    model = LanguageModel("llama-8b", endpoint.url)
    assert model.write(HELLO, 5) == ["That is lovely!"]
    assert model.write(HELLO, 5) == []


def test_a_filtered_answer_is_left_out(endpoint: Endpoint) -> None:
    endpoint.says("something", finish_reason="content_filter")
    assert LanguageModel("llama-8b", endpoint.url).write(HELLO, 5) == []


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, AccessRevoked),
        (403, AccessRevoked),
        (429, RateLimited),
        (400, ReplyRefused),
        (404, ReplyRefused),
        (500, Unavailable),
        (503, Unavailable),
    ],
)
def test_each_status_becomes_the_branch_that_says_how_to_react(
    endpoint: Endpoint, status: int, error: type[ConnectorError]
) -> None:
    endpoint.fails(status)
    with pytest.raises(error) as raised:
        LanguageModel("llama-8b", endpoint.url).write(HELLO, 5)
    assert raised.value.platform == "language model"
    assert raised.value.sentence.endswith(".")
    assert len(endpoint.asked) == 1, "the client must not try again by itself"


def test_a_limit_says_how_long_to_wait(endpoint: Endpoint) -> None:
    endpoint.fails(429, retry_after="17")
    endpoint.fails(429, retry_after=format_datetime(datetime.now(UTC) + timedelta(seconds=90)))
    endpoint.fails(429)
    waits = []
    for _ in range(3):
        with pytest.raises(RateLimited) as raised:
            LanguageModel("llama-8b", endpoint.url).write(HELLO, 5)
        waits.append(raised.value.retry_after_seconds)
    assert waits[0] == 17
    assert 80 < waits[1] <= 90
    assert waits[2] == 60


def test_an_endpoint_that_is_not_there_is_unavailable() -> None:
    nobody = "http://127.0.0.1:9/v1"
    with pytest.raises(Unavailable):
        LanguageModel("llama-8b", nobody).write(HELLO, 5)


def test_an_answer_without_choices_is_unavailable(endpoint: Endpoint) -> None:
    endpoint.answers.append((200, {}, {"object": "error"}))
    with pytest.raises(Unavailable):
        LanguageModel("llama-8b", endpoint.url).write(HELLO, 5)
