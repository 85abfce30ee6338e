"""The base model and its adapter in memory, for training alone. Needs the packages of `make train`."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig
from transformers.utils import logging

from connectors.training.lora_rows import Sample

RANK, ALPHA = 16, 32


@dataclass(frozen=True)
class Base:
    """A model with a fresh adapter that alone is learned, and its tokenizer."""

    model: Any
    tokenizer: Any
    device: str

    def loss(self, batch: Sequence[Sample]) -> tuple[torch.Tensor, int]:
        """Summed over the tokens that are learned, and their count.

        Only at these is the vocabulary looked at, which is most of the work of a small model.
        """
        tokens, seen, learned = (part.to(self.device) for part in _filled(batch))
        causal = self.model.base_model.model
        states = causal.get_decoder()(input_ids=tokens, attention_mask=seen, use_cache=False).last_hidden_state
        said = learned[:, 1:]
        scores = causal.get_output_embeddings()(states[:, :-1][said]).float()
        return torch.nn.functional.cross_entropy(scores, tokens[:, 1:][said], reduction="sum"), int(said.sum())


def load(path: Path, cache: Path, seed: int) -> Base:
    """From a GGUF file or a folder in the format of transformers. A GGUF file is unpacked into `cache` at the first time."""
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    folder = path if path.is_dir() else _unpacked(path, cache / f"{path.stem.lower()}-{path.stat().st_size}")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    kind = torch.bfloat16 if device == "cuda" else torch.float32
    torch.manual_seed(seed)
    model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=kind, local_files_only=True)
    tuned = LoraConfig(r=RANK, lora_alpha=ALPHA, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM")
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    return Base(get_peft_model(model.to(device), tuned), tokenizer, device)


def _unpacked(file: Path, folder: Path) -> Path:
    if folder.exists():
        return folder
    draft = folder.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    known = {"gguf_file": file.name, "local_files_only": True}
    packed = AutoModelForCausalLM.from_pretrained(
        file.parent, dtype=torch.bfloat16, quantization_config=GgufConfig(dequantize=True), **known
    )
    if hasattr(packed.config, "quantization_config"):  # the weights no longer are what it says
        del packed.config.quantization_config
    model = AutoModelForCausalLM.from_config(
        packed.config, dtype=torch.bfloat16
    )  # what came from a GGUF refuses to be saved
    model.load_state_dict(packed.state_dict())
    model.save_pretrained(draft)
    AutoTokenizer.from_pretrained(file.parent, **known).save_pretrained(draft)
    return draft.rename(folder)


def _filled(batch: Sequence[Sample]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Tokens, which of them are there, and which are learned; each filled up at the end."""
    longest = max(len(sample.tokens) for sample in batch)
    gaps = [longest - len(sample.tokens) for sample in batch]
    pairs = list(zip(batch, gaps, strict=True))
    tokens = torch.tensor([[*sample.tokens, *[0] * gap] for sample, gap in pairs])
    seen = torch.tensor([[1] * len(sample.tokens) + [0] * gap for sample, gap in pairs])
    learned = torch.tensor([[*sample.learned, *[False] * gap] for sample, gap in pairs])
    return tokens, seen, learned
