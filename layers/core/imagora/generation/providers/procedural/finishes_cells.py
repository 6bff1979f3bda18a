"""Finishes made of pieces: stained glass, mosaic, dabs of paint."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.colours import luminance, rgb
from imagora.generation.providers.procedural.frame import Array, Frame, clamp, enlarge, smooth
from imagora.generation.providers.procedural.noise import plane_noise
from imagora.generation.providers.procedural.voronoi import Cells


def _vivid(tones: Array, amount: float) -> Array:
    grey = luminance(tones)[..., None]
    return clamp(grey + (tones - grey) * amount)


def stained_glass(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """Panes of glowing colour in dark lead."""
    cells = Cells(frame, rng, 0.034)
    tones = np.clip(_vivid(cells.averages(picture), 1.55) * 1.16 + 0.03, 0, 1)
    tones *= rng.uniform(0.86, 1.14, len(tones)).astype(np.float32)[:, None]
    glass = tones[cells.owner]
    ripple = enlarge(plane_noise(frame.coarse(500), rng, 22, 3), frame)
    glass *= (1.04 + 0.11 * ripple + 0.12 * smooth(0.0, 0.05, cells.edge))[..., None]
    lead = smooth(0.006, 0.0028, cells.edge)
    shine = smooth(0.004, 0.0, np.abs(cells.edge - 0.001)) * 0.2
    lead_tone = rgb("#17161c") + shine[..., None]
    return clamp(glass + (lead_tone - glass) * lead[..., None])


def mosaic(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """Small stones in rows, each of one colour, with mortar between."""
    cells = Cells(frame, rng, 0.0205, jitter=0.42)
    tones = _vivid(cells.averages(picture), 1.25)
    tones *= rng.uniform(0.86, 1.13, len(tones)).astype(np.float32)[:, None]
    stones = np.clip(tones, 0, 1)[cells.owner]
    bevel = (frame.xs()[None, :] - cells.seeds[cells.owner, 0]) + (frame.ys() - cells.seeds[cells.owner, 1])
    stones *= (1.0 - bevel * 9.0)[..., None]
    mortar = smooth(0.0042, 0.0014, cells.edge)
    return clamp(stones + (rgb("#cfc6b6") * 0.62 - stones) * mortar[..., None])


def pointillist(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """Dabs of pure colour in three layers; up close they part, from afar they mix."""
    canvas = np.clip(picture * 0.82 + 0.1, 0, 1).astype(np.float32)
    for size, reach in ((0.03, 0.0185), (0.019, 0.0112), (0.0125, 0.0066)):
        cells = Cells(frame, rng, size, jitter=1.0)
        tones = _vivid(cells.averages(picture), 1.4)
        jitter = rng.normal(0, 0.05, tones.shape).astype(np.float32) + rng.normal(0, 0.045, (len(tones), 1)).astype(
            np.float32
        )
        tones = np.clip(tones + jitter, 0, 1)
        shown = rng.random(len(tones)) < 0.72
        dab = smooth(reach, reach * 0.72, cells.nearest) * shown[cells.owner] * 0.92
        canvas += (tones[cells.owner] - canvas) * dab[..., None]
    return clamp(canvas)
