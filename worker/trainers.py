"""The back ends of fine-tuning, made once a process, and the models that came out of them."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from bson import ObjectId
from platformdirs import user_data_path

from connectors.language_model import LanguageModel
from connectors.training.base import Method, Trainer, TrainingSet
from connectors.training.hosted import Hosted
from connectors.training.local import Local
from models import Dataset, FineTuningJob
from pipeline.dataset import training_set
from pipeline.fine_tune import Bench
from pipeline.personas import persona_of
from pipeline.promotion import writer_of
from pipeline.trying import Candidate, try_some
from pipeline.writing import Writer
from settings import settings
from worker.ports import writer


@lru_cache
def trainers() -> dict[str, Trainer]:
    """Those that can be asked here, by name: this machine where it has a folder for it, the vendor where a key for it is set."""
    found: list[Trainer] = []
    if folder := settings().training_folder:
        found.append(Local(Path(folder), settings().language_model))
    if (hosted := Hosted.from_settings()).available:
        found.append(hosted)
    return {one.name: one for one in found}


def bench_of(back_end: str) -> Bench:
    """The ports of a job that runs there. KeyError where it cannot be asked any more."""
    return Bench(trainers()[back_end], given_to, evaluate, _results())


def _results() -> Path:
    """Where what came out is kept: it is the creator's, and nobody can make it again for nothing."""
    folder = settings().training_folder
    return Path(folder) / "results" if folder else user_data_path("fanmail") / "results"


@lru_cache(maxsize=16)
def tuned(back_end: str, name: str) -> LanguageModel:
    """The model that came out of a job."""
    said = settings()
    if back_end == "hosted":
        return LanguageModel(name, said.fine_tuning_url, said.fine_tuning_key)
    return LanguageModel(name, said.language_model_url, said.language_model_key)


def writer_for(workspace_id: ObjectId) -> Writer:
    """Who writes for a workspace now: the model that was promoted for its persona, else the usual one."""
    return writer_of(writer(), persona_of(workspace_id), tuned)


def given_to(job: FineTuningJob) -> TrainingSet:
    """What a job learns from, as it is now."""
    dataset = Dataset.one_of(job.workspace_id, job.dataset_id)
    return training_set(dataset, Method(job.method)) if dataset else TrainingSet(b"")


def evaluate(job: FineTuningJob, now: datetime) -> bool:
    """Try the model of a job on the frozen test for a while. True: all is tried."""
    dataset = Dataset.one_of(job.workspace_id, job.dataset_id)
    candidate = Candidate(tuned(job.back_end, job.model), dataset.test if dataset else [])
    return try_some(job, candidate, writer_for(job.workspace_id), now)


def results_of(job: FineTuningJob) -> Sequence[Path]:
    """Files of its result that lie on this machine."""
    return [file for name in job.files if (file := Path(name)).is_file()]
