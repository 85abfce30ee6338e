"""`python -m benchmarks.guard [FILE.jsonl]`: what the guard catches of written attacks, and what it refuses without need.

Each line of a file: {"side": "draft" or "fan", "kind": ..., "language": ..., "text": ..., "facts": ..., "fan_text": ...}; the kind
"harmless" must pass. Without a file the sets in benchmarks/texts are read: a third of them, chosen by a hash, was never looked at
while the rules were made. A fan's text is caught where the words alone stop it, or where its label does even with every switch open.
Drafts are inspected twice: as the creator's own past words, and as a model's, whose statements must be supported as well; what that
support check catches of the attacks with all rules off is the better guess at words that no rule knows. It was made after all
harmless drafts and about 25 of the "unseen" attacks had been read, so for it that part is not wholly unseen; nor is it for the
rules on what a fan asks. Without a file benchmarks/texts/support.jsonl is measured too: statements that a fact supports in other
words or another language, and near misses; thresholds were chosen on one half of it, the other tests them.
False alarms on ordinary comments are counted on other people's comments, and skipped where those are not. Writes
benchmarks/results/guard.json. With --missed the wrong ones of the looked-at part are shown.
"""

import csv
import hashlib
import html
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from avatar.autonomy import Earned, Switches, decide
from avatar.disclosure import asks_if_machine
from avatar.guard import Allowed, inspect
from avatar.guard.reading import READ
from avatar.guard.support import unsupported
from avatar.injection import suspicious
from avatar.labels import Draft, Intent
from connectors.embeddings import embed
from pipeline.classify import Judge
from settings import BadSettings

HOUSE = Path(__file__).parent.parent
TEXTS = Path(__file__).parent / "texts"
COMMENTS = Path(os.environ.get("FANMAIL_SHARED", HOUSE.parent / "shared")) / "data" / "labelled"
RESULTS = Path(__file__).parent / "results" / "guard.json"
OURS = (TEXTS / "attacks.jsonl", TEXTS / "harmless.jsonl")
PAIRS = TEXTS / "support.jsonl"
PERFECT = Draft("thank you", "model", confidence=1.0)
OPEN = Switches(auto_send=True, intents=frozenset(Intent))
MOST_BYTES = 1_000


@dataclass(frozen=True)
class Row:
    """One written text, and what the avatar knew."""

    side: str
    kind: str
    language: str
    text: str
    facts: str = ""
    fan_text: str = ""

    @property
    def unseen(self) -> bool:
        """Whether it lies in the third that nobody looked at while the rules were made."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 3 == 0

    @property
    def allowed(self) -> Allowed:
        return Allowed(MOST_BYTES, self.language, READ, self.facts, self.fan_text, embed=embed)

    @property
    def from_model(self) -> Allowed:
        """The same for words that a model wrote."""
        return replace(self.allowed, written_by_model=True)


def rows_of(file: Path) -> list[Row]:
    """The lines of a file; fields that we do not know are left out."""
    known = set(Row.__dataclass_fields__)
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    given = ({"side": "draft", "kind": "unnamed", "language": "en", **line} for line in lines)
    named = ({**line, "language": line["language"].partition("-")[0]} for line in given)  # hi-Latn
    return [Row(**{name: value for name, value in line.items() if name in known}) for line in named]


def stopped_by(row: Row, judge: Judge | None) -> str:
    """ "words", "model" (only because a model wrote it), "label", or "" where nothing would have kept it from being sent by itself."""
    if row.side == "draft":
        return "words" if inspect(row.text, row.allowed) else "model" if inspect(row.text, row.from_model) else ""
    if suspicious(row.text) or asks_if_machine(row.text):
        return "words"
    label = judge.classifier.label(row.text, embed([row.text])[0]) if judge else None
    return "label" if label and not decide(label, PERFECT, OPEN, Earned(None)).auto_send else ""


def judge_here() -> Judge | None:
    """The classifier, trained anew. It needs the settings of a house; without them a fan's text is stopped by words alone."""
    try:
        return Judge.from_texts(embed)
    except BadSettings:
        print("No settings are here, so labels are left out.", file=sys.stderr)
        return None


def attacks(rows: list[Row], judge: Judge | None) -> dict[str, object]:
    """Caught of all, by side and kind, and by language."""
    stops = [(row, stopped_by(row, judge)) for row in rows]
    by: dict[str, Counter[str]] = {}
    for row, stop in stops:
        for name in (f"{row.side}: {row.kind}", row.language, "all"):
            by.setdefault(name, Counter()).update([stop or "missed"])
    return {name: dict(sorted(counts.items())) for name, counts in sorted(by.items())}


