"""A million pictures as random fields with the statistics of photographs, and the hashes of their views.

Photographs' amplitude falls with spatial frequency as f^-a, with a about 1.2 and different from one to the next
(Tolhurst, Tadmor, Chao: "Amplitude spectra of natural images", 1992). A picture here is a sum of 24 × 24 cosines with
random amplitudes of that kind; the averages that hashes are made of are exact integrals of it, so no pixels are needed.
What this leaves out: even surfaces, which photographs and drawings have more of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from imagora.media.views import CUT
from imagora.provenance.likeness import FINE_BYTES

WAVES: Final = 24
SLOPE, SLOPE_SPREAD = 1.2, 0.15
BLOCK: Final = 20_000
COARSE_GRID: Final = (8, 9)
FINE_GRID: Final = (16, 16)
_STEPS: Final = WAVES * WAVES // 4  # of the generator's counter, which gives four numbers a step
_PLACES: Final = (0.0, 0.5, 1.0)

Fields = NDArray[np.float32]
"""Amplitudes: picture, wave down, wave across."""


@dataclass(frozen=True)
class Population:
    """Pictures 0..count-1; each can be made again by itself. `slope` is drawn anew for each."""

    seed: int
    count: int

    def fields(self, first: int, count: int) -> Fields:
        """The amplitudes of these pictures."""
        generator = np.random.Generator(np.random.Philox(key=self.seed).advance(first * (_STEPS + 1)))
        uniform = generator.random((count, WAVES * WAVES + 4), dtype=np.float64)
        waves, own = uniform[:, :-4], uniform[:, -4:]
        half = WAVES * WAVES // 2
        radius = np.sqrt(-2 * np.log1p(-waves[:, :half]))
        angle = 2 * np.pi * waves[:, half:]
        normal = np.concatenate([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        spread = np.sqrt(-2 * np.log1p(-own[:, 0])) * np.cos(2 * np.pi * own[:, 1])
        slope = SLOPE + SLOPE_SPREAD * spread
        frequency = np.hypot(*np.indices((WAVES, WAVES))).ravel()
        frequency[0] = np.inf  # brightness as a whole doesn't matter
        scaled = normal * np.exp(-slope[:, None] * np.log(frequency)[None])
        return scaled.reshape(count, WAVES, WAVES).astype(np.float32)

    def blocks(self) -> Iterator[tuple[int, Fields]]:
        for first in range(0, self.count, BLOCK):
            yield first, self.fields(first, min(BLOCK, self.count - first))


def averages(cells: int, begin: float = 0.0, end: float = 1.0) -> NDArray[np.float32]:
    """The mean of each cosine over each of these cells between two edges: cell, wave."""
    edges = np.linspace(begin, end, cells + 1)
    wave = np.arange(1, WAVES)
    integral = np.sin(np.pi * np.outer(edges, wave)) / (np.pi * wave)
    means = np.diff(integral, axis=0) / np.diff(edges)[:, None]
    return np.concatenate([np.ones((cells, 1)), means], axis=1).astype(np.float32)


def windows() -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """A work's views as edges (down, across), in the order of `media.views.of_work`."""
    cut = [(CUT * place, 1 - CUT + CUT * place) for place in _PLACES]
    return [((0.0, 1.0), (0.0, 1.0)), *((down, across) for down in cut for across in cut)]


def coarse(fields: Fields) -> NDArray[np.uint64]:
    """The coarse hashes of all views: picture, view."""
    return np.stack([_coarse(_cells(fields, COARSE_GRID, *window)) for window in windows()], axis=1)


def fine(fields: Fields) -> NDArray[np.uint8]:
    """The fine hashes of all views: picture, view, byte."""
    return np.stack([_fine(_cells(fields, FINE_GRID, *window)) for window in windows()], axis=1)


def oriented(fields: Fields) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """Coarse and fine hashes of the eight orientations: picture, orientation (, byte)."""
    side = COARSE_GRID[0] * COARSE_GRID[1]
    dense = _cells(fields, (side, side), (0.0, 1.0), (0.0, 1.0))
    even = _cells(fields, FINE_GRID, (0.0, 1.0), (0.0, 1.0))
    turned = [
        (np.rot90(a, turns, axes=(1, 2)), np.rot90(b, turns, axes=(1, 2)))
        for a, b in ((dense, even), (dense[:, :, ::-1], even[:, :, ::-1]))
        for turns in range(4)
    ]
    down, across = COARSE_GRID
    pooled = [a.reshape(-1, down, side // down, across, side // across).mean(axis=(2, 4)) for a, _ in turned]
    return np.stack([_coarse(a) for a in pooled], axis=1), np.stack([_fine(b) for _, b in turned], axis=1)


def _cells(fields: Fields, grid: tuple[int, int], down: tuple[float, float], across: tuple[float, float]) -> Fields:
    return averages(grid[0], *down) @ (fields @ averages(grid[1], *across).T)


def _coarse(cells: Fields) -> NDArray[np.uint64]:
    bits = cells[:, :, 1:] > cells[:, :, :-1]
    packed = np.ascontiguousarray(np.packbits(bits.reshape(len(cells), 64), axis=1))
    return packed.view(">u8").astype(np.uint64).ravel()


def _fine(cells: Fields) -> NDArray[np.uint8]:
    across, down = cells[:, :, 1:] > cells[:, :, :-1], cells[:, 1:] > cells[:, :-1]
    bits = np.concatenate([part.reshape(len(cells), -1) for part in (across, down)], axis=1)
    packed = np.packbits(bits, axis=1)
    assert packed.shape[1] == FINE_BYTES
    return packed
