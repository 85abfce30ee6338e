"""Logs are events with an id, never texts of messages, never tokens. Every room writes them, none can own them."""

import logging
import sys

import structlog

log = structlog.get_logger()


def start_logging(name: str, level: int = logging.INFO) -> None:
    """Make this process write one readable line an event to stderr, each beginning with its time and `name`."""
    stamp: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        structlog.processors.format_exc_info,
        _called(name),
    ]
    structlog.configure(
        processors=[*stamp, _line],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=_line, foreign_pre_chain=stamp))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def _called(name: str) -> structlog.typing.Processor:
    def add(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {**event, "who": name}

    return add


def _line(_logger: object, _method: str, event: structlog.typing.EventDict) -> str:
    event = {key: value for key, value in event.items() if not key.startswith("_")}
    time, who, level = event.pop("timestamp", ""), event.pop("who", ""), event.pop("level", "info")
    what, trace = event.pop("event", ""), event.pop("exception", None)
    rest = " ".join(f"{key}={_printable(value)}" for key, value in event.items())
    mark = "" if level in ("info", "debug") else f"{level.upper()} "
    return f"{time} {who:<9} {mark}{what} {rest}".rstrip() + (f"\n{trace}" if trace else "")


def _printable(value: object) -> str:
    """On one line, whatever somebody put into an address."""
    text = str(value)
    return text if text.isprintable() else repr(text)
