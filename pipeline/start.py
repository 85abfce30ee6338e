"""The first steps of a new workspace: what is done, what is next, and why something cannot be done yet.

Computed from what is stored each time; the only thing kept for it is what somebody put aside.
"""

from dataclasses import dataclass
from enum import StrEnum

from avatar.persona import FEWEST

REPLIES_ENOUGH, REPLIES_GOOD = 0.4, 0.75
"""Quality of the material, 0..1, from which the Persona page says that it is enough, or good."""


class Step(StrEnum):
    """In the order in which they are taken."""

    CONNECT = "connect"
    READ = "read"
    VOICE = "voice"
    BLIND_TEST = "blind_test"
    SWITCHES = "switches"
    ANSWER = "answer"


class State(StrEnum):
    LATER = "later"  # something before it comes first
    OPEN = "open"  # it is the person's turn
    UNDER_WAY = "under_way"  # it is ours
    CANNOT = "cannot"
    ASIDE = "aside"
    DONE = "done"


class Aside(StrEnum):
    """What may be put aside: all of it, the blind test, or the switches as they are."""

    ALL = "all"
    BLIND_TEST = "blind_test"
    SWITCHES = "switches"


@dataclass(frozen=True)
class Reading:
    """The accounts that are connected, and how far reading them is. `trouble`: why it does not go on, as a sentence."""

    names: tuple[str, ...] = ()  # "@nika"
    finished: bool = False
    trouble: str = ""
    lost: bool = False  # none of them lets us in any more
    long_ago: bool = False  # it was finished so long ago that the voice should be measured by now


@dataclass(frozen=True)
class Found:
    """How much there is. `waiting`: letters that a person is to answer."""

    posts: int = 0
    replies: int = 0
    messages: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Measured:
    """The voice. `replies` it was measured from, None: it was not yet; `score` 0..1 of its material."""

    replies: int | None = None
    score: float = 0.0


@dataclass(frozen=True)
class Blind:
    """The blind test. `result` is a sentence once one is finished; `left` pairs of an open one, None: none is open."""

    result: str = ""
    left: int | None = None


@dataclass(frozen=True)
class Seen:
    """What the documents of a workspace say. `automatic`: what may go by itself, in words; "" for nothing."""

    reading: Reading = Reading()
    found: Found = Found()
    measured: Measured = Measured()
    tested: Blind = Blind()
    automatic: str = ""
    aside: frozenset[str] = frozenset()
    approved: bool = False


@dataclass(frozen=True)
class Stage:
    """One step as it stands, with the sentence that says why."""

    step: Step
    state: State
    sentence: str

    @property
    def is_settled(self) -> bool:
        """Nobody need do anything about it now."""
        return self.state in (State.DONE, State.ASIDE, State.CANNOT)


def stages(seen: Seen) -> tuple[Stage, ...]:
    """All six, in order."""
    return (_connect(seen), _read(seen), _voice(seen), _blind_test(seen), _switches(seen), _answer(seen))


def next_of(all_stages: tuple[Stage, ...]) -> int:
    """The number, from 1, of the first step that is not settled; the last one when all are."""
    return next((place for place, one in enumerate(all_stages, 1) if not one.is_settled), len(all_stages))


def _connect(seen: Seen) -> Stage:
    names = seen.reading.names
    if not names:
        sentence = "Fanmail reads what your fans wrote and how you answered. Nothing is sent unless you say so."
        return Stage(Step.CONNECT, State.OPEN, sentence)
    listed = _listed(names)
    if seen.reading.lost:
        return Stage(Step.CONNECT, State.CANNOT, f"{listed} must be connected again: {seen.reading.trouble}")
    return Stage(Step.CONNECT, State.DONE, f"{listed} {'is' if len(names) == 1 else 'are'} connected.")


def _read(seen: Seen) -> Stage:
    found = seen.found
    if not seen.reading.names:
        return Stage(Step.READ, State.LATER, "It begins by itself as soon as an account is connected.")
    if seen.reading.finished:
        posts = (_count(found.posts, "post"),) if found.posts else ()  # they are read a little later
        others = (
            f"{_count(found.replies, 'reply', 'replies')} of yours",
            f"{_count(found.messages, 'message')} of fans",
        )
        return Stage(Step.READ, State.DONE, f"Found {_listed((*posts, *others))}.")
    if seen.reading.trouble:
        return Stage(Step.READ, State.CANNOT, seen.reading.trouble)
    if not found.messages and not found.replies:
        return Stage(Step.READ, State.UNDER_WAY, "Fanmail is about to read what is there.")
    so_far = f"{_count(found.messages, 'message')} of fans and {_count(found.replies, 'reply', 'replies')} of yours"
    return Stage(Step.READ, State.UNDER_WAY, f"{so_far} so far.")


