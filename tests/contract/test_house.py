"""Habits of the house that no tool of its own holds."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = sorted((ROOT / "layers" / "core" / "imagora").rglob("*.py"))
ALL = [
    *PRODUCT,
    *sorted((ROOT / "chalicelib").rglob("*.py")),
    *sorted((ROOT / "functions").rglob("*.py")),
    *sorted((ROOT / "cli").rglob("*.py")),
    ROOT / "app.py",
]
READS_ENVIRONMENT = {
    "layers/core/imagora/kernel/config.py",  # the instance's configuration
    "layers/core/imagora/kernel/aws.py",  # what AWS's SDKs agree on: endpoint, region, credentials
    "layers/core/imagora/kernel/trust.py",  # and where certificate authorities are
    "cli/imagora_cli/environment.py",  # the command line's own
}
MAX_LINES = 400
LISTS = {"lexicon.py", "rulebook.py"}
"""Long by nature: lists of words."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", ALL, ids=named)
def test_only_the_configuration_reads_the_environment(path: Path) -> None:
    reads = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"})
        or (isinstance(node, ast.Name) and node.id in {"environ", "getenv"})
    }
    assert reads == set() or named(path) in READS_ENVIRONMENT


@pytest.mark.parametrize("path", ALL, ids=named)
def test_nothing_is_imported_by_asterisk(path: Path) -> None:
    imports = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)]
    assert [node.module for node in imports for alias in node.names if alias.name == "*"] == []


@pytest.mark.parametrize("path", PRODUCT, ids=named)
def test_a_file_has_one_idea_and_few_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES or path.name in LISTS


@pytest.mark.parametrize("path", ALL, ids=named)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree(path)), "a module begins with a docstring"


@pytest.mark.parametrize("path", sorted((ROOT / "functions").glob("*/handler.py")), ids=named)
def test_a_handler_has_a_few_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 30


@pytest.mark.parametrize("path", ALL, ids=named)
def test_no_error_is_swallowed(path: Path) -> None:
    handlers = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
    assert [node.lineno for node in handlers if node.type is None or isinstance(node.body[0], ast.Pass)] == []
