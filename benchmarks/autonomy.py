"""Autonomy on simulated creators whose truth is known: does the promise hold, how much goes by itself, how soon does drift close it?

`python -m benchmarks.autonomy` runs the product's own `confidence`, `learned_of`, `judge` and `decide` message by message and writes
benchmarks/results/autonomy.json. Simulated are only the messages: each draft has a hidden quality that shows dimly in what is
measured of it, and the person sends it unchanged with a chance that only the hidden quality knows. A review is a draft that a
person decided, samples included. The promise is broken while drafts that would go by themselves are wrong more often than
the target allows, judged by the hidden truth of POPULATION other drafts.
"""

import argparse
import json
import statistics
from pathlib import Path
from typing import Any

from avatar.bounds import Reviewed, fixed_sequence
from avatar.calibration import learned_of, rescored
from benchmarks.creators import NOTICED, POPULATION, PROMISE, SAMPLE_SHARE, SKILL, Creator, Fans, Truth

RESULTS = Path(__file__).parent / "results"
LOOKS = (100, 200, 500, 1_000)
WORSE = 4.0  # what drift takes from the logit
AFTER_DRIFT = 20_000


def main() -> None:
    """Simulate and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    wanted = parser.parse_args()
    truth = Truth()
    lives = [live(seed, truth) for seed in range(1, wanted.runs + 1)]
    drifts = [one for one in (drift(seed) for seed in range(1, wanted.runs + 1)) if one]
    result = {
        "command": f"python -m benchmarks.autonomy --runs {wanted.runs}",
        "promise": "95 % of what goes by itself would have been sent unchanged, with 90 % confidence",
        "simulated": f"{wanted.runs} creators, 1,000 reviews each, 88 % of drafts sent unchanged, sample {SAMPLE_SHARE:.0%}",
        "share_possible": truth.possible(),
        "after_reviews": {str(look): at_look([life[str(look)] for life in lives]) for look in LOOKS},
        "whole_life": whole([life["life"] for life in lives]),
        "naive": naive(range(1, wanted.runs + 1), truth),
        "drift": after_drift(drifts, wanted.runs),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "autonomy.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


def live(seed: int, truth: Truth) -> dict[str, Any]:
    """One creator's first thousand reviews: how things stood at each look, and over all."""
    creator, found, seen = Creator(seed), {}, (None, None)
    ever, row = False, creator.fans.row()
    while len(creator.outcomes) < LOOKS[-1]:
        reviewed = creator.meet(next(row))
        state = (creator.learned, creator.threshold)
        if state != seen and creator.threshold is not None:
            ever |= truth.behind(creator.learned, creator.threshold)[0] > 1 - PROMISE.target
        seen = state
        if reviewed and len(creator.outcomes) in LOOKS:
            found[str(len(creator.outcomes))] = _look(creator, truth)
    wrong = creator.wrong / creator.sent if creator.sent else 0.0
    life = {"ever": ever, "sent": creator.sent, "wrong": wrong, "closed": bool(creator.closed), "met": creator.met}
    return {**found, "life": life}


def _look(creator: Creator, truth: Truth) -> dict[str, float]:
    if creator.threshold is None:
        return {"open": 0.0, "share": 0.0, "broken": 0.0}
    wrong, share = truth.behind(creator.learned, creator.threshold)
    return {"open": 1.0, "share": share * (1 - SAMPLE_SHARE), "broken": float(wrong > 1 - PROMISE.target)}


def at_look(rows: list[dict[str, float]]) -> dict[str, float]:
    """The means over all runs; what is closed sends nothing."""
    mean = {name: round(statistics.mean(row[name] for row in rows), 3) for name in rows[0]}
    return {
        "runs_open": mean["open"],
        "share_sent_by_itself": mean["share"],
        "runs_with_promise_broken": mean["broken"],
    }


def whole(rows: list[dict[str, Any]]) -> dict[str, float]:
    """What happened on the way: the product looks at every outcome, so it has many chances to be wrong for a while."""
    over = [row["wrong"] > 1 - PROMISE.target for row in rows]
    return {
        "runs_with_promise_broken_at_any_moment": round(statistics.mean(row["ever"] for row in rows), 3),
        "runs_with_too_many_wrong_of_all_sent": round(statistics.mean(over), 3),
        "wrong_of_all_sent": round(sum(r["wrong"] * r["sent"] for r in rows) / max(1, sum(r["sent"] for r in rows)), 4),
        "messages_of_each": round(statistics.mean(row["met"] for row in rows)),
        "runs_closed_by_false_alarm": round(statistics.mean(row["closed"] for row in rows), 3),
    }


def naive(seeds: range, truth: Truth) -> dict[str, float]:
    """The same 500 reviews, but the loosest threshold whose drafts were sent unchanged often enough so far: no bound."""
    broken = []
    for seed in seeds:
        outcomes = Fans(seed).drafts(500)
        learned = learned_of(outcomes)
        loose = fixed_sequence(rescored(outcomes, learned), _good_so_far(rescored(outcomes, learned)), 0.5, 0.5)
        wrong = truth.behind(learned, loose.threshold)[0] if loose.threshold is not None else 0.0
        broken.append(wrong > 1 - PROMISE.target)
    return {"runs_with_promise_broken": round(statistics.mean(broken), 3)}


def _good_so_far(reviewed: list[Reviewed]) -> list[float]:
    steps = [number / 100 for number in range(50, 100)]
    above = {step: [one.unchanged for one in reviewed if one.confidence >= step] for step in steps}
    good = [step for step in steps if above[step] and sum(above[step]) / len(above[step]) >= PROMISE.target]
    return good[:1]


def drift(seed: int) -> dict[str, Any] | None:
    """After 1,000 reviews the drafts get much worse and nothing measured shows it. None: it was not open then."""
    creator = Creator(seed)
    row = creator.fans.row()
    while len(creator.outcomes) < LOOKS[-1]:
        creator.meet(next(row))
    if creator.threshold is None:
        return None
    creator.fans.skill = SKILL - WORSE
    creator.closed, sent, wrong = "", creator.sent, creator.wrong
    for _ in range(AFTER_DRIFT):
        creator.meet(next(row))
        if creator.threshold is None:
            break
    return {"sent": creator.sent - sent, "wrong": creator.wrong - wrong, "closed": creator.threshold is None}


def after_drift(rows: list[dict[str, Any]], runs: int) -> dict[str, Any]:
    """What passes before it closes."""
    accepted = statistics.mean(one.unchanged for one in Fans(0, SKILL - WORSE).drafts(POPULATION))
    wrong = sorted(row["wrong"] for row in rows)
    return {
        "drafts_sent_unchanged_after_it": round(accepted, 3),
        "noticed_and_taken_back": NOTICED,
        "runs_open_before_it": round(len(rows) / runs, 3),
        "runs_closed_by_themselves": round(statistics.mean(row["closed"] for row in rows), 3),
        "median_sent_before_closing": statistics.median(row["sent"] for row in rows),
        "median_wrong_before_closing": statistics.median(wrong),
        "p95_wrong_before_closing": wrong[int(len(wrong) * 0.95)],
    }


if __name__ == "__main__":
    main()
