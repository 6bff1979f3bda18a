"""Where the laptop stack's lines go: all of them to files of bounded size, what matters to the screen too."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

Say = Callable[[str], None]
"""Puts one line on the screen. Returns at once, whatever the terminal does."""

_BYTES = 5_000_000
_ERRORS = frozenset({"ERROR", "CRITICAL"})


class LineLog:
    """A file that takes whole lines as they are. At 5 MB it becomes `<name>.1` and a new one begins."""

    def __init__(self, path: Path) -> None:
        self._handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=1, encoding="utf-8")

    def write(self, line: str) -> None:
        """Append one line. Any thread may."""
        self._handler.handle(logging.LogRecord("line", logging.INFO, "", 0, line, None, None))

    def close(self) -> None:
        self._handler.close()


class FunctionLog:
    """Takes what handlers and the API write: structured lines to the file, their errors in short to the screen."""

    def __init__(self, path: Path, say: Say) -> None:
        self._log = LineLog(path)
        self._say = say

    def __call__(self, line: str) -> None:
        self._log.write(line)
        short = shorten(line)
        if short is not None:
            self._say(short)

    def close(self) -> None:
        self._log.close()


def shorten(line: str) -> str | None:
    """An error's line for the screen; None for every other line."""
    if not line.startswith("{"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    if not isinstance(record, dict) or record.get("level") not in _ERRORS:
        return None
    where = record.get("function_name") or record.get("location") or record.get("service") or "a function"
    kind = f" ({record['exception_name']})" if record.get("exception_name") else ""
    return f"{time.strftime('%H:%M:%S')}  error  {where}: {record.get('message')}{kind} · logs/functions.log"


class ScreenHandler(logging.Handler):
    """Warnings of the stack itself, one line each."""

    def __init__(self, say: Say) -> None:
        super().__init__(logging.WARNING)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage().splitlines()[0]
        self._say(f"{time.strftime('%H:%M:%S')}  {record.levelname.lower()}  {line}")


def log_stack(path: Path, say: Say) -> None:
    """Send this process's own logging to a file, and its warnings to the screen."""
    file = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=1, encoding="utf-8")
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    root.addHandler(file)
    root.addHandler(ScreenHandler(say))
    logging.getLogger("imagora").setLevel(logging.INFO)
