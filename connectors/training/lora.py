"""`python -m connectors.training.lora RUN BASE`: train one run in this process, from its last checkpoint on.

LoRA on all linear layers; the epoch with the least loss on the held-out rows is kept. Needs the packages of `make train`.
"""

import argparse
import math
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from peft import get_peft_model_state_dict, set_peft_model_state_dict

from connectors.training.adapter import Heads, UnknownModel, write_adapter
from connectors.training.lora_base import ALPHA, RANK, Base, load
from connectors.training.lora_rows import Sample, batches, pieces, samples
from connectors.training.runner_folder import Run, read_json, write_json

BATCH, RATE, WARM_SHARE, LEAST_RATE = 8, 3e-4, 0.05, 0.1
MOST_TOKENS = 1_024
"""At once in memory; a batch of long conversations is taken in pieces, which changes nothing but the memory."""

CHECKPOINT_SECONDS = 60.0
LINES = 200
"""About so many lines of progress a run at most."""


@dataclass
class Progress:
    """Where training stands; a checkpoint holds it."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    train_losses: list[float] = field(default_factory=list)
    valid_losses: list[float] = field(default_factory=list)


class Training:
    """One run being trained."""

    def __init__(self, run: Run, base: Base, learned: Sequence[Sample], held_out: Sequence[Sample]) -> None:
        self._run, self._base, self._held_out = run, base, held_out
        job = run.job
        epochs = [batches(learned, BATCH, job.seed + epoch) for epoch in range(job.epochs)]
        self._epoch_ends = [len(epochs[0]) * (number + 1) for number in range(job.epochs)]
        self._batches = [batch for epoch in epochs for batch in epoch]
        self._weights = [one for one in base.model.parameters() if one.requires_grad]
        self._optimizer = torch.optim.AdamW(self._weights, lr=RATE, weight_decay=0.0)
        self.progress = Progress()

    def go(self) -> bool:
        """Train to the end; False when somebody wants it to stop."""
        self._resume()
        begun = saved = time.monotonic()
        done_before = self.progress.seconds
        here = self.progress.step
        while self.progress.step < len(self._batches):
            if self._run.cancelled:
                return False
            loss = self._step()
            self.progress.seconds = done_before + time.monotonic() - begun
            ends_epoch = self.progress.step in self._epoch_ends
            if ends_epoch:
                self._end_epoch()
            self._tell(loss, (time.monotonic() - begun) / (self.progress.step - here), ends_epoch)
            if ends_epoch or time.monotonic() - saved > CHECKPOINT_SECONDS:
                self._save()
                saved = time.monotonic()
        return True

    def _step(self) -> float:
        progress = self.progress
        batch = self._batches[progress.step]
        for group in self._optimizer.param_groups:
            group["lr"] = RATE * warmth(progress.step, len(self._batches))
        count, loss = max(1, sum(sum(sample.learned[1:]) for sample in batch)), 0.0
        for piece in pieces(batch, MOST_TOKENS):
            share = self._base.loss(piece)[0] / count
            share.backward()
            loss += float(share.detach())
        torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()
        progress.step += 1
        progress.tokens += sum(len(sample.tokens) for sample in batch)
        progress.train_losses.append(loss)
        return progress.train_losses[-1]

    def _end_epoch(self) -> None:
        """Measure on the held-out rows, and keep these weights if none were better."""
        losses = self.progress.valid_losses
        losses.append(self._held_out_loss())
        if not self._held_out or losses[-1] <= min(losses):
            _store(get_peft_model_state_dict(self._base.model), self._run.path / "best.pt")

    @torch.no_grad()
    def _held_out_loss(self) -> float:
        whole = batches(self._held_out, BATCH, 0)
        parts = [self._base.loss(piece) for batch in whole for piece in pieces(batch, MOST_TOKENS)]
        return sum(float(summed) for summed, _ in parts) / max(sum(count for _, count in parts), 1)

    def _tell(self, loss: float, seconds_a_step: float, ends_epoch: bool) -> None:
        progress, steps = self.progress, len(self._batches)
        if progress.step == min(3, steps) or ends_epoch:
            self._remember_rate()
        if not ends_epoch and progress.step % max(1, steps // LINES) and progress.step > 3:
            return
        figures = {
            "step": progress.step, "steps": steps, "train_loss": round(loss, 4), "tokens": progress.tokens,
            "seconds": round(progress.seconds, 1), "seconds_left": round((steps - progress.step) * seconds_a_step),
            "memory_mb": memory_mb(),
        }  # fmt: skip
        if ends_epoch and self._held_out:
            figures["valid_loss"] = round(progress.valid_losses[-1], 4)
        self._run.say(f"Step {progress.step} of {steps}.", figures)

    def _remember_rate(self) -> None:
        """What training costs on this machine, for the next estimate."""
        file = self._run.path.parents[1] / "rates.json"
        tokens_a_run = sum(len(sample.tokens) for batch in self._batches for sample in batch)
        size = (self._run.path / "train.jsonl").stat().st_size * self._run.job.epochs
        rate = {
            "seconds_a_token": self.progress.seconds / self.progress.tokens,
            "tokens_a_byte": tokens_a_run / size, "memory_mb": memory_mb(),
        }  # fmt: skip
        write_json(file, {**read_json(file), self._run.job.base_model: rate})

    def _save(self) -> None:
        state = {
            "progress": vars(self.progress), "adapter": get_peft_model_state_dict(self._base.model),
            "optimizer": self._optimizer.state_dict(),
        }  # fmt: skip
        _store(state, self._run.path / "checkpoint.pt")

    def _resume(self) -> None:
        file = self._run.path / "checkpoint.pt"
        if not file.exists():
            return
        state = torch.load(file, map_location=self._base.device, weights_only=True)
        set_peft_model_state_dict(self._base.model, state["adapter"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.progress = Progress(**state["progress"])
        self._run.say(f"Training goes on after step {self.progress.step}.")

    def write_result(self) -> None:
        """The best adapter in both formats, and what was measured, which makes it whole."""
        model, folder = self._base.model, self._run.path / "result"
        best = torch.load(self._run.path / "best.pt", map_location=self._base.device, weights_only=True)
        set_peft_model_state_dict(model, best)
        model.peft_config["default"].base_model_name_or_path = self._run.job.base_model
        model.save_pretrained(folder)
        arrays = {name: weight.float().cpu().numpy() for name, weight in best.items()}
        about = model.base_model.model.config
        heads = Heads(about.num_attention_heads, about.num_key_value_heads)
        write_adapter(folder / "adapter.gguf", arrays, about.model_type, heads, ALPHA)
        write_json(folder / "metrics.json", self._metrics())

    def _metrics(self) -> dict[str, Any]:
        progress, job = self.progress, self._run.job
        per_epoch = len(self._batches) // job.epochs
        losses = [progress.train_losses[end - per_epoch : end] for end in self._epoch_ends]
        best = progress.valid_losses.index(min(progress.valid_losses)) + 1 if self._held_out else job.epochs
        return {
            "base_model": job.base_model, "model": self._run.model, "epochs": job.epochs, "steps": progress.step,
            "tokens": progress.tokens, "seconds": round(progress.seconds, 1), "memory_mb": memory_mb(),
            "device": self._base.device, "rank": RANK, "alpha": ALPHA, "learning_rate": RATE, "seed": job.seed,
            "best_epoch": best, "train_losses": [round(sum(part) / len(part), 4) for part in losses],
            "valid_losses": [round(loss, 4) for loss in progress.valid_losses] if self._held_out else [],
        }  # fmt: skip


class NothingToLearn(ValueError):
    """The text is a sentence."""


def warmth(step: int, steps: int) -> float:
    """The share of the learning rate at a step: it rises, then falls along a cosine."""
    warm = max(1, int(steps * WARM_SHARE))
    if step < warm:
        return (step + 1) / warm
    done = (step - warm) / max(1, steps - warm)
    return LEAST_RATE + (1 - LEAST_RATE) * (1 + math.cos(math.pi * done)) / 2


def memory_mb() -> int:
    """The most that this process has taken so far; on a graphics card there."""
    if torch.cuda.is_available():
        return int(torch.cuda.max_memory_allocated() // 2**20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (2**20 if sys.platform == "darwin" else 2**10)


def _store(state: Any, file: Path) -> None:
    draft = file.with_suffix(".new")
    torch.save(state, draft)
    draft.replace(file)


def train(run: Run, base: Path) -> None:
    """Train it and write its result, unless it is cancelled."""
    run.say("The base model is being loaded.")
    loaded = load(base, run.path.parents[1] / "base", run.job.seed)
    files = (run.path / "train.jsonl", run.path / "validation.jsonl")
    learned, held_out = (samples(file.read_bytes(), loaded.tokenizer) for file in files)
    if not learned:
        raise NothingToLearn("No reply in the training file is to be learned.")
    training = Training(run, loaded, learned, held_out)
    if training.go():
        training.write_result()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m connectors.training.lora", description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("base", type=Path)
    chosen = parser.parse_args(arguments)
    with suppress(OSError):  # where memory is short, this process shall fall and not the database
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    torch.set_num_threads(min(2, torch.get_num_threads()))
    run = Run(chosen.run)
    try:
        train(run, chosen.base)
    except (NothingToLearn, UnknownModel, torch.OutOfMemoryError) as error:
        known = not isinstance(error, torch.OutOfMemoryError)
        told = str(error) if known else "The graphics card has too little memory for this."
        write_json(run.path / "failure.json", {"sentence": told})
        sys.exit(1)


if __name__ == "__main__":
    main()
