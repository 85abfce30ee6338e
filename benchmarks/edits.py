"""`python -m benchmarks.edits`: scripted reviewers edit drafts of 500 messages each; does what they change fade with learning on?

It runs the product's own functions without a network or a database: the search among past replies, `infer` on the edits so far
(after every ROUND messages), the prompt, the adaptation of words, the guard and the choice of the draft. Two arms: past replies of
the demo's creator without a language model, and a stub writer: phrases put together by chance, which reads the preferences in the
real prompt and obeys each with the chance OBEYS, by rules of its own. The stub is no language model; it stands for one that
obeys so often. The reviewers (benchmarks.reviewers) are scripts too. Writes benchmarks/results/edits.json.
"""

import argparse
import json
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Any

from avatar.classifier import Classifier
from avatar.drafting import MODEL, Attempt, finish, lay_out, may_draft
from avatar.edits import edit_share
from avatar.labels import Intent
from avatar.language import language_of
from avatar.preferences import Preference, State
from avatar.preferences_found import Edit, infer
from avatar.prompts import Scene, Speaker
from avatar.training_texts import training_texts
from benchmarks.edits_writer import StubWriter
from benchmarks.reviewers import REVIEWERS, Reviewer
from benchmarks.voice import _complete_environment
from benchmarks.voice_arms import MOST_BYTES, NAME, PLACE, Author, task_of
from benchmarks.voice_rows import Row
from connectors.embeddings import embed
from infra.demo.content import fan_messages, replies
from logs import start_logging
from pipeline.preferences_learning import NEWEST
from pipeline.training import trained
from pipeline.writing import ask

RESULTS = Path(__file__).parent / "results" / "edits.json"
MESSAGES, WINDOW, ROUND = 500, 50, 10
WARM = frozenset({Intent.PRAISE, Intent.GREETING})
START = datetime(2026, 1, 1, tzinfo=UTC)
Figures = dict[str, Any]


@dataclass
class Life:
    """One reviewer with one writer, message by message. `learning` off: nothing is ever inferred."""

    author: Author
    reviewer: Reviewer
    chance: random.Random
    learning: bool
    edits: list[Edit] = field(default_factory=list)
    in_use: dict[Preference, datetime] = field(default_factory=dict)
    ever: set[Preference] = field(default_factory=set)

    def meet(self, row: Row) -> None:
        """Draft, review, and learn after every ROUND. A message without a draft shows nothing and is not counted."""
        now = START + timedelta(minutes=len(self.edits))
        draft = self._draft(row)
        if draft is None:
            return
        text, intent = draft
        sent = self.reviewer.send(text, intent, self.chance)
        self.edits.append(Edit(str(len(self.edits)), text, sent, intent, row.id, drafted_at=now))
        if self.learning and len(self.edits) % ROUND == 0:
            self._learn(now + timedelta(seconds=1))

    def _draft(self, row: Row) -> tuple[str, str] | None:
        task = task_of(self.author, row)
        intent = str(task.label.intent)
        if not may_draft(task.label):
            return None
        task = replace(task, wanted=[one for one in self.in_use if one.context in ("", intent)])
        laid = lay_out(self.author.voice, task)
        everywhere, here = ([one.text for one in task.wanted if bool(one.context) is there] for there in (False, True))
        speaker = Speaker(NAME, habits=laid.voice.fingerprint.describe(), preferences=everywhere)
        scene = Scene(row.context, place=PLACE, max_bytes=MOST_BYTES, preferences=here)
        model = self.author.model
        texts = ask(model, laid, speaker, scene) if model.available else []
        draft = finish(laid, Attempt(texts, model.strong), embed)
        if not draft.text or (model.available and draft.source != MODEL):
            return None
        self.author.used.append(draft.text)
        return draft.text, intent

    def _learn(self, now: datetime) -> None:
        """As pipeline.preferences_learning does with what is stored."""
        for verdict in infer(self.edits[-NEWEST:], self.in_use):
            if verdict.state is State.ACTIVE:
                self.in_use.setdefault(verdict.preference, now)
            else:
                self.in_use.pop(verdict.preference, None)
        self.ever |= set(self.in_use)


def letters() -> list[Row]:
    """What fans write: English letters of the demo, and praise and greetings of the texts that the classifier learned from."""
    demo = [one["text"] for one in fan_messages() if one["language"] == "en"]
    warm = [text.text for text in training_texts() if text.intent in WARM and not text.only_for_dangers]
    english = [text for text in (*demo, *warm) if language_of(text) == "en"]
    return [Row(str(number), "fan", text) for number, text in enumerate(dict.fromkeys(english))]


