"""What a process spends: instructions as Callgrind counts them, CPU time as the kernel does.

Callgrind's counts are nearly the same on every run and machine of one architecture (within 0.1 %, but for what the
process itself draws by chance), whatever else the machine does. They count no kernel, no network, no waiting.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path


def available() -> bool:
    return shutil.which("valgrind") is not None and shutil.which("callgrind_control") is not None


class Callgrind:
    """Counts one process. Put `prefix` before its command; `mark` while it is idle ends a part and begins the next."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="imagora-bench-")
        self._out = Path(self._folder.name) / "counts"
        self._marks = 0

    @property
    def prefix(self) -> list[str]:
        return ["valgrind", "--tool=callgrind", "-q", f"--callgrind-out-file={self._out}"]

    def mark(self, pid: int) -> float:
        """Millions of instructions since the last mark."""
        self._marks += 1
        subprocess.run(
            ["callgrind_control", "--dump", str(pid)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        found = re.search(r"^(?:summary|totals): (\d+)", Path(f"{self._out}.{self._marks}").read_text(), re.MULTILINE)
        if found is None:
            raise ValueError("Callgrind's dump has no total")
        return int(found.group(1)) / 1e6

    def close(self) -> None:
        self._folder.cleanup()


def cpu_ms(pid: int) -> float:
    """Milliseconds that a process was on a CPU so far, threads that have ended included.

    Linux makes a process's CPU clock readable by number: `(~pid << 3) | 2`, see clock_getcpuclockid(3).
    """
    return time.clock_gettime((~pid << 3) | 2) * 1000


def peak_mb(pid: int) -> float:
    """The most memory that a process held."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found.group(1)) / 1024 if found else 0.0
