"""What a part measured, as small JSON files in benchmarks/results/; the pages in docs/ are written from these alone."""

from __future__ import annotations

import json
import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
WORK = ROOT / ".bench"
"""What a run builds and drops: packages, the runtime's environment, recorded items. Ignored by git."""

SEED = 20261122
"""Every generator of random numbers starts from it."""


def machine() -> dict[str, Any]:
    """Where it was measured. No names or paths: only what a reader needs to judge the figures."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", info.read_text()) if info.exists() else None
    return {
        "cpu": found.group(1).strip() if found else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "load_at_the_end": round(os.getloadavg()[0], 1),
    }


def write(part: str, command: str, figures: dict[str, Any]) -> None:
    """Keep a part's figures, with where and when they were measured and the command that measures them again."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    kept = {"part": part, "command": command, "measured": datetime.now(UTC).date().isoformat(), "machine": machine()}
    text = json.dumps(kept | {"figures": figures}, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / f"{part}.json").write_text(text, encoding="utf-8")
    print(f"benchmarks/results/{part}.json written")


def read(part: str) -> dict[str, Any]:
    """A part's file. Raises FileNotFoundError where it never ran."""
    return dict(json.loads((RESULTS / f"{part}.json").read_text(encoding="utf-8")))


def figures(part: str) -> dict[str, Any]:
    return dict(read(part)["figures"])
