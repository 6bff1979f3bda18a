"""Posts, feeds and threads in lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from imagora_cli.hygiene import neutral, neutral_line
from imagora_cli.views.words import ago

Document = Mapping[str, Any]

_AI = {"generated": "made with AI", "assisted": "AI helped", "undeclared": "AI not declared"}
_REASONS = {"reposted": "reposted by", "recent": "new here", "trending": "trending"}
_COUNTS = (("replies", "↩"), ("reposts", "⟳"), ("likes", "♥"), ("quotes", "❝"), ("remixes", "✎"))


def person(author: Document) -> Text:
    """A name and a handle; who is no human says so."""
    line = Text(neutral_line(str(author["name"])), style="bold")
    line.append(f" @{neutral_line(str(author['handle']))}", style="dim not bold")
    if author.get("kind") in ("bot", "persona"):
        line.append(f" ({author['kind']})", style="dim not bold")
    return line


def post(document: Document) -> RenderableType:
    """A post with its pictures, what it quotes, its counts and its id; a tombstone where it is none."""
    if "tombstone" in document:
        return Text(f"[this post is {neutral_line(str(document['tombstone']))}]", style="dim italic")
    return Group(*_lines(document))


def _lines(document: Document) -> Iterator[RenderableType]:
    yield _heading(document)
    if document["text"]:
        yield Text(neutral(str(document["text"])))
    for media in document["media"]:
        yield picture(media)
        yield from map(_credit, media.get("credits") or ())
    if document.get("quote"):
        yield Padding(post(document["quote"]), (0, 0, 0, 4))
    yield _footing(document)


def _heading(document: Document) -> Text:
    line = person(document["author"])
    remarks = [ago(str(document["created_at"])), _AI.get(str(document["ai"]), "")]
    remarks += ["edited"] if document.get("edited_at") else []
    remarks += [str(document["status"])] if document["status"] != "published" else []
    remarks += [str(label["value"]) for label in document["labels"]]
    line.append("".join(f" · {neutral_line(remark)}" for remark in remarks if remark), style="dim not bold")
    return line


def _footing(document: Document) -> Text:
    counts = document["counts"]
    told = [f"{sign} {int(counts[name]):,}" for name, sign in _COUNTS if counts.get(name)]
    return Text("  ".join([neutral_line(str(document["id"])), *told]), style="dim")


def picture(media: Document) -> Text:
    """A picture in a line: what it shows, how big it is, where it is."""
    alt = neutral_line(str(media.get("alt") or "")) or "no description"
    line = Text(f"▣ {alt}", style="cyan")
    if media["status"] == "ready":
        line.append(f"  {media['width']}×{media['height']}", style="dim")
    else:
        line.append(f"  {neutral_line(str(media['status']))}", style="yellow")
    line.append(f"  {neutral_line(str(media['id']))}", style="dim")
    return line


def _credit(credit: Document) -> Text:
    """What a picture was made from, and whose that is."""
    if "tombstone" in credit:
        return Text("  made from a picture that isn't shown", style="dim italic")
    whose = f" by @{neutral_line(str(credit['author']['handle']))}" if credit.get("author") else ""
    return Text(f"  made from {neutral_line(str(credit['media_id']))}{whose}", style="dim italic")


def feed(page: Document) -> RenderableType:
    """A page of a feed, or of a list of posts."""
    items = list(page["items"])
    if not items:
        return Text("Nothing here yet.", style="dim")
    return Group(*(line for item in items for line in (*_reason(item), post(item.get("post", item)), Text())))


def _reason(item: Document) -> Iterable[Text]:
    reason = item.get("reason") or {}
    words = _REASONS.get(str(reason.get("kind")))
    if words:
        by = f" @{neutral_line(str(reason['by']['handle']))}" if reason.get("by") else ""
        yield Text(f"{words}{by}", style="dim italic")


def thread(document: Document) -> RenderableType:
    """What a post answers, the post, what answers it: one step further in each."""
    above = [Padding(post(one), (0, 0, 1, 0)) for one in document["ancestors"]]
    below = [Padding(_reply(one), (1, 0, 0, 4)) for one in document["replies"]["items"]]
    return Group(*above, post(document["post"]), *below)


def _reply(item: Document) -> RenderableType:
    if item.get("hidden"):
        return Text("[folded away by who began the conversation]", style="dim italic")
    more = int(item["replies_count"])
    return Group(post(item["post"]), *([Text(f"{more:,} more below", style="dim")] if more else []))


def remixes(page: Document) -> RenderableType:
    """What was made from a picture, each remix of a remix one step further in."""
    items = list(page["items"])
    if not items:
        return Text("No remixes yet.", style="dim")
    return Group(*map(_remix, items))


def _remix(item: Document) -> Text:
    line = Text("  " * (int(item["depth"]) - 1), style="dim").append_text(picture(item["media"]))
    author = neutral_line(str(item["post"]["author"]["handle"]))
    return line.append(f"  by @{author} in {neutral_line(str(item['post']['id']))}", style="dim")


def picture_alone(media: Document) -> RenderableType:
    """A picture with what is known of it: its prompt, what it was made from, who may remix it."""
    lines = [picture(media)]
    made_by = media.get("ai") or {}
    if made_by:
        lines.append(Text(neutral_line(f"  by {made_by['provider']} {made_by['model']}"), style="dim"))
    if made_by.get("prompt"):
        lines.append(Text(f"  {neutral_line(str(made_by['prompt']))}", style="italic"))
    lines += map(_credit, media.get("credits") or ())
    lines.append(Text(neutral_line(f"  may be remixed by {media['remix_policy']}"), style="dim"))
    return Group(*lines)