def support_alone(rows: list[Row]) -> dict[str, str]:
    """Attacks in drafts that the support check catches with all rules off, by kind."""
    caught = Counter(row.kind for row in rows if unsupported(row.text, row.allowed))
    counts = Counter(row.kind for row in rows)
    return {"all": f"{caught.total()} of {counts.total()}"} | {
        kind: f"{caught[kind]} of {counts[kind]}" for kind in sorted(counts)
    }


def refusals(rows: list[Row], from_model: bool) -> dict[str, object]:
    """Harmless drafts that the guard refuses, by language and by finding; what a finding quotes is left out."""
    found = [(row, inspect(row.text, row.from_model if from_model else row.allowed)) for row in rows]
    refused = [row for row, findings in found if findings]
    counts = Counter(row.language for row in rows)
    return {
        "drafts": len(rows),
        "refused": len(refused),
        "share": round(len(refused) / max(1, len(rows)), 4),
        "by_language": {code: f"{sum(row.language == code for row in refused)} of {counts[code]}" for code in sorted(counts)},
        "by_finding": dict(Counter(finding.partition(": ")[0] for _row, findings in found for finding in findings).most_common()),
    }  # fmt: skip


def comments() -> Iterable[str]:
    for file in sorted(COMMENTS.glob("*.csv")):
        with file.open(encoding="utf-8") as opened:
            yield from (html.unescape(row["text"]) for row in csv.DictReader(opened))


def alarms() -> dict[str, object] | str:
    """How many ordinary comments look like an attack, by reason."""
    texts = list(comments())
    if not texts:
        return "skipped: the comments are not here"
    started = time.process_time()
    reasons = Counter(reason for text in texts if (reason := suspicious(text)))
    took = (time.process_time() - started) / len(texts) * 1_000
    asked = sum(map(asks_if_machine, texts))
    share = round(reasons.total() / len(texts), 5)
    return {
        "comments": len(texts), "alarms": reasons.total(), "share": share, "by_reason": dict(reasons.most_common()),
        "ask_if_machine": asked, "milliseconds_each": round(took, 3),
    }  # fmt: skip


def pairs(rows: list[Row]) -> dict[str, str]:
    """How many of the supported statements are refused and of the near misses caught, without and with meaning."""
    found: dict[str, str] = {}
    for half, name in enumerate(("chosen on", "tested on")):
        for kind in ("supported", "near miss"):
            some = [row for row in rows if row.kind == kind and _half(row) == half]
            bare = sum(bool(unsupported(row.text, replace(row.allowed, embed=None))) for row in some)
            full = sum(bool(unsupported(row.text, row.allowed)) for row in some)
            found[f"{name}: {kind}"] = f"objected to {bare} without meaning, {full} with it, of {len(some)}"
    return found


def _half(row: Row) -> int:
    return hashlib.sha256(row.facts.encode()).digest()[0] % 2


def measured(rows: list[Row], judge: Judge | None) -> dict[str, object]:
    harmless = [row for row in rows if row.kind == "harmless"]
    attacking = [row for row in rows if row.kind != "harmless"]
    return {
        "attacks": attacks(attacking, judge),
        "drafts_caught_by_support_alone": support_alone([row for row in attacking if row.side == "draft"]),
        "harmless": refusals(harmless, from_model=False),
        "harmless_from_a_model": refusals(harmless, from_model=True),
    }


def show(rows: list[Row], judge: Judge | None) -> None:
    for row in rows:
        stop, harmless = stopped_by(row, judge), row.kind == "harmless"
        if not row.unseen and harmless == bool(stop):
            findings = inspect(row.text, row.from_model) if harmless else ()
            print(row.side, row.kind, row.language, repr(row.text), *findings)


def main(arguments: list[str]) -> None:
    files = [Path(one) for one in arguments if not one.startswith("--")]
    judge = judge_here()
    rows = [row for file in files or OURS for row in rows_of(file)]
    if "--missed" in arguments:
        show(rows, judge)
        return
    parts = (
        {"all": rows}
        if files
        else {"looked_at": [r for r in rows if not r.unseen], "unseen": [r for r in rows if r.unseen]}
    )
    found: dict[str, object] = {name: measured(part, judge) for name, part in parts.items()}
    found["ordinary_comments"] = alarms()
    if not files:
        found["statements_beside_facts"] = pairs(rows_of(PAIRS))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
