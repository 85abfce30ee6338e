"""What a workspace's creator answered and to whom, with whether it may be learned from."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from bson import ObjectId

from avatar.classifier import Classifier
from avatar.dataset import Creator, Source
from avatar.labels import Intent, Risk
from models import Fan, Knowledge, Message, Persona, ReplyExample, SocialAccount, Status
from models.fan import name_key
from models.knowledge import FAQ, LINK
from pipeline.access import WORKS
from pipeline.training import Embed

MOST = 5_000
"""Of the newest replies; what was in a test before comes along however old it is."""
NOT_CONNECTED = "Its account is not connected any more."
UNWILLING = "The fan wants no answer from a machine, or nothing remembered."
TAKEN_DOWN = "You took the reply down again."
_AT_ONCE = 1_000

Kind = tuple[Intent, frozenset[Risk]]
Guess = Callable[[Sequence[ReplyExample]], Sequence[Kind]]
"""What the fans wanted, for each example."""


@dataclass(frozen=True)
class _Answered:
    """Whom an example answered, as far as it is known."""

    message: Message | None
    fan: Fan | None


def guesser(embed: Embed, classifier: Classifier) -> Guess:
    """What a classifier makes of the letters; `embed` is asked only for those that have no vector of its size yet."""

    def guess(examples: Sequence[ReplyExample]) -> list[Kind]:
        texts = [example.fan_text for example in examples]
        size = embed(["size"]).shape[1]
        known = {n: one.vector for n, one in enumerate(examples) if len(one.vector or b"") == 2 * size * 4}
        missing = [number for number in range(len(texts)) if number not in known]
        made = dict(zip(missing, embed([texts[number] for number in missing]), strict=True)) if missing else {}
        halves = {number: np.frombuffer(vector, np.float32)[:size] for number, vector in known.items()}
        seen = [classifier.judge(text, (halves | made)[number]) for number, text in enumerate(texts)]
        return [(one.intent, one.risks) for one in seen]

    return guess


def creator_of(persona: Persona) -> Creator:
    """What is the creator's own: names, languages, and what people told the avatar for everybody."""
    accounts = list(SocialAccount.of(persona.workspace_id))
    names = [persona.name, *(name for account in accounts for name in (account.username, account.name))]
    told = [one for source in (LINK, FAQ) for one in Knowledge.of(persona.workspace_id).filter(source=source)]
    facts = [*persona.facts, *(text for one in told for text in (one.title, one.text, one.url))]
    return Creator(tuple(filter(None, names)), tuple(persona.languages), "\n".join(filter(None, facts)))


def sources_of(workspace_id: ObjectId, also: Collection[str] = (), guess: Guess | None = None) -> list[Source]:
    """The newest exchanges of a workspace, and those of the ids in `also`. Without `guess` only stored labels count."""
    newest = list(ReplyExample.of(workspace_id).order_by("-created_at").limit(MOST))
    there = {str(example.id) for example in newest}
    older = ReplyExample.objects(id__in=[ObjectId(id) for id in also if id not in there]) if also else ()
    examples = [example for example in [*newest, *older] if example.workspace_id == workspace_id]
    accounts = {account.id: account for account in SocialAccount.of(workspace_id).only("status")}
    answered = _answered(workspace_id, examples)
    kinds = dict(zip([example.id for example in examples], guess(examples), strict=True)) if guess else {}
    return [_source(one, accounts.get(one.account_id), answered[one.id], kinds.get(one.id)) for one in examples]


def _source(example: ReplyExample, account: SocialAccount | None, to: _Answered, kind: Kind | None) -> Source:
    intent, risks = _kind(to.message, kind)
    names = {to.fan.name, to.fan.username} if to.fan else set()
    names |= {to.message.fan_username} if to.message else set()
    return Source(
        str(example.id), example.created_at, _thread(example), example.fan_text, example.text, example.draft_text,
        example.platform, example.kind, example.source, example.post_external_id, example.fan_username,
        tuple(sorted(filter(None, names))), intent, risks, _withheld(account, to),
    )  # fmt: skip


def _thread(example: ReplyExample) -> str:
    place = example.conversation_id or f"{example.post_external_id} {example.fan_username}".strip()
    return f"{example.account_id} {place or example.id}"


def _withheld(account: SocialAccount | None, to: _Answered) -> str:
    if account is None or account.status not in WORKS:
        return NOT_CONNECTED
    if to.fan and (to.fan.opted_out or not to.fan.remembers):
        return UNWILLING
    return TAKEN_DOWN if to.message and to.message.status is Status.WITHDRAWN else ""


def _kind(message: Message | None, guessed: Kind | None) -> tuple[Intent | None, frozenset[Risk]]:
    """A person's word counts alone; else what was said when it came, with every risk that is seen now."""
    label = message.label if message else None
    if label is None:
        return guessed or (None, frozenset())
    stored = Intent(label.intent), frozenset(Risk(risk) for risk in label.risks)
    if label.by == "person" or guessed is None:
        return stored
    return guessed[0], stored[1] | guessed[1]


def _answered(workspace_id: ObjectId, examples: Sequence[ReplyExample]) -> dict[ObjectId, _Answered]:
    messages = {
        (message.account_id, message.external_id): message
        for account_id in {example.account_id for example in examples}
        for message in _messages(account_id, {one.answers for one in examples if one.account_id == account_id})
        if message.workspace_id == workspace_id
    }
    of_example = {example.id: messages.get((example.account_id, example.answers)) for example in examples}
    by_id = _fans_by_id(workspace_id, {message.fan_id for message in messages.values()} - {None})
    by_name = _fans_by_name(workspace_id, {one.fan_username for one in examples if not of_example[one.id]})
    found: dict[ObjectId, _Answered] = {}
    for example in examples:
        message = of_example[example.id]
        named = by_name.get((example.account_id, name_key(example.fan_username)))
        found[example.id] = _Answered(message, by_id.get(message.fan_id) if message else named)
    return found


def _messages(account_id: ObjectId, external_ids: set[str]) -> Iterable[Message]:
    ids = sorted(external_ids - {""})
    fields = ("workspace_id", "account_id", "external_id", "fan_id", "fan_username", "label", "status")
    for at in range(0, len(ids), _AT_ONCE):
        yield from Message.objects(account_id=account_id, external_id__in=ids[at : at + _AT_ONCE]).only(*fields)


def _fans_by_id(workspace_id: ObjectId, ids: Collection[ObjectId]) -> dict[ObjectId, Fan]:
    every = list(ids)
    bites = (every[at : at + _AT_ONCE] for at in range(0, len(every), _AT_ONCE))
    return {fan.id: fan for bite in bites for fan in Fan.objects(id__in=bite) if fan.workspace_id == workspace_id}


def _fans_by_name(workspace_id: ObjectId, names: Iterable[str]) -> dict[tuple[ObjectId, str], Fan]:
    keys = sorted({name_key(name) for name in names} - {""})
    bites = (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))
    found = (fan for bite in bites for fan in Fan.of(workspace_id).filter(name_key__in=bite))
    return {(fan.account_id, fan.name_key): fan for fan in found}
