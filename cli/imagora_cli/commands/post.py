"""Posting, and taking back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from imagora_cli.asking import agreed
from imagora_cli.attachments import attach, latest
from imagora_cli.command import Imagora, command
from imagora_cli.files import Picture
from imagora_cli.ids import ID
from imagora_cli.outcomes import Interrupted
from imagora_cli.views import posts

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@command("post")
@click.argument("text", default="")
@click.option("--image", "images", type=_FILE, multiple=True, help="A picture's file; up to four.")
@click.option("--media", "media", type=ID, multiple=True, help="A picture that Imagora has, such as a generated one.")
@click.option("--latest", is_flag=True, help="The pictures of your newest job.")
@click.option("--alt", "alts", multiple=True, help="What a picture shows: one for each --image, then each --media.")
@click.option("--reply-to", type=ID, metavar="POST", help="The post that this answers.")
@click.option("--quote", type=ID, metavar="POST", help="The post that this shows below itself.")
@click.option(
    "--ai",
    type=click.Choice(("none", "assisted", "generated")),
    help="Whether AI made the pictures or helped to write.",
)
def post(
    imagora: Imagora,
    *,
    text: str,
    images: tuple[Path, ...],
    media: tuple[str, ...],
    alts: tuple[str, ...],
    **about: Any,
) -> None:
    """Post TEXT, pictures, or both; `-` reads the text from the input stream.

    Pictures are described for those who can't see them: by --alt, or by what you answer when asked. A post whose
    pictures are still looked at goes out by itself when they are ready.

    \b
    imagora post "First light. #lighthouse" --latest
    imagora post --image cat.png --alt "A cat in the rain" --ai none
    """
    imagora.api.require_session()
    if about["latest"]:
        media += latest(imagora)
    if len(images) + len(media) > 4:
        raise click.UsageError("A post has up to four pictures.")
    if len(alts) > len(images) + len(media):
        raise click.UsageError("There are more descriptions than pictures.")
    pictures = [Picture.read(path) for path in images]
    media_ids = attach(imagora, pictures, media, alts, ai=about["ai"])
    draft: dict[str, Any] = {"text": sys.stdin.read() if text == "-" else text, "media_ids": media_ids}
    draft |= {"reply_to": about["reply_to"], "quote_of": about["quote"], "ai": about["ai"]}
    made = imagora.api.create("/v1/posts", {name: value for name, value in draft.items() if value})
    if made["status"] == "pending":
        imagora.screen.say("It goes out by itself when its pictures are ready.", style="dim")
    imagora.screen.answer(made, posts.post(made))


@command("delete")
@click.argument("post", type=ID)
@click.option("--yes", is_flag=True, help="Don't ask.")
def delete(imagora: Imagora, *, post: str, yes: bool) -> None:
    """Delete a post of yours, with its pictures."""
    imagora.api.require_session()
    if not yes and not agreed(imagora.screen, "Delete this post for good?", otherwise=True):
        raise Interrupted("Nothing was deleted.")
    imagora.api.delete(f"/v1/posts/{post}")
    imagora.screen.done("Deleted.")
