"""What the docs say about the code is held against the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"IMAGORA_[A-Z_]+[A-Z]")


def _variables(path: str) -> set[str]:
    return set(VARIABLE.findall((ROOT / path).read_text(encoding="utf-8")))


def test_every_variable_is_documented_and_none_besides() -> None:
    assert _variables("docs/configuration.md") == _variables("layers/core/imagora/kernel/config.py")


@pytest.mark.parametrize(
    "page", [*sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md")), "README.md"]
)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    missing = [link for link in links if link and not ((ROOT / page).parent / link).exists()]
    assert missing == []


def test_make_targets_named_in_the_docs_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target
        for page in ("README.md", "CONTRIBUTING.md", "docs/operations.md")
        for target in re.findall(
            r"`?\bmake ([a-z-]+)", "\n".join(re.findall(r"```.*?```|`[^`]+`", (ROOT / page).read_text(), re.DOTALL))
        )
    }
    assert named <= targets
