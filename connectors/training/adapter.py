"""A LoRA adapter as llama.cpp reads it: one GGUF file, written from the arrays that PEFT trains.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. What PEFT calls `...layers.3.self_attn.q_proj.lora_A.weight`
becomes `blk.3.attn_q.weight.lora_a`. Numbers are kept as 16-bit floats.
"""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

ARCHITECTURES = {
    "llama": "llama", "mistral": "llama", "qwen2": "qwen2", "qwen3": "qwen3",
    "gemma2": "gemma2", "gemma3": "gemma3", "gemma3_text": "gemma3",
}  # fmt: skip
"""What transformers calls a kind of model -> what GGUF calls it."""

_LAYERS = {
    "q_proj": "attn_q", "k_proj": "attn_k", "v_proj": "attn_v", "o_proj": "attn_output",
    "gate_proj": "ffn_gate", "up_proj": "ffn_up", "down_proj": "ffn_down",
}  # fmt: skip
_NAME = re.compile(r"\.layers\.(\d+)\.\w+\.(\w+)\.lora_([AB])\.(?:\w+\.)?weight$")
_STRING, _FLOAT32, _HALF, _ALIGNMENT = 8, 6, 1, 32


class UnknownModel(ValueError):
    """Its layers are none that we know how to write; the text is a sentence."""


@dataclass(frozen=True)
class Heads:
    """How many heads the queries and the keys of a model have."""

    queries: int
    keys: int


def write_adapter(file: Path, arrays: Mapping[str, Array], kind: str, heads: Heads, alpha: float) -> None:
    """Write `arrays`, named as PEFT names them, for a model that transformers calls `kind`. Raises UnknownModel."""
    if kind not in ARCHITECTURES:
        raise UnknownModel(f"Models of the kind {kind} cannot be tuned for the local model server.")
    architecture = ARCHITECTURES[kind]
    tensors = dict(_tensor(name, array, architecture, heads) for name, array in arrays.items())
    said = {"general.architecture": architecture, "general.type": "adapter", "adapter.type": "lora"}
    head = [*(_pair(key, _STRING, _string(value)) for key, value in said.items())]
    head.append(_pair("adapter.lora.alpha", _FLOAT32, struct.pack("<f", alpha)))
    draft = file.with_suffix(".new")
    with draft.open("wb") as out:
        out.write(b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(head)) + b"".join(head))
        out.write(_places(tensors))
        out.write(_padding(out.tell()))
        for array in tensors.values():
            out.write(array.tobytes() + _padding(array.nbytes))
    draft.replace(file)


def _tensor(name: str, array: Array, architecture: str, heads: Heads) -> tuple[str, NDArray[np.float16]]:
    found = _NAME.search(name)
    if not found or found[2] not in _LAYERS:
        raise UnknownModel(f"The layer {name} cannot be tuned for the local model server.")
    block, layer, side = found.groups()
    if architecture == "llama" and side == "B" and layer in ("q_proj", "k_proj"):
        array = interleaved(array, heads.queries if layer == "q_proj" else heads.keys)
    return f"blk.{block}.{_LAYERS[layer]}.weight.lora_{side.lower()}", np.ascontiguousarray(array, np.float16)


def interleaved(rows: Array, heads: int) -> Array:
    """Rows of a projection from transformers' order to ggml's: the two halves of each head's rotation alternate."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def _places(tensors: Mapping[str, NDArray[np.float16]]) -> bytes:
    """Name, shape (innermost first), type and place of each tensor."""
    places, at = b"", 0
    for name, array in tensors.items():
        shape = struct.pack(f"<I{array.ndim}Q", array.ndim, *reversed(array.shape))
        places += _string(name) + shape + struct.pack("<IQ", _HALF, at)
        at += array.nbytes + len(_padding(array.nbytes))
    return places


def _pair(key: str, kind: int, value: bytes) -> bytes:
    return _string(key) + struct.pack("<I", kind) + value


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _padding(size: int) -> bytes:
    return b"\0" * (-size % _ALIGNMENT)
