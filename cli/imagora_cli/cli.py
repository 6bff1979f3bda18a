"""The command `imagora`: which commands there are, and nothing of one before it is called."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from imagora_cli import __version__
from imagora_cli.outcomes import ExitCode

COMMANDS = {
    "sign-up": "accounts",
    "sign-in": "accounts",
    "sign-out": "accounts",
    "whoami": "accounts",
    "profiles": "profiles",
    "generate": "generate",
    "remix": "remix",
    "remixes": "remix",
    "picture": "picture",
    "jobs": "jobs",
    "options": "options",
    "credits": "credits",
    "assist": "assist",
    "post": "post",
    "delete": "post",
    "feed": "feed",
    "show": "show",
    "thread": "show",
    "like": "reactions",
    "unlike": "reactions",
    "repost": "reactions",
    "unrepost": "reactions",
    "bookmark": "reactions",
    "unbookmark": "reactions",
    "follow": "follows",
    "unfollow": "follows",
    "notifications": "notifications",
    "provenance": "provenance",
    "webhook": "webhook",
    "smoke": "smoke",
}
"""Command → module in `imagora_cli.commands`, which has it under its name with `_` for `-`; in the help's order."""


class LazyCommands(click.Group):
    """Imports a command's module with the command's first use: most calls need one of them."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = import_module(f"imagora_cli.commands.{COMMANDS[name]}")
        found: click.Command = getattr(module, name.replace("-", "_"))
        return found


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="imagora")
def imagora() -> None:
    """Imagora from the terminal: make pictures, post them, read, remix.

    Begin with `imagora sign-in --server URL`, or `imagora sign-up`. Without a server the one that `make run` starts is
    meant.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what the shell gets to know of it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe has the system's encoding, which need not have every letter
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        ended = imagora.main(arguments, prog_name="imagora", standalone_mode=False)
    except click.exceptions.Abort:
        return ExitCode.INTERRUPTED
    except click.ClickException as wrong:
        wrong.show()
        return ExitCode.USAGE
    return ended if isinstance(ended, int) else ExitCode.OK
