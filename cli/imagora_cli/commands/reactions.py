"""Likes, reposts and bookmarks; each can be repeated without harm."""

from __future__ import annotations

import click

from imagora_cli.command import Imagora, command
from imagora_cli.ids import ID


def _reaction(name: str, mark: str, told: str, *, set_it: bool, summary: str) -> click.Command:
    @click.argument("post", type=ID)
    def react(imagora: Imagora, *, post: str) -> None:
        imagora.api.require_session()
        path = f"/v1/posts/{post}/{mark}"
        if set_it:
            imagora.api.put(path)
        else:
            imagora.api.delete(path)
        imagora.screen.done(told)

    react.__doc__ = summary
    return command(name)(react)


like = _reaction("like", "like", "Liked.", set_it=True, summary="Like a post.")
unlike = _reaction("unlike", "like", "No longer liked.", set_it=False, summary="Take a like back.")
repost = _reaction("repost", "repost", "Reposted.", set_it=True, summary="Show a post to those who follow you.")
unrepost = _reaction("unrepost", "repost", "No longer reposted.", set_it=False, summary="Take a repost back.")
bookmark = _reaction("bookmark", "bookmark", "Bookmarked.", set_it=True, summary="Keep a post for yourself.")
unbookmark = _reaction("unbookmark", "bookmark", "No longer kept.", set_it=False, summary="Take a bookmark back.")
