"""`python -m benchmarks.labels [FILE.csv] [--out OUT.csv]`: how well labels fit.

Without a file: all figures, on the collections in ../shared/data/labelled (or FANMAIL_SHARED; what is absent is skipped), on
our own texts by cross-validation and on benchmarks/texts/danger.jsonl; written to benchmarks/results/labels.json.
With a file (columns text and perhaps id, label or label_orig): one line of labels and probabilities a comment, and scores if
its labels are spam/ham, content_concern/miscellaneous or our intents. Nothing is trained on any of these.
"""

import argparse
import csv
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from avatar.classifier import Classifier
from avatar.labels import Intent, Risk
from avatar.training_texts import training_texts
from benchmarks.labels_measured import (
    DANGERS,
    Judged,
    after_relabels,
    calibration_error,
    comments_of,
    in_general,
    two_sides,
)
from connectors.embeddings import embed
from pipeline.training import trained

HOUSE = Path(__file__).parent.parent
SHARED = Path(os.environ.get("FANMAIL_SHARED", HOUSE.parent / "shared"))
LABELLED = SHARED / "data" / "labelled"
RELABELS = {"youtube_spam_uci.csv": 100, "youtube_feedback_icpc17.csv": 200, "goemotions_sample.csv": 0}
DANGER_TEXTS = Path(__file__).parent / "texts" / "danger.jsonl"
RESULTS = Path(__file__).parent / "results" / "labels.json"
COLUMNS = ("id", "intent", "probability", "sentiment", "language", "risks", "needs_reply", "p_spam", "p_concern")


def danger(classifier: Classifier) -> dict[str, float]:
    """Crises and threats that we wrote for measuring, and harmless texts that use the same words."""
    rows = [json.loads(line) for line in DANGER_TEXTS.read_text("utf-8").splitlines()]
    texts = [row["text"] for row in rows]
    seen = [classifier.judge(text, vector).risks for text, vector in zip(texts, embed(texts), strict=True)]
    found: dict[str, float] = {"texts": len(rows)}
    for kind in (Risk.CRISIS, Risk.THREAT):
        for language in ("", *sorted({row["language"] for row in rows})):
            caught = [
                bool(risks & DANGERS)
                for row, risks in zip(rows, seen, strict=True)
                if row["danger"] == kind and language in ("", row["language"])
            ]
            found[f"{kind}_recall{language and '_' + language}"] = round(float(np.mean(caught)), 4)
    alarms = [bool(risks & DANGERS) for row, risks in zip(rows, seen, strict=True) if row["danger"] == "none"]
    return found | {"hard_negatives_flagged": round(float(np.mean(alarms)), 4)}


def own_texts() -> dict[str, float]:
    """The training texts by four-fold cross-validation. They are hard on purpose, so these are low figures."""
    texts = [text for text in training_texts() if not text.only_for_dangers]
    dark = [text for text in training_texts() if text.only_for_dangers]
    dark_vectors = embed([text.text for text in dark])
    vectors, intents = embed([text.text for text in texts]), [text.intent for text in texts]
    right, sure, flagged, risky, alarms = [], [], 0, 0, 0
    for known, unseen in StratifiedKFold(4, shuffle=True, random_state=1).split(vectors, intents):
        judge = Classifier.train([*(texts[i] for i in known), *dark], np.vstack([vectors[known], dark_vectors]))
        for i in unseen:
            seen = judge.judge(texts[i].text, vectors[i])
            right.append(seen.intent is texts[i].intent)
            sure.append(seen.confidence)
            risky += bool(texts[i].risks)
            flagged += bool(texts[i].risks) and bool(seen.risks)
            alarms += bool(seen.risks) and not texts[i].risks
    return {
        "texts": len(texts),
        "intent_accuracy": round(float(np.mean(right)), 4),
        "calibration_error": calibration_error(np.array(sure), np.array(right)),
        "risky_seen_by_a_person": round(flagged / risky, 4),
        "harmless_seen_by_a_person": round(alarms / (len(texts) - risky), 4),
    }


