"""Fine-tuning at a vendor that speaks OpenAI's jobs API. Letters leave this machine only when a key for it is set."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from connectors.errors import MessageGone, OutcomeUnknown, Permanent
from connectors.training import hosted_reading as reading
from connectors.training.base import ENDED, Estimate, Event, Progress, Recipe, Result, State, TrainingSet
from connectors.training.hosted_client import Calls
from connectors.training.hosted_examples import problems_of, tokens_in
from connectors.training.hosted_reading import Answer, text, texts
from connectors.training.hosted_results import checkpoints_of, deployment_of, download, name_of
from connectors.training.hosted_vendors import PLATFORM, Vendor, vendor_at
from settings import settings

_JOBS = ("fine_tuning", "jobs")
_KEY = "fanmail_key"


class Hosted:
    """The `Trainer` of one endpoint. `available` is False without a key; nothing else may be asked of it then."""

    name = "hosted"

    def __init__(
        self, url: str, key: str, models: Sequence[str] = (), dollars: float = 0, vendor: Vendor | None = None
    ) -> None:
        """`dollars`: what a million training tokens cost, 0 when nobody knows. `vendor`: known by `url` unless given."""
        self._vendor = vendor or vendor_at(url)
        self._models, self._dollars = tuple(models) or self._vendor.models, dollars
        self._calls = Calls(url, key, self._vendor)
        self.title = self._vendor.title
        self.available = bool(key)

    @classmethod
    def from_settings(cls) -> "Hosted":
        """The endpoint of FINE_TUNING_URL, with FINE_TUNING_KEY."""
        given = settings()
        models = [name.strip() for name in given.fine_tuning_models.split(",") if name.strip()]
        return cls(given.fine_tuning_url, given.fine_tuning_key, models, given.fine_tuning_dollars_per_million)

    def models(self) -> Sequence[str]:
        """Those of FINE_TUNING_MODELS, or what is known of this vendor; none are known: any may be asked for."""
        return self._models

    def problems(self, given: TrainingSet, recipe: Recipe) -> Sequence[str]:
        """Why this cannot be trained here, as sentences; empty when it can. Asks nobody."""
        found = []
        if self._models and recipe.base_model not in self._models:
            found.append(f"{self.title} does not tune {recipe.base_model}.")
        if recipe.method not in self._vendor.methods:
            found.append(f"{self.title} does not learn from pairs.")
        if not 1 <= recipe.epochs <= self._vendor.most_epochs:
            found.append(f"{self.title} takes 1 to {self._vendor.most_epochs} epochs.")
        if not re.fullmatch(r"[A-Za-z0-9-]{0,18}", recipe.label):
            found.append("The label may have up to 18 letters, digits and hyphens.")
        return [*found, *problems_of(given, recipe.method, self._vendor)]

    def estimate(self, given: TrainingSet, recipe: Recipe) -> Estimate:
        """Tokens counted by their letters, and dollars where a price is set."""
        tokens = tokens_in(given.train) * recipe.epochs
        says = "Tokens are counted by letters; the vendor's own count may differ by a fifth."
        if not self._dollars:
            return Estimate(tokens, sentence=f"{says} No price is set.")
        price = f"{self._dollars:.2f} dollars for a million tokens"
        return Estimate(
            tokens, dollars=tokens / 1e6 * self._dollars, sentence=f"{says} The price is {price}, as set here."
        )

    def submit(self, given: TrainingSet, recipe: Recipe, key: str) -> str:
        """Upload and begin. What an earlier call with this key uploaded or began is found again, whether or not it was answered."""
        names = _names_of(key)
        uploaded = self._uploaded(names)
        if run := self._begun(key, uploaded):
            return run
        contents = dict(zip(names, (given.train, given.validation), strict=True))
        files = [
            (uploaded.get(name) or self._calls.upload(name, content)) if content else None
            for name, content in contents.items()
        ]
        body = self._request(recipe, key) | {"training_file": files[0]}
        if files[1]:
            body["validation_file"] = files[1]
        run = text(self._calls.post(*_JOBS, body=body, creates=True).get("id"))
        if not run:
            raise OutcomeUnknown(PLATFORM, "The vendor did not say whether the fine-tuning job was begun.")
        return run

    def status(self, run: str) -> Progress:
        return reading.progress(self._job(run), datetime.now(UTC))

    def events(self, run: str, after: str = "") -> Sequence[Event]:
        """What happened since the event `after`, the oldest first; all when the vendor no longer knows that one."""
        rows = reading.down_to(self._calls.rows(*_JOBS, run, "events"), after)
        found = [reading.event(row) for row in reading.oldest_first(rows)]
        if self._vendor.losses_at_checkpoints:
            found += [reading.checkpoint_event(row) for row in checkpoints_of(self._calls, run)]
            found.sort(key=lambda one: one.at)
        ids = [one.id for one in found]
        return found[ids.index(after) + 1 :] if after in ids else found

    def cancel(self, run: str) -> None:
        """Ask it to stop. One that has ended stays as it is."""
        try:
            self._calls.post(*_JOBS, run, "cancel")
        except Permanent:
            if self.status(run).state not in ENDED:
                raise

    def fetch(self, run: str, folder: Path) -> Result:
        """Name and files of a run that succeeded. Raises Unavailable while the vendor is still putting the model up."""
        job = self._job(run)
        if reading.progress(job, datetime.now(UTC)).state is not State.SUCCEEDED:
            raise Permanent(PLATFORM, "This run has not succeeded, so it has no result.")
        best = reading.best_checkpoint(checkpoints_of(self._calls, run))
        name = name_of(self._calls, self._vendor, job, best)
        return Result(name, download(self._calls, job, best, folder))

    def delete(self, run: str) -> Sequence[str]:
        """Stop the run if it goes on; delete every file of it, then its model. One sentence for each thing.

        What was deleted before an error is said to be gone already the next time.
        """
        try:
            job = self._job(run)
        except MessageGone:
            return ["The vendor did not know the run any more."]
        if reading.progress(job, datetime.now(UTC)).state not in ENDED:
            self.cancel(run)
            job = self._job(run)
        said = [_deleted("file", id, self._calls.delete("files", id)) for id in self._files_of(run, job)]
        return said + [_deleted("model", name, self._calls.delete(*path)) for name, path in self._models_of(run, job)]

    def announced_end(self, model: str) -> date | None:
        """When the vendor shuts this model down, or the base model it was made of; None when nothing is announced."""
        return reading.ends_on(list(self._calls.rows("models")), model)

    def _job(self, run: str) -> Answer:
        return self._calls.get(*_JOBS, run)

    def _request(self, recipe: Recipe, key: str) -> dict[str, object]:
        figures = {"n_epochs": recipe.epochs, **self._vendor.hyperparameters}
        way = recipe.method.value
        how: dict[str, object] = {"hyperparameters": figures}
        if self._vendor.takes_method:
            how = {"method": {"type": way, way: how}}
        if self._vendor.takes_metadata:
            how["metadata"] = {_KEY: key}
        if recipe.label:
            how["suffix"] = recipe.label
        return {"model": recipe.base_model, "seed": recipe.seed, **how}

    def _uploaded(self, names: Sequence[str]) -> dict[str, str]:
        """Those of `names` that are at the vendor, with their ids."""
        rows = self._calls.rows("files", purpose="fine-tune")
        return {text(row.get("filename")): text(row.get("id")) for row in rows if row.get("filename") in names}

    def _begun(self, key: str, uploaded: dict[str, str]) -> str:
        """The run that was begun with this key: known by its metadata, or by its file where a vendor keeps none."""
        for job in self._calls.rows(*_JOBS):
            metadata = job.get("metadata")
            kept = metadata.get(_KEY) if isinstance(metadata, dict) else None
            if kept == key or text(job.get("training_file")) in uploaded.values():
                return text(job.get("id"))
        return ""

    def _models_of(self, run: str, job: Answer) -> list[tuple[str, tuple[str, ...]]]:
        if self._vendor.deploys:
            return [(deployment_of(run), ("v0", "models", deployment_of(run)))]
        model = text(job.get("fine_tuned_model"))
        return [(model, ("models", model))] if model else []

    def _files_of(self, run: str, job: Answer) -> list[str]:
        kept = [id for row in checkpoints_of(self._calls, run) for id in texts(row.get("result_files"))]
        given = [text(job.get("training_file")), text(job.get("validation_file"))]
        return list(dict.fromkeys(filter(None, [*given, *texts(job.get("result_files")), *kept])))


def _names_of(key: str) -> tuple[str, str]:
    """The names of both files of a key, telling nothing of it."""
    mark = hashlib.sha256(key.encode()).hexdigest()[:24]
    return f"fanmail-{mark}-train.jsonl", f"fanmail-{mark}-validation.jsonl"


def _deleted(what: str, name: str, was_there: bool) -> str:
    return f"Deleted the {what} {name} at the vendor." if was_there else f"The {what} {name} was gone already."
