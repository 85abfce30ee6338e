"""What vendors answer, read: other words, missing fields, figures in messages."""

from datetime import UTC, date, datetime

from connectors.training import hosted_reading as reading
from connectors.training.base import State
from connectors.training.hosted_vendors import NEBIUS, OPENAI, OTHER, vendor_at

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_an_empty_job_is_read_too() -> None:
    found = reading.progress({}, NOW)
    assert (found.state, found.model, found.said, found.seconds_left) == (State.RUNNING, "", "", None)


def test_other_words_for_states_and_steps_are_known() -> None:
    job = {"status": "RUNNING", "trained_steps": 7, "total_steps": 30, "estimated_finish": NOW.timestamp() + 90}
    found = reading.progress(job, NOW)
    assert (found.state, found.step, found.steps, found.seconds_left) == (State.RUNNING, 7, 30, 90)
    assert reading.progress({"status": "SUCCESS"}, NOW).state is State.SUCCEEDED
    assert reading.progress({"status": "canceled"}, NOW).state is State.CANCELLED


def test_a_failure_without_words_is_a_sentence_too() -> None:
    assert reading.progress({"status": "failed", "error": {}}, NOW).sentence.startswith(
        "The vendor says that the job failed"
    )
    error = {"message": "too few examples", "param": "validation_file"}
    assert reading.why_failed({"error": error}) == "The vendor does not take the validation file: too few examples"


def test_figures_stand_in_the_data_or_in_the_message() -> None:
    said = "Step 31/100: training loss=0.52, validation loss=0.61"
    assert reading.event({"message": said}).figures == {
        "step": 31, "total_steps": 100, "train_loss": 0.52, "valid_loss": 0.61
    }  # fmt: skip
    data = {"step": 32, "train_loss": 0.5, "note": "x", "done": True, "valid_loss": float("nan")}
    found = reading.event({"message": "Step 32/100: training loss=0.50", "data": data, "level": "warning"})
    assert found.figures == {"step": 32, "total_steps": 100, "train_loss": 0.5}
    assert found.level == "warn"


def test_events_that_are_listed_oldest_first_stay_so() -> None:
    rows = [{"id": "a", "created_at": 1}, {"id": "b", "created_at": 2}]
    assert reading.oldest_first(rows) == rows == reading.oldest_first(rows[::-1])
    assert reading.oldest_first([]) == []


def test_a_list_is_read_no_further_than_to_the_last_known_event() -> None:
    newest = [{"id": str(at), "created_at": at} for at in (5, 5, 4, 4, 3, 2)]
    assert len(reading.down_to(newest, "4")) == 3
    assert len(reading.down_to(newest, "5")) == 3  # what happened within its second is read too
    assert reading.down_to(newest, "") == reading.down_to(newest, "unknown") == newest
    assert reading.down_to(newest[::-1], "2") == newest[::-1]


def test_the_best_checkpoint_is_the_last_where_losses_are_not_said() -> None:
    rows = [{"step_number": 20, "metrics": {}}, {"step_number": 10, "metrics": {"valid_loss": 0.1}}]
    assert reading.best_checkpoint(rows)["step_number"] == 20
    rows[0]["metrics"] = {"valid_loss": 0.2}
    assert reading.best_checkpoint(rows)["step_number"] == 10
    assert reading.best_checkpoint([]) == {}


def test_the_earlier_end_of_model_and_base_counts() -> None:
    rows = [{"id": "base", "shutdown_date": "2027-01-14"}, {"id": "ft:base:o::1", "shutdown_date": "2027-02-01"}]
    assert reading.ends_on(rows, "ft:base:o::1") == date(2027, 1, 14)
    assert reading.ends_on([{"id": "base", "shutdown_date": "soon"}], "base") is None
    assert reading.base_of("meta/Llama-LoRa:nika-1") == "meta/Llama"


def test_the_vendor_is_known_by_its_address() -> None:
    assert vendor_at("") is vendor_at("https://api.openai.com/v1") is OPENAI
    assert vendor_at("https://api.tokenfactory.nebius.com/v1/") is NEBIUS
    assert vendor_at("http://127.0.0.1:8003/v1") is vendor_at("https://evil.example/api.openai.com") is OTHER
