"""What people read of fine-tuning instead of our words."""

from avatar.comparing import Arm
from models import JobStatus
from web.said import N_
from web.words import Sign

SIGNS = {
    JobStatus.ASKED: Sign(N_("About to begin"), "hourglass", "amber"),
    JobStatus.TRAINING: Sign(N_("Being trained"), "pen-line", "amber"),
    JobStatus.EVALUATING: Sign(N_("Being tried"), "search", "amber"),
    JobStatus.READY: Sign(N_("Ready"), "circle-check", "leaf"),
    JobStatus.FAILED: Sign(N_("Failed"), "triangle-alert", "stamp"),
    JobStatus.CANCELLED: Sign(N_("Cancelled"), "circle-off"),
}
ARMS = {
    Arm.CANDIDATE: N_("The tuned model"),
    Arm.CURRENT: N_("What writes now"),
    Arm.RETRIEVAL: N_("Past replies alone"),
}
FIGURES = (
    ("drafts", N_("Letters it had a draft for")),
    ("accepted", N_("Taken for yours by the verifier")),
    ("style", N_("Sounds like you, of 100")),
    ("edit", N_("Share of letters that differ from what you wrote")),
    ("refused", N_("Refused by the guard")),
    ("copies", N_("Repeats one past reply at length")),
    ("seconds", N_("Seconds for a draft, median")),
    ("dollars", N_("Dollars for a draft")),
)
SHARES = frozenset({"accepted", "edit", "refused", "copies"})
