"""Reading feeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from imagora_cli.api import Document, piece
from imagora_cli.command import Imagora, command
from imagora_cli.ids import HANDLE
from imagora_cli.making import draw
from imagora_cli.paging import list_options, told
from imagora_cli.views import posts


@command("feed")
@click.argument("which", type=click.Choice(("home", "explore", "tag", "profile")), default="home")
@click.argument("name", required=False)
@click.option("--filter", "kind", type=click.Choice(("posts", "replies", "media")), help="Of a profile: which posts.")
@click.option("--pictures", is_flag=True, help="Draw the pictures, where the terminal can.")
@list_options
def feed(imagora: Imagora, *, which: str, name: str | None, kind: str | None, pictures: bool, **paging: Any) -> None:
    """Read a feed: home (the default), explore, `tag NAME` or `profile HANDLE`, newest first."""
    path = _path(which, name)
    if which == "home":
        imagora.api.require_session()
    pages, limit, cursor = paging["pages"], paging["limit"], paging["cursor"]
    query = {"limit": limit, "cursor": cursor, "filter": kind if which == "profile" else None}
    found = imagora.api.pages(path, count=pages, **query)
    told(imagora.screen, _drawn(imagora, found) if pictures and not imagora.screen.json else found, posts.feed)


def _path(which: str, name: str | None) -> str:
    if which in ("home", "explore"):
        if name:
            raise click.UsageError(f"There is one {which} feed only.")
        return f"/v1/feeds/{which}"
    if not name:
        raise click.UsageError("Say which: `imagora feed tag NAME` or `imagora feed profile HANDLE`.")
    if which == "tag":
        return f"/v1/feeds/tags/{piece(name.removeprefix('#'))}"
    return f"/v1/accounts/{HANDLE.convert(name, None, None)}/posts"


def _drawn(imagora: Imagora, pages: Iterator[Document]) -> Iterator[Document]:
    """The pages post by post, each after its pictures; where it goes on with each."""
    for page in pages:
        if not page["items"]:
            yield page
        for item in page["items"]:
            for media in item.get("post", item)["media"]:
                draw(imagora, media)
            yield {**page, "items": [item]}
