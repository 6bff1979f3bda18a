"""The folder in which a laptop stack keeps everything: its lock, its logs, and how others find it while it runs."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO


class CannotStart(RuntimeError):
    """The stack cannot start as asked; the message is one line that says what to change."""


class NotRunning(RuntimeError):
    """No stack runs on this folder."""


@dataclass(frozen=True)
class Running:
    """What a running stack says of itself: its process, its addresses, and the environment of its functions."""

    pid: int
    url: str
    endpoint: str
    environment: dict[str, str]


class DataDir:
    """`path` with `lock`, `stack.json` (while a stack runs), `logs/`, and what `Snapshots` keeps."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.logs = self.path / "logs"
        self.demo = self.path / "demo.json"
        self._about = self.path / "stack.json"
        self._lock: TextIO | None = None

    def take(self) -> None:
        """Make the folder and hold it until this process ends, however it ends.

        Raises `CannotStart` where it cannot be written to, or another stack holds it.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.logs.mkdir(exist_ok=True)
            self._lock = (self.path / "lock").open("w", encoding="utf-8")
        except OSError as error:
            reason = error.strerror or error
            raise CannotStart(f"cannot write to DATA_DIR {self.path}: {reason}. Choose another: DATA_DIR=…") from None
        if not _locked(self._lock):
            self._lock = None
            raise CannotStart(f"another Imagora runs on {self.path}. Stop it first, or choose another DATA_DIR.")
        self._about.unlink(missing_ok=True)

    def announce(self, running: Running) -> None:
        """Write down how this stack is reached; readable by its owner only."""
        partial = self._about.with_suffix(".part")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(running), file, indent=1)
        partial.replace(self._about)

    def leave(self) -> None:
        """Take the announcement back and let go of the folder."""
        if self._lock is not None:
            self._about.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def running(self) -> Running:
        """The stack that runs on this folder. Raises `NotRunning`, also for what a killed stack left behind."""
        try:
            with (self.path / "lock").open("r+", encoding="utf-8") as lock:
                held = not _locked(lock)
            about = self._about.read_text(encoding="utf-8") if held else ""
        except OSError:
            about = ""
        if not about:
            raise NotRunning(f"no Imagora is running on {self.path}: start it with `make run` first")
        return Running(**json.loads(about))


def _locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
