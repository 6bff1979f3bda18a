"""Asking the person in front of the terminal, and nobody else."""

from __future__ import annotations

import sys

import click

from imagora_cli.outcomes import Misused
from imagora_cli.screen import Screen

_SECRET_BYTES = 4096


def ask(screen: Screen, question: str, *, option: str) -> str:
    """An answer, on the error stream so that results stay alone. Raises Misused where nobody can be asked."""
    if not screen.interactive:
        raise Misused(f"give {option}: nobody can be asked here")
    return str(click.prompt(question, err=True))


def ask_optional(screen: Screen, question: str) -> str:
    """An answer, empty where there is none or nobody to ask."""
    return str(click.prompt(question, default="", show_default=False, err=True)) if screen.interactive else ""


def agreed(screen: Screen, question: str, *, otherwise: bool) -> bool:
    """Yes or no; `otherwise` where nobody can be asked."""
    return click.confirm(question, default=otherwise, err=True) if screen.interactive else otherwise


def password(screen: Screen, *, from_stdin: bool, twice: bool = False) -> str:
    """A password that nobody sees: typed without echo, or from the input stream; never an argument."""
    if from_stdin:
        return sys.stdin.read(_SECRET_BYTES).rstrip("\r\n")
    if not screen.interactive:
        raise Misused("give the password on the input stream with --password-stdin: nobody can be asked here")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=twice, err=True))
