"""The file that llama.cpp reads as an adapter. That it really acts there is tested with the model server."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from connectors.training.adapter import Heads, UnknownModel, interleaved, write_adapter

HEADS = Heads(queries=4, keys=2)


def _arrays(layer: str = "self_attn.q_proj", rows: int = 16) -> dict[str, Any]:
    name = f"base_model.model.model.layers.3.{layer}"
    chance = np.random.default_rng(1)
    return {
        f"{name}.lora_A.weight": chance.standard_normal((2, 12)).astype(np.float32),
        f"{name}.lora_B.weight": chance.standard_normal((rows, 2)).astype(np.float32),
    }


class Read:
    """A GGUF file taken apart by hand."""

    def __init__(self, file: Path) -> None:
        self._bytes, self._at = file.read_bytes(), 8
        assert self._bytes[:4] == b"GGUF" and struct.unpack_from("<I", self._bytes, 4) == (3,)
        tensors, pairs = self._take("<Q"), self._take("<Q")
        self.said = {self._string(): self._value() for _ in range(pairs)}
        places = [self._place() for _ in range(tensors)]
        begin = -(-self._at // 32) * 32
        self.tensors = {name: self._array(begin + at, shape) for name, shape, at in places}

    def _take(self, form: str) -> Any:
        [value] = struct.unpack_from(form, self._bytes, self._at)
        self._at += struct.calcsize(form)
        return value

    def _string(self) -> str:
        size = self._take("<Q")
        self._at += size
        return self._bytes[self._at - size : self._at].decode()

    def _value(self) -> str | float:
        return self._string() if self._take("<I") == 8 else self._take("<f")

    def _place(self) -> tuple[str, tuple[int, ...], int]:
        name = self._string()
        shape = tuple(reversed([self._take("<Q") for _ in range(self._take("<I"))]))
        assert self._take("<I") == 1, "16-bit floats"
        return name, shape, self._take("<Q")

    def _array(self, at: int, shape: tuple[int, ...]) -> Any:
        assert at % 32 == 0
        return np.frombuffer(self._bytes, np.float16, int(np.prod(shape)), at).reshape(shape)


def test_the_file_says_what_it_is_and_holds_the_arrays(tmp_path: Path) -> None:
    file = tmp_path / "a.gguf"
    arrays = {**_arrays("self_attn.v_proj", 8), **_arrays("mlp.down_proj", 9)}
    write_adapter(file, arrays, "llama", HEADS, 32)
    read = Read(file)
    assert read.said == {
        "general.architecture": "llama", "general.type": "adapter", "adapter.type": "lora", "adapter.lora.alpha": 32.0,
    }  # fmt: skip
    assert list(read.tensors) == [
        "blk.3.attn_v.weight.lora_a", "blk.3.attn_v.weight.lora_b", "blk.3.ffn_down.weight.lora_a", "blk.3.ffn_down.weight.lora_b",
    ]  # fmt: skip
    for written, array in zip(read.tensors.values(), arrays.values(), strict=True):
        np.testing.assert_array_equal(written, array.astype(np.float16))
    assert [one.name for one in tmp_path.iterdir()] == ["a.gguf"]


def test_the_two_halves_of_a_head_alternate_as_ggml_wants_it() -> None:
    rows = np.arange(16)[:, None]
    assert interleaved(rows, heads=2).ravel().tolist() == [0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15]


@pytest.mark.parametrize(
    ("kind", "layer", "heads"),
    [
        ("llama", "q_proj", 4),
        ("llama", "k_proj", 2),
        ("mistral", "q_proj", 4),
        ("llama", "v_proj", 0),
        ("qwen2", "q_proj", 0),
    ],
)
def test_only_queries_and_keys_of_llama_change_their_order(tmp_path: Path, kind: str, layer: str, heads: int) -> None:
    arrays = _arrays(f"self_attn.{layer}")
    write_adapter(tmp_path / "a.gguf", arrays, kind, HEADS, 32)
    told, said = arrays.values()
    written_a, written_b = Read(tmp_path / "a.gguf").tensors.values()
    np.testing.assert_array_equal(written_a, told.astype(np.float16))
    np.testing.assert_array_equal(written_b, (interleaved(said, heads) if heads else said).astype(np.float16))


def test_what_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="of the kind mamba"):
        write_adapter(tmp_path / "a.gguf", _arrays(), "mamba", HEADS, 32)
    with pytest.raises(UnknownModel, match="gate_up_proj"):
        write_adapter(tmp_path / "a.gguf", _arrays("mlp.gate_up_proj"), "llama", HEADS, 32)
    assert list(tmp_path.iterdir()) == []


def test_the_library_of_the_format_reads_it_too(tmp_path: Path) -> None:
    gguf = pytest.importorskip("gguf", reason="gguf is not installed; `make train` installs it")
    arrays = _arrays()
    write_adapter(tmp_path / "a.gguf", arrays, "qwen2", HEADS, 32)
    read = gguf.GGUFReader(tmp_path / "a.gguf")
    assert read.get_field("adapter.lora.alpha").contents() == 32.0
    for tensor, array in zip(read.tensors, arrays.values(), strict=True):
        np.testing.assert_array_equal(tensor.data, array.astype(np.float16))
