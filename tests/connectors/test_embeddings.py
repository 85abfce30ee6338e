"""Meaning as numbers: the local model, and an endpoint."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from connectors.embeddings import embed
from connectors.errors import RateLimited, Unavailable
from tests.connectors.contract import configured
from tests.language_model_stand_in import serving


def test_the_local_model_gives_rows_of_unit_length() -> None:
    vectors = embed(["what flour do you use?", "", "x" * 5_000])
    assert (vectors.shape, vectors.dtype) == ((3, 512), np.float32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows() -> None:
    assert embed([]).shape == (0, 512)


def test_the_same_meaning_is_near_in_another_language() -> None:
    flour, harina, insult = embed(["which flour do you use?", "¿qué harina usas?", "you are an ugly liar"])
    assert flour @ harina > 0.6
    assert flour @ harina > flour @ insult + 0.3


def test_many_threads_get_the_same_numbers() -> None:
    texts = [f"loaf number {number}" for number in range(24)]
    alone = embed(texts)
    with ThreadPoolExecutor(8) as pool:
        together = np.vstack(list(pool.map(lambda text: embed([text]), texts)))
    assert np.allclose(alone, together, atol=1e-4)


def test_an_endpoint_takes_the_place_of_the_local_model() -> None:
    def answer(body: dict[str, Any]) -> dict[str, Any]:
        rows = [{"index": n, "embedding": [3.0, 4.0 * n], "object": "embedding"} for n in range(len(body["input"]))]
        return {"object": "list", "data": rows[::-1], "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}}

    with serving() as endpoint, configured(EMBEDDINGS_URL=endpoint.url):
        endpoint.answers.append(answer)
        vectors = embed(["a", "b"])
    assert vectors.tolist() == pytest.approx(np.array([[1, 0], [0.6, 0.8]]))
    assert endpoint.paths == ["/v1/embeddings"]
    assert endpoint.asked[0]["input"] == ["a", "b"]


def test_an_endpoint_that_fails_raises_our_errors() -> None:
    with serving() as endpoint, configured(EMBEDDINGS_URL=endpoint.url):
        endpoint.fails(429, retry_after="3")
        endpoint.fails(502)
        with pytest.raises(RateLimited):
            embed(["a"])
        with pytest.raises(Unavailable):
            embed(["a"])
