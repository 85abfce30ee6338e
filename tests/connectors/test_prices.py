"""What a language model costs."""

import pytest

from connectors.language_model import LanguageModel
from connectors.prices import FREE, Price, price_of
from tests.language_model_stand_in import serving


def test_what_is_told_counts_before_what_is_known() -> None:
    assert price_of("gpt-6-luna", "") == Price(0.10, 0.01, 0.50)
    assert price_of("gpt-6-luna", "", "1/0.5/2") == Price(1.0, 0.5, 2.0)
    assert price_of("gpt-6-luna", "https://models.example/v1") is None
    assert price_of("anything", "http://127.0.0.1:8002/v1") == FREE


@pytest.mark.parametrize("told", ["1", "1/2", "a/b/c", "1/-2/3"])
def test_a_price_that_is_none_is_refused(told: str) -> None:
    with pytest.raises(ValueError):
        price_of("x", "", told)


def test_a_call_costs_its_tokens_and_a_thread_knows_what_it_asked() -> None:
    with serving() as endpoint:
        usage = {"prompt_tokens": 1_000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 400}}
        choice = {"index": 0, "message": {"role": "assistant", "content": "so kind"}, "finish_reason": "stop"}
        endpoint.answers.append((200, {}, {"choices": [choice], "usage": usage}))
        model = LanguageModel("a", endpoint.url, "key", price=Price(10.0, 1.0, 100.0))
        before = model.spent()
        model.write([{"role": "user", "content": "hi"}], 10)
        cost = model.spent() - before
        assert (cost.calls, cost.prompt, cost.cached, cost.written, cost.unpriced) == (1, 1_000, 400, 100, 0)
        assert cost.dollars == pytest.approx((600 * 10 + 400 * 1 + 100 * 100) / 1_000_000)
        nobody_knows = LanguageModel("a", endpoint.url, "key")
        nobody_knows.write([{"role": "user", "content": "hi"}], 10)
        assert nobody_knows.spent().unpriced == 1
