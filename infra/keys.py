"""The secrets of one machine: made at the first start, kept in a file that only its owner can read."""

import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from dotenv import dotenv_values


def keys(file: Path) -> dict[str, str]:
    """What `file` holds; what it lacks is made and written to it first."""
    kept = {name: value for name, value in dotenv_values(file).items() if value} if file.exists() else {}
    made = {name: make() for name, make in _MAKERS.items() if name not in kept}
    if made:
        _write(file, {**kept, **made})
    return {**kept, **made}


_MAKERS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "ENCRYPTION_KEYS": lambda: Fernet.generate_key().decode(),
    "LANGUAGE_MODEL_KEY": lambda: secrets.token_urlsafe(24),  # for the model server of this machine only
}


def _write(file: Path, values: dict[str, str]) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    lines = "".join(f"{name}={value}\n" for name, value in values.items())
    new.write_text("# Keep this file: without ENCRYPTION_KEYS the stored tokens cannot be read.\n" + lines)
    new.replace(file)
