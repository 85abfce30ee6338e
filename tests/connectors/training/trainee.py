"""Stands in for the training process: same files, no model. `python trainee.py RUN BASE`; BASE says how it behaves.

"well" takes 6 steps and ends; "slow" takes 40, a tenth of a second each; "broken" says why it cannot; "mortal" dies at once.
A step is remembered in the file `checkpoint`, and each start adds a line to the file `starts`.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

from connectors.training.runner_folder import Run

STEPS = {"well": 6, "slow": 40, "mortal": 6, "broken": 6}


def main(folder: Path, how: str) -> None:
    run = Run(folder)
    with (folder / "starts").open("a") as starts:
        starts.write(f"{os.getpid()}\n")
    run.say("Training begins.")
    if how == "mortal":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "broken":
        (folder / "failure.json").write_text(json.dumps({"sentence": "These rows cannot be read."}))
        sys.exit(1)
    checkpoint = folder / "checkpoint"
    done = int(checkpoint.read_text()) if checkpoint.exists() else 0
    for step in range(done + 1, STEPS[how] + 1):
        time.sleep(0.1 if how == "slow" else 0.01)
        if run.cancelled:
            return
        figures = {"step": step, "steps": STEPS[how], "train_loss": 1 / step, "tokens": step * 100, "seconds_left": 1}
        run.say(f"Step {step}.", figures)
        (folder / "checkpoint.new").write_text(str(step))
        (folder / "checkpoint.new").replace(checkpoint)
    result = folder / "result"
    result.mkdir(exist_ok=True)
    for name in ("adapter_model.safetensors", "adapter_config.json", "adapter.gguf", "metrics.json"):
        (result / name).write_text(name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
