"""What others may do with a picture of one's own, and what it says of itself."""

from __future__ import annotations

from typing import Any

import click

from imagora_cli.command import Imagora, command
from imagora_cli.ids import ID
from imagora_cli.making import draw
from imagora_cli.views import posts


@command("picture")
@click.argument("picture", type=ID)
@click.option("--alt", help="Describe it for those who can't see it.")
@click.option(
    "--remix-policy", type=click.Choice(("everyone", "followers", "nobody")), help="Who may remix it from now on."
)
@click.option("--share-prompt/--keep-prompt", default=None, help="Whether others see its prompt.")
def picture(imagora: Imagora, *, picture: str, **changes: Any) -> None:
    """Show a picture, or change what others may do with one of yours."""
    imagora.api.require_session()
    edit = {name: value for name, value in changes.items() if value is not None}
    path = f"/v1/media/{picture}"
    media = imagora.api.patch(path, edit) if edit else imagora.api.get(path)
    if not imagora.screen.json:
        draw(imagora, media)
    imagora.screen.answer(media, posts.picture_alone(media))
