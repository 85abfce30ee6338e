"""A question for one voice never gets another one, also while the list of voices changes; the real server has its own tests."""

from collections.abc import Iterator

import pytest
from flask import Blueprint, request

from connectors.errors import Unavailable
from connectors.language_model import LanguageModel
from connectors.training.adapter_choice import list_key, parted
from tests.connectors.contract import serving

HELLO = [{"role": "user", "content": "hello"}]


class Server:
    """Speaks as the local model server does: `has` is its list, `shows` what it shows of it in turn."""

    def __init__(self, *has: str) -> None:
        self.has, self.shows = list(has), list[list[str]]()
        self.asked: list[dict] = []
        self.blueprint = Blueprint("server", __name__)
        self.blueprint.get("/lora-adapters")(self._list)
        self.blueprint.post("/v1/chat/completions")(self._answer)

    def _list(self) -> list[dict]:
        shown = self.shows.pop(0) if self.shows else self.has
        return [{"id": place, "path": f"/somewhere/{name}.gguf", "scale": 0.0} for place, name in enumerate(shown)]

    def _answer(self) -> tuple[dict, int]:
        self.asked.append(request.get_json())
        lora = self.asked[-1].get("lora")
        key = list_key("sesame", self.has) if lora else "sesame"
        if request.headers["Authorization"] != f"Bearer {key}":
            return {"error": {"message": "Invalid API Key"}}, 401
        voice = self.has[lora[0]["id"]] if lora else "nobody"
        return {"choices": [{"message": {"content": f"{voice} speaks."}, "finish_reason": "stop"}]}, 200


@pytest.fixture
def server() -> Server:
    return Server("anna", "nika", "zoe")


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    with serving(server.blueprint) as address:
        yield f"{address}/v1"


def test_a_name_with_an_adapter_asks_for_its_place(server: Server, url: str) -> None:
    model = LanguageModel("smollm2-135m+nika", url, "sesame")
    assert model.write(HELLO, 10) == ["nika speaks."]
    assert server.asked[0]["lora"] == [{"id": 1, "scale": 1.0}]
    assert server.asked[0]["model"] == "smollm2-135m"


def test_a_plain_name_asks_for_no_adapter(server: Server, url: str) -> None:
    assert LanguageModel("smollm2-135m", url, "sesame").write(HELLO, 10) == ["nobody speaks."]
    assert "lora" not in server.asked[0]


def test_json_comes_from_the_base_model(server: Server, url: str) -> None:
    model = LanguageModel("smollm2-135m+nika", url, "sesame")
    with pytest.raises(Exception, match="form"):
        model.ask_json(HELLO, {"type": "object", "properties": {}, "required": []}, 10)
    assert all("lora" not in body for body in server.asked)


def test_a_list_that_changed_between_looking_and_asking_is_looked_at_again(server: Server, url: str) -> None:
    server.shows = [["nika", "zoe"]]
    assert LanguageModel("smollm2-135m+nika", url, "sesame").write(HELLO, 10) == ["nika speaks."]
    assert [body["lora"][0]["id"] for body in server.asked] == [0, 1]


def test_a_list_that_never_fits_gives_no_answer(server: Server, url: str) -> None:
    server.shows = [["nika"]] * 9
    with pytest.raises(Unavailable):
        LanguageModel("smollm2-135m+nika", url, "sesame").write(HELLO, 10)


def test_a_voice_that_is_not_loaded_is_waited_for(server: Server, url: str) -> None:
    with pytest.raises(Unavailable, match="not loaded"):
        LanguageModel("smollm2-135m+mia", url, "sesame").write(HELLO, 10)
    assert server.asked == []


def test_capabilities_are_those_of_the_base_model() -> None:
    assert not LanguageModel("smollm2-135m+gpt-fan").strong
    assert LanguageModel("qwen3-14b+nika-270m").strong
    assert parted("gpt-6-luna") == ("gpt-6-luna", "")


def test_the_key_of_a_list_tells_nothing_and_depends_on_its_order() -> None:
    assert list_key("sesame", ["a", "b"]) != list_key("sesame", ["b", "a"])
    assert "sesame" not in list_key("sesame", [])
