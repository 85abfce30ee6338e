"""The owner's rules, kept, tried out and carried out, on a real database and a stand-in platform over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from avatar.rules import Condition, Effect, If, Rule, Then
from connectors.embeddings import embed
from connectors.language_model import LanguageModel
from models import AuditEntry, Message, ReplyExample, SocialAccount, Status, StoredRule, Workspace
from models.message import StoredLabel
from pipeline.classify import Judge, classify
from pipeline.draft import Writer, draft
from pipeline.rules import BadRule, Tally, delete, dry_run, keep, reorder, rule_of, rules_of, switch, tally, try_out
from pipeline.ruling import hide, wants_hidden
from tests.models import make
from tests.pipeline.conftest import Scene

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LENS = Condition(If.WORDS, ("lens",))


@pytest.fixture(scope="module")
def writer(judge: Judge) -> Writer:
    import connectors

    return Writer(embed, judge.classifier, LanguageModel("gpt-6-luna"), connectors.get)


@pytest.fixture
def account(clean: None) -> SocialAccount:
    return make.account(make.workspace())


def kept(account: SocialAccount, *effects: Effect, when: tuple[Condition, ...] = (LENS,)) -> StoredRule:
    return keep(account.workspace_id, Rule("", when, effects), "ada", enabled=True)


def walked(account: SocialAccount, judge: Judge, writer: Writer, text: str) -> Message:
    """As far as the draft."""
    message = classify(make.message(account, text=text, platform_created_at=NOW), judge, NOW)
    return draft(message, writer, NOW) if message.status is Status.CLASSIFIED else message


def test_a_rule_ignores_what_would_have_been_drafted(account: SocialAccount, judge: Judge) -> None:
    kept(account, Effect(Then.IGNORE), Effect(Then.TAG, "gear"))
    message = classify(make.message(account, text="which lens is that?", platform_created_at=NOW), judge, NOW)
    assert message.status is Status.IGNORED
    assert "Your rule: If it has the words lens, ignore it" in message.history[-1].why
    assert message.tags == ["gear"] and message.reload().ruling.way == "ignore"


def test_a_rule_brings_to_review_what_would_have_been_ignored(
    account: SocialAccount, judge: Judge, writer: Writer
) -> None:
    kept(account, Effect(Then.REVIEW), when=(Condition(If.WORDS, ("channel",)),))
    message = walked(account, judge, writer, "check out my channel and subscribe please, new videos every day")
    assert message.status is Status.IN_REVIEW


def test_the_template_of_a_rule_goes_out_by_itself_with_the_consent_it_recorded(
    account: SocialAccount, judge: Judge, writer: Writer
) -> None:
    stored = kept(account, Effect(Then.TEMPLATE, "It is the 35 mm, {fan}!"), Effect(Then.AUTO))
    message = walked(account, judge, writer, "which lens is that?")
    assert (message.status, message.reply.mode) == (Status.APPROVED, "auto")
    assert message.reply.text == "It is the 35 mm, @ada! (the creator's AI assistant)"
    consent = account.reload().consents[0]
    assert (consent.rule, consent.by) == (str(stored.id), "ada") and "35 mm" in consent.text


def test_a_rule_without_its_consent_asks_a_person(account: SocialAccount, judge: Judge, writer: Writer) -> None:
    kept(account, Effect(Then.TEMPLATE, "the 35 mm"), Effect(Then.AUTO))
    account.reload().end_consents("ada", NOW)
    message = walked(account, judge, writer, "which lens is that?")
    assert message.status is Status.IN_REVIEW
    assert "The consent for this rule is not there any more." in message.reply.reasons


def test_the_red_button_is_above_every_rule(account: SocialAccount, judge: Judge, writer: Writer) -> None:
    kept(account, Effect(Then.TEMPLATE, "the 35 mm"), Effect(Then.AUTO))
    Workspace.objects(id=account.workspace_id).update_one(set__stopped=True)
    assert walked(account, judge, writer, "which lens is that?").status is Status.IN_REVIEW


def test_a_template_that_is_too_long_for_the_platform_asks_a_person(
    account: SocialAccount, judge: Judge, writer: Writer
) -> None:
    kept(account, Effect(Then.TEMPLATE, "x" * 9_000), Effect(Then.AUTO))
    message = walked(account, judge, writer, "which lens is that?")
    assert message.status is Status.IN_REVIEW
    assert message.reply.findings == ["It is longer than the platform takes."]


def test_a_rule_of_another_workspace_says_nothing_here(account: SocialAccount, judge: Judge) -> None:
    kept(make.account(make.workspace()), Effect(Then.IGNORE))
    message = classify(make.message(account, text="which lens is that?", platform_created_at=NOW), judge, NOW)
    assert message.status is Status.CLASSIFIED and message.ruling is None


def test_what_a_rule_hides_is_hidden_at_the_platform(scene: Scene, judge: Judge) -> None:
    keep(scene.account.workspace_id, Rule("", (LENS,), (Effect(Then.HIDE),)), "ada", enabled=True)
    external_id = scene.fan_writes("which lens is that?")
    [received] = scene.poll()
    message = classify(received, judge, NOW)
    assert wants_hidden(message)
    done = hide(message, scene.connector, scene.platform)
    assert (done.status, done.moderation, done.held) == (Status.IGNORED, "hide", "hidden")
    entry = scene.world.entry("instagram", external_id)
    assert entry and entry.hidden
    assert not wants_hidden(done)


def test_what_the_platform_cannot_hide_goes_to_a_person(scene: Scene, judge: Judge) -> None:
    keep(scene.account.workspace_id, Rule("", (LENS,), (Effect(Then.HIDE),)), "ada", enabled=True)
    scene.fan_writes("which lens is that?", kind="direct_message")
    [received] = scene.poll()
    done = hide(classify(received, judge, NOW), scene.connector, scene.platform)
    assert done.status is Status.IN_REVIEW and "no way" in done.history[-1].why


def test_a_dry_run_lists_what_would_change_and_changes_nothing(account: SocialAccount) -> None:
    def past(text: str, days: float, of: SocialAccount = account) -> Message:
        label = StoredLabel(intent="question", confidence=0.9)
        return make.message(of, text=text, label=label, created_at=NOW - timedelta(days=days))

    hit, _miss = past("which lens?", 2), past("which flour?", 3)
    past("which lens then?", 40)
    past("which lens?", 1, make.account(make.workspace()))
    trial = Rule("trial", (LENS,), (Effect(Then.IGNORE),))
    run = dry_run(account.workspace_id, [trial], NOW)
    assert (run.seen, run.matched, [change.message.id for change in run.changes]) == (2, 1, [hit.id])
    assert (run.changes[0].before.way, run.changes[0].after.way) == (None, Then.IGNORE)
    assert hit.reload().status is Status.RECEIVED and not rules_of(account.workspace_id)
    kept(account, Effect(Then.IGNORE))
    assert not dry_run(account.workspace_id, [trial], NOW).changes


def test_rules_are_reordered_switched_and_deleted_with_a_line_in_the_audit(account: SocialAccount) -> None:
    first, second = kept(account, Effect(Then.AUTO)), kept(account, Effect(Then.IGNORE))
    reorder(account.workspace_id, [str(second.id)], "ada")
    assert [one.id for one in rules_of(account.workspace_id)] == [second.id, first.id]
    assert rule_of(first.reload()).effects == (Effect(Then.AUTO),)
    switch(first, False, "ada")
    assert not account.reload().consented(str(first.id))
    switch(first, True, "ada")
    assert account.reload().consented(str(first.id))
    delete(first, "ada")
    assert not account.reload().consented(str(first.id))
    actions = [entry.action for entry in AuditEntry.of(account.workspace_id).order_by("at")]
    assert actions == ["rule.kept", "rule.kept", "rules.reordered", "rule.off", "rule.on", "rule.deleted"]


def test_a_rule_is_not_switched_on_by_one_who_saw_other_words(account: SocialAccount) -> None:
    seen = keep(account.workspace_id, Rule("", (LENS,), (Effect(Then.REVIEW),)), "ada")
    keep(account.workspace_id, Rule(str(seen.id), (), (Effect(Then.AUTO),)), "bo")
    with pytest.raises(BadRule, match="changed or deleted"):
        switch(seen, True, "ada")
    assert not seen.reload().enabled and not account.reload().consents


def test_one_rule_is_tried_at_its_place_with_and_without_it(account: SocialAccount) -> None:
    label = StoredLabel(intent="question", confidence=0.9)
    make.message(account, text="which lens?", label=label, created_at=NOW - timedelta(days=1))
    first, later = kept(account, Effect(Then.REVIEW)), kept(account, Effect(Then.IGNORE), when=())
    assert [(change.before.way, change.after.way) for change in try_out(first, NOW).changes] == [
        (Then.IGNORE, Then.REVIEW)
    ]
    run = try_out(later, NOW)
    assert (run.seen, run.matched, run.changes) == (1, 1, ())
    switch(first, False, "ada")
    assert [change.after.way for change in try_out(later, NOW).changes] == [Then.IGNORE]
    assert tally(account.workspace_id, NOW) == Tally(1, {str(first.id): 1, str(later.id): 1})


def test_a_rule_that_makes_no_sense_is_not_kept(account: SocialAccount) -> None:
    with pytest.raises(BadRule, match="what the rule should do"):
        keep(account.workspace_id, Rule("", (), ()), "ada")
    assert not rules_of(account.workspace_id)


def test_an_automatic_rule_for_a_draft_still_wants_a_sure_one(
    account: SocialAccount, judge: Judge, writer: Writer
) -> None:
    ReplyExample(
        workspace_id=account.workspace_id, account_id=account.id, external_id="r1", platform="instagram", kind="comment", source="by_hand",
        fan_text="what flour?", text="rye, mostly",
    ).save()  # fmt: skip
    kept(account, Effect(Then.AUTO))
    message = walked(account, judge, writer, "which lens is that?")
    assert message.status is Status.IN_REVIEW
    assert any("past" in reason or "nothing you said" in reason for reason in message.reply.reasons)