def _voice(seen: Seen) -> Stage:
    if seen.measured.replies is not None:
        sentence = f"Measured from {_count(seen.measured.replies, 'reply', 'replies')}. {_enough(seen.measured.score)}"
        return Stage(Step.VOICE, State.DONE, sentence)
    if not seen.reading.finished:
        return Stage(Step.VOICE, State.LATER, "How you write is measured on the replies that were found.")
    found = _count(seen.found.replies, "reply", "replies")
    if seen.found.replies < FEWEST:
        have = f"{found} of yours {'was' if seen.found.replies == 1 else 'were'} found, and a voice takes at least {FEWEST}."
        return Stage(Step.VOICE, State.CANNOT, f"{have} Answer letters here in your own words; it is measured then.")
    if seen.reading.long_ago:
        sentence = (
            f"{found} were found, and nothing is measured yet. It takes at least {FEWEST} that answer what a fan said."
        )
        return Stage(Step.VOICE, State.CANNOT, sentence)
    sentence = f"How you write is being measured on {found}. It takes about a minute."
    return Stage(Step.VOICE, State.UNDER_WAY, sentence)


def _blind_test(seen: Seen) -> Stage:
    if seen.tested.result:
        return Stage(Step.BLIND_TEST, State.DONE, seen.tested.result)
    if Aside.BLIND_TEST in seen.aside:
        return Stage(Step.BLIND_TEST, State.ASIDE, "Skipped. It waits on the Persona page.")
    if seen.tested.left is not None:
        sentence = (
            f"A test of yours is open: {_count(seen.tested.left, 'pair')} left."
            if seen.tested.left
            else "The avatar is writing its part."
        )
        return Stage(Step.BLIND_TEST, State.OPEN, sentence)
    if seen.measured.replies is not None:
        sentence = (
            "Can you tell your own replies from the avatar’s? Ten pairs, about three minutes. You can also skip it."
        )
        return Stage(Step.BLIND_TEST, State.OPEN, sentence)
    if _voice(seen).state is State.CANNOT:
        return Stage(Step.BLIND_TEST, State.CANNOT, "There is nothing to compare yet. It waits on the Persona page.")
    return Stage(Step.BLIND_TEST, State.LATER, "Your own replies beside the avatar’s, once your voice is measured.")


def _switches(seen: Seen) -> Stage:
    if seen.automatic:
        return Stage(
            Step.SWITCHES, State.DONE, f"The avatar may answer {seen.automatic}. Everything else asks you first."
        )
    if Aside.SWITCHES in seen.aside:
        return Stage(
            Step.SWITCHES, State.DONE, "Every reply asks you first. The Accounts page changes that at any time."
        )
    if not seen.reading.names:
        return Stage(Step.SWITCHES, State.LATER, "What the avatar drafts, and what it may send.")
    return Stage(
        Step.SWITCHES, State.OPEN, "This is how it stands now: every reply asks you first. Keep it so, or change it."
    )


def _answer(seen: Seen) -> Stage:
    if seen.approved:
        return Stage(Step.ANSWER, State.DONE, "Your first reply is approved. From here on the queue is your desk.")
    if seen.found.waiting:
        waits = "letter waits" if seen.found.waiting == 1 else "letters wait"
        return Stage(Step.ANSWER, State.OPEN, f"{seen.found.waiting:,} {waits} for you in the queue.")
    if not seen.reading.finished:
        return Stage(Step.ANSWER, State.LATER, "Read a draft, change what you like, approve it. It can be undone.")
    return Stage(
        Step.ANSWER,
        State.UNDER_WAY,
        "No letter waits yet. As soon as a fan writes, it arrives in the queue with a draft.",
    )


def _enough(score: float) -> str:
    if score >= REPLIES_GOOD:
        return "That is good material: the avatar knows how you write."
    if score >= REPLIES_ENOUGH:
        return "That is enough to write with; more would make it surer."
    return "That is little to go by yet: expect to edit."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
