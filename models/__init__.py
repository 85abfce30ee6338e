"""Nouns: documents, indexes, status graphs. The only room that knows Mongo."""

import time
from typing import Any

import mongoengine
from mongoengine.errors import NotUniqueError as NotUnique
from pymongo.errors import ConnectionFailure as DatabaseAway
from pymongo.errors import PyMongoError

from models.analytics import CountedUntil, Counting, DayTally
from models.api_token import ApiToken
from models.audit import AuditEntry
from models.autonomy import Autonomy, Calibration
from models.billing_event import BillingEvent
from models.blind_test import BlindTest
from models.budget import Budget
from models.bulk_job import BulkJob
from models.dataset import Dataset
from models.disclosure import Disclosure
from models.draft_edit import DraftEdit
from models.erasure import Erasure, Tombstone
from models.export import Export, ExportPart
from models.fan import Fan
from models.farewell import Farewell
from models.fine_tuning_job import FineTuningJob, JobEvent, JobSlot, JobStatus, Trial
from models.idempotency import Idempotency
from models.invitation import Invitation
from models.knowledge import Knowledge
from models.learned_classifier import LearnedClassifier
from models.memory import Memory
from models.message import Message, Status
from models.model_version import ModelVersion
from models.note import Note
from models.notification import Notification, notify, resolve
from models.notification_choice import Mailing, NotificationChoice
from models.outcome import Outcome
from models.outgoing_webhook import Delivery, Endpoint
from models.password_link import PasswordLink
from models.pending_consent import PendingConsent
from models.persona import Persona, PersonaVersion
from models.persona_example import PersonaExample
from models.preference import PreferenceRound, StoredPreference
from models.receipt import Receipt
from models.relabel import Relabel
from models.reply_example import ReplyExample
from models.report import ReportPlan, ReportSent
from models.rule import StoredRule
from models.saved_view import SavedView
from models.search_entry import SearchEntry
from models.second_factor import SecondFactor
from models.shadow_draft import ShadowDraft
from models.sign_in import SignIn
from models.social_account import SocialAccount
from models.subscription import Paid, Subscription
from models.teaching import TeachingRound
from models.turn import Turn
from models.unanswered import Unanswered
from models.usage import KeepBound, Usage
from models.usage_report import UsageReport
from models.user import Membership, User
from models.workspace import Workspace
from settings import settings

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Autonomy",
    "BillingEvent",
    "BlindTest",
    "Budget",
    "BulkJob",
    "Calibration",
    "CountedUntil",
    "Counting",
    "DatabaseAway",
    "Dataset",
    "DayTally",
    "Delivery",
    "Disclosure",
    "DraftEdit",
    "Endpoint",
    "Erasure",
    "Export",
    "ExportPart",
    "Fan",
    "Farewell",
    "FineTuningJob",
    "Idempotency",
    "Invitation",
    "JobEvent",
    "JobSlot",
    "JobStatus",
    "KeepBound",
    "Knowledge",
    "LearnedClassifier",
    "Mailing",
    "Membership",
    "Memory",
    "Message",
    "ModelVersion",
    "NotUnique",
    "Note",
    "Notification",
    "NotificationChoice",
    "Outcome",
    "Paid",
    "PasswordLink",
    "PendingConsent",
    "Persona",
    "PersonaExample",
    "PersonaVersion",
    "PreferenceRound",
    "Receipt",
    "Relabel",
    "ReplyExample",
    "ReportPlan",
    "ReportSent",
    "SavedView",
    "SearchEntry",
    "SecondFactor",
    "ShadowDraft",
    "SignIn",
    "SocialAccount",
    "Status",
    "StoredPreference",
    "StoredRule",
    "Subscription",
    "TeachingRound",
    "Tombstone",
    "Trial",
    "Turn",
    "Unanswered",
    "Usage",
    "UsageReport",
    "User",
    "Workspace",
    "answers",
    "connect",
    "notify",
    "resolve",
]
DOCUMENTS: list[Any] = [
    ApiToken,
    AuditEntry,
    Autonomy,
    BlindTest,
    Budget,
    BulkJob,
    Calibration,
    CountedUntil,
    Counting,
    Dataset,
    DayTally,
    Delivery,
    Disclosure,
    Export,
    ExportPart,
    Fan,
    Farewell,
    FineTuningJob,
    JobEvent,
    JobSlot,
    ModelVersion,
    ShadowDraft,
    Trial,
    Endpoint,
    Erasure,
    DraftEdit,
    Fan,
    Invitation,
    Idempotency,
    KeepBound,
    Knowledge,
    LearnedClassifier,
    Mailing,
    Membership,
    Memory,
    Message,
    Note,
    Notification,
    NotificationChoice,
    PendingConsent,
    Outcome,
    PasswordLink,
    Persona,
    PersonaExample,
    PersonaVersion,
    PreferenceRound,
    Receipt,
    Relabel,
    ReplyExample,
    ReportPlan,
    ReportSent,
    SecondFactor,
    SignIn,
    SavedView,
    SearchEntry,
    SocialAccount,
    StoredPreference,
    StoredRule,
    Subscription,
    TeachingRound,
    Tombstone,
    Turn,
    Unanswered,
    Usage,
    UsageReport,
    User,
    Workspace,
]


class DatabaseMissing(SystemExit):
    """The database did not answer in time."""


def connect(wait_seconds: float = 30) -> None:
    """Connect this process to MONGODB_URI and make the indexes. Waits while the database starts.

    Raises DatabaseMissing with a sentence after `wait_seconds`.
    """
    client = mongoengine.connect(
        host=settings().mongodb_uri, tz_aware=True, serverSelectionTimeoutMS=2_000, uuidRepresentation="standard"
    )
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            client.admin.command("ping")
            break
        except PyMongoError:
            if time.monotonic() > deadline:
                raise DatabaseMissing(
                    f"The database did not answer within {wait_seconds:.0f} s. Is MONGODB_URI right?"
                ) from None
            time.sleep(0.2)
    for document in DOCUMENTS:
        document.ensure_indexes()


def answers() -> bool:
    """Does the database answer just now? Takes at most a few seconds to say no."""
    try:
        return bool(mongoengine.get_connection().admin.command("ping"))
    except PyMongoError:
        return False
