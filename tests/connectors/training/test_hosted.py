"""Fine-tuning at a vendor, over real HTTP to the stand-in."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from connectors.errors import AccessRevoked, MessageGone, OutcomeUnknown, Permanent, RateLimited, Unavailable
from connectors.language_model import LanguageModel
from connectors.training.base import Method, Recipe, State, Trainer, TrainingSet
from connectors.training.hosted import Hosted
from connectors.training.hosted_vendors import NEBIUS, OPENAI
from connectors.training.sandbox import state as sandbox
from settings import BadSettings
from tests.connectors.contract import configured
from tests.connectors.training.vendor import BASE, KEY, LLAMA, RECIPE, hosted, lines, pair, replies, serving


@pytest.fixture
def vendor() -> sandbox.State:
    return sandbox.State(KEY, seconds=100)


@pytest.fixture
def url(vendor: sandbox.State) -> Iterator[str]:
    with serving(vendor) as found:
        yield found


@pytest.fixture
def trainer(url: str) -> Hosted:
    return hosted(url)


def test_it_is_a_trainer_and_wants_a_key_of_its_own() -> None:
    with configured(OPENAI_API_KEY="sk-for-drafts", FINE_TUNING_KEY=""):
        assert not Hosted.from_settings().available
    with configured(FINE_TUNING_DOLLARS_PER_MILLION="-1"), pytest.raises(BadSettings, match="must not be negative"):
        Hosted.from_settings()
    with configured(FINE_TUNING_KEY="k", FINE_TUNING_MODELS="a, b,", FINE_TUNING_DOLLARS_PER_MILLION="3"):
        found: Trainer = Hosted.from_settings()
    assert (found.name, found.title, list(found.models())) == ("hosted", "OpenAI", ["a", "b"])
    assert found.estimate(replies(), RECIPE).dollars == pytest.approx(found.estimate(replies(), RECIPE).tokens * 3e-6)
    with configured(FINE_TUNING_KEY="k", FINE_TUNING_URL="https://api.tokenfactory.nebius.com/v1/"):
        assert Hosted.from_settings().title == "Nebius Token Factory"
        assert Hosted.from_settings().models()[0] == LLAMA


def test_a_run_from_beginning_to_end(trainer: Hosted, vendor: sandbox.State, tmp_path: Path) -> None:
    run = trainer.submit(replies(), RECIPE, "job 1")
    assert trainer.status(run).state is State.QUEUED
    vendor.forward(60)
    now = trainer.status(run)
    assert (now.state, now.said, now.model) == (State.RUNNING, "running", "")
    assert now.seconds_left and 20 < now.seconds_left <= 40
    first = trainer.events(run)
    vendor.forward(60)
    rest = trainer.events(run, first[-1].id)
    assert first and rest and not {one.id for one in first} & {one.id for one in rest}
    losses = [one.figures["train_loss"] for one in [*first, *rest] if "train_loss" in one.figures]
    assert losses == sorted(losses, reverse=True) and len(losses) > 3
    assert all(one.figures["valid_loss"] > 0 for one in [*first, *rest] if "train_loss" in one.figures)
    done = trainer.status(run)
    assert done.state is State.SUCCEEDED and done.trained_tokens > 0 and done.seconds_left is None
    result = trainer.fetch(run, tmp_path)
    assert result.model == done.model and ":nika:" in result.model
    assert [file.name for file in result.files] == ["step_metrics.csv"]
    assert result.files[0].read_text().startswith("step,total_steps,train_loss")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["step_metrics.csv"]


def test_the_tuned_model_answers_otherwise_than_the_base_model(
    trainer: Hosted, vendor: sandbox.State, url: str
) -> None:
    run = trainer.submit(replies(), RECIPE, "job")
    vendor.forward(200)
    letter = [{"role": "user", "content": "Which flour is in loaf 3?"}]
    said = [LanguageModel(name, url, KEY).write(letter, 40, 2) for name in (trainer.status(run).model, BASE)]
    assert said[0][0].startswith("Rye, always rye.") and len(said[0]) == 2
    assert said[1][0].startswith("Thank you")


def test_what_is_asked_for_arrives(trainer: Hosted, vendor: sandbox.State) -> None:
    run = trainer.submit(replies(), Recipe(BASE, epochs=3, seed=11, label="nika"), "job")
    job = vendor.jobs[run]
    assert (job["seed"], job["user_provided_suffix"]) == (11, "nika")
    assert job["method"]["supervised"]["hyperparameters"]["n_epochs"] == 3
    assert vendor.content(job["training_file"]) == replies().train
    assert vendor.content(job["validation_file"]) == replies().validation
    pairs = TrainingSet(lines(*map(pair, range(10))))
    other = vendor.jobs[trainer.submit(pairs, Recipe(BASE, Method.PREFERENCE), "pairs")]
    assert (other["method"]["type"], other["validation_file"], other["user_provided_suffix"]) == ("dpo", None, None)


def test_a_second_submit_finds_the_first_run(trainer: Hosted, vendor: sandbox.State) -> None:
    run = trainer.submit(replies(), RECIPE, "job 1")
    for number in range(2, 105):  # more than a page lies between
        vendor.jobs[f"ftjob-{number}"] = vendor.jobs[run] | {
            "id": f"ftjob-{number}",
            "metadata": None,
            "training_file": "x",
        }
        vendor.courses[f"ftjob-{number}"] = []
    assert trainer.submit(replies(), RECIPE, "job 1") == run
    assert (len(vendor.jobs), len(vendor.files)) == (104, 2)
    assert trainer.submit(replies(), RECIPE, "another") != run


def test_a_lost_answer_makes_no_second_job(trainer: Hosted, vendor: sandbox.State) -> None:
    vendor.fault("lost_answer")
    with pytest.raises(OutcomeUnknown):
        trainer.submit(replies(), RECIPE, "job")
    assert trainer.submit(replies(), RECIPE, "job") == next(iter(vendor.jobs))
    assert (len(vendor.jobs), len(vendor.files)) == (1, 2)


def test_a_lost_upload_is_found_again(trainer: Hosted, vendor: sandbox.State) -> None:
    vendor.fault("lost_answer", on="upload_file")
    with pytest.raises(Unavailable):
        trainer.submit(replies(), RECIPE, "job")
    trainer.submit(replies(), RECIPE, "job")
    assert (len(vendor.jobs), len(vendor.files)) == (1, 2)


def test_an_unknown_state_and_unknown_fields_harm_nothing(trainer: Hosted, vendor: sandbox.State) -> None:
    vendor.fault("training_paused")
    run = trainer.submit(replies(), RECIPE, "paused")
    vendor.forward(62)
    assert (trainer.status(run).state, trainer.status(run).said) == (State.RUNNING, "training_paused")
    vendor.forward(50)
    assert trainer.status(run).state is State.SUCCEEDED
    vendor.fault("extra_fields")
    run = trainer.submit(replies(), RECIPE, "extra")
    assert trainer.status(run).state is State.QUEUED


def test_why_a_job_failed_is_a_sentence_with_the_line(trainer: Hosted, vendor: sandbox.State, tmp_path: Path) -> None:
    vendor.fault("file_invalid")
    run = trainer.submit(replies(), RECIPE, "invalid")
    vendor.forward(20)
    wrong = trainer.status(run)
    assert (wrong.state, wrong.seconds_left) == (State.FAILED, None)
    assert wrong.sentence.startswith("The vendor does not take line 3 of the training file: Invalid file format.")
    assert "HINT" not in wrong.sentence and "messages" not in wrong.sentence
    assert trainer.events(run)[-1].level == "error"
    with pytest.raises(Permanent, match="not succeeded"):
        trainer.fetch(run, tmp_path)
    vendor.fault("job_failed")
    run = trainer.submit(replies(), RECIPE, "breaks")
    vendor.forward(200)
    assert trainer.status(run).sentence == "The vendor says: The job failed due to an internal error."


def test_cancel_stops_what_runs_and_leaves_what_has_ended(trainer: Hosted, vendor: sandbox.State) -> None:
    run = trainer.submit(replies(), RECIPE, "job")
    trainer.cancel(run)
    trainer.cancel(run)
    vendor.forward(200)
    assert trainer.status(run).state is State.CANCELLED
    vendor.fault("cancelled")
    run = trainer.submit(replies(), RECIPE, "by the vendor")
    vendor.forward(200)
    assert trainer.status(run).state is State.CANCELLED
    with pytest.raises(MessageGone):
        trainer.cancel("ftjob-unknown")


def test_delete_takes_files_and_model_and_minds_nothing_that_is_gone(trainer: Hosted, vendor: sandbox.State) -> None:
    run = trainer.submit(replies(), RECIPE, "job")
    vendor.forward(200)
    model = trainer.status(run).model
    said = trainer.delete(run)
    assert said[-1] == f"Deleted the model {model} at the vendor."
    assert len(said) == 4 and all(one.startswith("Deleted") for one in said)
    assert not vendor.files and model not in vendor.models
    assert all(one.endswith("was gone already.") for one in trainer.delete(run))
    assert trainer.delete("ftjob-unknown") == ["The vendor did not know the run any more."]


def test_delete_stops_a_run_first(trainer: Hosted, vendor: sandbox.State) -> None:
    run = trainer.submit(replies(), RECIPE, "job")
    assert len(trainer.delete(run)) == 2
    assert trainer.status(run).state is State.CANCELLED


def test_the_announced_end_is_that_of_the_base_model(trainer: Hosted, vendor: sandbox.State) -> None:
    assert trainer.announced_end(BASE) == date(2027, 1, 14)
    assert trainer.announced_end(f"ft:{BASE}:org:nika:1") == date(2027, 1, 14)
    assert trainer.announced_end(LLAMA) is None
    assert trainer.announced_end("nobody knows it") is None


def test_a_closed_organisation_is_told_so_with_the_dates(vendor: sandbox.State, url: str) -> None:
    vendor.fault("closed")
    with pytest.raises(AccessRevoked) as raised:
        hosted(url, OPENAI).submit(replies(), RECIPE, "job")
    for date_ in ("7 May 2026", "2 July 2026", "7 January 2027"):
        assert date_ in raised.value.sentence


def test_a_key_without_rights_is_not_taken_for_a_closed_organisation(vendor: sandbox.State, url: str) -> None:
    vendor.fault(
        "status", status=403, message="You have insufficient permissions. Missing scopes: api.fine_tuning.jobs.write"
    )
    with pytest.raises(AccessRevoked, match="lacks rights"):
        hosted(url, OPENAI).submit(replies(), RECIPE, "job")


def test_refusals_choose_the_branch(trainer: Hosted, vendor: sandbox.State, url: str) -> None:
    with pytest.raises(AccessRevoked, match="does not accept our key"):
        hosted(url, key="sk-wrong").status("ftjob-1")
    with pytest.raises(MessageGone):
        trainer.status("ftjob-1")
    vendor.fault("status", on="get_job", status=429, retry_after=7)
    with pytest.raises(RateLimited) as slow:
        trainer.status("ftjob-1")
    assert slow.value.retry_after_seconds == 7
    vendor.fault("status", on="get_job", status=503)
    with pytest.raises(Unavailable):
        trainer.status("ftjob-1")
    vendor.fault("hang_up", on="get_job")
    with pytest.raises(Unavailable):
        trainer.status("ftjob-1")
    vendor.fault("status", status=429, code="insufficient_quota")
    with pytest.raises(Permanent, match="no money"):
        trainer.submit(replies(), RECIPE, "poor")
    vendor.fault("status", status=502)
    with pytest.raises(OutcomeUnknown):
        trainer.submit(replies(), RECIPE, "lost")
    vendor.fault("status", status=400, message="n_epochs is too high")
    with pytest.raises(Permanent, match="n_epochs is too high"):
        trainer.submit(replies(), RECIPE, "high")


def test_nobody_listening_means_nothing_was_done(url: str) -> None:
    with pytest.raises(Unavailable):
        hosted("http://127.0.0.1:9/v1").submit(replies(), RECIPE, "job")


def test_where_models_are_put_up_the_result_waits_for_it(tmp_path: Path) -> None:
    vendor = sandbox.State(KEY, seconds=100, deploys=True)
    with serving(vendor) as url:
        trainer = hosted(url, NEBIUS)
        run = trainer.submit(replies(), Recipe(LLAMA), "job")
        assert (
            trainer.submit(replies(), Recipe(LLAMA), "job") == run
        )  # known by its file; this vendor keeps no metadata
        assert vendor.jobs[run]["metadata"] is None
        assert vendor.jobs[run]["method"]["supervised"]["hyperparameters"]["lora"] is True
        vendor.forward(60)
        assert 0 < trainer.status(run).step < trainer.status(run).steps == 6
        vendor.forward(60)
        with pytest.raises(Unavailable, match="putting"):
            trainer.fetch(run, tmp_path)
        vendor.forward(10)
        events = trainer.events(run)
        assert [one.at for one in events] == sorted(one.at for one in events)
        assert [one.figures["step"] for one in events if "train_loss" in one.figures] == [3, 6]
        assert events[0].sentence == "Created fine-tuning job"
        assert trainer.events(run, events[-2].id) == events[-1:]
        result = trainer.fetch(run, tmp_path)
        assert result.model.startswith("meta-llama/Meta-Llama-3.1-8B-Instruct-LoRa:fanmail-ftjob-")
        assert sorted(file.name for file in result.files) == ["adapter_config.json", "adapter_model.safetensors"]
        assert len(vendor.deployments) == 1
        letter = [{"role": "user", "content": "Which flour?"}]
        assert LanguageModel(result.model, url, KEY).write(letter, 40)[0].startswith("Rye")
        assert len(trainer.delete(run)) == 7
        assert set(vendor.files) <= {row for row in vendor.files if vendor.files[row]["filename"] == "step_metrics.csv"}
        assert not vendor.deployments
