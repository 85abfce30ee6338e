"""The audit log in sentences: one for each action, with the words in brackets linked to what it was done to."""

import re
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from models import AuditEntry
from web.said import N_, said

SENTENCES = {
    "message.approved": N_("approved [a letter]"),
    "message.edited": N_("edited and approved [a letter]"),
    "message.rejected": N_("decided not to answer [a letter]"),
    "message.undone": N_("took an answer back from [a letter]"),
    "message.withdrawn": N_("took an answer to [a letter] down again"),
    "message.relabelled": N_("put the label of [a letter] right"),
    "message.label_confirmed": N_("said that the label of [a letter] is right"),
    "message.label_taken_back": N_("took back what they said of the label of [a letter]"),
    "message.snoozed": N_("laid [a letter] aside for later"),
    "message.unsnoozed": N_("took [a letter] up again"),
    "message.assigned": N_("gave [a letter] to a teammate"),
    "message.unassigned": N_("took [a letter] from a teammate"),
    "message.noted": N_("left a note on [a letter]"),
    "message.hidden": N_("hid [a comment]"),
    "message.shown": N_("showed [a comment] again"),
    "message.deleted": N_("deleted [a comment]"),
    "message.marked_as_spam": N_("marked [a letter] as spam"),
    "message.exported": N_("took letters along as a file"),
    "messages.exported": N_("took letters along as a file"),
    "view.saved": N_("saved a search"),
    "view.changed": N_("changed a saved search"),
    "view.deleted": N_("deleted a saved search"),
    "view.restored": N_("brought a saved search back"),
    "conversations.exported": N_("took letters along as a file"),
    "bulk.approve": N_("approved many letters at once"),
    "bulk.reject": N_("decided at once not to answer many letters"),
    "bulk.snooze": N_("laid many letters aside at once"),
    "bulk.assign": N_("gave many letters to a teammate at once"),
    "bulk.cancelled": N_("stopped a decision about many letters"),
    "bulk.undone": N_("took a decision about many letters back"),
    "fan.exported": N_("took what is known of [a fan] along as a file"),
    "fan.vip": N_("marked [a fan] as a VIP"),
    "fan.not_vip": N_("no longer marks [a fan] as a VIP"),
    "fan.banned": N_("banned the fan who wrote [a letter]"),
    "fan.blocked": N_("blocked [a fan]"),
    "fan.unblocked": N_("unblocked [a fan]"),
    "fan.opted_out": N_("noted that [a fan] wants no avatar"),
    "fan.opted_in": N_("lets the avatar answer [a fan] again"),
    "fan.remembered": N_("lets the avatar remember [a fan]"),
    "fan.not_remembered": N_("no longer lets the avatar remember [a fan]"),
    "fan.memories_erased": N_("erased what the avatar remembered of [a fan]"),
    "fan.erased": N_("erased [a fan]"),
    "memory.corrected": N_("put a memory of a fan right"),
    "memory.erased": N_("erased a memory of a fan"),
    "knowledge.added": N_("added [an entry] to the knowledge"),
    "knowledge.changed": N_("changed [an entry] of the knowledge"),
    "knowledge.deleted": N_("deleted an entry of [the knowledge]"),
    "question.dismissed": N_("put [a question] of fans aside"),
    "persona.changed": N_("changed [the persona]"),
    "preference.added": N_("wrote [a preference]"),
    "preference.changed": N_("changed [a preference]"),
    "preference.on": N_("switched [a preference] on"),
    "preference.off": N_("switched [a preference] off"),
    "preference.deleted": N_("deleted [a preference]"),
    "preference.learned": N_("learned [a preference] from edits"),
    "preference.dropped": N_("dropped [a preference] that edits contradict"),
    "billing.checkout_begun": N_("began to buy [a plan]"),
    "billing.plan_asked": N_("changed [the plan]"),
    "billing.cancelled": N_("cancelled [the plan]"),
    "billing.resumed": N_("kept [the plan] after all"),
    "billing.spend_cap": N_("set what [a month] may cost"),
    "billing.plan_changed": N_("noted that [the plan] is another one"),
    "billing.status_changed": N_("noted that [the plan] is paid or not"),
    "billing.period_changed": N_("noted a new period of [the plan]"),
    "billing.end_changed": N_("noted when [the plan] ends"),
    "dataset.made": N_("made [a data set]"),
    "job.started": N_("started [a fine-tuning job]"),
    "job.cancelled": N_("cancelled [a fine-tuning job]"),
    "job.deleted": N_("deleted the model of [a fine-tuning job]"),
    "model.promoted": N_("chose [which model writes]"),
    "rule.kept": N_("wrote [a rule]"),
    "rule.on": N_("switched [a rule] on"),
    "rule.off": N_("switched [a rule] off"),
    "rule.deleted": N_("deleted a rule"),
    "rules.reordered": N_("put [the rules] in another order"),
    "account.connected": N_("connected [an account]"),
    "account.paused": N_("paused [an account]"),
    "account.resumed": N_("resumed [an account]"),
    "account.auto_send_on": N_("allowed auto-send for [an account]"),
    "account.auto_send_off": N_("ended auto-send for [an account]"),
    "account.sending_resumed": N_("let [an account] send again"),
    "account.disconnected": N_("disconnected [an account]"),
    "account.withdrawn": N_("lost [an account], which withdrew its consent at the platform"),
    "account.erased": N_("deleted an account with all that was read"),
    "workspace.stopped": N_("stopped all sending"),
    "workspace.resumed": N_("let sending go on"),
    "workspace.time_zone": N_("set the time zone"),
    "workspace.changed": N_("changed the name or the clock of the workspace"),
    "workspace.quiet_hours": N_("set the quiet hours"),
    "workspace.retention": N_("set for how long fans' words are kept"),
    "workspace.disclosure": N_("changed the line that tells fans who answers"),
    "workspace.waiting_hours": N_("set after how long a letter that waits is told"),
    "workspace.export_asked": N_("asked for everything as one file"),
    "workspace.export_fetched": N_("took everything along as one file"),
    "workspace.deletion_asked": N_("asked for everything to be deleted"),
    "workspace.kept": N_("kept the workspace after all"),
    "member.notifications": N_("chose what they are told of"),
    "member.mails_ended": N_("ended a kind of mail"),
    "workspace.factor_required": N_("asks [every member] for a second factor"),
    "workspace.factor_optional": N_("left the second factor to [every member]"),
    "start.put_aside": N_("put [the first steps], or one of them, aside"),
    "start.taken_up": N_("took [the first steps] up again"),
    "start.creator_made_up": N_("made a creator up to [try Fanmail]"),
    "member.role_changed": N_("changed the role of [{member}]"),
    "member.removed": N_("removed [{member}]"),
    "member.left": N_("left the workspace"),
    "member.factor_on": N_("turned their second factor on"),
    "member.factor_off": N_("turned their second factor off"),
    "member.recovery_code_used": N_("signed in with a recovery code"),
    "member.recovery_codes_renewed": N_("made new recovery codes"),
    "member.sign_in_failed": N_("was not signed in: the password was wrong"),
    "member.code_failed": N_("was not signed in: the second factor was wrong"),
    "member.password_changed": N_("changed their password"),
    "member.password_link_asked": N_("asked for a link to a new password"),
    "member.password_renewed": N_("wrote a new password by such a link"),
    "invitation.sent": N_("invited [somebody]"),
    "invitation.revoked": N_("took [an invitation] back"),
    "invitation.accepted": N_("accepted [an invitation]"),
    "audit.exported": N_("took [this log] along as a file"),
    "workspace.derived_figures": N_("changed which accounts are counted in the numbers"),
    "report.planned": N_("has a report mailed"),
    "report.stopped": N_("stopped the report by mail"),
    "report.exported": N_("took [the numbers] along as a file"),
    "token.made": N_("made [an API token]"),
    "webhook.added": N_("added a webhook"),
    "webhook.deleted": N_("deleted a webhook"),
    "webhook.on": N_("switched a webhook on"),
    "webhook.off": N_("switched a webhook off"),
    "webhook.secret_changed": N_("gave a webhook another secret"),
    "webhook.sent_again": N_("sent an event to a webhook again"),
    "token.revoked": N_("revoked [an API token]"),
}
KINDS = {
    "letters": (N_("Letters"), ("message", "messages", "conversations", "bulk", "view")),
    "fans": (N_("Fans"), ("fan", "memory")),
    "knowledge": (N_("Knowledge"), ("knowledge", "question")),
    "persona": (N_("Persona"), ("persona", "preference", "dataset", "job", "model")),
    "rules": (N_("Rules"), ("rule", "rules")),
    "accounts": (N_("Accounts"), ("account",)),
    "team": (N_("Team and signing in"), ("member", "invitation")),
    "workspace": (N_("Workspace"), ("workspace", "start", "billing")),
    "files": (N_("Files and API"), ("audit", "report", "token", "webhook")),
}
"""What one may filter by: its word, and the nouns before the dot."""
PLACES = {
    "message": ("conversations.message_page", "message_id"),
    "fan": ("fans.fan_page", "fan_id"),
    "rule": ("rules.one_rule", "rule_id"),
    "knowledge": ("knowledge.overview", ""),
    "question": ("knowledge.overview", ""),
    "persona": ("persona.overview", ""),
    "rules": ("rules.overview", ""),
    "account": ("accounts.overview", ""),
    "member": ("team.overview", ""),
    "invitation": ("team.overview", ""),
    "workspace": ("team.overview", ""),
    "start": ("start.overview", ""),
    "audit": ("audit.overview", ""),
    "billing": ("billing.page", ""),
    "preference": ("persona.overview", ""),
    "job": ("training_job.show", "tuning_id"),
    "dataset": ("training.overview", ""),
    "model": ("training.overview", ""),
}
"""Where the words in brackets lead: the page, and the name of the id in its address, if it has one."""
OF_A_LETTER = ("fan.banned",)


