"""`python -m benchmarks.lora [--author NAME | --demo]`: what tuning the small model on this machine takes and brings, measured.

Trains an adapter through the product's own trainer on the older threads of an author of ../shared/data/style/chitchat_people.jsonl (or
--data FILE), or of the demo's creator; serves it with the product's own server, and lets the verifier of benchmarks.voice judge answers
to the newest threads: tuned, retrieval alone, and the same model told only the persona. Stored in benchmarks/results/lora.json.
Needs the packages of `make train`.
"""

import argparse
import json
import logging
import secrets
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.lora_arms import PERSONA_SHARE, asked_rows, training_set, tuned
from benchmarks.voice import ASKS, DATA, FEWEST, arm, judge_of
from benchmarks.voice_arms import Author, drafted, persona_only
from benchmarks.voice_rows import Parts, Row, by_author, parted, read
from connectors.embeddings import embed
from connectors.language_model import LanguageModel
from connectors.training.base import ENDED, Recipe, State, TrainingSet
from connectors.training.local import Local
from connectors.training.runner import Runner
from connectors.training.runner_folder import TrainingFolder, adapters_of, read_json
from infra.demo.content import creator, replies
from infra.model_server import serve, weights
from logs import start_logging
from pipeline.training import trained

RESULTS = Path(__file__).parent / "results" / "lora.json"
EPOCHS, PAIRS, DEMO = 2, (160, 300), "demo"

Figures = dict[str, Any]


def train(folder: Path, given: TrainingSet, recipe: Recipe, base: Path) -> tuple[str, Figures]:
    """The tuned model's name and what training took, through the real trainer."""
    local, stop = Local(folder, recipe.base_model), threading.Event()
    trainer = threading.Thread(target=Runner(TrainingFolder(folder), {recipe.base_model: str(base)}).work, args=(stop,))
    expected, seen = local.estimate(given, recipe), ""
    run = local.submit(given, recipe, given.train.decode())
    trainer.start()
    while (progress := local.status(run)).state not in ENDED:
        time.sleep(5)
        for event in local.events(run, seen):
            seen = event.id
            print(event.sentence, dict(event.figures), flush=True)
    stop.set()
    trainer.join()
    if progress.state != State.SUCCEEDED:
        raise SystemExit(progress.sentence)
    return progress.model, _took(local, folder, run) | {"minutes_estimated": expected.minutes}


def _took(local: Local, folder: Path, run: str) -> Figures:
    """What the run's own files say of it."""
    began, ended = (read_json(folder / "runs" / run / file) for file in ("job.json", "ended.json"))
    minutes = (datetime.fromisoformat(ended["at"]) - datetime.fromisoformat(began["submitted_at"])).total_seconds() / 60
    curve = [
        [event.figures["step"], event.figures["train_loss"]] for event in local.events(run) if "step" in event.figures
    ]
    metrics = read_json(folder / "runs" / run / "result" / "metrics.json")
    return {
        "minutes": round(minutes, 2), "memory_mb": metrics["memory_mb"], "steps": metrics["steps"],
        "tokens": metrics["tokens"], "train_losses": metrics["train_losses"], "valid_losses": metrics["valid_losses"],
        "best_epoch": metrics["best_epoch"], "device": metrics["device"], "loss_curve": curve[:: max(1, len(curve) // 40)],
    }  # fmt: skip


def measure(name: str, parts: Parts, others: Sequence[Row], folder: Path) -> Figures:
    """All of one author."""
    base = weights()
    recipe = Recipe(base.stem.lower(), epochs=EPOCHS, label=name.replace("_", "-")[:18])
    drafting = parts.drafting[: PAIRS[1]]
    given, pairs = training_set(drafting)
    model, took = train(folder, given, recipe, base)
    adapters = sorted(adapters_of(folder, recipe.base_model).glob("*.gguf"))
    key = secrets.token_urlsafe(16)
    url = serve(base, 0, key, threads=2, adapters=adapters)
    judge, asks, classifier = judge_of(parts.judging, others), parts.asks, trained(embed)
    silent = Author.of(parts.drafting, classifier, LanguageModel(""))
    told = Author.of(parts.drafting, classifier, LanguageModel(recipe.base_model, url, key))
    arms = {
        "tuned": (asks, tuned(LanguageModel(model, url, key), asks)),
        "untuned": (asks, tuned(LanguageModel(recipe.base_model, url, key), asks)),
        "retrieval_only": (asks, [drafted(silent, row, always=True).text for row in asks]),
        "persona_only": (asks[::PERSONA_SHARE], [persona_only(told, row) for row in asks[::PERSONA_SHARE]]),
        "genuine": (asks, [row.reply for row in asks]),
    }
    shown = [{"ask": row.context, "tuned": text} for row, text in zip(*arms["tuned"], strict=True)]
    print(json.dumps(shown[:8], ensure_ascii=False, indent=1))
    figures = {called: arm(judge, told, rows, texts) for called, (rows, texts) in arms.items()}
    return {"base_model": recipe.base_model, "pairs": pairs, "epochs": EPOCHS, "training": took, "arms": figures}


def store(name: str, figures: Figures) -> None:
    """Beside what was measured of others."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps({**known, name: figures}, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lora", description=__doc__)
    parser.add_argument("--author", help="default: the first with enough rows")
    parser.add_argument("--demo", action="store_true", help="the demo's creator")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--folder", type=Path, help="where training is kept, and found again; default: none")
    chosen = parser.parse_args(arguments)
    if not chosen.data.exists():
        return print(f"Skipped: {chosen.data.name} is not here; --data names another place.")
    people = {name: parted(rows, ASKS) for name, rows in by_author(read(chosen.data)).items()}
    fitting = [
        name for name, parts in people.items() if len(parts.drafting) >= PAIRS[0] and len(parts.judging) >= FEWEST
    ]
    name = DEMO if chosen.demo else chosen.author or fitting[0]
    parts = parted(asked_rows(creator()["name"], replies()), ASKS) if chosen.demo else people[name]
    others = [row for other, rows in people.items() if other != name for row in rows.judging]
    with tempfile.TemporaryDirectory() as empty:
        return store(name, measure(name, parts, others, chosen.folder or Path(empty)))


if __name__ == "__main__":
    from benchmarks.voice import complete_environment

    complete_environment()
    start_logging("lora", logging.WARNING)
    main()
