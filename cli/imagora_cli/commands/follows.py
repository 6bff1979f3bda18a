"""Whom one follows."""

from __future__ import annotations

import click

from imagora_cli.command import Imagora, command
from imagora_cli.ids import HANDLE


@command("follow")
@click.argument("handle", type=HANDLE)
def follow(imagora: Imagora, *, handle: str) -> None:
    """Follow somebody; who is private is asked first."""
    imagora.api.require_session()
    imagora.api.put(f"/v1/accounts/{handle}/follow")
    account = imagora.api.get(f"/v1/accounts/{handle}")
    requested = account.get("viewer", {}).get("following") == "requested"
    imagora.screen.done(f"Asked @{handle} to let you follow." if requested else f"You follow @{handle}.", account)


@command("unfollow")
@click.argument("handle", type=HANDLE)
def unfollow(imagora: Imagora, *, handle: str) -> None:
    """Follow somebody no longer."""
    imagora.api.require_session()
    imagora.api.delete(f"/v1/accounts/{handle}/follow")
    imagora.screen.done(f"You don't follow @{handle}.")
