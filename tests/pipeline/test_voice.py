"""The voice of a workspace, built from its reply examples."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from bson import ObjectId

import pipeline.voice
from connectors.embeddings import embed
from models import ReplyExample
from pipeline.classify import Judge
from pipeline.voice import latest_voice, mark_used, used_lately, voice_of
from tests.avatar.people import fans, nika
from tests.models import make

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def account(clean: None) -> Any:
    return make.account(make.workspace())


def said(account: Any, number: int, fan_text: str, text: str, **fields: Any) -> ReplyExample:
    given = {"platform": account.platform, "kind": "comment", "source": "by_hand", "created_at": NOW, **fields}
    return ReplyExample(
        workspace_id=account.workspace_id, account_id=account.id, external_id=f"r{number}", fan_text=fan_text, text=text, **given
    ).save()  # fmt: skip


def look(workspace_id: ObjectId) -> Any:
    return voice_of(workspace_id, embed, Judge.from_texts(embed).classifier, NOW)


def test_missing_vectors_are_made_once_and_stored(account: Any) -> None:
    example = said(account, 1, "which flour?", "rye")
    voice = look(account.workspace_id)
    stored = np.frombuffer(example.reload().vector, np.float32)
    assert stored.shape == (1024,)
    assert np.allclose(stored[:512], embed(["which flour?"])[0], atol=1e-5)
    assert np.allclose(voice.corpus.replies[0], embed(["rye"])[0], atol=1e-5)


def test_a_vector_of_another_model_is_made_anew(account: Any) -> None:
    example = said(account, 1, "which flour?", "rye", vector=np.ones(6, np.float32).tobytes())
    look(account.workspace_id)
    assert len(example.reload().vector) == 1024 * 4


def test_exchanges_without_the_fans_words_teach_only_the_style(account: Any) -> None:
    said(account, 1, "", "a post of mine")
    said(account, 2, "which flour?", "rye")
    voice = look(account.workspace_id)
    assert [exchange.example.text for exchange in voice.corpus.exchanges] == ["rye"]
    assert voice.fingerprint.replies == 2


def test_the_avatars_own_words_do_not_teach_the_style(account: Any) -> None:
    said(account, 1, "which flour?", "rye")
    said(account, 2, "which oven?", "an old one", source="approved")
    voice = look(account.workspace_id)
    assert len(voice.corpus.exchanges) == 2
    assert voice.fingerprint.replies == 1


def test_whoever_keeps_what_it_measures_hears_everything_at_once(account: Any) -> None:
    said(account, 1, "which flour?", "rye")
    look(account.workspace_id)
    said(account, 2, "which oven?", "an old one")
    assert len(look(account.workspace_id).corpus.exchanges) == 1, (
        "drafts may be written with what was there a moment ago"
    )
    latest = latest_voice(account.workspace_id, embed, Judge.from_texts(embed).classifier, NOW)
    assert len(latest.corpus.exchanges) == 2


def test_a_newer_example_is_heard_after_a_moment(account: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.voice, "LOOK_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(pipeline.voice, "REST", 0.0)
    said(account, 1, "which flour?", "rye")
    first = look(account.workspace_id)
    assert look(account.workspace_id) is first, "nothing new: the same voice"
    said(account, 2, "which oven?", "an old one")
    assert len(look(account.workspace_id).corpus.exchanges) == 2


def test_the_style_is_measured_against_the_fans(account: Any) -> None:
    for number, (text, asked) in enumerate(zip(nika(40), fans(40), strict=True)):
        said(account, number, asked, text)
    fingerprint = look(account.workspace_id).fingerprint
    assert fingerprint.verifier is not None
    assert fingerprint.verifier.accept_rate(fans(50, seed=9)) < 0.2


def test_many_threads_build_one_voice(account: Any) -> None:
    said(account, 1, "which flour?", "rye")
    with ThreadPoolExecutor(8) as pool:
        voices = list(pool.map(look, [account.workspace_id] * 8))
    assert all(voice is voices[0] for voice in voices)


def test_what_was_used_is_remembered_for_a_while() -> None:
    workspace_id = ObjectId()
    for number in range(60):
        mark_used(workspace_id, f"text {number}")
    assert "text 59" in used_lately(workspace_id)
    assert "text 0" not in used_lately(workspace_id)
    assert used_lately(ObjectId()) == ()
