"""Counting again what counters count, from the items themselves. Reads only; bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from imagora.accounts.rows import profile_key
from imagora.kernel.ids import AccountId, PostId
from imagora.posts.listing import author_key, card_of, post_key
from imagora.posts.marks import likes_key, repost_key
from imagora.posts.tallies import TallyLists, sums
from imagora.table.reader import Reader, Row

LARGEST = 5_000
"""What has more items than this isn't counted again: it would take too long beside people who go on."""

_PAGE = 1_000

Kind = Literal["post", "account"]
Counts = dict[str, int]


class Subject(msgspec.Struct, frozen=True):
    """A post or an account whose counters are looked at."""

    kind: Kind
    id: str


class Finding(msgspec.Struct, frozen=True):
    """What stands there against what was counted, for each counter; `beside` is what waits in a post's shards."""

    subject: Subject
    stands: Counts
    beside: Counts
    counted: Counts

    @property
    def drifted(self) -> Counts:
        """Counters that are wrong, with what they should hold."""
        right = {name: number - self.beside.get(name, 0) for name, number in self.counted.items()}
        return {name: number for name, number in right.items() if number != self.stands[name]}


class Recounting(msgspec.Struct, frozen=True):
    reader: Reader
    tallies: TallyLists

    def look(self, subject: Subject) -> Finding | None:
        """Read the counters, count their items, read again.

        None where they moved meanwhile, where there are too many to count, or where the subject is gone: nothing can
        be said then.
        """
        before = self._stand(subject)
        if before is None:
            return None
        counted: Counts = {}
        for name, count in (
            self._of_post(subject.id) if subject.kind == "post" else self._of_account(subject.id)
        ).items():
            if max(before[0][name], 0) > LARGEST or (number := count()) is None:
                return None
            counted[name] = number
        return Finding(subject, *before, counted) if self._stand(subject) == before else None

    def _stand(self, subject: Subject) -> tuple[Counts, Counts] | None:
        of_post = subject.kind == "post"
        row = self.reader.get(post_key(subject.id) if of_post else profile_key(subject.id), consistent=True)
        if row is None or row["status"] != ("published" if of_post else "active"):
            return None
        if not of_post:
            return {name: row[name] for name in ("followers_count", "following_count", "posts_count")}, {}
        beside: Mapping[Any, int] = sums(self.tallies.of(PostId(subject.id)))
        return {name: row.get(name, 0) for name in ("likes", "reposts", "replies", "quotes", "remixes")}, dict(beside)

    def _of_post(self, post: str) -> dict[str, Callable[[], int | None]]:
        return {
            "likes": lambda: self._count(likes_key(post), index="GSI1"),
            "reposts": lambda: self._count(repost_key(post, "")[0], where=lambda row: not row.get("undone")),
            "replies": lambda: self._living(f"REPLIES#{post}"),
            "quotes": lambda: self._living(f"QUOTES#{post}"),
            "remixes": lambda: self._remixes(post),
        }

    def _of_account(self, account: str) -> dict[str, Callable[[], int | None]]:
        return {
            "followers_count": lambda: self._count(f"FOLLOWERS#{account}", index="GSI1"),
            "following_count": lambda: self._count(f"USER#{account}", prefix="FOLLOW#"),
            "posts_count": lambda: self._count(
                author_key(AccountId(account)), index="GSI1", where=lambda row: str(row["PK"]).startswith("POST#")
            ),
        }

    def _rows(self, partition: str, index: str | None = None, prefix: str | None = None) -> list[Row] | None:
        """All of a partition; None where it has more than LARGEST."""
        found: list[Row] = []
        while len(found) <= LARGEST:
            after = found[-1]["GSI1SK" if index else "SK"] if found else None
            rows = self.reader.query(
                partition, index=index, prefix=prefix, limit=_PAGE, after=after, ascending=True,
                consistent=index is None,
            )  # fmt: skip
            found += rows
            if len(rows) < _PAGE:
                return found
        return None

    def _count(
        self,
        partition: str,
        *,
        index: str | None = None,
        prefix: str | None = None,
        where: Callable[[Row], bool] = lambda _: True,
    ) -> int | None:
        rows = self._rows(partition, index, prefix)
        return None if rows is None else sum(map(where, rows))

    def _remixes(self, post: str) -> int | None:
        """Direct remixes of its pictures that were counted here, not at another post with the same picture."""
        row = self.reader.get(post_key(post), consistent=True) or {}
        pictures = [picture.id for picture in card_of(row.get("card")).pictures]
        found = [self._count(f"REMIXES#{one}", where=lambda row: row.get("c") == post) for one in pictures]
        return None if None in found else sum(filter(None, found))

    def _living(self, partition: str) -> int | None:
        """Pointers to posts that are out: a deleted reply keeps its place, and isn't counted."""
        rows = self._rows(partition)
        if rows is None:
            return None
        found = self.reader.batch(post_key(row["p"]) for row in rows)
        return [row["status"] for row in found.values()].count("published")
