"""One readable line a request. Paths only: a query may hold what nobody should find in a log."""

from __future__ import annotations

import threading
import time
from typing import TextIO

_COLOURS = {2: "32", 3: "36", 4: "33", 5: "31"}


class AccessLog:
    """Writes request lines to a stream, in colour only where that is a terminal; None writes nothing."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._colour = stream is not None and stream.isatty()
        self._lock = threading.Lock()

    def write(self, method: str, path: str, status: int, seconds: float, size: int) -> None:
        if self._stream is None:
            return
        clock = time.strftime("%H:%M:%S")
        shown = path if len(path) <= 120 else path[:117] + "..."
        line = f"{clock}  {method:<6} {shown}  {self._status(status)}  {seconds * 1000:.0f} ms  {_size(size)}\n"
        with self._lock:
            self._stream.write(line)
            self._stream.flush()

    def _status(self, status: int) -> str:
        if not self._colour:
            return str(status)
        return f"\x1b[{_COLOURS.get(status // 100, '0')}m{status}\x1b[0m"


def _size(size: int) -> str:
    return f"{size} B" if size < 1000 else f"{size / 1000:.1f} kB"
