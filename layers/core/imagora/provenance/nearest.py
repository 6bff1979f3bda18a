"""The nearest earlier works of a picture, looked up in the table without a scan.

A work's hashes are kept with it (`MEDIA#<id>` / `PRINT`, under 2 KB) from when it was processed. Once it is published,
an item for each quarter of its views' coarse hashes leads to it: `PHASH#<number>#<quarter>` / `<media id>#<hashes>`
(the coarse ones of the views that share the quarter), under 220 bytes, no attributes. Only published works are found,
so nobody learns of others' drafts.

This is multi-index hashing (Norouzi, Punjani, Fleet: "Fast Search in Hamming Space with Multi-Index Hashing", 2012)
with single probes: what more of them would find, the works' further views find at a tenth of the requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import msgspec

from imagora.kernel.ids import AccountId, MediaId
from imagora.kernel.parallel import together
from imagora.moderation.checkers.blocklist import telling
from imagora.provenance import likeness
from imagora.provenance.likeness import COARSE_BYTES, MAX_COARSE, View, Views
from imagora.table.reader import Key, Reader, Row
from imagora.table.writer import Tagged, Writer

MAX_ROWS: Final = 1_024
"""Index items read of one quarter: the earliest works come first."""

MAX_CANDIDATES: Final = 100
"""Works whose fine hashes are compared (0.5 read units each)."""


class Near(msgspec.Struct, frozen=True):
    """A published work that is the same picture, or nearly: `distance` is 0 (the same) to likeness.MAX_FINE."""

    media_id: MediaId
    owner: AccountId
    distance: float


class NearestWorks(msgspec.Struct, frozen=True):
    """Keeps, publishes, finds and forgets works by what they look like. All of it may be repeated."""

    reader: Reader
    writer: Writer

    def keep(self, media_id: MediaId, owner: AccountId, views: Views, turned: Views = ()) -> None:
        """Keep what a medium looks like; it isn't found by that yet (1 write unit, 2 with `turned`).

        `turned`: its orientations but for the upright one, for who looks it up again when it is published.
        """
        pk, sk = _print_key(media_id)
        text = {"PK": pk, "SK": sk, "owner": owner, "views": likeness.pack(views)}
        if turned:
            text["turned"] = likeness.pack(turned)
        self.writer.put([{name: {"S": value} for name, value in text.items()}])

    def publish(self, media_id: MediaId) -> Views:
        """Let it be found from now on (up to 40 write units, 0.5 read units).

        Its orientations, as many as were kept, to look it up by; none where nothing was kept of it.
        """
        row = self.reader.get(_print_key(media_id))
        if row is None:
            return ()
        views = _views(row)
        self.writer.put(_tagged(key) for key in _index_keys(media_id, views))
        return (views[0], *likeness.unpack(row.get("turned", "")))

    def unpublish(self, media_id: MediaId) -> None:
        """Let it not be found any more, but keep what it looks like: it may come back (up to 40 write units)."""
        row = self.reader.get(_print_key(media_id), consistent=True)
        if row is not None:
            self.writer.delete(_index_keys(media_id, _views(row)))

    def views_of(self, media_id: MediaId) -> Views:
        """What is kept of it (0.5 read units); nothing where nothing was."""
        row = self.reader.get(_print_key(media_id))
        return _views(row) if row else ()

    def forget(self, media_id: MediaId) -> None:
        """Let nothing of it be found or kept any more (up to 41 write units, 1 read unit).

        Its hashes go last: a repeated call after a failure half-way still knows what to delete.
        """
        row = self.reader.get(_print_key(media_id), consistent=True)
        if row is not None:
            self.writer.delete(_index_keys(media_id, _views(row)))
            self.writer.delete([_print_key(media_id)])

    def find(self, orientations: Views, *, but: MediaId | None = None, limit: int = 5) -> list[Near]:
        """The published works that are the same picture, the nearest first, of equal ones the earliest.

        `orientations`: the picture's eight, or fewer. `but`: a work to leave out, the picture itself. Plain surfaces,
        slopes and a single shape on them are like too many others' to be anybody's: none is found for them.

        Up to 32 Queries, eight at a time, and one BatchGetItem; what that costs at a million works says
        docs/provenance.md.
        """
        orientations = tuple(view for view in orientations if telling(view.coarse))
        rows = self._rows(orientations)
        candidates = [media_id for media_id in _candidates(rows, orientations) if media_id != but]
        if not candidates:
            return []
        prints = self.reader.batch(map(_print_key, candidates[:MAX_CANDIDATES]))
        found = [near for row in prints.values() if (near := _near(row, orientations))]
        return sorted(found, key=lambda near: (near.distance, near.media_id))[:limit]

    def _rows(self, orientations: Sequence[View]) -> set[tuple[MediaId, bytes]]:
        partitions = dict.fromkeys(
            _partition(*chunk) for view in orientations for chunk in likeness.chunks(view.coarse)
        )
        if not partitions:
            return set()
        queries = [partial(self.reader.query, one, limit=MAX_ROWS, ascending=True) for one in partitions]
        return {one for rows in together(queries) for row in rows for one in _works(row["SK"])}


def _candidates(rows: set[tuple[MediaId, bytes]], orientations: Sequence[View]) -> list[MediaId]:
    """Works with a view whose coarse hash is near, the nearest first."""
    nearest: dict[MediaId, int] = {}
    for media_id, coarse in rows:
        bits = min(likeness.coarse_distance(coarse, view.coarse) for view in orientations)
        if bits <= MAX_COARSE:
            nearest[media_id] = min(bits, nearest.get(media_id, bits))
    return sorted(nearest, key=lambda media_id: (nearest[media_id], media_id))


def _near(row: Row, orientations: Views) -> Near | None:
    distance = likeness.distance(orientations, _views(row))
    if distance is None:
        return None
    return Near(MediaId(row["PK"].removeprefix("MEDIA#")), AccountId(row["owner"]), round(distance, 3))


def _views(row: Row) -> Views:
    return likeness.unpack(row["views"])


def _print_key(media_id: MediaId) -> Key:
    return f"MEDIA#{media_id}", "PRINT"


def _partition(number: int, chunk: str) -> str:
    return f"PHASH#{number}#{chunk}"


def _index_keys(media_id: MediaId, views: Views) -> Iterator[Key]:
    """One key for each quarter that a view has, with the hashes of all views that have it."""
    sharing: dict[tuple[int, str], str] = {}
    for coarse in dict.fromkeys(view.coarse for view in views):
        for chunk in likeness.chunks(coarse):
            sharing[chunk] = sharing.get(chunk, "") + coarse.hex()
    for chunk, hashes in sharing.items():
        yield _partition(*chunk), f"{media_id}#{hashes}"


def _works(sort_key: str) -> Iterator[tuple[MediaId, bytes]]:
    media_id, _, hashes = sort_key.partition("#")
    coarse = bytes.fromhex(hashes)
    for at in range(0, len(coarse), COARSE_BYTES):
        yield MediaId(media_id), coarse[at : at + COARSE_BYTES]


def _tagged(key: Key) -> Tagged:
    return {"PK": {"S": key[0]}, "SK": {"S": key[1]}}