def speed(classifier: Classifier) -> dict[str, float]:
    """Processor time of one message, one at a time on one core: with its embedding, and without."""
    texts = [f"{text.text} {number}" for number, text in enumerate(training_texts())][:300]
    classifier.label(texts[0], embed(texts[:1])[0])  # the first one loads the language model
    started = time.process_time()
    vectors = [embed([text])[0] for text in texts]
    embedded = time.process_time() - started
    for text, vector in zip(texts, vectors, strict=True):
        classifier.label(text, vector)
    whole = time.process_time() - started
    return {
        "milliseconds": round(whole / len(texts) * 1_000, 2),
        "milliseconds_of_label": round((whole - embedded) / len(texts) * 1_000, 2),
        "labels_a_second": round(len(texts) / whole),
    }


def relabel_speed(classifier: Classifier) -> dict[str, float]:
    """Processor time until 500 relabels have their effect: the first time, and with one more."""
    texts = list(training_texts())[:500]
    vectors = embed([text.text for text in texts])
    times = []
    for count in (len(texts) - 1, len(texts)):
        started = time.process_time()
        classifier.with_relabels(texts[:count], vectors[:count])
        times.append(round((time.process_time() - started) * 1_000, 1))
    return {"first_milliseconds": times[0], "one_more_milliseconds": times[1]}


def collection(classifier: Classifier, name: str) -> dict[str, object] | str:
    """Every figure that one file of LABELLED allows."""
    file = LABELLED / name
    if not file.exists():
        return "skipped: the collection is not here"
    judged = Judged.by(classifier, comments_of(file))
    found: dict[str, object] = {**in_general(judged)}
    if judged.group:
        found |= two_sides(judged) | {
            f"after_{RELABELS[name]}_relabels": after_relabels(classifier, judged, RELABELS[name])
        }
    return found


def write(classifier: Classifier, file: Path, out: Path | None) -> None:
    """The labels of a file as CSV, to `out` or the terminal; scores go to the terminal's other channel."""
    judged = Judged.by(classifier, comments_of(file))
    stream = out.open("w", encoding="utf-8", newline="") if out else sys.stdout
    rows = csv.writer(stream)
    rows.writerow(COLUMNS)
    for comment, vector, seen in zip(judged.comments, judged.vectors, judged.judgements, strict=True):
        label = classifier.label(comment.text, vector)
        chances = (f"{seen.junk:.4f}", f"{seen.concern:.4f}")
        rows.writerow([
            comment.id, label.intent, f"{label.confidence:.4f}", label.sentiment, label.language,
            " ".join(sorted(label.risks)), str(label.needs_reply).lower(), *chances,
        ])  # fmt: skip
    if out:
        stream.close()
    print(json.dumps(scores(judged), indent=2), file=sys.stderr)


def scores(judged: Judged) -> dict[str, float]:
    """What the labels of the file allow to say."""
    truths = [comment.truth for comment in judged.comments]
    if judged.group:
        return in_general(judged) | two_sides(judged)
    if set(truths) <= set(Intent):
        said = [str(seen.intent) for seen in judged.judgements]
        return in_general(judged) | {"intent_macro_f1": round(float(f1_score(truths, said, average="macro")), 4)}
    return in_general(judged)


def measure(classifier: Classifier) -> None:
    """Everything, printed and kept."""
    found: dict[str, object] = {"one_message": speed(classifier), "relabels_500": relabel_speed(classifier)}
    found |= {"danger": danger(classifier), "own_texts": own_texts()}
    found |= {name.removesuffix(".csv"): collection(classifier, name) for name in RELABELS}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", type=Path, nargs="?")
    arguments.add_argument("--out", type=Path)
    given = arguments.parse_args()
    classifier = trained(embed)
    if given.file:
        write(classifier, given.file, given.out)
    else:
        measure(classifier)


if __name__ == "__main__":
    main()
