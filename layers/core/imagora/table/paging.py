"""A page of a list: what is on it, and where it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")
U = TypeVar("U")


class PageRequest(msgspec.Struct, frozen=True):
    """`limit` items beyond the sort key `after` (None: from the start). Cursors are opened before they come here."""

    limit: int
    after: str | None = None


class Page(msgspec.Struct, Generic[T], frozen=True):
    """`next` is the sort key to go on after; None where the list ends."""

    items: Sequence[T]
    next: str | None = None

    def map(self, change: Callable[[T], U]) -> Page[U]:
        return Page([change(item) for item in self.items], self.next)


def cut(rows: Sequence[T], limit: int, key: Callable[[T], str]) -> Page[T]:
    """A page of `limit` from rows of which one more was asked for: that one says whether there is a next page.

    (DynamoDB's LastEvaluatedKey doesn't: it may be there with nothing beyond it.)
    """
    shown = rows[:limit]
    return Page(shown, key(shown[-1]) if len(rows) > limit and shown else None)
