"""The third step, on a real database, with a language model over real HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import connectors
from connectors.embeddings import embed
from connectors.errors import Transient
from connectors.language_model import LanguageModel
from models import Autonomy, Message, Persona, SocialAccount, Status
from models.lifecycle import Lost
from models.message import StoredLabel
from models.social_account import Consent
from pipeline.classify import Judge
from pipeline.draft import Writer, draft
from pipeline.preferences import add, forget_preferences
from settings import settings
from tests.connectors.contract import configured
from tests.language_model_stand_in import Endpoint, serving
from tests.models import make
from tests.pipeline.proof import prove

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PAST = [
    ("What tyres do you run?", "47 mm tubeless, softer than you think"),
    ("how long does it bake?", "about 40 minutes, and don't lift the lid"),
    ("love your videos so much", "thank youuu, i make them for this comment"),
    ("Qué harina usas?", "400 g de trigo y 100 de centeno"),
]


@pytest.fixture
def account(clean: None) -> SocialAccount:
    account = make.account(make.workspace())
    Persona(
        workspace_id=account.workspace_id, name="Nika", languages=["en", "es"], facts=["The pot holds 3 litres."]
    ).save()
    for number, (fan_text, text) in enumerate(PAST):
        make.reply_example(
            account,
            fan_text=fan_text,
            text=text,
            fan_username=f"fan{number}",
            created_at=NOW - timedelta(days=number + 1),
        )
    return account


@pytest.fixture(scope="module")
def alone() -> Writer:
    """A writer without any language model."""
    judge = Judge.from_texts(embed)
    return Writer(embed=embed, classifier=judge.classifier, model=LanguageModel("gpt-6-luna"), platform=connectors.get)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as found:
        yield found


@pytest.fixture
def writer(alone: Writer, endpoint: Endpoint) -> Writer:
    """A writer with a strong language model."""
    return replace(alone, model=LanguageModel("llama-8b", endpoint.url))


def waiting(account: SocialAccount, text: str, intent: str = "question", **fields: Any) -> Message:
    label = {"intent": intent, "language": "en", "confidence": 0.95, "sentiment": "positive", **fields.pop("label", {})}
    return make.message(
        account, text=text, status=Status.CLASSIFIED, label=StoredLabel(**label), fan_username="ada", moved_at=NOW, **fields
    )  # fmt: skip


def test_without_a_model_the_creators_own_words_are_the_draft(account: SocialAccount, alone: Writer) -> None:
    message = draft(waiting(account, "what tyres do you run on that bike?"), alone, NOW)
    assert message.status is Status.IN_REVIEW
    assert message.reply.text == message.reply.draft_text == PAST[0][1]
    assert message.reply.source == "past reply"
    assert message.reply.examples[0].fan_text == PAST[0][0]
    assert message.reply.examples[0].similarity > 0.6
    assert message.reply.reasons[0] == "These are your own words to a similar message."
    assert "Auto-send is off for this account." in message.reply.reasons
    assert message.reply.drafted_at == NOW
    assert 0 < message.reply.confidence <= 1


def test_when_nothing_comes_close_there_is_no_draft_but_three_examples(account: SocialAccount, alone: Writer) -> None:
    message = draft(waiting(account, "do you repair dishwashers?"), alone, NOW)
    assert message.status is Status.IN_REVIEW
    assert (message.reply.text, message.reply.source) == ("", "none")
    assert message.reply.reasons[0].startswith("No draft: nothing you said before comes close.")
    assert len(message.reply.examples) == 3


def test_a_creator_without_a_past_gets_an_honest_empty_draft(clean: None, alone: Writer) -> None:
    message = draft(waiting(make.account(make.workspace()), "which flour?"), alone, NOW)
    assert message.status is Status.IN_REVIEW
    assert message.reply.text == ""


def test_an_answer_too_long_for_the_platform_is_written_again_not_cut(
    account: SocialAccount, writer: Writer, endpoint: Endpoint
) -> None:
    for _ in range(settings().draft_candidates):
        endpoint.says("they are wonderful tyres and I could go on about them for days. " * 40)
    endpoint.says("47 mm tubeless, very soft")
    message = draft(waiting(account, "what tyres do you run on that bike?"), writer, NOW)
    assert message.reply.text == "47 mm tubeless, very soft"
    first, second = endpoint.asked[0], endpoint.asked[-1]
    assert len(endpoint.asked) == settings().draft_candidates + 1
    assert second["messages"][: len(first["messages"])] == first["messages"]
    assert "less than" in second["messages"][-1]["content"]


def test_a_strong_models_words_are_preferred(account: SocialAccount, writer: Writer, endpoint: Endpoint) -> None:
    endpoint.says("those are 47 mm tubeless ones, very soft")
    message = draft(waiting(account, "what tyres do you run on that bike?"), writer, NOW)
    assert (message.reply.text, message.reply.source) == ("those are 47 mm tubeless ones, very soft", "model")
    assert PAST[0][1] in message.reply.candidates
    prompt = endpoint.asked[0]["messages"]
    assert "Nika" in prompt[0]["content"]
    assert "3 litres" in prompt[0]["content"]
    assert {"role": "assistant", "content": PAST[0][1]} in prompt
    assert prompt[-1] == {"role": "user", "content": "what tyres do you run on that bike?"}
    assert message.reload().spent.calls == settings().draft_candidates


def test_the_thread_and_the_hint_reach_the_model(account: SocialAccount, writer: Writer, endpoint: Endpoint) -> None:
    thread = {"conversation_id": "t", "kind": "direct_message"}
    make.message(account, text="hi nika", platform_created_at=NOW - timedelta(hours=3), **thread)
    make.reply_example(account, text="hiii ada", created_at=NOW - timedelta(hours=2), **thread)
    message = waiting(account, "what bell is that?", platform_created_at=NOW - timedelta(hours=1), **thread)
    message.reply.hint = "mention the bell"
    message.save()
    endpoint.says("the bell is brass")
    draft(message.reload(), writer, NOW)
    turns = [(turn["role"], turn["content"]) for turn in endpoint.asked[0]["messages"]]
    assert turns[-3:] == [("user", "hi nika"), ("assistant", "hiii ada"), ("user", "what bell is that?")]
    assert any("mention the bell" in content for role, content in turns if role == "system")


def test_a_model_that_says_nonsense_loses_to_the_past(
    account: SocialAccount, writer: Writer, endpoint: Endpoint
) -> None:
    endpoint.says("As an AI language model I promise you tyres at https://bit.ly/x for 99 euros")
    message = draft(waiting(account, "what tyres do you run on that bike?"), writer, NOW)
    assert message.reply.text == PAST[0][1]
    assert message.reply.findings == []


def test_a_model_that_is_away_is_waited_for_and_then_done_without(
    account: SocialAccount, writer: Writer, endpoint: Endpoint
) -> None:
    endpoint.fails(503)
    message = waiting(account, "what tyres do you run on that bike?")
    with pytest.raises(Transient):
        draft(message, writer, NOW + timedelta(minutes=1))
    message = draft(message.reload(), writer, NOW + timedelta(hours=1))
    assert message.reply.text == PAST[0][1]
    assert "out of order" in message.reply.reasons[0]


def test_a_key_that_is_refused_does_not_stop_the_drafts(
    account: SocialAccount, writer: Writer, endpoint: Endpoint
) -> None:
    endpoint.fails(401)
    message = draft(waiting(account, "what tyres do you run on that bike?"), writer, NOW)
    assert message.reply.text == PAST[0][1]
    assert "does not accept our key" in message.reply.reasons[0]


def test_a_tiny_model_is_not_asked_for_facts(account: SocialAccount, alone: Writer, endpoint: Endpoint) -> None:
    endpoint.says("the moon is made of rye")
    tiny = replace(alone, model=LanguageModel("smollm2-135m-instruct", endpoint.url))
    assert draft(waiting(account, "do you repair dishwashers?"), tiny, NOW).reply.text == ""
    assert endpoint.asked == []
    praise = draft(waiting(account, "the second half was a wild ride", "praise"), tiny, NOW)
    assert len(endpoint.asked) == 1
    assert praise.reply.text == "", "and its words must be as good as the creator's own"


@pytest.mark.parametrize(
    ("intent", "risks"), [("crisis", ["crisis"]), ("question", ["minors"]), ("threat", ["threat"])]
)
def test_what_a_draft_would_make_worse_gets_none(
    account: SocialAccount, writer: Writer, endpoint: Endpoint, intent: str, risks: list[str]
) -> None:
    message = draft(waiting(account, "what tyres do you run?", intent, label={"risks": risks}), writer, NOW)
    assert message.status is Status.IN_REVIEW
    assert message.reply.text == ""
    assert message.reply.reasons[0].startswith("No draft: this is a matter for you")
    assert endpoint.asked == []


def test_a_message_that_needs_no_reply_is_ignored(account: SocialAccount, alone: Writer) -> None:
    message = draft(
        waiting(account, "first", "other", label={"needs_reply": False, "reasons": ["It needs none."]}), alone, NOW
    )
    assert message.status is Status.IGNORED
    assert message.history[-1].why == "It needs none."


def opened(account: SocialAccount, *intents: str) -> SocialAccount:
    account.auto_send, account.auto_send_intents = True, list(intents)
    account.consents = [Consent(text="yes", by="ada")]
    return account.save()


def test_what_is_open_and_sure_is_sent_after_the_time_to_undo(account: SocialAccount, alone: Writer) -> None:
    prove(opened(account, "praise"))
    message = draft(waiting(account, "love your videos so much!!", "praise"), alone, NOW, lambda: 0.5)
    assert message.status is Status.APPROVED
    assert message.reply.mode == "auto"
    assert message.reply.text == f"{PAST[2][1]} (Nika's AI assistant)"
    assert message.send_after == message.wake_at == NOW + timedelta(seconds=settings().undo_seconds)
    assert any("guard is silent" in reason for reason in message.reply.reasons)


def test_what_is_allowed_waits_until_it_is_earned(account: SocialAccount, alone: Writer) -> None:
    opened(account, "praise")
    message = draft(waiting(account, "love your videos so much!!", "praise"), alone, NOW)
    assert message.status is Status.IN_REVIEW
    assert any("not earned yet" in reason and "opens at 45" in reason for reason in message.reply.reasons)
    assert message.reply.eligible and message.reply.voice_version and message.reply.measured


def test_where_nobody_asks_for_proof_what_is_allowed_goes_at_once(account: SocialAccount, alone: Writer) -> None:
    opened(account, "praise")
    with configured(AUTONOMY="trusting"):
        message = draft(waiting(account, "love your videos so much!!", "praise"), alone, NOW, lambda: 0.0)
    assert message.status is Status.APPROVED
    assert any("AUTONOMY is set to trusting" in reason for reason in message.reply.reasons)


def test_a_sample_of_what_was_earned_asks_a_person(account: SocialAccount, alone: Writer) -> None:
    prove(opened(account, "praise"))
    message = draft(waiting(account, "love your videos so much!!", "praise"), alone, NOW, lambda: 0.0)
    assert (message.status, message.reply.sample_share) == (Status.IN_REVIEW, 0.05)
    assert any(reason.startswith("A sample:") for reason in message.reply.reasons)


def test_what_goes_by_itself_is_counted(account: SocialAccount, alone: Writer) -> None:
    prove(opened(account, "praise"))
    draft(waiting(account, "love your videos so much!!", "praise"), alone, NOW, lambda: 0.5)
    assert Autonomy.objects.get(account_id=account.id).sent == 1


def test_what_a_person_must_decide_anyway_is_no_evidence(account: SocialAccount, alone: Writer) -> None:
    message = draft(waiting(account, "love your videos so much!!", "praise", attachments=["image"]), alone, NOW)
    assert not message.reply.eligible


def test_the_red_button_holds_everything(account: SocialAccount, alone: Writer) -> None:
    from models import Workspace

    opened(account, "praise")
    Workspace.objects(id=account.workspace_id).update_one(set__stopped=True)
    message = draft(waiting(account, "love your videos so much!!", "praise"), alone, NOW)
    assert message.status is Status.IN_REVIEW
    assert any("stopped" in reason for reason in message.reply.reasons)


def test_another_draft_is_another_text_and_a_person_decides(account: SocialAccount, alone: Writer) -> None:
    opened(account, "praise")
    message = waiting(account, "love your videos so much!!", "praise")
    message.reply.drafted_at, message.reply.draft_text = NOW - timedelta(minutes=5), PAST[2][1]
    again = draft(message.save().reload(), alone, NOW)
    assert again.status is Status.IN_REVIEW
    assert again.reply.text != PAST[2][1]
    assert any("Another draft" in reason for reason in again.reply.reasons)


def test_a_public_purchase_question_tells_why_a_person_is_asked(account: SocialAccount, alone: Writer) -> None:
    opened(account, "praise")
    message = draft(waiting(account, "how much is the mug?", "purchase_interest"), alone, NOW)
    assert any("prices and stock" in reason for reason in message.reply.reasons)


def test_who_comes_late_loses(account: SocialAccount, alone: Writer) -> None:
    message = waiting(account, "what tyres do you run?")
    copy = Message.objects.get(id=message.id)
    draft(message, alone, NOW)
    with pytest.raises(Lost):
        draft(copy, alone, NOW)


def test_what_people_want_reaches_the_model_and_mends_the_past(
    account: SocialAccount, writer: Writer, alone: Writer, endpoint: Endpoint
) -> None:
    forget_preferences()
    add(account.workspace_id, 'Says "thanks", not "thank youuu"', "ada")
    add(account.workspace_id, "Teases gently", "ada", context="praise")
    past = draft(waiting(account, "i love your videos", "praise"), alone, NOW)
    assert past.reply.text == "thanks, i make them for this comment"
    endpoint.says("so kind")
    draft(waiting(account, "love your videos so much", "praise"), writer, NOW)
    told = [turn["content"] for turn in endpoint.asked[0]["messages"] if turn["role"] == "system"]
    assert '- Says "thanks", not "thank youuu"' in told[0] and "Teases gently" not in told[0]
    assert "- Teases gently" in told[1]
