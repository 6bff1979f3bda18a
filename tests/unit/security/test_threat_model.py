"""The threat model names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:unit|integration|contract|e2e)/[\w/]+(?:\.py)?)`", PAGE))
    assert len(named) > 20
    assert {name for name in named if not (ROOT / "tests" / name).exists()} == set()


def test_every_command_that_the_page_names_is_one() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {name for name in re.findall(r"`make ([\w-]+)`", PAGE) if f"\n{name}:" not in makefile} == set()
