"""A home page through PynamoDB models: Queries of the feed and of the reader's marks, a batch for posts and authors."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.models import Model

MARKS = {"liked": "l", "reposted": "r", "bookmarked": "b"}
COUNTS = ("likes", "reposts", "replies", "quotes", "remixes")


class _Row(Model):
    class Meta:
        table_name = os.environ["IMAGORA_TABLE"]
        region = "us-east-1"

    PK = UnicodeAttribute(hash_key=True)
    SK = UnicodeAttribute(range_key=True)


class Entry(_Row):
    class Meta(_Row.Meta):
        pass

    p = UnicodeAttribute(null=True)
    a = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    pulled = UnicodeSetAttribute(null=True)


class Thing(_Row):
    """A post or a profile: one model for both, so that one request gets them all."""

    class Meta(_Row.Meta):
        pass

    GSI1PK = UnicodeAttribute(null=True)
    GSI1SK = UnicodeAttribute(null=True)
    type = UnicodeAttribute(null=True)
    author = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    card = UnicodeAttribute(null=True)
    position = UnicodeAttribute(null=True)
    likes = NumberAttribute(null=True)
    reposts = NumberAttribute(null=True)
    replies = NumberAttribute(null=True)
    quotes = NumberAttribute(null=True)
    remixes = NumberAttribute(null=True)
    handle = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    bio = UnicodeAttribute(null=True)
    avatar = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    private = BooleanAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    feed_mode = UnicodeAttribute(null=True)
    followers_count = NumberAttribute(null=True)
    following_count = NumberAttribute(null=True)
    posts_count = NumberAttribute(null=True)


def home(reader: str, limit: int = 50) -> list[dict[str, Any]]:
    rows = list(Entry.query(f"FEED#{reader}", scan_index_forward=False, limit=limit + 2, page_size=limit + 2))
    now = time.time()
    entries = [row for row in rows if row.SK != "~HEAD" and (row.expires_at or now + 1) > now][:limit]
    keys = [(f"POST#{row.p}", "POST") for row in entries]
    keys += [(f"USER#{author}", "PROFILE") for author in dict.fromkeys(row.a for row in entries)]
    found = {thing.PK: thing for thing in Thing.batch_get(keys)}
    marked = _marks(reader, [row.p for row in entries])
    shown = []
    for row in entries:
        post, author = found.get(f"POST#{row.p}"), found.get(f"USER#{row.a}")
        if post is not None and author is not None and post.status == "published":
            counts = [int(getattr(post, name) or 0) for name in COUNTS]
            viewer = {name: f"MARK#{row.p}#{kind}" in marked for name, kind in MARKS.items()}
            card = json.loads(post.card)
            shown.append({"post": row.p, "card": card, "counts": counts, "handle": author.handle, "viewer": viewer})
    return shown


def _marks(reader: str, posts: list[str]) -> set[str]:
    """What the reader made of these posts, as sort keys: one range of their own partition."""
    between = _Row.SK.between(f"MARK#{min(posts)}", f"MARK#{max(posts)}~")
    return {row.SK for row in Entry.query(f"USER#{reader}", between, limit=200, page_size=200)}
