"""The audit log in sentences: one for each action, with the words in braces linked to what it was done to."""

import re
from dataclasses import dataclass

from flask import url_for

from models import AuditEntry

SENTENCES = {
    "message.approved": "approved {a letter}",
    "message.edited": "edited and approved {a letter}",
    "message.rejected": "decided not to answer {a letter}",
    "message.undone": "took an answer back from {a letter}",
    "message.withdrawn": "took an answer to {a letter} down again",
    "message.relabelled": "put the label of {a letter} right",
    "message.label_confirmed": "said that the label of {a letter} is right",
    "message.label_taken_back": "took back what they said of the label of {a letter}",
    "message.snoozed": "laid {a letter} aside for later",
    "message.unsnoozed": "took {a letter} up again",
    "message.assigned": "gave {a letter} to a teammate",
    "message.unassigned": "took {a letter} from a teammate",
    "message.noted": "left a note on {a letter}",
    "message.hidden": "hid {a comment}",
    "message.shown": "showed {a comment} again",
    "message.deleted": "deleted {a comment}",
    "message.marked_as_spam": "marked {a letter} as spam",
    "message.exported": "took letters along as a file",
    "messages.exported": "took letters along as a file",
    "view.saved": "saved a search",
    "view.changed": "changed a saved search",
    "view.deleted": "deleted a saved search",
    "view.restored": "brought a saved search back",
    "conversations.exported": "took letters along as a file",
    "bulk.approve": "approved many letters at once",
    "bulk.reject": "decided at once not to answer many letters",
    "bulk.snooze": "laid many letters aside at once",
    "bulk.assign": "gave many letters to a teammate at once",
    "bulk.cancelled": "stopped a decision about many letters",
    "bulk.undone": "took a decision about many letters back",
    "fan.exported": "took what is known of {a fan} along as a file",
    "fan.vip": "marked {a fan} as a VIP",
    "fan.not_vip": "no longer marks {a fan} as a VIP",
    "fan.banned": "banned the fan who wrote {a letter}",
    "fan.blocked": "blocked {a fan}",
    "fan.unblocked": "unblocked {a fan}",
    "fan.opted_out": "noted that {a fan} wants no avatar",
    "fan.opted_in": "lets the avatar answer {a fan} again",
    "fan.remembered": "lets the avatar remember {a fan}",
    "fan.not_remembered": "no longer lets the avatar remember {a fan}",
    "fan.memories_erased": "erased what the avatar remembered of {a fan}",
    "fan.erased": "erased {a fan}",
    "memory.corrected": "put a memory of a fan right",
    "memory.erased": "erased a memory of a fan",
    "knowledge.added": "added {an entry} to the knowledge",
    "knowledge.changed": "changed {an entry} of the knowledge",
    "knowledge.deleted": "deleted an entry of {the knowledge}",
    "question.dismissed": "put {a question} of fans aside",
    "persona.changed": "changed {the persona}",
    "rule.kept": "wrote {a rule}",
    "rule.on": "switched {a rule} on",
    "rule.off": "switched {a rule} off",
    "rule.deleted": "deleted a rule",
    "rules.reordered": "put {the rules} in another order",
    "account.connected": "connected {an account}",
    "account.paused": "paused {an account}",
    "account.resumed": "resumed {an account}",
    "account.auto_send_on": "allowed auto-send for {an account}",
    "account.auto_send_off": "ended auto-send for {an account}",
    "account.sending_resumed": "let {an account} send again",
    "account.disconnected": "disconnected {an account}",
    "account.withdrawn": "lost {an account}, which withdrew its consent at the platform",
    "account.erased": "deleted an account with all that was read",
    "workspace.stopped": "stopped all sending",
    "workspace.resumed": "let sending go on",
    "workspace.time_zone": "set the time zone",
    "workspace.changed": "changed the name or the clock of the workspace",
    "workspace.quiet_hours": "set the quiet hours",
    "workspace.retention": "set for how long fans' words are kept",
    "workspace.disclosure": "changed the line that tells fans who answers",
    "workspace.waiting_hours": "set after how long a letter that waits is told",
    "workspace.export_asked": "asked for everything as one file",
    "workspace.export_fetched": "took everything along as one file",
    "workspace.deletion_asked": "asked for everything to be deleted",
    "workspace.kept": "kept the workspace after all",
    "member.notifications": "chose what they are told of",
    "member.mails_ended": "ended a kind of mail",
    "workspace.factor_required": "asks {every member} for a second factor",
    "workspace.factor_optional": "left the second factor to {every member}",
    "start.put_aside": "put {the first steps}, or one of them, aside",
    "start.taken_up": "took {the first steps} up again",
    "start.creator_made_up": "made a creator up to {try Fanmail}",
    "member.role_changed": "changed the role of {member}",
    "member.removed": "removed {member}",
    "member.left": "left the workspace",
    "member.factor_on": "turned their second factor on",
    "member.factor_off": "turned their second factor off",
    "member.recovery_code_used": "signed in with a recovery code",
    "member.recovery_codes_renewed": "made new recovery codes",
    "member.sign_in_failed": "was not signed in: the password was wrong",
    "member.code_failed": "was not signed in: the second factor was wrong",
    "member.password_changed": "changed their password",
    "member.password_link_asked": "asked for a link to a new password",
    "member.password_renewed": "wrote a new password by such a link",
    "invitation.sent": "invited {somebody}",
    "invitation.revoked": "took {an invitation} back",
    "invitation.accepted": "accepted {an invitation}",
    "audit.exported": "took {this log} along as a file",
    "workspace.derived_figures": "changed which accounts are counted in the numbers",
    "report.planned": "has a report mailed",
    "report.stopped": "stopped the report by mail",
    "report.exported": "took {the numbers} along as a file",
    "token.made": "made {an API token}",
    "webhook.added": "added a webhook",
    "webhook.deleted": "deleted a webhook",
    "webhook.on": "switched a webhook on",
    "webhook.off": "switched a webhook off",
    "webhook.secret_changed": "gave a webhook another secret",
    "webhook.sent_again": "sent an event to a webhook again",
    "token.revoked": "revoked {an API token}",
}
KINDS = {
    "letters": ("Letters", ("message", "messages", "conversations", "bulk", "view")),
    "fans": ("Fans", ("fan", "memory")),
    "knowledge": ("Knowledge", ("knowledge", "question")),
    "persona": ("Persona", ("persona",)),
    "rules": ("Rules", ("rule", "rules")),
    "accounts": ("Accounts", ("account",)),
    "team": ("Team and signing in", ("member", "invitation")),
    "workspace": ("Workspace", ("workspace", "start")),
    "files": ("Files and API", ("audit", "report", "token", "webhook")),
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
}
"""Where the words in braces lead: the page, and the name of the id in its address, if it has one."""
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
    before, linked, after = [*re.split(r"[{}]", sentence), "", ""][:3]
    if linked == "member":
        linked = names.get(entry.subject, "a member")
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
