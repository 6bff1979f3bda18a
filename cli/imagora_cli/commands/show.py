"""Reading one post, and what is said around it."""

from __future__ import annotations

import click

from imagora_cli.command import Imagora, command
from imagora_cli.ids import ID
from imagora_cli.making import draw
from imagora_cli.views import posts


@command("show")
@click.argument("post", type=ID)
@click.option("--pictures/--no-pictures", default=True, help="Draw its pictures, where the terminal can (the default).")
def show(imagora: Imagora, *, post: str, pictures: bool) -> None:
    """Show a post with its pictures."""
    found = imagora.api.get(f"/v1/posts/{post}")
    if pictures and not imagora.screen.json:
        for media in found["media"]:
            draw(imagora, media)
    imagora.screen.answer(found, posts.post(found))


@command("thread")
@click.argument("post", type=ID)
@click.option("--limit", type=click.IntRange(1, 100), default=50, help="Replies, 1 to 100.")
@click.option("--cursor", help="Where the replies go on, from the end of an earlier list.")
def thread(imagora: Imagora, *, post: str, limit: int, cursor: str | None) -> None:
    """Show a post in its conversation: what it answers, and what answers it."""
    found = imagora.api.get(f"/v1/posts/{post}/thread", limit=limit, cursor=cursor)
    imagora.screen.answer(found, posts.thread(found))
    more = found["replies"].get("cursor")
    if more and not imagora.screen.json:
        imagora.screen.say(f"There is more: --cursor {more}", style="dim")
