"""A start that cannot succeed ends with one sentence and leaves nothing behind."""

import socket
from pathlib import Path

import pytest

from infra import preflight
from infra.preflight import CannotStart


def test_a_taken_port_is_named_with_who_needs_it_and_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart) as refused:
            preflight.check_ports({"broker": port})
    assert str(port) in str(refused.value)
    assert "the queue needs it" in str(refused.value)
    assert "PORT_OFFSET" in str(refused.value)


def test_a_port_that_was_used_a_moment_ago_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)), server.accept()[0]:
            pass  # the closed connection lingers
    preflight.check_ports({"web": port})


def test_a_second_start_hears_where_the_first_one_is(tmp_path: Path) -> None:
    preflight.open_folder(tmp_path)
    lock = preflight.hold(tmp_path, "http://127.0.0.1:8000")
    with pytest.raises(CannotStart, match=r"already running .* http://127\.0\.0\.1:8000"):
        preflight.hold(tmp_path, "http://127.0.0.1:9000")
    lock.close()
    preflight.hold(tmp_path, "http://127.0.0.1:9000").close()


def test_a_disk_that_is_nearly_full_is_refused_with_its_numbers(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"Only 123 MB are free .* wants 500 MB"):
        preflight.check_disk(123_456_789, tmp_path)
    preflight.check_disk(600_000_000, tmp_path)


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="cannot keep its data in"):
        preflight.open_folder(tmp_path / "file" / "data")


def test_only_the_owner_may_look_into_the_data_folder(tmp_path: Path) -> None:
    preflight.open_folder(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_database_of_another_version_is_refused_and_its_own_is_not(tmp_path: Path) -> None:
    preflight.check_version(tmp_path, "1")
    (tmp_path / "mongo").mkdir()
    preflight.check_version(tmp_path, "1")
    with pytest.raises(CannotStart, match="written by secantusdb 1, and 2 is installed"):
        preflight.check_version(tmp_path, "2")


def test_a_database_whose_keys_are_gone_is_refused(tmp_path: Path) -> None:
    preflight.check_keys(tmp_path, {})
    (tmp_path / "mongo").mkdir()
    with pytest.raises(CannotStart, match=r"secrets\.env is gone"):
        preflight.check_keys(tmp_path, {})
    preflight.check_keys(tmp_path, {"ENCRYPTION_KEYS": "given"})
    (tmp_path / "secrets.env").write_text("")
    preflight.check_keys(tmp_path, {})
