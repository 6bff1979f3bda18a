"""A blocklist in memory, found by key only, as the table finds its entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from imagora.moderation.checkers.blocklist import Entry, chunks


@dataclass
class Listed:
    """`keys`: how many keys the last look-up asked for."""

    by_digest: dict[str, Entry] = field(default_factory=dict)
    by_chunk: dict[str, list[Entry]] = field(default_factory=dict)
    keys: int = 0

    def add(self, entry: Entry) -> None:
        self.by_digest[entry.digest] = entry
        for chunk in chunks(entry.hash):
            self.by_chunk.setdefault(chunk, []).append(entry)

    def exactly(self, digests: frozenset[str]) -> Iterable[Entry]:
        return [self.by_digest[digest] for digest in digests if digest in self.by_digest]

    def sharing(self, chunks: frozenset[str]) -> Iterable[Entry]:
        self.keys = len(chunks)
        return [entry for chunk in chunks for entry in self.by_chunk.get(chunk, [])]
