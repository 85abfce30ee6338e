"""Asking a worker for something that a person waits for."""

from celery import Task
from kombu.exceptions import OperationalError

from logs import log


def rung(task: Task, *ids: str, expires: int) -> bool:
    """Ask for `task` with these ids, within `expires` seconds. False: the queue is away."""
    try:
        task.apply_async(list(ids), expires=expires)
    except OperationalError as error:
        log.warning("not rung", task=task.name, error=type(error).__name__)
        return False
    return True
