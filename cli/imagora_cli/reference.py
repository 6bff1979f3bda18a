"""docs/cli.md, written from the commands' own help: `python -m imagora_cli.reference docs/cli.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from imagora_cli.cli import imagora
from imagora_cli.environment import VARIABLES
from imagora_cli.outcomes import MEANINGS

_BEGIN, _END = "<!-- written by imagora_cli.reference -->\n", "<!-- end of what is written -->\n"


def written(page: str) -> str:
    """The page with its reference written anew; what a person wrote around it stays."""
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}{''.join(_reference())}{_END}{after}"


def _reference() -> Iterator[str]:
    yield "\n## Exit codes\n\n| code | meaning |\n|---|---|\n"
    yield "".join(f"| {code.value} | {meaning} |\n" for code, meaning in MEANINGS.items())
    yield "\n## Environment\n\n| variable | meaning |\n|---|---|\n"
    yield "".join(f"| `{name}` | {meaning} |\n" for name, meaning in VARIABLES.items())
    yield "\n## Commands\n"
    yield from _help(imagora, None)


def _help(command: click.Command, parent: click.Context | None) -> Iterator[str]:
    """A command's help as the terminal shows it, and of a group's commands."""
    name = command.name if parent else "imagora"
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, **command.context_settings)
    yield f"\n### `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None  # noqa: S101 - it was listed
            yield from _help(found, context)


def main() -> None:
    path = Path(sys.argv[1])
    path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
