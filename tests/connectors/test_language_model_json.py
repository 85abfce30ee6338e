"""JSON answers, and what was spent, over real HTTP."""

from collections.abc import Iterator

import pytest

from connectors.errors import ReplyRefused, Unavailable
from connectors.language_model import LanguageModel
from connectors.prices import Usage
from tests.language_model_stand_in import Endpoint, serving

ASKED = [{"role": "user", "content": "spam or not?"}]
SCHEMA = {
    "type": "object", "properties": {"spam": {"type": "boolean"}}, "required": ["spam"], "additionalProperties": False,
}  # fmt: skip


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as found:
        yield found


def test_a_schema_goes_out_strictly_and_the_object_comes_back(endpoint: Endpoint) -> None:
    endpoint.says('{"spam": true}')
    assert LanguageModel("gpt-6-luna", endpoint.url).ask_json(ASKED, SCHEMA, 50) == {"spam": True}
    form = endpoint.asked[0]["response_format"]
    assert form["type"] == "json_schema"
    assert (form["json_schema"]["strict"], form["json_schema"]["schema"]) == (True, SCHEMA)


def test_a_model_that_takes_no_schema_is_told_it_in_words(endpoint: Endpoint) -> None:
    endpoint.says('```json\n{"spam": false}\n```')
    assert LanguageModel("claude-sonnet-5", endpoint.url).ask_json(ASKED, SCHEMA, 50) == {"spam": False}
    assert "response_format" not in endpoint.asked[0]
    assert '"spam"' in endpoint.asked[0]["messages"][-1]["content"]


def test_an_answer_that_does_not_fit_is_repaired_once(endpoint: Endpoint) -> None:
    endpoint.says('{"spam": "yes"}')
    endpoint.says('{"spam": true}')
    assert LanguageModel("llama-8b", endpoint.url).ask_json(ASKED, SCHEMA, 50) == {"spam": True}
    first, second = endpoint.asked
    assert second["messages"][: len(first["messages"])] == first["messages"]
    assert "$.spam" in second["messages"][-1]["content"]


def test_two_answers_that_do_not_fit_are_refused(endpoint: Endpoint) -> None:
    endpoint.says("I think it is spam.")
    with pytest.raises(ReplyRefused):
        LanguageModel("llama-8b", endpoint.url).ask_json(ASKED, SCHEMA, 50)
    assert len(endpoint.asked) == 2


def test_an_endpoint_that_is_away_is_not_asked_to_repair(endpoint: Endpoint) -> None:
    endpoint.fails(503)
    with pytest.raises(Unavailable):
        LanguageModel("llama-8b", endpoint.url).ask_json(ASKED, SCHEMA, 50)
    assert len(endpoint.asked) == 1


def test_without_a_model_there_is_no_json() -> None:
    with pytest.raises(ReplyRefused):
        LanguageModel("gpt-6-luna").ask_json(ASKED, SCHEMA, 50)


def test_tokens_are_counted_with_the_cached_share(endpoint: Endpoint) -> None:
    usage = {"prompt_tokens": 100, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 60}}
    choices = [{"message": {"content": "hi"}, "finish_reason": "stop"}]
    endpoint.answers.append((200, {}, {"choices": choices, "usage": usage}))
    model = LanguageModel("llama-8b", endpoint.url)
    model.write(ASKED, 5, count=2)
    assert model.usage == Usage(calls=2, prompt=200, cached=120, written=14, unpriced=2)


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": None, "prompt_tokens_details": None}])
def test_an_endpoint_that_does_not_count_costs_nothing_to_ask(usage: object) -> None:
    assert Usage.of({"usage": usage}) == Usage(calls=1)


def test_calls_that_begin_alike_share_a_cache_key_that_tells_nothing(endpoint: Endpoint) -> None:
    endpoint.says("hi")
    model = LanguageModel("gpt-6-luna", endpoint.url)
    rules = {"role": "system", "content": "You are Nika."}
    for text in ("one", "two"):
        model.write([rules, {"role": "user", "content": text}], 5)
    model.write(ASKED, 5)
    keys = [body["prompt_cache_key"] for body in endpoint.asked]
    assert keys[0] == keys[1] != keys[2]
    assert "Nika" not in keys[0]
    LanguageModel("llama-8b", endpoint.url).write(ASKED, 5)
    assert "prompt_cache_key" not in endpoint.asked[-1]
