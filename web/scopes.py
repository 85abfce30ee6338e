"""What a program may be allowed to do, in the words of the page on which people allow it."""

from models.api_token import Scope
from web.said import N_

SCOPES: dict[Scope, str] = {
    Scope.MESSAGES_READ: N_("Read messages, drafts and threads"),
    Scope.MESSAGES_DECIDE: N_("Approve, reject, undo, ask for drafts"),
    Scope.FANS_READ: N_("Read fans and what is remembered of them"),
    Scope.FANS_WRITE: N_("Make fans VIPs, erase memories"),
    Scope.KNOWLEDGE_READ: N_("Read what the avatar may state"),
    Scope.KNOWLEDGE_WRITE: N_("Add, change and delete answers and links"),
    Scope.RULES_READ: N_("Read the rules"),
    Scope.RULES_WRITE: N_("Switch rules on and off"),
    Scope.PERSONA_READ: N_("Read the persona and its versions"),
    Scope.ACCOUNTS_READ: N_("Read the accounts and how they are"),
    Scope.ANALYTICS_READ: N_("Read the figures"),
    Scope.JOBS_READ: N_("See how far long work is"),
    Scope.JOBS_CANCEL: N_("Stop long work"),
}
