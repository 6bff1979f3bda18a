"""Where a home feed goes on, and from where on it is new: the texts in cursors and in `since`.

Both remember some posts by the ends of their ids: eight characters, forty random bits. Two of those that a page
compares are alike by chance once in some hundred million pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import msgspec

from imagora.feeds.models import Entry
from imagora.kernel.ids import least_id, time_of

_TAIL = 8
_REMEMBERED = 200
_BEYOND = "~"

_OVERLAP = timedelta(seconds=60)
"""How much later than its position says an entry may come into a feed, and still be told as new."""


def tail(ulid: str) -> str:
    return ulid[-_TAIL:]


class Place(msgspec.Struct, frozen=True):
    """Where a feed goes on: beyond this position (None: from the start), or in explore, as its own cursors say ("":
    from explore's start). `told` are the tails of posts that were shown because somebody reposted them.
    """

    position: str | None = None
    told: Sequence[str] = ()
    explore: str | None = None

    @classmethod
    def read(cls, text: str | None) -> Place:
        """What `written` gave; None is the start."""
        if text is None:
            return cls()
        position, _, rest = text.partition(".")
        tails, _, explore = rest.partition(".")
        told = _tails(tails)
        return cls(None, told, explore) if position == _BEYOND else cls(position, told)

    def written(self) -> str:
        """As a cursor keeps it: at most 200 reposts, the newest of them."""
        told = "".join(self.told[-_REMEMBERED:])
        if self.explore is not None:
            return f"{_BEYOND}.{told}.{self.explore}"
        return f"{self.position}.{told}" if told else str(self.position)


class Mark(msgspec.Struct, frozen=True):
    """From where on a feed is new: beyond a position, but for those whose tails are known.

    Entries come a little out of order, each as fast as its fan-out; so what lies within a minute of the newest entry is
    looked at again, and what was there is known.
    """

    position: str
    known: Sequence[str] = ()

    @classmethod
    def read(cls, text: str) -> Mark:
        position, _, tails = text.partition(".")
        return cls(position, _tails(tails))

    @classmethod
    def after(cls, entries: Sequence[Entry], before: Mark | None = None) -> Mark:
        """The mark behind these entries, newest first; behind nothing, the one before them."""
        if not entries:
            return before or cls("0")
        position = least_id(time_of(entries[0].position) - _OVERLAP)
        recent = [entry.position for entry in entries if entry.position > position][:_REMEMBERED]
        if len(recent) == _REMEMBERED:
            position = recent.pop()
        if before is not None and position < before.position:
            position = before.position
        older = before.known if before is not None and before.position >= position else ()
        return cls(position, sorted({*map(tail, recent), *older}))

    def fresh(self, entries: Iterable[Entry]) -> list[Entry]:
        return [entry for entry in entries if tail(entry.position) not in self.known]

    def written(self) -> str:
        return f"{self.position}.{''.join(self.known)}" if self.known else self.position


def _tails(joined: str) -> list[str]:
    return [joined[start : start + _TAIL] for start in range(0, len(joined), _TAIL)]
