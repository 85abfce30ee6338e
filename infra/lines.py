"""One readable log out of what many servers write: `HH:MM:SS who what`, without what helps nobody."""

import re
from time import strftime

_OURS = re.compile(r"\d\d:\d\d:\d\d \S")
_SUPERVISOR = re.compile(r"\d{4}-\d\d-\d\d (\d\d:\d\d:\d\d),\d+ ([A-Z]+) (.*)")
_VALKEY = re.compile(r"\d+:\S+ (?:\d+ \w+ \d+ (\d\d:\d\d:\d\d)\.\d+|\(\d+\)) (?:[#*.-] )?(.*)")
_GUNICORN = re.compile(r"\[\d{4}-\d\d-\d\d (\d\d:\d\d:\d\d) [^\]]*\] \[\d+\] \[(\w+)\] (.*)")
_DULL = re.compile(
    "Memory overcommit|overcommit_memory|Received SIGTERM|ready to exit|listening on 127|Setting secondary"
    "|Warm shutdown|Requeuing undeliverable"
)
_ENDED = re.compile(r"exited: (\S+) \((.*?)(?:; (?:not )?expected)?\)")
_RUNS = re.compile(r"success: (\S+) entered RUNNING")
_KILLING = re.compile(r"killing '(\S+)' \(\d+\) with SIGKILL")


class Reader:
    """Rewrites one line after the other; remembers which parts have fallen, to say when they stand again."""

    def __init__(self) -> None:
        self._fallen: set[str] = set()

    def read(self, line: str) -> str | None:
        """The line as people read it; None when it says nothing worth reading."""
        line = line.rstrip()
        if not line or _DULL.search(line):
            return None
        if _OURS.match(line):
            return line
        if found := _SUPERVISOR.fullmatch(line):
            return self._from_supervisor(*found.groups())
        if found := _VALKEY.fullmatch(line):
            return say("broker", found[2], found[1])
        if found := _GUNICORN.fullmatch(line):
            return say("gunicorn", f"{found[2]} {found[3]}", found[1])
        return say("model", line) if line.startswith("serving ") else line

    def _from_supervisor(self, time: str, level: str, text: str) -> str | None:
        if found := _ENDED.match(text):
            self._fallen.add(found[1])
            return say(found[1], f"ended by itself ({found[2]}); starting it again", time)
        if (found := _RUNS.match(text)) and found[1] in self._fallen:
            self._fallen.remove(found[1])
            return say(found[1], "runs again", time)
        if found := _KILLING.match(text):
            return say(found[1], "did not end in time and is killed", time)
        return say("house", text, time) if level in ("ERRO", "ERROR") else None


def say(who: str, what: str, time: str | None = None) -> str:
    """One line of the log."""
    return f"{time or strftime('%H:%M:%S')} {who:<9} {what}"
