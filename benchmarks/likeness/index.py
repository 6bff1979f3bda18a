"""The index of `provenance.nearest` in memory, large: the same keys, order and bounds, and what DynamoDB would charge.

A test holds its answers to the product's own on a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from imagora.provenance import likeness
from imagora.provenance.likeness import CHUNKS, MAX_COARSE, Views
from imagora.provenance.nearest import MAX_CANDIDATES, MAX_ROWS

ROW_BYTES = len("PK" + "PHASH#0#0123" + "SK") + 26 + 1
"""An index item, names and values, without the hashes in its key."""

HASH_BYTES = 16

_UNIT_BYTES = 4_096
_CHUNK_BITS = 64 // CHUNKS


@dataclass(frozen=True)
class Lookup:
    """What one lookup found and cost. `found`: works by number, the nearest first."""

    found: list[int]
    candidates: int
    queries: int
    rows: int
    cut_short: int
    units: float


@dataclass(frozen=True)
class Index:
    """`coarse` holds the hashes of works' views, works in order of time; `views_of` gives all hashes of a work."""

    coarse: NDArray[np.uint64]
    views_of: Callable[[int], Views]
    _works: NDArray[np.int32]
    _hashes: NDArray[np.uint64]
    _order: list[NDArray[np.int32]]
    _starts: list[NDArray[np.int64]]

    @classmethod
    def of(cls, coarse: NDArray[np.uint64], views_of: Callable[[int], Views]) -> Index:
        """Takes hashes as picture, view. A work's equal hashes count once, as they share their keys."""
        ordered = np.sort(coarse, axis=1)
        new = np.concatenate([np.ones((len(coarse), 1), bool), ordered[:, 1:] != ordered[:, :-1]], axis=1)
        works = np.repeat(np.arange(len(coarse), dtype=np.int32), new.sum(axis=1))
        hashes = ordered[new]
        orders, starts = [], []
        for number in range(CHUNKS):
            chunk = _chunk(hashes, number)
            order = np.argsort(chunk, kind="stable").astype(np.int32)  # within a quarter they stay in order of time
            orders.append(order)
            starts.append(np.searchsorted(chunk[order], np.arange(2**_CHUNK_BITS + 1)))
        return cls(coarse, views_of, works, hashes, orders, starts)

    def sizes(self) -> NDArray[np.int64]:
        """Rows of each quarter that is in use, those aside that nobody looks up."""
        found = np.concatenate([self._rows_by_chunk(number) for number in range(CHUNKS)])
        return found[found > 0]

    def rows_a_work(self) -> float:
        return float(self.sizes().sum() / len(self.coarse))

    def hashes_a_work(self) -> float:
        return float(sum(np.diff(starts)[1:-1].sum() for starts in self._starts) / len(self.coarse))

    def _rows_by_chunk(self, number: int) -> NDArray[np.int64]:
        """A work's views that share a quarter share a row."""
        order, starts = self._order[number], self._starts[number]
        works = self._works[order]
        first = np.ones(len(order), np.int64)
        first[1:] = works[1:] != works[:-1]
        first[starts[:-1][np.diff(starts) > 0]] = 1
        summed = np.concatenate([[0], np.cumsum(first)])
        return np.diff(summed[starts])[1:-1]

    def look_up(self, orientations: Views, *, limit: int = 5) -> Lookup:
        asked = dict.fromkeys(chunk for view in orientations for chunk in likeness.chunks(view.coarse))
        read = [(int(number), int(digits, 16)) for number, digits in asked]
        slices = [self._slice(*one) for one in read]
        rows = [self._first_rows(one) for one in slices]
        picked = np.unique(np.concatenate([hashes for hashes, _ in rows])) if rows else np.empty(0, np.int32)
        candidates = self._candidates(picked, orientations)
        compared = candidates[:MAX_CANDIDATES]
        distances = {work: likeness.distance(orientations, self.views_of(work)) for work in compared}
        found = sorted((distance, work) for work, distance in distances.items() if distance is not None)
        sizes = [count * ROW_BYTES + len(hashes) * HASH_BYTES for hashes, count in rows]
        units = sum(max(1, ceil(size / _UNIT_BYTES)) / 2 for size in sizes)
        return Lookup(
            found=[work for _, work in found[:limit]],
            candidates=len(candidates),
            queries=len(slices),
            rows=sum(count for _, count in rows),
            cut_short=sum(len(hashes) < len(one) for (hashes, _), one in zip(rows, slices, strict=True)),
            units=units + len(compared) / 2,
        )

    def _slice(self, number: int, chunk: int) -> NDArray[np.int32]:
        starts = self._starts[number]
        return self._order[number][starts[chunk] : starts[chunk + 1]]

    def _first_rows(self, hashes: NDArray[np.int32]) -> tuple[NDArray[np.int32], int]:
        """The hashes in the first rows of a quarter, and how many rows these are."""
        works = self._works[hashes]
        begins = np.flatnonzero(np.concatenate([[True], works[1:] != works[:-1]])) if len(works) else works
        return (hashes[: begins[MAX_ROWS]], MAX_ROWS) if len(begins) > MAX_ROWS else (hashes, len(begins))

    def _candidates(self, picked: NDArray[np.int32], orientations: Views) -> list[int]:
        mine = np.array([int.from_bytes(view.coarse) for view in orientations], dtype=np.uint64)
        bits = np.bitwise_count(self._hashes[picked][:, None] ^ mine[None]).min(axis=1)
        nearest: dict[int, int] = {}
        for work, count in _near(self._works[picked], bits):
            nearest[work] = min(count, nearest.get(work, count))
        return sorted(nearest, key=lambda work: (nearest[work], work))


def _near(works: NDArray[np.int32], bits: NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
    for at in np.flatnonzero(bits <= MAX_COARSE):
        yield int(works[at]), int(bits[at])


def _chunk(hashes: NDArray[np.uint64], number: int) -> NDArray[np.uint16]:
    rows = [(hashes >> np.uint64(shift - 8 * number)) & np.uint64(0xFF) for shift in (56, 24)]
    return ((rows[0] << np.uint64(8)) | rows[1]).astype(np.uint16)
