"""`python -m benchmarks.style [FILE.jsonl ...]`: how well the distance of the product tells people apart, and whom its verifier accepts.

Reads real people's chats from ../shared/data/style unless files are named, and skips what is not there. Each line has `author`, `thread`,
`context` (what was answered) and `reply`, in the order of time. Of each author the last threads are for the test, and nobody learns
from a thread that is in anybody's test. The floor is measured on the same split: TF-IDF of character runs and logistic regression.
Writes benchmarks/results/style.json.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from avatar.style import Fingerprint
from avatar.style.calibration import equal_error_rate

HOUSE = Path(__file__).parent.parent
FILES = [
    HOUSE.parent / "shared" / "data" / "style" / f"{name}.jsonl" for name in ("chitchat_people", "irc_ubuntu_helpers")
]
RESULTS = Path(__file__).parent / "results" / "style.json"
AUTHORS = 20
FOR_TEST = 0.25
TOGETHER, DRAWS = 10, 100

Distances = Callable[[Sequence[str]], NDArray[np.float64]]
"""Texts -> (texts, authors); smaller is nearer."""


@dataclass(frozen=True)
class Person:
    """What one author wrote, and what they answered in the part that may be learned from."""

    train: list[str]
    answered: list[str]
    test: list[str]


def people(file: Path) -> list[Person]:
    """The authors with the most replies, split by threads."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    authors = [author for author, _ in Counter(row["author"] for row in rows).most_common(AUTHORS)]
    mine = [[row for row in rows if row["author"] == author] for author in authors]
    tests = [_last_threads(of) for of in mine]
    closed = set().union(*tests)
    found = []
    for of, test in zip(mine, tests, strict=True):
        train = [row for row in of if row["thread"] not in closed]
        replies = [row["reply"] for row in of if row["thread"] in test]
        found.append(Person([row["reply"] for row in train], [row["context"] for row in train], replies))
    return found


def _last_threads(rows: list[dict[str, str]]) -> set[str]:
    sizes = Counter(row["thread"] for row in rows)
    chosen: set[str] = set()
    for thread in reversed(sizes):
        if sum(sizes[one] for one in chosen) < FOR_TEST * len(rows):
            chosen.add(thread)
    return chosen


def attribution(crowd: list[Person], distances: Distances) -> dict[str, float]:
    """The share of authors found, from one reply and from ten drawn of the test."""
    chance, one, ten = np.random.default_rng(1), [], []
    for number, person in enumerate(crowd):
        found = distances(person.test)
        one += list(found.argmin(axis=1) == number)
        drawn = (chance.choice(len(found), min(TOGETHER, len(found)), replace=False) for _ in range(DRAWS))
        ten += [found[some].mean(axis=0).argmin() == number for some in drawn]
    return {"from_one_reply": round(float(np.mean(one)), 4), "from_ten_replies": round(float(np.mean(ten)), 4)}


def floor(crowd: list[Person]) -> Distances:
    """The usual baseline: one classifier for all authors, on runs of two to five characters."""
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 5), sublinear_tf=True, min_df=2, lowercase=False)
    texts = [text for person in crowd for text in person.train]
    truth = [number for number, person in enumerate(crowd) for _ in person.train]
    model = LogisticRegression(C=10, max_iter=200).fit(vectors.fit_transform(texts), truth)
    return lambda given: -np.asarray(model.predict_log_proba(vectors.transform(given)))


def against_each_other(crowd: list[Person]) -> list[Fingerprint]:
    """As much is known to each as to the floor: the others are the other authors."""
    replies = [person.train for person in crowd]
    others = [[text for of in (*replies[:i], *replies[i + 1 :]) for text in of] for i in range(len(crowd))]
    return [Fingerprint.of(own, others=rest) for own, rest in zip(replies, others, strict=True)]


def against_the_answered(crowd: list[Person]) -> list[Fingerprint]:
    """As in the product: the others are those whom the author answered; of the impostors of the test nothing need be known."""
    return [Fingerprint.of(person.train, others=person.answered) for person in crowd]


def verification(crowd: list[Person], prints: list[Fingerprint]) -> dict[str, object]:
    """Everybody's verifier on everybody's test: errors as mean and range over authors, and who passes."""
    told, errors, genuine, strange = [], [], [], []
    for number, fingerprint in enumerate(prints):
        if fingerprint.verifier is None:
            continue
        own = -fingerprint.distances(crowd[number].test)
        rest = -fingerprint.distances([text for i, one in enumerate(crowd) if i != number for text in one.test])
        told.append(fingerprint.verifier.equal_error_rate)
        errors.append(equal_error_rate(own, rest))
        genuine.append(float((own >= fingerprint.verifier.bound).mean()))
        strange.append(float((rest >= fingerprint.verifier.bound).mean()))
    named = {
        "equal_error_rate": errors,
        "equal_error_rate_it_told": told,
        "genuine_accepted": genuine,
        "others_accepted": strange,
    }
    return {"verifiers": len(told), **{name: _range(values) for name, values in named.items()}}


def _range(values: list[float]) -> dict[str, float]:
    return {"mean": round(float(np.mean(values)), 4), "least": round(min(values), 4), "most": round(max(values), 4)}


def speed(crowd: list[Person], prints: list[Fingerprint]) -> dict[str, float]:
    """Processor seconds to build one fingerprint with 3,000 texts by others, milliseconds to score one text."""
    own, rest = crowd[0].train + crowd[0].test, [text for person in crowd[1:] for text in person.train][:3_000]
    started = time.process_time()
    Fingerprint.of(own, others=rest)
    built = time.process_time()
    for text in crowd[1].test[:200]:
        prints[0].score(text)
    scored = (time.process_time() - built) / len(crowd[1].test[:200])
    costs = {"seconds_to_build": round(built - started, 2), "milliseconds_to_score": round(scored * 1_000, 2)}
    return {"replies": len(own), "others": len(rest), **costs}


def measure(file: Path) -> dict[str, object]:
    """Everything about one file."""
    crowd = people(file)
    known = against_each_other(crowd)
    return {
        "authors": len(crowd),
        "replies_learned_from": sum(len(person.train) for person in crowd),
        "replies_in_the_test": sum(len(person.test) for person in crowd),
        "distance": attribution(crowd, lambda texts: np.stack([one.distances(texts) for one in known], axis=1)),
        "floor": attribution(crowd, floor(crowd)),
        "verifier_against_the_other_authors": verification(crowd, known),
        "verifier_against_the_answered": verification(crowd, against_the_answered(crowd)),
        "speed": speed(crowd, known),
    }


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]] or FILES
    found = {file.stem: measure(file) if file.exists() else "skipped: the file is not here" for file in files}
    if any(file.exists() for file in files):  # what was measured elsewhere stays
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
