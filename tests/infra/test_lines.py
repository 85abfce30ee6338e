"""One readable log out of what many servers write."""

import pytest

from infra.lines import Reader


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("09:12:01 worker    message sent message=1", "09:12:01 worker    message sent message=1"),
        ("  File 'x.py', line 1", "  File 'x.py', line 1"),
        ("2026-11-21 09:12:01,123 INFO spawned: 'web' with pid 12", None),
        ("2026-11-21 09:12:01,123 INFO success: web entered RUNNING state, process has stayed up", None),
        ("2026-11-21 09:12:01,123 CRIT Supervisor is running as root.", None),
        (
            "2026-11-21 09:12:01,123 WARN killing 'web' (12) with SIGKILL",
            "09:12:01 web       did not end in time and is killed",
        ),
        ("9454:M 21 Nov 2026 09:13:22.060 # WARNING Memory overcommit must be enabled!", None),
        ("9454:M 21 Nov 2026 09:13:22.060 # Can't write", "09:13:22 broker    Can't write"),
        ("[2026-11-21 09:13:22 +0000] [12] [ERROR] Worker failed", "09:13:22 gunicorn  ERROR Worker failed"),
        ("secantusd-rs listening on 127.0.0.1:27990", None),
        ("", None),
    ],
)
def test_a_line_says_when_who_and_what(written: str, read: str | None) -> None:
    assert Reader().read(written + "\n") == read


def test_the_fall_of_a_part_and_its_return_are_told() -> None:
    reader = Reader()
    fell = reader.read("2026-11-21 09:12:01,123 WARN exited: database (terminated by SIGKILL; not expected)")
    assert fell == "09:12:01 database  ended by itself (terminated by SIGKILL); starting it again"
    rose = "2026-11-21 09:12:04,123 INFO success: database entered RUNNING state, process has stayed up"
    assert reader.read(rose) == "09:12:04 database  runs again"
    assert reader.read(rose) is None
