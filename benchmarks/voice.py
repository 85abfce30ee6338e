"""`python -m benchmarks.voice EXAMPLES.jsonl ASKS.jsonl [--out REPLIES.jsonl] [--always]`: answers in each author's voice, measured.

Rows are JSON lines with id, author, context, reply, thread, ts; those of ASKS may lack `reply`. One row is written for each ask.
Without files it parts ../shared/data/style/chitchat_people.jsonl (or --data FILE) by threads and time, compares the product's own
path with a model that knows only the persona and with what the authors really answered, and stores benchmarks/results/voice.json.
Uses the model of LANGUAGE_MODEL_URL, else starts the small local one and ends it with itself.
"""

import argparse
import json
import logging
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from avatar.labels import Draft
from benchmarks.voice_arms import FORCED, Author, drafted, full_prompt, nearness, persona_only
from benchmarks.voice_judge import Judge
from benchmarks.voice_rows import Parts, Row, by_author, parted, read
from connectors.embeddings import embed
from connectors.language_model import LanguageModel
from connectors.prices import Usage
from infra.model_server import serve, weights
from logs import start_logging
from pipeline.training import trained
from settings import settings

HOUSE = Path(__file__).parent.parent
DATA = HOUSE.parent / "shared" / "data" / "style" / "chitchat_people.jsonl"
RESULTS = Path(__file__).parent / "results" / "voice.json"
ASKS, AUTHORS, COUNTED = 40, 8, 3  # asks of each author; authors; asks whose prompts are counted
FEWEST = 30  # replies that a judge must have seen
STRANGERS = 1_000  # about so many replies of others teach the judge
SLOW = 4  # the model that knows only the persona answers one ask in so many

Figures = dict[str, Any]


def model(threads: int) -> LanguageModel:
    """The one that is set up, else the small local one, served by this process alone."""
    if settings().language_model_url:
        return LanguageModel.from_settings()
    file, key = weights(), secrets.token_urlsafe(16)
    return LanguageModel(file.stem.lower(), serve(file, 0, key, threads), key)


def row_of(author: Author, judge: Judge | None, row: Row, draft: Draft) -> Figures:
    """One answer with all that is measured of it. Without a judge nothing is accepted."""
    chance = float(judge.chances([draft.text])[0]) if judge else 0.0
    return {
        "id": row.id, "author": row.author, "reply": draft.text, "source": draft.source, "style_score": draft.style_score,
        "verifier_chance": round(chance, 4), "accepted": bool(judge and draft.text and chance >= judge.threshold),
        "relevance": nearness([draft.text], [row.context])[0] if draft.text else 0.0,
        "longest_copied_run": author.voice.said.longest_copied_run(draft.text), "reasons": list(draft.reasons),
    }  # fmt: skip


def answer(examples: Path, asks: Path, chosen: argparse.Namespace) -> None:
    """Write an answer to each ask. The judge learns from the very examples here, so its word flatters."""
    known, asked, answers = by_author(read(examples)), by_author(read(asks)), []
    classifier, speaker = trained(embed), model(chosen.threads)
    for name, rows in asked.items():
        own, others = known.get(name, []), [row for other in known if other != name for row in known[other]]
        author = Author.of(own, classifier, speaker)
        judge = judge_of(own, others) if len(own) >= FEWEST and others else None
        answers += [row_of(author, judge, row, drafted(author, row, chosen.always)) for row in rows]
    if chosen.out:
        chosen.out.write_text(_lines(answers), encoding="utf-8")
    else:
        print(_lines(answers), end="")


