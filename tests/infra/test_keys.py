"""The secrets of one machine are made once and kept from others."""

from pathlib import Path

from cryptography.fernet import Fernet

from infra.keys import keys


def test_secrets_are_made_once_and_kept(tmp_path: Path) -> None:
    first = keys(tmp_path / "secrets.env")
    assert len(first["SECRET_KEY"]) >= 32
    Fernet(first["ENCRYPTION_KEYS"])
    assert keys(tmp_path / "secrets.env") == first


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    keys(tmp_path / "secrets.env")
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600


def test_what_the_owner_added_stays_and_only_what_is_missing_is_made(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("ENCRYPTION_KEYS=new,old\n")
    assert keys(file)["ENCRYPTION_KEYS"] == "new,old"
    assert keys(file)["SECRET_KEY"] == keys(file)["SECRET_KEY"] != ""
