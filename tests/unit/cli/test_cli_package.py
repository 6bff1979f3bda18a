"""The command line as a distribution, and its reference."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from imagora_cli.cli import COMMANDS, imagora
from imagora_cli.reference import written

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "cli" / "pyproject.toml").read_text())["project"]


def test_the_reference_is_what_the_commands_say() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == written(page), "make cli-docs writes it anew"


def test_the_script_is_the_command() -> None:
    module, _, function = PROJECT["scripts"]["imagora"].partition(":")
    assert getattr(import_module(module), function)(["--version"]) == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_where_it_is_said_to_be(name: str) -> None:
    command = imagora.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    assert command.name == name
    assert command.get_short_help_str()


def test_what_is_tested_is_within_what_the_package_asks_for() -> None:
    pins = [ROOT / "requirements-dev.txt", ROOT / "layers" / "imaging" / "requirements.txt"]
    lines = [line.split("#")[0].strip() for path in pins for line in path.read_text().splitlines()]
    pinned = {name.lower(): version for name, _, version in (line.partition("==") for line in lines if "==" in line)}
    for one in map(Requirement, PROJECT["dependencies"]):
        assert one.specifier.contains(pinned[one.name]), one
