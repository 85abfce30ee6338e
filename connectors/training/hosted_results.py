"""What came out of a run at a vendor: its files, and the name by which the tuned model answers."""

import base64
import binascii
import re
from collections.abc import Sequence
from pathlib import Path

from connectors.errors import MessageGone, Permanent, Unavailable
from connectors.training.hosted_client import Calls
from connectors.training.hosted_reading import Answer, text, texts
from connectors.training.hosted_vendors import PLATFORM, Vendor


def checkpoints_of(calls: Calls, run: str) -> list[Answer]:
    """All that the vendor kept on the way; none where it knows no checkpoints."""
    try:
        return list(calls.rows("fine_tuning", "jobs", run, "checkpoints"))
    except MessageGone:
        return []


def download(calls: Calls, job: Answer, checkpoint: Answer, folder: Path) -> Sequence[Path]:
    """The files of the checkpoint and of the job, written into `folder` under their own names."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = texts(checkpoint.get("result_files")) or texts(job.get("result_files"))
    written: list[Path] = []
    for id in listed:
        try:
            named = text(calls.get("files", id).get("filename"))
            to = folder / _free_name(Path(named).name or id, written)
            calls.download(id, to)
        except MessageGone:
            continue
        _undo_base64(to)
        written.append(to)
    return written


def name_of(calls: Calls, vendor: Vendor, job: Answer, checkpoint: Answer) -> str:
    """The name to ask for, made to answer first where the vendor wants that. Raises Unavailable until it answers."""
    if vendor.deploys:
        return _deployed(calls, vendor, job, checkpoint)
    name = text(job.get("fine_tuned_model")) or text(checkpoint.get("fine_tuned_model_checkpoint"))
    if not name:
        raise Permanent(PLATFORM, "The vendor does not say by which name the tuned model answers.")
    return name


def deployment_of(run: str) -> str:
    """By which name we put the model of a run up; the same run, the same name."""
    return "fanmail-" + re.sub(r"[^a-z0-9]+", "-", run.lower()).strip("-")


def _deployed(calls: Calls, vendor: Vendor, job: Answer, checkpoint: Answer) -> str:
    run, base = text(job.get("id")), text(job.get("model"))
    name = deployment_of(run)
    try:
        found = calls.get("v0", "models", name)
    except MessageGone:
        source = f"{run}:{text(checkpoint.get('id'))}"
        body = {"name": name, "base_model": vendor.serves.get(base, base), "source": source}
        found = calls.post("v0", "models", body=body)
    state = text(found.get("status"))
    if state == "error":
        raise Permanent(PLATFORM, "The vendor could not put the tuned model up.")
    if state and state != "active":
        raise Unavailable(PLATFORM, "The vendor is still putting the tuned model up.")
    return text(found.get("name")) or name


def _free_name(name: str, written: Sequence[Path]) -> str:
    taken = {path.name for path in written}
    name = name if name.strip(".") else "result"
    return next(one for one in (name, *(f"{number}-{name}" for number in range(2, 1_000))) if one not in taken)


def _undo_base64(file: Path) -> None:
    """OpenAI gives its table of figures in base64."""
    if file.suffix != ".csv":
        return
    try:
        file.write_bytes(base64.b64decode(b"".join(file.read_bytes().split()), validate=True))
    except binascii.Error:
        return
