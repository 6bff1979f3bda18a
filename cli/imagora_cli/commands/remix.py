"""Making pictures from others' pictures."""

from __future__ import annotations

import click

from imagora_cli.command import Imagora, command
from imagora_cli.ids import ID
from imagora_cli.making import make
from imagora_cli.outcomes import Misused, Refused
from imagora_cli.paging import list_options, told
from imagora_cli.views import posts
from imagora_cli.wishes import Delivery, Wish, wishes


@command("remix")
@click.argument("original", type=ID)
@click.argument("prompt", required=False)
@wishes
def remix(imagora: Imagora, *, original: str, prompt: str | None, wish: Wish, delivery: Delivery) -> None:
    """Make a picture from another one: ORIGINAL is a post or a picture.

    Without a PROMPT it is drawn anew by its own one, where you may see that. Its owner decides who may remix it;
    whoever made the pictures before is named with the new one.

    \b
    imagora remix 01M82KQYKHY4EA39C9X905FSN1 "the same at night" --strength 0.4
    """
    imagora.api.require_session()
    make(imagora, wish.draft(prompt, remix_of=_picture(imagora, original)), delivery)


def _picture(imagora: Imagora, original: str) -> str:
    """The first picture of a post; an id that is no post's is taken for a picture's."""
    try:
        post = imagora.api.get(f"/v1/posts/{original}")
    except Refused as refusal:
        if refusal.code != "post_not_found":
            raise
        return original
    if not post["media"]:
        raise Misused("that post has no picture")
    return str(post["media"][0]["id"])


@command("remixes")
@click.argument("picture", type=ID)
@list_options
def remixes(imagora: Imagora, *, picture: str, limit: int, cursor: str | None, pages: int) -> None:
    """List what was made from a picture, newest first."""
    found = imagora.api.pages(f"/v1/media/{picture}/remixes", count=pages, limit=limit, cursor=cursor)
    told(imagora.screen, found, posts.remixes)
