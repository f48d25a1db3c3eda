"""What is logged, where, and what never is."""

import logging
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Literal, Protocol

from .errors import CoxswainError
from .redact import Redact, redact_strings

LogLevel = Literal["off", "error", "warn", "info", "debug"]

LogFields = Mapping[str, object]

LOG_LEVELS: tuple[LogLevel, ...] = ("off", "error", "warn", "info", "debug")


class Logger(Protocol):
    """What a logger must offer."""

    def error(self, message: str, fields: LogFields, /) -> object:
        """Something failed."""

    def warn(self, message: str, fields: LogFields, /) -> object:
        """Something should be changed."""

    def info(self, message: str, fields: LogFields, /) -> object:
        """Something out of the ordinary was dealt with."""

    def debug(self, message: str, fields: LogFields, /) -> object:
        """What happens anyway."""


class StandardLogger:
    """Writes to a logger of the standard library, or to stderr where nobody has set one up.

    The client's own `log_level` decides what is written, so that one setting is enough. The fields
    are an attribute of the record, `fields`.
    """

    def __init__(self, logger: logging.Logger | None = None) -> None:
        self._logger = logger if logger is not None else logging.getLogger("coxswain")

    def error(self, message: str, fields: LogFields, /) -> None:
        """Something failed."""
        self._write(logging.ERROR, message, fields)

    def warn(self, message: str, fields: LogFields, /) -> None:
        """Something should be changed."""
        self._write(logging.WARNING, message, fields)

    def info(self, message: str, fields: LogFields, /) -> None:
        """Something out of the ordinary was dealt with."""
        self._write(logging.INFO, message, fields)

    def debug(self, message: str, fields: LogFields, /) -> None:
        """What happens anyway."""
        self._write(logging.DEBUG, message, fields)

    def _write(self, level: int, message: str, fields: LogFields) -> None:
        text = f"{message} {dict(fields)}"
        if not self._logger.hasHandlers():
            print(f"coxswain {logging.getLevelName(level).lower()}: {text}", file=sys.stderr)
            return
        record = self._logger.makeRecord(
            self._logger.name, level, __file__, 0, text, (), None, extra={"fields": dict(fields)}
        )
        self._logger.handle(record)


Level = Literal["error", "warn", "info", "debug"]
Log = Callable[[Level, str, Callable[[], LogFields]], None]
"""Writes one line, if its level is wanted. Fields are made only then."""


def create_log(logger: Logger, threshold: LogLevel, redact: Redact) -> Log:
    """Strings are redacted here, whatever their level and wherever they come from.

    A logger that raises must not turn a call that took effect into one that failed.
    """
    for name in LOG_LEVELS:
        if name != "off" and not callable(getattr(logger, name, None)):
            raise CoxswainError(f"the logger has no method {name}")
    limit = LOG_LEVELS.index(threshold)

    def log(level: Level, message: str, fields: Callable[[], LogFields]) -> None:
        if LOG_LEVELS.index(level) > limit:
            return
        write: Callable[[str, LogFields], object] = getattr(logger, level)
        clean = {name: redact_strings(value, redact) for name, value in fields().items()}
        # There is nowhere left to tell it.
        with suppress(Exception):
            write(redact(message), clean)

    return log
