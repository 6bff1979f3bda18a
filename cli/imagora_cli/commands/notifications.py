"""What happened while one was away."""

from __future__ import annotations

import click

from imagora_cli.command import Imagora, command
from imagora_cli.paging import list_options, told
from imagora_cli.views import people


@command("notifications")
@click.option("--read", is_flag=True, help="Mark all as read.")
@list_options
def notifications(imagora: Imagora, *, read: bool, limit: int, cursor: str | None, pages: int) -> None:
    """List what happened, newest first; unread ones have a dot."""
    imagora.api.require_session()
    found = list(imagora.api.pages("/v1/notifications", count=pages, limit=limit, cursor=cursor))
    told(imagora.screen, found, people.notifications)
    if read and found[0]["items"]:
        imagora.api.ask("/v1/notifications/read", {"up_to": found[0]["items"][0]["id"]})
