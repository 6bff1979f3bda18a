"""The list of pictures that must not come back: known exactly, or by a perceptual hash in any of eight orientations.

Finding one costs a bounded number of keys and no scan: a hash is cut into eight chunks of a byte. Two hashes that
differ in fewer than eight bits share a chunk (the pigeonhole principle), so whatever lies within the radius is among
the entries of the picture's own 8 chunks × 8 orientations, at most 64 keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from imagora.moderation.checkers.port import NOTHING, Finding, Image

HASH_BYTES: Final = 8
RADIUS: Final = 6
"""Bits: up to here two pictures are the same one (`media.perceptual_hash.distance`)."""

_PLAIN_BELOW: Final = 8
"""Fewer bits set (or unset) than this: a plain surface or a gradient, whose hash many harmless pictures share."""

_FEWEST_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One picture on the list: why, by which case, and how it is known."""

    case: str
    rule: str
    digest: str
    hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a picture matches, and how many bits apart (0 where the very file is on the list)."""

    entry: Entry
    distance: int
    exact: bool


class Listed(Protocol):
    """Where the entries are."""

    def exactly(self, digests: frozenset[str]) -> Iterable[Entry]:
        """The entries of these files."""
        ...

    def sharing(self, chunks: frozenset[str]) -> Iterable[Entry]:
        """The entries that share one of these chunks, perhaps several times."""
        ...


class Blocklist:
    """The list as a checker: a match is certain and ends the matter; silence means nothing."""

    name = "blocklist"
    floor = True

    def __init__(self, listed: Listed) -> None:
        self._listed = listed

    def sees(self, content: Image) -> frozenset[str]:
        return NOTHING

    def check(self, content: Image) -> Finding:
        """Look the picture up, exactly first. Raises what the table raises: it is ours, so the message comes again."""
        match = self.match(content)
        if match is None:
            return Finding(self.name, "dhash 64", "1", {})
        return Finding(
            self.name,
            "sha256" if match.exact else "dhash 64",
            "1",
            {match.entry.rule: 1.0},
            evidence={"case": match.entry.case, "distance": match.distance},
            certain=True,
        )

    def match(self, content: Image) -> Match | None:
        """The nearest entry within the radius; the very file first."""
        for entry in self._listed.exactly(content.digests):
            return Match(entry, 0, exact=True)
        hashes = [each for each in content.hashes if telling(each)]
        if not hashes:
            return None
        wanted = frozenset(chunk for each in hashes for chunk in chunks(each))
        near = ((apart(entry.hash, hashes), entry) for entry in self._listed.sharing(wanted))
        nearest = min(near, key=lambda found: found[0], default=None)
        return Match(nearest[1], nearest[0], exact=False) if nearest and nearest[0] <= RADIUS else None


def chunks(value: bytes) -> tuple[str, ...]:
    """The keys of one hash: its eight bytes, each with its place, as `3#a7`."""
    return tuple(f"{place}#{byte:02x}" for place, byte in enumerate(value))


def apart(value: bytes, hashes: Sequence[bytes]) -> int:
    """Bits between a hash and the nearest of several; all of them for what is no hash."""
    if len(value) != HASH_BYTES:
        return HASH_BYTES * 8
    number = int.from_bytes(value)
    return min((number ^ int.from_bytes(each)).bit_count() for each in hashes)


def telling(value: bytes) -> bool:
    """Whether a hash says enough to know a picture by: plain surfaces and even gradients all have the same few."""
    ones = int.from_bytes(value).bit_count()
    varied = _PLAIN_BELOW <= ones <= HASH_BYTES * 8 - _PLAIN_BELOW
    return len(value) == HASH_BYTES and varied and len(set(value)) >= _FEWEST_ROWS
