"""`python -m tests.pipeline.erase_child N`: goes on with the one erasure there is and dies, without a warning, at its Nth write."""

import os
import signal
import sys
from typing import Any

from pymongo import monitoring

import models
from models import Erasure
from models.fields import utcnow
from pipeline.erase_person import go_on


class Dies(monitoring.CommandListener):
    """Ends this process before the database hears of the Nth write."""

    def __init__(self, at: int) -> None:
        self._left = at

    def started(self, event: Any) -> None:
        self._left -= event.command_name in ("insert", "update", "delete")
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def succeeded(self, event: Any) -> None:
        """Nothing to do."""

    failed = succeeded


if __name__ == "__main__":
    monitoring.register(Dies(int(sys.argv[1])))
    models.connect()
    go_on(Erasure.objects.get(), utcnow())
