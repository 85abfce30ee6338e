"""A persona's data set: made in versions, kept as ids, read as it is now."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from avatar.dataset import Part
from avatar.labels import Intent, Risk
from connectors.embeddings import embed
from connectors.training.base import Method
from models import AuditEntry, Dataset, Fan, Knowledge, Persona, ReplyExample, SocialAccount, Status
from models.label import StoredLabel
from models.social_account import AccountStatus
from pipeline.classify import Judge
from pipeline.dataset import Reading, guesser, latest_of, make, read_part, samples, sufficiency, training_set
from pipeline.dataset_sources import NOT_CONNECTED, TAKEN_DOWN, UNWILLING
from pipeline.quotes import forget_fans
from tests.models import make as made

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ANIMALS = ("cat", "dog", "goose", "mouse", "horse", "wolf", "fox", "bear", "owl", "hen")


def guess(examples: Sequence[ReplyExample]) -> list[tuple[Intent, frozenset[Risk]]]:
    return [(Intent.QUESTION, frozenset[Risk]()) for _ in examples]


@pytest.fixture
def account(clean: None) -> SocialAccount:
    return creator("Nika")


def creator(name: str) -> SocialAccount:
    account = made.account(made.workspace())
    Persona(workspace_id=account.workspace_id, name=name).save()
    return account


def persona(account: SocialAccount) -> Persona:
    return Persona.of(account.workspace_id).get()


def wrote(account: SocialAccount, count: int, word: str = "bread", first: int = 0) -> list[ReplyExample]:
    """Different answers, each in a conversation of its own, the oldest first."""
    return [answered(account, n, word) for n in range(first, first + count)]


def answered(account: SocialAccount, n: int, word: str = "bread", **fields: Any) -> ReplyExample:
    given = {
        "fan_text": f"does your {ANIMALS[n % 10]} like the {word} number {n}",
        "text": f"my {ANIMALS[n // 10 % 10]} takes the {word} on day {n}",
        "conversation_id": f"t{n}", "answers": f"m{n}", "fan_username": f"fan{n}", "created_at": NOW - timedelta(hours=999 - n),
    }  # fmt: skip
    return made.reply_example(account, **{**given, **fields})


def fan(account: SocialAccount, n: int, **fields: Any) -> Fan:
    return Fan(
        workspace_id=account.workspace_id, account_id=account.id, external_id=f"f{n}", username=f"fan{n}", name_key=f"fan{n}",
        first_seen_at=NOW, last_seen_at=NOW, **fields,
    ).save()  # fmt: skip


def read(dataset: Dataset) -> dict[Part, Reading]:
    return {part: read_part(dataset, part) for part in Part}


def ids(dataset: Dataset) -> set[ObjectId]:
    return {*dataset.train, *dataset.validation, *dataset.test}


def reasons(dataset: Dataset) -> dict[str, int]:
    return {left.why: left.count for left in dataset.dropped}


def test_a_data_set_is_ids_and_says_what_it_has(account: SocialAccount) -> None:
    examples = wrote(account, 100)
    dataset = make(persona(account), "ada", NOW, guess)
    assert (dataset.version, dataset.by, dataset.made_at, len(dataset.digest)) == (1, "ada", NOW, 64)
    assert ids(dataset) == {example.id for example in examples}
    assert dataset.test == [example.id for example in examples[-20:]]
    assert dict(dataset.counts.parts) == {"train": 70, "validation": 10, "test": 20}
    assert dict(dataset.counts.intents) == {"question": 80} and dict(dataset.counts.platforms) == {"instagram": 80}
    assert "bread" not in str(Dataset._get_collection().find_one())
    assert AuditEntry.of(account.workspace_id).filter(action="dataset.made").count() == 1


def test_nothing_is_stored_twice_while_nothing_changes(account: SocialAccount) -> None:
    wrote(account, 30)
    first = make(persona(account), "ada", NOW, guess)
    assert make(persona(account), "bob", NOW, guess).id == first.id
    wrote(account, 1, first=30)
    second = make(persona(account), "ada", NOW, guess)
    assert (second.version, Dataset.objects.count()) == (2, 2)
    found = latest_of(persona(account))
    assert found and found.id == second.id


def test_the_test_of_one_version_is_in_no_train_of_a_later_one(account: SocialAccount) -> None:
    wrote(account, 100)
    first = make(persona(account), "ada", NOW, guess)
    ReplyExample.objects(id=first.test[0]).delete()
    wrote(account, 200, first=100)
    second = make(persona(account), "ada", NOW, guess)
    assert set(first.test) - set(second.test) == {first.test[0]} and len(second.test) >= 30
    assert not set(first.test) & {*second.train, *second.validation} and not set(second.test) & set(first.train)


def test_what_is_erased_leaves_every_version_by_itself(account: SocialAccount) -> None:
    examples = wrote(account, 30)
    dataset = make(persona(account), "ada", NOW, guess)
    examples[0].delete()
    forget_fans([examples[1]])
    reading = read(dataset)
    assert reading[Part.TRAIN].gone == 2 and len(reading[Part.TRAIN].rows) == len(dataset.train) - 2
    assert (reading[Part.TEST].gone, len(reading[Part.TEST].rows)) == (0, len(dataset.test))


def test_another_workspace_is_never_in_it(account: SocialAccount) -> None:
    other = creator("Rosa")
    wrote(account, 30)
    wrote(other, 30, "granite")
    mine, theirs = (make(persona(one), "ada", NOW, guess) for one in (account, other))
    assert not ids(mine) & ids(theirs) and (mine.version, theirs.version) == (1, 1)
    rows = [row for reading in read(mine).values() for row in reading.rows]
    assert len(rows) == 30 and "granite" not in str(rows)
    forged = Dataset(workspace_id=account.workspace_id, persona_id=mine.persona_id, train=theirs.train)
    assert read_part(forged, Part.TRAIN) == Reading((), len(theirs.train))
    forged = Dataset(workspace_id=account.workspace_id, persona_id=theirs.persona_id, train=mine.train)
    assert read_part(forged, Part.TRAIN) == Reading((), len(mine.train))


def test_fans_of_another_workspace_decide_nothing_here(account: SocialAccount) -> None:
    other = creator("Rosa")
    answered(account, 1)
    fan(other, 1, opted_out=True)
    assert len(ids(make(persona(account), "ada", NOW, guess))) == 1


def test_who_does_not_want_it_is_left_out_also_afterwards(account: SocialAccount) -> None:
    wrote(account, 12)
    message = made.message(account, external_id="m1", fan_id=fan(account, 1, opted_out=True).id)
    fan(account, 2, remembers=False)
    dataset = make(persona(account), "ada", NOW, guess)
    assert message.fan_id and reasons(dataset) == {UNWILLING: 2} and len(ids(dataset)) == 10
    fan(account, 3, opted_out=True)
    assert sum(reading.gone for reading in read(dataset).values()) == 1


@pytest.mark.parametrize(
    "status, kept", [(AccountStatus.DISCONNECTED, 0), (AccountStatus.NEEDS_RECONNECT, 0), (AccountStatus.PAUSED, 5)]
)
def test_only_connected_accounts_count(account: SocialAccount, status: AccountStatus, kept: int) -> None:
    wrote(account, 5)
    SocialAccount.objects(id=account.id).update_one(set__status=status)
    dataset = make(persona(account), "ada", NOW, guess)
    assert len(ids(dataset)) == kept and reasons(dataset) == ({} if kept else {NOT_CONNECTED: 5})


def test_labels_and_what_became_of_the_reply_count(account: SocialAccount) -> None:
    wrote(account, 5)
    made.message(account, external_id="m1", label=StoredLabel(intent="crisis", risks=["crisis"]))
    made.message(account, external_id="m2", status=Status.WITHDRAWN)
    made.message(account, external_id="m3", label=StoredLabel(intent="press", by="person"))
    assert reasons(make(persona(account), "ada", NOW, guess)) == {
        "The letter is for people alone: crisis.": 1, TAKEN_DOWN: 1, "The letter is for people alone: press.": 1,
    }  # fmt: skip


def test_the_classifier_keeps_what_is_for_people_out(account: SocialAccount) -> None:
    for n, said in enumerate(("I love your bread so much!", "What flour do you use?", "what camera do you use?")):
        answered(account, n, fan_text=said)
    answered(
        account, 4, fan_text="I do not want to live any more, I want to kill myself", text="please stay with us dear"
    )
    answered(account, 5, fan_text="FREE followers!!! click my profile and earn $5000 a week", text="no thank you dear")
    judged = guesser(embed, Judge.from_texts(embed).classifier)
    dataset = make(persona(account), "ada", NOW, judged)
    assert reasons(dataset).pop("The letter is spam or a scam.") == 1
    assert sum("for people alone" in why for why in reasons(dataset)) == 1
    assert len(ids(dataset)) == 3


def test_own_links_stay_and_names_of_fans_go(account: SocialAccount) -> None:
    link = Knowledge.written(account.workspace_id, "link", "Recipes", "ada")
    link.url = "https://nika.example/loaf"
    link.save()
    met = fan(account, 1, name="Zorblax")
    made.message(account, external_id="m1", fan_id=met.id)
    answered(account, 1, fan_text="zorblax here, where is it", text="Hi Zorblax, see https://nika.example/loaf")
    (row,) = read_part(make(persona(account), "ada", NOW, guess), Part.TRAIN).rows
    assert (row.fan_text, row.text) == ("[name] here, where is it", "Hi, see https://nika.example/loaf")


def test_files_for_a_trainer_hold_train_and_validation_and_never_the_test(account: SocialAccount) -> None:
    for n in range(40):
        answered(
            account, n, source="edited", draft_text=f"As an assistant I recommend {ANIMALS[n % 10]} number {n} to you."
        )
    dataset = make(persona(account), "ada", NOW, guess)
    for method, key in ((Method.SUPERVISED, "messages"), (Method.PREFERENCE, "preferred_output")):
        files = training_set(dataset, method)
        train, validation = (
            [json.loads(line) for line in part.splitlines()] for part in (files.train, files.validation)
        )
        assert (len(train), len(validation)) == (len(dataset.train), len(dataset.validation))
        assert all(key in line for line in train)
        assert not [
            row for row in read_part(dataset, Part.TEST).rows if row.text.encode() in files.train + files.validation
        ]
    assert sufficiency(dataset, Method.PREFERENCE).have == len(dataset.train)
    assert sufficiency(dataset, Method.SUPERVISED, {"instagram": "Instagram"}).sentence.startswith(
        f"{len(dataset.train)} of about 100"
    )


def test_samples_come_from_the_whole_of_train(account: SocialAccount) -> None:
    wrote(account, 60)
    dataset = make(persona(account), "ada", NOW, guess)
    found = samples(dataset, 5)
    assert len(found) == 5 and found[0].id == str(dataset.train[0]) and ObjectId(found[-1].id) in dataset.train[-12:]
    assert samples(dataset, 1000) == list(read_part(dataset, Part.TRAIN).rows)
