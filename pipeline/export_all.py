"""Export of everything: written part by part, so that whoever dies in the middle loses one part and no more."""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from bson import ObjectId

from connectors.base import Platform
from models import AuditEntry, Export, ExportPart, NotUnique, SocialAccount, Workspace, notify, resolve
from models.export import ExportState
from pipeline.export_rows import ids_of, kinds, lines_of, name_of
from pipeline.freshness import DELETE_DAYS_BEFORE

KEPT = timedelta(days=7)
KEPT_SHORT = timedelta(days=DELETE_DAYS_BEFORE)
"""Where a platform lets words be kept for some days only: they are deleted so long before the last one, and an export may outlive
them by no more."""
TRIES = 5
A_PART = 400  # documents
A_PART_LETTERS = 2_000_000  # however few documents that are: encrypted they must fit into one of the database's
LEASE = timedelta(minutes=4)
IN_MEMORY = 8_000_000
GIVEN_UP = "It could not be written. Ask again; whoever runs Fanmail finds the reason in the log of the worker."
_SLOT = "{} {:%Y-%m-%d %H:%M}"


def kept_for(workspace_id: ObjectId, platform_of: Callable[[str], Platform]) -> timedelta:
    """How long an export of this workspace may lie here."""
    names = {account.platform for account in SocialAccount.of(workspace_id).only("platform")}
    return KEPT_SHORT if any(platform_of(name).keep_days is not None for name in names) else KEPT


def ask_for_export(workspace_id: ObjectId, by: str, kept: timedelta, now: datetime) -> Export:
    """An export that a worker begins to write; the one that is being written, where there is one."""
    known = Export.latest_of(workspace_id)
    if known and known.state is ExportState.WORKING:
        return known
    total = sum(len(ids_of(kind, workspace_id)) for kind in kinds())
    new = Export(
        workspace_id=workspace_id,
        by=by,
        slot=_SLOT.format(workspace_id, now),
        total=total,
        asked_at=now,
        gone_at=now + kept,
    )
    try:
        new.save(force_insert=True)
    except NotUnique:
        return Export.objects.get(slot=new.slot)
    AuditEntry.add(workspace_id, by, "workspace.export_asked", new.id)
    return new


def claim(export: Export, now: datetime) -> bool:
    """Whether this worker writes it now; False: somebody else is at it, or it is done."""
    if export.state is not ExportState.WORKING or (export.busy_until and export.busy_until > now):
        return False
    mine = Export.objects(id=export.id, state=ExportState.WORKING, busy_until=export.busy_until)
    if export.tries >= TRIES:
        mine.update_one(set__state=ExportState.FAILED, set__problem=GIVEN_UP)
        return False
    if not mine.update_one(set__busy_until=now + LEASE, inc__tries=1):
        return False
    export.reload()
    return True


def write(export: Export, is_over: Callable[[], bool], now: datetime) -> bool:
    """Write on from where it stands; False: `is_over` said so before the end, and the next stretch goes on. For who claimed it."""
    ExportPart.objects(export_id=export.id, number__gte=export.parts).delete()  # of whoever died before counting it
    for kind in kinds():
        if name_of(kind) < export.kind:
            continue
        ids = ids_of(kind, export.workspace_id, export.after if name_of(kind) == export.kind else None)
        while ids:
            if is_over():
                Export.objects(id=export.id).update_one(set__busy_until=None)
                return False
            ids = _write_part(export, kind, ids)
    _ready(export, now)
    return True


def drop_exports(workspace_id: ObjectId) -> None:
    """Somebody was erased: no export may hold them any longer. What is being written is begun anew by whoever asks."""
    ids = [export.id for export in Export.of(workspace_id).only("id")]
    Export.objects(id__in=ids).delete()
    ExportPart.of(workspace_id).delete()
    for id in ids:
        resolve(workspace_id, f"export:{id}")


def archive(export: Export, workspace: Workspace) -> IO[bytes]:
    """The export as one ZIP, at its beginning. Whoever closes it leaves nothing behind."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 whoever sends it closes it
    with ZipFile(file, "w", ZIP_DEFLATED) as whole:
        whole.writestr("README.txt", _readme(export, workspace))
        for name in sorted(export.written):
            with whole.open(f"{name}.jsonl", "w", force_zip64=True) as lines:
                for part in ExportPart.objects(export_id=export.id, kind=name).order_by("number"):
                    lines.write(part.lines.encode())
    file.seek(0)
    return file


def _write_part(export: Export, kind: Any, ids: list[ObjectId]) -> list[ObjectId]:
    """One part of `kind`; gives the ids that are left."""
    lines, letters, name = [], 0, name_of(kind)
    last = ids[:A_PART][-1]
    for id, line in lines_of(kind, ids[:A_PART]):
        lines.append(line)
        letters += len(line)
        if letters > A_PART_LETTERS:
            last = id
            break
    ExportPart(
        workspace_id=export.workspace_id, export_id=export.id, number=export.parts, kind=name, lines="".join(lines), gone_at=export.gone_at
    ).save(force_insert=True)  # fmt: skip
    counted = {f"inc__written__{name}": len(lines)}
    Export.objects(id=export.id).update_one(
        set__parts=export.parts + 1, set__kind=name, set__after=last, set__tries=0, **counted
    )
    export.parts, export.kind, export.after = export.parts + 1, name, last
    return [id for id in ids if id > last]


def _ready(export: Export, now: datetime) -> None:
    mine = Export.objects(id=export.id, state=ExportState.WORKING)
    if mine.update_one(set__state=ExportState.READY, set__ready_at=now, set__busy_until=None):
        sentence = f"Your export is ready. It can be fetched until {export.gone_at:%d %B %Y, %H:%M} UTC."
        notify(export.workspace_id, f"export:{export.id}", sentence, "/settings/export")


def _readme(export: Export, workspace: Workspace) -> str:
    counts = "\n".join(f"  {name}.jsonl: {count:,}" for name, count in sorted(export.written.items()))
    return (
        f"Everything that Fanmail keeps of {workspace.name}, as of {export.asked_at:%d %B %Y, %H:%M} UTC.\n\n"
        "Each file has one kind of document, one document a line, as JSON in UTF-8. Times are UTC. Where a field ends in\n"
        "_id, it names the id of a document in another file: a message's fan_id is the id of a line in fans.jsonl.\n"
        "Left out are tokens, passwords and other secrets, and vectors, which only machines read.\n"
        "It holds words and names of your fans: keep it as safe as their letters.\n\n"
        f"Documents in each file:\n{counts}\n"
    )
