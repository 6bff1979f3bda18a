"""Measure what `make package` built, write docs/performance.md's table when asked to, and fail above a bar.

Takes about two minutes on one core. IMAGORA_WRITE_DOCS=1 writes the page.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.endpoint import serving
from infra import package
from tests.bars import measure, packages, scene
from tests.bars.runtime import Function, running

WARM_BAR = 9.0
COLD_BAR = 2.0
SIZE_BAR = 40.0
PAGE = package.ROOT / "docs" / "performance.md"
_START, _END = "<!-- measured -->", "<!-- end -->"
_BINARIES = {"numpy": "numpy", "PIL": "Pillow", "cryptography": "cryptography", "regex": "regex"}


@dataclass(frozen=True)
class ColdStart:
    """A function's cold start: million instructions, and which heavy libraries it loaded."""

    name: str
    instructions: float
    libraries: tuple[str, ...]


def main() -> None:
    if shutil.which("valgrind") is None:
        sys.exit("The bars count instructions with valgrind, which isn't installed (Debian: apt-get install valgrind).")
    python = packages.python()
    with serving(scene.items()) as endpoint:
        variables = packages.environment(endpoint)
        api, hello = packages.api(variables), packages.hello()
        _expect_a_page(api, python)
        starts = [_cold_start(hello, python, scene.HELLO), _cold_start(api, python, scene.HOME)]
        warm = measure.warm(api, python, scene.HOME, cold=starts[1].instructions)
        starts += [
            _cold_start(function, python, packages.event(function)) for function in packages.functions(variables)
        ]
    size = packages.shipped_mb()
    table = _table(starts, warm, size)
    print(table)  # noqa: T201 - a command's answer
    if os.environ.get("IMAGORA_WRITE_DOCS"):
        _write(table)
    if broken := _broken(starts, warm, size):
        sys.exit("\n".join(broken))


def _expect_a_page(api: Function, python: Path) -> None:
    with running(api, python) as process:
        answer = process.invoke(scene.HOME)
    if answer["statusCode"] != 200 or answer["body"].count('"reason"') != scene.POSTS:
        sys.exit(f"The home page isn't what it should be: {answer['statusCode']} {answer['body'][:300]}")


def _cold_start(function: Function, python: Path, event: Mapping[str, Any]) -> ColdStart:
    with running(function, python) as process:
        process.invoke(event)
        maps = process.libraries()
    loaded = tuple(shown for part, shown in _BINARIES.items() if f"/python/{part}" in maps)
    return ColdStart(function.name, measure.cold_start(function, python, event), loaded)


def _table(starts: list[ColdStart], warm: float, size: float) -> str:
    hello, home = starts[0].instructions, starts[1].instructions
    rows = [
        f"| {start.name} | {start.instructions:.0f} | {start.instructions / hello:.2f} | {', '.join(start.libraries)} |"
        for start in starts
    ]
    return "\n".join(
        [
            "| bar | measured | at most |",
            "|---|---|---|",
            f"| a warm home page of {scene.POSTS}, million instructions | {warm:.2f} | {WARM_BAR:g} |",
            f"| a cold start to the first home page, in hello worlds | {home / hello:.2f} | {COLD_BAR:g} |",
            f"| API and core layer unzipped, MB | {size:.1f} | {SIZE_BAR:g} |",
            "",
            "| cold start to the first answer | million instructions | in hello worlds | compiled libraries loaded |",
            "|---|---|---|---|",
            *rows,
        ]
    )


def _broken(starts: list[ColdStart], warm: float, size: float) -> list[str]:
    ratio = starts[1].instructions / starts[0].instructions
    bars = {
        f"a warm home page takes {warm:.2f} M instructions, at most {WARM_BAR:g}": warm > WARM_BAR,
        f"a cold start takes {ratio:.2f} hello worlds, at most {COLD_BAR:g}": ratio > COLD_BAR,
        f"API and core layer have {size:.1f} MB, at most {SIZE_BAR:g}": size > SIZE_BAR,
    }
    for start in starts:
        pixels = {"numpy", "Pillow"} & set(start.libraries)
        bars[f"{start.name} loads {pixels}, and touches no pixel"] = bool(pixels) and start.name not in packages.PIXELS
    return [f"Above a bar: {told}" for told, broken in bars.items() if broken]


def _write(table: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    between = re.compile(f"{_START}.*{_END}", re.DOTALL)
    PAGE.write_text(between.sub(f"{_START}\n{table}\n{_END}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
