"""What stands in several long lists at once, newest first, in few requests.

Each list is read from its newest end, in parallel. Down to the end of the part that reaches least far, everything is
known; from there on, the list that is thinnest says where the next round has to look at all (a leapfrog join). As soon
as one list is known to its end, what is left of it is all that there can be: no further reading is needed. What that
gives may be more than stands in all lists, never less: whoever reads the posts looks into them anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from imagora.feeds.models import Entry
from imagora.kernel.parallel import together
from imagora.table.paging import Page

ROUNDS = (100, 200, 400, 800)
"""How much of each list a round reads. A hundred entries are some three half read units."""

Read = Callable[[int, str | None, int], Sequence[Entry]]
"""(list, after, limit) → its entries beyond `after`, newest first."""


def intersect(read: Read, lists: int, *, limit: int, after: str | None) -> Page[Entry]:
    """At most `limit` entries that may stand in all lists, each that does among them; `next` goes on where this ended.

    At most four rounds, one step each. `next` is None only where there is nothing further.
    """
    found: list[Entry] = []
    below = after
    for size in ROUNDS:
        parts = together([partial(read, number, below, size) for number in range(lists)])
        whole = [part for part in parts if len(part) < size]
        bound = max((part[-1].position for part in parts if len(part) == size), default="")
        found += _common(parts, bound)
        if whole:
            found += _common([min(whole, key=len), *whole], "", bound)
            return _page(found, limit, None)
        if len(found) > limit:
            break
        below = _leap(parts, bound)
    return _page(found, limit, below)


def _common(parts: Sequence[Sequence[Entry]], lowest: str, below: str | None = None) -> list[Entry]:
    """What all of these have from `lowest` on, and below `below`; in the first one's order."""
    others = [{entry.position for entry in part} for part in parts[1:]]
    return [
        entry
        for entry in parts[0]
        if entry.position >= lowest
        and (below is None or entry.position < below)
        and all(entry.position in other for other in others)
    ]


def _leap(parts: Sequence[Sequence[Entry]], bound: str) -> str:
    """Where the next round starts: beyond `bound`, and not before each list has something again."""
    nexts = [next((entry.position for entry in part if entry.position < bound), None) for part in parts]
    known = [position for position in nexts if position is not None]
    return f"{min(known)}+" if known else bound  # the sign: what stands at that position is still to come


def _page(found: list[Entry], limit: int, onward: str | None) -> Page[Entry]:
    if len(found) > limit:
        return Page(found[:limit], found[limit - 1].position)
    return Page(found, onward)
