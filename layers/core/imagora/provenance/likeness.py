"""When two pictures count as the same one: two hashes of each of several views, and how far apart they may be.

A view is a picture as a whole, or with a little cut away. The *coarse* hash (64 bits, `media.perceptual_hash`) finds
candidates in an index; the *fine* one (480 bits) decides. A hash survives scaling and recompression, but not cropping,
so a work is kept with ten views: whole, and with 5 % of width and height cut away in nine ways. A copy cut by up to
5 %, wherever, is then near one of them. Mirrored and turned copies are found by looking up all eight orientations.

Measured in benchmarks/likeness.py; the rates are in docs/provenance.md.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

COARSE_BYTES: Final = 8
FINE_BYTES: Final = 60
CHUNKS: Final = 4
"""A coarse hash is looked up by its quarters of 16 bits: one that differs in 3 bits has a quarter without a difference,
whichever they are, and one that differs in 6 mostly has."""

MAX_COARSE: Final = 8
"""Bits (of 64) up to which a candidate is looked at."""

MAX_FINE: Final = 0.19
"""Fraction of the fine bits up to which it is the same picture. Strangers differ in about half of them."""

_VIEW_BYTES: Final = COARSE_BYTES + FINE_BYTES


class View(msgspec.Struct, frozen=True, gc=False):
    """The hashes of a picture, or of a part of it."""

    coarse: bytes
    fine: bytes

    def __post_init__(self) -> None:
        if len(self.coarse) != COARSE_BYTES or len(self.fine) != FINE_BYTES:
            raise ValueError(f"a view has hashes of {COARSE_BYTES} and {FINE_BYTES} bytes")


Views = tuple[View, ...]
"""Of a work: the whole first. Of what is looked up: its eight orientations, the upright one first."""


def pack(views: Views) -> str:
    """These views as text, 91 characters each."""
    return base64.b64encode(b"".join(view.coarse + view.fine for view in views)).decode("ascii")


def unpack(text: str) -> Views:
    """What `pack` made a text of. Raises ValueError for any other text."""
    data = base64.b64decode(text, validate=True)
    starts = range(0, len(data), _VIEW_BYTES)
    return tuple(View(data[at : at + COARSE_BYTES], data[at + COARSE_BYTES : at + _VIEW_BYTES]) for at in starts)


def chunks(coarse: bytes) -> Iterator[tuple[int, str]]:
    """The quarters by which a coarse hash is looked up: number, and 4 hexadecimal digits.

    A quarter is two of the picture's eight rows, half the picture apart: neighbouring rows are so alike that two of
    them would share their partition with 2.7 times as many works. One of equal bits is left out: an even surface or a
    slope has it, so it would find half of all skies.
    """
    for number in range(CHUNKS):
        chunk = bytes((coarse[number], coarse[number + CHUNKS]))
        if chunk not in (b"\0\0", b"\xff\xff"):
            yield number, chunk.hex()


def coarse_distance(a: bytes, b: bytes) -> int:
    """Bits (0..64) in which two coarse hashes differ."""
    return (int.from_bytes(a) ^ int.from_bytes(b)).bit_count()


def fine_distance(a: bytes, b: bytes) -> float:
    """The fraction (0..1) of bits in which two fine hashes differ."""
    return (int.from_bytes(a) ^ int.from_bytes(b)).bit_count() / (8 * FINE_BYTES)


def distance(looked_up: Sequence[View], work: Views) -> float | None:
    """How far a picture, in any of its orientations, is from a work in any of its views: 0..MAX_FINE.

    None where it isn't the same picture.
    """
    found = (
        fine_distance(mine.fine, view.fine)
        for mine in looked_up
        for view in work
        if coarse_distance(mine.coarse, view.coarse) <= MAX_COARSE
    )
    least = min(found, default=1.0)
    return least if least <= MAX_FINE else None