def judge_of(own: Sequence[Row], others: Sequence[Row]) -> Judge:
    others = others[:: max(1, len(others) // STRANGERS)]
    return Judge.of([row.reply for row in own], [row.thread for row in own], [row.reply for row in others])


def arm(judge: Judge, author: Author, rows: Sequence[Row], texts: Sequence[str]) -> Figures:
    """What one arm reached on one author's asks. An answer that is missing counts as not accepted in `accepted_of_all`."""
    given = [(row, text) for row, text in zip(rows, texts, strict=True) if text.strip()]
    said = [text for _, text in given]
    accepted = judge.chances(said) >= judge.threshold if said else np.zeros(0, bool)
    scores = [score for text in said if (score := author.voice.fingerprint.score(text)) is not None]
    runs = [author.voice.said.longest_copied_run(text) for text in said]
    return {
        "asks": len(rows), "coverage": len(said) / len(rows), "accepted": float(accepted.mean()) if said else None,
        "accepted_of_all": float(accepted.sum()) / len(rows), "style_score": float(np.mean(scores)) if scores else None,
        "relevance_to_ask": _mean(nearness(said, [row.context for row, _ in given])),
        "relevance_to_true_reply": _mean(nearness(said, [row.reply for row, _ in given])),
        "characters": _mean([len(text) for text in said]), "longest_copied_run": max(runs, default=0),
    }  # fmt: skip


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def one_author(parts: Parts, others: Sequence[Row], author: Author) -> tuple[Figures, list[Figures]]:
    """All arms of one author, and the rows of the product's arm."""
    judge, asks = judge_of(parts.judging, others), parts.asks
    always = [drafted(author, row, always=True) for row in asks]
    silent = ["" if FORCED in draft.reasons else draft.text for draft in always]
    arms = {
        "persona_only": (
            asks[::SLOW],
            [persona_only(author, row) for row in asks[::SLOW]],
        ),
        "retrieval": (asks, silent),
        "retrieval_always": (asks, [draft.text for draft in always]),
        "genuine": (asks, [row.reply for row in asks]),
    }
    figures = {name: arm(judge, author, rows, texts) for name, (rows, texts) in arms.items()}
    told = [row.reply for row in others[:: max(1, len(others) // 500)]]
    figures["others"] = {"accepted": float((judge.chances(told) >= judge.threshold).mean())}
    return figures, [row_of(author, judge, row, draft) for row, draft in zip(asks, always, strict=True)]


def pooled(found: Sequence[Figures]) -> Figures:
    """The mean over authors of every figure, the highest for the copied run."""
    whole: Figures = {}
    for name in found[0]:
        rows = [one[name] for one in found]
        whole[name] = {key: _pool(key, [row[key] for row in rows if row[key] is not None]) for key in rows[0]}
    return whole


def _pool(key: str, values: Sequence[float]) -> float | None:
    if not values:
        return None
    if key in ("asks", "longest_copied_run"):
        return sum(values) if key == "asks" else max(values)
    return round(float(np.mean(values)), 4)


def tokens(spent: Usage) -> Figures:
    """What the prompts that a strong model would get cost here."""
    return {
        "calls": spent.calls, "prompt_tokens_per_reply": round(spent.prompt / max(spent.calls, 1), 1),
        "cached_share": round(spent.cached / max(spent.prompt, 1), 4),
    }  # fmt: skip


def compare(chosen: argparse.Namespace) -> None:
    """All arms over some authors of the measuring data, printed and stored after each author."""
    people = by_author(read(chosen.data))
    parts = {name: parted(rows, ASKS) for name, rows in people.items()}
    names = [name for name in list(people)[chosen.skip :] if len(parts[name].judging) >= FEWEST][: chosen.authors]
    classifier, speaker, rows = trained(embed), model(chosen.threads), []
    found: dict[str, Figures] = {}
    counted = Usage()
    for name in names:
        others = [row for other in people if other != name for row in parts[other].judging]
        author = Author.of(parts[name].drafting, classifier, speaker)
        found[name], answers = one_author(parts[name], others, author)
        rows += answers
        before = speaker.usage
        for row in parts[name].asks[:COUNTED]:
            full_prompt(author, row)
        counted += speaker.usage - before
        print(name, json.dumps({arm: figures["accepted"] for arm, figures in found[name].items()}), flush=True)
        store(report(speaker.name, found, counted), rows, chosen.out)
    print(RESULTS.read_text(encoding="utf-8"))


def report(name: str, found: dict[str, Figures], counted: Usage) -> Figures:
    """Means over authors, and by how many of them the product's arm is ahead of the persona alone."""
    ahead = sum(one["retrieval_always"]["accepted"] > one["persona_only"]["accepted_of_all"] for one in found.values())
    return {
        "authors": len(found), "model": name, "authors_ahead": ahead, "arms": pooled(list(found.values())), "full_prompts": tokens(counted),
        "accepted_by_author": {one: {arm: figures["accepted"] for arm, figures in arms.items()} for one, arms in found.items()},
    }  # fmt: skip


def store(figures: Figures, rows: Sequence[Figures], out: Path | None) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if out:
        out.write_text(_lines(rows), encoding="utf-8")


def _lines(rows: Sequence[Figures]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.voice", description=__doc__)
    parser.add_argument("examples", type=Path, nargs="?")
    parser.add_argument("asks", type=Path, nargs="?")
    parser.add_argument("--out", type=Path, help="where the answers go; default: printed")
    parser.add_argument("--always", action="store_true", help="answer every ask, also where nothing comes close")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--authors", type=int, default=AUTHORS)
    parser.add_argument(
        "--skip", type=int, default=6, help="authors left out at the beginning: weights were tried on them"
    )
    parser.add_argument("--threads", type=int, default=1, help="of the local model")
    chosen = parser.parse_args(arguments)
    if chosen.examples and not chosen.asks:
        parser.error("name both files, or none")
    if chosen.examples:
        return answer(chosen.examples, chosen.asks, chosen)
    if not chosen.data.exists():
        return print(f"Skipped: {chosen.data.name} is not here; --data names another place.")
    return compare(chosen)


def complete_environment() -> None:
    """No database or queue is used here, but settings want to be whole."""
    unused = {
        "SECRET_KEY": "x" * 32,
        "ENCRYPTION_KEYS": "A" * 43 + "=",
        "MONGODB_URI": "mongodb://none/none",
        "REDIS_URL": "redis://none",
    }
    for name, value in unused.items():
        os.environ.setdefault(name, value)


if __name__ == "__main__":
    complete_environment()
    start_logging("voice", logging.WARNING)
    main()
