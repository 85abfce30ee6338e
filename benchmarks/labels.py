"""`python -m benchmarks.labels`: how well labels fit messages that nobody here wrote.

Reads the UCI YouTube Spam Collection (CC BY 4.0) from ../shared/data/labelled and skips what is not there. Nothing is trained on it.
Writes benchmarks/results/labels.json.
"""

import csv
import html
import json
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from avatar.classifier import JUNK, Classifier
from avatar.training_texts import training_texts
from connectors.embeddings import embed
from pipeline.classify import Judge

HOUSE = Path(__file__).parent.parent
SPAM = HOUSE.parent / "shared" / "data" / "labelled" / "youtube_spam_uci.csv"
RESULTS = Path(__file__).parent / "results" / "labels.json"


def spam(judge: Judge) -> dict[str, float]:
    """Spam and scam against everything else, on comments of three videos."""
    with SPAM.open(encoding="utf-8") as file:
        rows = [(html.unescape(row["text"]), row["label_orig"] == "spam") for row in csv.DictReader(file)]
    texts, truth = [text for text, _ in rows], np.array([is_spam for _, is_spam in rows])
    labels = [judge.classifier.label(text, vector) for text, vector in zip(texts, embed(texts), strict=True)]
    said = np.array([label.intent in JUNK for label in labels])
    return {
        "comments": len(rows),
        "macro_f1": round(float(f1_score(truth, said, average="macro")), 4),
        "false_alarms": round(float(said[~truth].mean()), 4),
        "missed": round(float((~said)[truth].mean()), 4),
    }


def own_texts() -> dict[str, float]:
    """The training texts by four-fold cross-validation. They are hard on purpose, so these are low figures."""
    texts = list(training_texts())
    vectors, intents = embed([text.text for text in texts]), [text.intent for text in texts]
    right, flagged, risky, alarms = [], [], 0, 0
    for known, unseen in StratifiedKFold(4, shuffle=True, random_state=1).split(vectors, intents):
        judge = Classifier.train([texts[i] for i in known], vectors[known])
        for i in unseen:
            label = judge.label(texts[i].text, vectors[i])
            right.append(label.intent is texts[i].intent)
            risky += bool(texts[i].risks)
            flagged.append(bool(texts[i].risks) and bool(label.risks))
            alarms += bool(label.risks) and not texts[i].risks
    return {
        "texts": len(texts),
        "intent_accuracy": round(float(np.mean(right)), 4),
        "risky_seen_by_a_person": round(sum(flagged) / risky, 4),
        "harmless_seen_by_a_person": round(alarms / (len(texts) - risky), 4),
    }


def speed(judge: Judge) -> dict[str, float]:
    """Milliseconds of processor time for one message: meaning and label."""
    texts = [text.text for text in training_texts()][:300]
    judge.classifier.label(texts[0], embed([texts[0]])[0])  # the first one loads the language model
    started = time.process_time()
    for text in texts:
        judge.classifier.label(text, embed([text])[0])
    return {"milliseconds": round((time.process_time() - started) / len(texts) * 1_000, 2)}


def main() -> None:
    started = time.process_time()
    judge = Judge.from_texts(embed)
    found: dict[str, object] = {"training_seconds": round(time.process_time() - started, 1)}
    found |= {"one_message": speed(judge), "own_texts": own_texts()}
    found["youtube_spam"] = spam(judge) if SPAM.exists() else "skipped: the collection is not here"
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
