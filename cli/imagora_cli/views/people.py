"""Accounts and notifications in lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from imagora_cli.hygiene import neutral, neutral_line
from imagora_cli.views.posts import person
from imagora_cli.views.words import ago, counted

Document = Mapping[str, Any]

_DEEDS = {
    "follow": "follows you",
    "follow_request": "wants to follow you",
    "like": "liked your post",
    "repost": "reposted your post",
    "reply": "replied",
    "quote": "quoted you",
    "mention": "mentioned you",
    "remix": "remixed your picture",
    "generation": "Your pictures are done",
    "moderation": "A decision about something of yours",
}


def account(document: Document) -> RenderableType:
    lines = [person(document)]
    if document["bio"]:
        lines.append(Text(neutral(str(document["bio"]))))
    counts = (("follower", "followers_count"), ("following", "following_count"), ("post", "posts_count"))
    told = [counted(int(document[key]), name, name if name == "following" else None) for name, key in counts]
    lines.append(Text(" · ".join([*told, *(["private"] if document["private"] else [])]), style="dim"))
    return Group(*lines)


def notifications(page: Document) -> RenderableType:
    items = list(page["items"])
    return Group(*map(_notification, items)) if items else Text("Nothing new.", style="dim")


def _notification(item: Document) -> Text:
    line = Text("  " if item["read"] else "• ", style="bold")
    actors = list(item["actors"])
    if actors:
        line.append_text(person(actors[0]))
        others = int(item["count"]) - 1
        line.append(f" and {counted(others, 'other')}" if others > 0 else "")
        line.append(" ")
    kind = str(item["kind"])
    line.append(_DEEDS.get(kind, neutral_line(kind)), style="not bold")
    said = item.get("post") or {}
    if said.get("text"):
        line.append(f": {neutral_line(str(said['text']))[:80]}", style="not bold")
    line.append(f" · {ago(str(item['created_at']))}", style="dim not bold")
    return line
