"""Profiles: several servers or accounts side by side."""

from __future__ import annotations

import click
from rich.console import Group
from rich.text import Text

from imagora_cli.command import Imagora, command
from imagora_cli.outcomes import Misused
from imagora_cli.settings import ProfileBook, Settings, checked_name


@click.group("profiles")
def profiles() -> None:
    """Use several servers or accounts side by side.

    A profile is made by `imagora sign-in --profile NAME --server URL`.
    """


@profiles.add_command
@command("list")
def list_profiles(imagora: Imagora) -> None:
    """List the profiles; the current one has a star."""
    book = ProfileBook.load()
    document = {
        "current": book.current,
        "profiles": {name: {"server": one.server, "handle": one.handle} for name, one in book.profiles.items()},
    }
    lines = [
        Text(f"{'*' if name == book.current else ' '} {name}  @{one.handle}  {one.server}")
        for name, one in book.profiles.items()
    ]
    imagora.screen.answer(document, Group(*lines) if lines else Text("No profiles yet: `imagora sign-in` makes one."))


@profiles.add_command
@command("use")
@click.argument("name")
def use_profile(imagora: Imagora, *, name: str) -> None:
    """Make a profile the current one."""
    book = ProfileBook.load()
    if name not in book.profiles:
        raise Misused(f"there is no profile {checked_name(name)!r}")
    book.with_profile(name, book.profiles[name]).save()
    imagora.screen.done(f"{name} is the current profile.")


@profiles.add_command
@command("remove")
@click.argument("name")
def remove_profile(imagora: Imagora, *, name: str) -> None:
    """Forget a profile that you are signed out of."""
    from imagora_cli.grants import vault

    book = ProfileBook.load()
    known = book.profiles.get(checked_name(name))
    if known and vault().load(Settings(known.server, name).key):
        raise Misused(f"sign out first: `imagora sign-out --profile {name}`")
    book.without(name).save()
    imagora.screen.done(f"{name} is forgotten.")
