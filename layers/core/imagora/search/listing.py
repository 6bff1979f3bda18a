"""The embedded index as it is read: an inverted index in the table, each token a partition.

`WORD#<token>` / `<position>` posts, `NAMES#<first 2 characters>` / `<token>#<uid>` accounts, `TAGS#<first 2
characters>` / `<tag>` tags. Writing is the store's.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from imagora.feeds.models import Entry
from imagora.feeds.tags import entry_of
from imagora.kernel.ids import AccountId, Position
from imagora.search.intersection import intersect
from imagora.search.port import Named, Tag
from imagora.table.paging import Page
from imagora.table.reader import Key, Reader

FIRST = 2
"""How many characters of a token are its partition: enough to spread, few enough to look up as somebody types."""

_LAST = "\U0010ffff"


def word_partition(token: str) -> str:
    return f"WORD#{token}"


def name_key(token: str, account: str) -> Key:
    return f"NAMES#{token[:FIRST]}", f"{token}#{account}"


def tag_key(tag: str) -> Key:
    return f"TAGS#{tag[:FIRST]}", tag


class TableIndex(msgspec.Struct, frozen=True):
    """Looks things up. See `port.Index`."""

    reader: Reader

    def posts(self, tokens: Sequence[str], *, limit: int, after: str | None) -> Page[Entry]:
        """One Query a token in parallel (1 step, from 0.5 read units each), and at most three such rounds more."""

        def read(number: int, below: str | None, size: int) -> Sequence[Entry]:
            rows = self.reader.query(word_partition(tokens[number]), limit=size, after=below)
            return list(map(entry_of, rows))

        return intersect(read, len(tokens), limit=limit, after=after)

    def names(self, prefix: str, *, limit: int, after: str | None, up_to: str | None = None) -> Sequence[Named]:
        """1 Query; half a read unit for some 40. A single character finds only the names that are no longer."""
        span = (f"{after}\0" if after else prefix, up_to or f"{prefix}{_LAST}")
        rows = self.reader.query(f"NAMES#{prefix[:FIRST]}", limit=limit, between=span, ascending=True)
        found = [(row["SK"], *row["SK"].rsplit("#", 1)) for row in rows]
        return [Named(place, token, AccountId(account)) for place, token, account in found]

    def tags(self, prefix: str, *, limit: int, after: str | None) -> Sequence[Tag]:
        """1 Query; half a read unit for some 50. A single character finds only the tag that is no longer."""
        span = (f"{after}\0" if after else prefix, f"{prefix}{_LAST}")
        rows = self.reader.query(f"TAGS#{prefix[:FIRST]}", limit=limit, between=span, ascending=True)
        return [Tag(row["SK"], Position(row["last"])) for row in rows]
