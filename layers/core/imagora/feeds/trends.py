"""What much is made of lately, as it is read: each post that reached enough has a score, in order on an index.

`TREND#<pid>` / `TREND`; GSI1 `TRENDING` / `<score>#<position>#<pid>#<author>[#<quoted pid>#<its author>]`. Writing is
in `trending`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import floor, log2

import msgspec

from imagora.feeds.models import Entry
from imagora.kernel.ids import AccountId, Position, PostId, time_of
from imagora.posts.hydration import Pointer
from imagora.posts.models import Counts, Post, Quoted
from imagora.table.reader import Key, Reader

TRENDING = "TRENDING"
"""One partition of the index: scores change in steps, so a post that thousands like writes to it some dozen times."""

KEEP = timedelta(days=7)
HALF_LIFE = timedelta(hours=6)
ENOUGH = 3
"""Points below which nothing trends: one reply and one like, or three likes."""

_STEPS = 8
_ASKED = 18  # entries of some 200 bytes: half a read unit


def trend_key(post: str) -> Key:
    return f"TREND#{post}", "TREND"


class Trends(msgspec.Struct, frozen=True):
    reader: Reader

    def top(self, now: datetime) -> list[Entry]:
        """What has the highest scores, highest first (1 Query, half a read unit)."""
        rows = self.reader.query(TRENDING, index="GSI1", limit=_ASKED)
        entries = [_entry(row["GSI1SK"]) for row in rows]
        return [entry for entry in entries if time_of(entry.position) + KEEP > now]


def points(counts: Counts) -> int:
    return counts.likes + 2 * counts.reposts + 2 * counts.replies + 3 * counts.quotes


def score(counts: Counts, position: Position) -> float:
    """The logarithm of what people did, in steps, and the time at which it came out, in half-lives.

    So a post needs twice as much six hours later, and no score ever has to be lowered as time passes.
    """
    return floor(_STEPS * log2(1 + points(counts))) / _STEPS + time_of(position).timestamp() / HALF_LIFE.total_seconds()


def ranked(post: Post, position: Position) -> str:
    """The sort key under which a post trends."""
    quote = post.card.quote
    quoted = [quote.post, quote.author] if quote else []
    return "#".join([f"{score(post.counts, position):013.5f}", position, post.id, post.author, *quoted])


def _entry(key: str) -> Entry:
    _, position, post, author, *quoted = key.split("#")
    quote = Quoted(PostId(quoted[0]), AccountId(quoted[1])) if quoted else None
    return Entry(Position(position), Pointer(PostId(post), AccountId(author), quote))
