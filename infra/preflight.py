"""What is looked at before anything starts, so that a start that cannot succeed ends with one sentence and changes nothing."""

import fcntl
import os
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import IO

NEEDED_BYTES = 500_000_000
FIRST_FREE_PORT = 1024
_NEEDS = {
    "web": "the dashboard", "sandbox": "the stand-in for the platforms", "model": "the language model",
    "database": "the database", "broker": "the queue",
}  # fmt: skip


class CannotStart(SystemExit):
    """The sentence says why, and what to do."""


def open_folder(folder: Path) -> None:
    """Make the data folder and what lies in it, or raise CannotStart."""
    try:
        (folder / "run").mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        probe = folder / "run" / "probe"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise CannotStart(f"Fanmail cannot keep its data in {folder}: {error.strerror}.") from None


def hold(folder: Path, address: str) -> IO[str]:
    """Take the lock of the data folder; it is held until the returned file is closed or this process ends.

    Raises CannotStart with the address of the Fanmail that holds it.
    """
    lock = (folder / "run" / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        where = lock.read().strip()
        lock.close()
        raise CannotStart(f"Fanmail is already running with the data in {folder}: {where}") from None
    lock.truncate(0)
    lock.write(address)
    lock.flush()
    return lock


def check_disk(free_bytes: int, folder: Path) -> None:
    """Raise CannotStart when so little is free that the database could stop in the middle of a write."""
    if free_bytes < NEEDED_BYTES:
        free, needed = free_bytes // 1_000_000, NEEDED_BYTES // 1_000_000
        raise CannotStart(
            f"Only {free} MB are free where {folder} lies, and Fanmail wants {needed} MB. Make room and start again."
        )


def check_ports(needs: Mapping[str, int]) -> None:
    """Raise CannotStart for the first port that somebody else listens on."""
    for name, port in needs.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                who = _NEEDS.get(name, name)
                raise CannotStart(
                    f"Port {port} is taken, and {who} needs it. Stop the program that uses it, "
                    "or move all ports of Fanmail: make run PORT_OFFSET=100"
                ) from None


def check_version(folder: Path, version: str) -> None:
    """Raise CannotStart when the database in `folder` was written by another version; remember `version` for a new one."""
    note = folder / "mongo.version"
    if not (folder / "mongo").exists():
        note.write_text(version + "\n")
        return
    wrote = note.read_text().strip() if note.exists() else "an unknown version"
    if wrote != version:
        raise CannotStart(
            f"The database in {folder / 'mongo'} was written by secantusdb {wrote}, and {version} is installed, which may not read it. "
            f"Install secantusdb=={wrote} again, or move {folder} away to begin anew."
        )


def check_keys(folder: Path, environment: Mapping[str, str]) -> None:
    """Raise CannotStart when there is a database but the file with the keys of its tokens is gone."""
    if (folder / "mongo").exists() and not (folder / "secrets.env").exists() and not environment.get("ENCRYPTION_KEYS"):
        raise CannotStart(
            f"{folder / 'secrets.env'} is gone, and the tokens in the database cannot be read without its keys. "
            f"Put it back, or move {folder} away to begin anew."
        )


def check_machine(folder: Path) -> None:
    """Raise CannotStart when the disk is nearly full or this process may not open enough files."""
    check_disk(shutil.disk_usage(folder).free, folder)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise CannotStart(
            f"Fanmail may not read and write {folder}. Give it to your user, or set FANMAIL_DATA to another folder."
        )
