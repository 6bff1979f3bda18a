"""Counting instructions with valgrind's callgrind: the same figure each time, to about a tenth of a percent."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.bars.runtime import Function, running

WARM_REQUESTS = 20


def cold_start(function: Function, python: Path, event: Mapping[str, Any]) -> float:
    """Million instructions from the start of the process to the first answer, waiting for the next event included."""
    return _instructions(function, python, event, 1)


def warm(function: Function, python: Path, event: Mapping[str, Any], *, cold: float) -> float:
    """Million instructions of one more request, once `cold` of them brought the function up."""
    return (_instructions(function, python, event, 1 + WARM_REQUESTS) - cold) / WARM_REQUESTS


def _instructions(function: Function, python: Path, event: Mapping[str, Any], requests: int) -> float:
    with tempfile.NamedTemporaryFile(suffix=".callgrind") as out:
        callgrind = ("valgrind", "--tool=callgrind", "-q", f"--callgrind-out-file={out.name}")
        with running(function, python, callgrind) as process:
            for _ in range(requests):
                process.invoke(event)
        counted = re.search(r"^(?:summary|totals):\s+(\d+)", Path(out.name).read_text(), re.MULTILINE)
    assert counted is not None
    return int(counted.group(1)) / 1e6