def written() -> list[Row]:
    """What the demo's creator has answered in English."""
    found = [one for one in replies() if one["language"] == "en" and one["fan_text"].strip()]
    return [Row(str(number), NAME, one["fan_text"], one["reply"]) for number, one in enumerate(found)]


def live(author: Author, reviewer: Reviewer, rows: Sequence[Row], seed: int, learning: bool) -> Life:
    """MESSAGES that had a draft; the fan is another one each time. The same seed: the same letters in the same order."""
    order = random.Random(seed)
    life = Life(author, reviewer, random.Random(seed + 1), learning)
    number = 0
    while len(life.edits) < MESSAGES:
        row = order.choice(rows)
        life.meet(replace(row, id=f"{number}"))
        number += 1
    return life


def windows(life: Life) -> list[Figures]:
    """Edits of 100 drafts and the mean share of letters changed, over all drafts, in windows of WINDOW."""
    parts = [life.edits[start : start + WINDOW] for start in range(0, MESSAGES, WINDOW)]
    return [
        {"edits_per_100": 100 * mean(edit.changed for edit in part), "edit_share": mean(edit_share(edit.draft, edit.text) for edit in part)}
        for part in parts
    ]  # fmt: skip


def arm(author: Author, rows: Sequence[Row], runs: int) -> Figures:
    """All reviewers with one writer, learning on and off: means over `runs` each, and the preferences that came into use."""
    found: Figures = {}
    for reviewer in REVIEWERS:
        found[reviewer.name] = {"hidden": [one.name for one in reviewer.hidden]}
        for learning in (True, False):
            lives = [_fresh(author, reviewer, rows, seed, learning) for seed in range(1, runs + 1)]
            found[reviewer.name]["on" if learning else "off"] = _means([windows(life) for life in lives])
            if learning:
                found[reviewer.name]["learned"] = _counted([life.in_use for life in lives])
                found[reviewer.name]["dropped_again"] = _counted([life.ever - set(life.in_use) for life in lives])
    for side in ("on", "off"):
        found[side] = _means([found[reviewer.name][side] for reviewer in REVIEWERS])
    return found


def _fresh(author: Author, reviewer: Reviewer, rows: Sequence[Row], seed: int, learning: bool) -> Life:
    author.used.clear()
    model = author.model.again(seed) if isinstance(author.model, StubWriter) else author.model
    return live(replace(author, model=model, used=[]), reviewer, rows, seed, learning)


def _means(runs: Sequence[Sequence[Figures]]) -> list[Figures]:
    return [{name: round(mean(run[at][name] for run in runs), 3) for name in runs[0][at]} for at in range(len(runs[0]))]


def _counted(runs: Sequence[Any]) -> Figures:
    """Sentence -> in how many of the runs."""
    said = [f"{one.text} ({one.context})" if one.context else one.text for run in runs for one in run]
    return {text: said.count(text) for text in sorted(set(said), key=lambda text: (-said.count(text), text))}


def table(result: Figures) -> str:
    """What a person reads: edits of 100 drafts, window by window."""
    lines = []
    for name, found in result["arms"].items():
        for side in ("off", "on"):
            numbers = "  ".join(f"{one['edits_per_100']:3.0f} ({one['edit_share']:.2f})" for one in found[side])
            lines.append(f"{name:12} learning {side:3}  {numbers}")
    return "\n".join(lines)


def authors(rows: Sequence[Row], classifier: Classifier) -> dict[str, Author]:
    """Who drafts: the past replies alone, and the stub beside them."""
    silent = StubWriter(random.Random(0), available=False)
    past = Author.of(rows, classifier, silent)  # type: ignore[arg-type]
    return {"past replies": past, "stub writer": replace(past, model=StubWriter(random.Random(0)))}  # type: ignore[arg-type]


def main() -> None:
    """Simulate, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.edits", description=__doc__)
    parser.add_argument("--runs", type=int, default=1, help="of each reviewer with each writer")
    runs = parser.parse_args().runs
    rows = letters()
    both = authors(written(), trained(embed))
    result = {
        "command": f"python -m benchmarks.edits --runs {runs}",
        "simulated": f"{len(REVIEWERS)} scripted reviewers, {MESSAGES} drafts each, means of {runs} runs each, windows of {WINDOW}; "
        f"inferred after every {ROUND}; the stub writer obeys each preference of its prompt with chance {StubWriter.OBEYS}",
        "arms": {name: arm(author, rows, runs) for name, author in both.items()},
    }  # fmt: skip
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(result))


if __name__ == "__main__":
    _complete_environment()
    start_logging("edits", logging.WARNING)
    main()
