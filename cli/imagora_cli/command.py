"""What all commands have in common: `--json`, `--server`, `--profile`, and how they fail."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from imagora_cli.outcomes import CommandFailed, Interrupted
from imagora_cli.screen import Screen
from imagora_cli.settings import Settings

if TYPE_CHECKING:
    from imagora_cli.api import Api

Body = Callable[..., None]


@dataclass
class Imagora:
    """What a command works with. The API is there, and its libraries are imported, with the first use."""

    settings: Settings
    screen: Screen

    @cached_property
    def api(self) -> Api:
        from imagora_cli.api import Api
        from imagora_cli.grants import vault
        from imagora_cli.patience import tell

        tell(self.screen.say)
        return Api(self.settings.server, self.settings.key, vault())


_COMMON = (
    click.option("--json", "as_json", is_flag=True, help="Answer in JSON, one document a line."),
    click.option("--server", metavar="URL", help="The server, instead of the profile's (IMAGORA_SERVER)."),
    click.option("--profile", metavar="NAME", help="The profile, instead of the current one (IMAGORA_PROFILE)."),
)


def command(name: str) -> Callable[[Body], click.Command]:
    """Make a command of a function that takes an `Imagora` first; its docstring is its help."""

    def made(body: Body) -> click.Command:
        @functools.wraps(body)
        def run(*, as_json: bool, server: str | None, profile: str | None, **arguments: Any) -> None:
            screen = Screen(json=as_json)
            try:
                body(Imagora(Settings.chosen(server=server, profile=profile), screen), **arguments)
            except KeyboardInterrupt:
                _end(screen, Interrupted("Interrupted."))
            except CommandFailed as failure:
                _end(screen, failure)

        callback: Body = run
        for option in reversed(_COMMON):
            callback = option(callback)
        return click.command(name)(callback)

    return made


def _end(screen: Screen, failure: CommandFailed) -> None:
    screen.failed(failure)
    raise click.exceptions.Exit(failure.exit_code)