@dataclass(frozen=True)
class Line:
    """One entry as a sentence: before the link, its words and address ("" for none), behind it."""

    before: str
    linked: str
    address: str
    after: str

    def __str__(self) -> str:
        return self.before + self.linked + self.after


def line(entry: AuditEntry, names: dict[str, str]) -> Line:
    """The sentence of an entry, without who did it. `names` of people by their id."""
    sentence = SENTENCES.get(entry.action) or _plain(entry.action)
    before, linked, after = [*re.split(r"[\[\]]", said(sentence)), "", ""][:3]
    if "{member}" in linked:
        linked = linked.replace("{member}", names.get(entry.subject) or gettext("a member"))
    return Line(before, linked, _address(entry) if linked else "", after)


def kind_of(action: str) -> str:
    """The name of the kind an action belongs to, "" for none."""
    noun = action.partition(".")[0]
    return next((name for name, (_word, nouns) in KINDS.items() if noun in nouns), "")


def actions_of(kind: str) -> list[str]:
    """The actions of a kind that have a sentence."""
    return [action for action in SENTENCES if kind_of(action) == kind]


def _plain(action: str) -> str:
    """An action without a sentence of its own: still words."""
    noun, _, verb = action.partition(".")
    return f"{verb} {noun}".replace("_", " ").strip()


def _address(entry: AuditEntry) -> str:
    noun = "message" if entry.action in OF_A_LETTER else entry.action.partition(".")[0]
    endpoint, id_name = PLACES.get(noun, ("", ""))
    if not endpoint or (id_name and not entry.subject):
        return ""
    if noun == "account" and entry.subject:
        return url_for(endpoint, _anchor=f"account-{entry.subject}")
    return url_for(endpoint, **({id_name: entry.subject} if id_name else {}))
