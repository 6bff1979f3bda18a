"""Forests: rows of trees as ragged profiles, fading into mist with distance, and trunks near us."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.colours import mix, rgb
from imagora.generation.providers.procedural.frame import Array, enlarge
from imagora.generation.providers.procedural.ground import FOLIAGE
from imagora.generation.providers.procedural.noise import line_noise, plane_noise
from imagora.generation.providers.procedural.terrain import Land


def tree_row(land: Land, base: float, height: float, nearness: float, season: str | None, *, conifers: bool) -> None:
    """One row of trees over the whole width, `height` tall on average, standing on `base` (units from the top)."""
    rng, xs = land.rng, land.xs
    ground = base - height * 0.25 * (0.5 + 0.5 * line_noise(xs, rng, 0.8, 2))
    crowns = np.zeros_like(xs)
    spread = height * (0.24 if conifers else 0.42)
    centres = np.arange(-spread, land.frame.wide + spread, spread * 0.62)
    for centre in centres + rng.uniform(-0.4, 0.4, centres.size) * spread:
        tall = height * float(rng.uniform(0.5, 1.15))
        half = spread * float(rng.uniform(0.7, 1.15))
        first, last = np.searchsorted(xs, (centre - half, centre + half))
        if last > first:
            shape = _conifer if conifers else _leafy
            near = (xs[first:last] - centre) / half
            crowns[first:last] = np.maximum(crowns[first:last], tall * shape(near, rng))
    profile = (ground - crowns).astype(np.float32)
    land.cover(profile, _foliage(land, nearness, season, height, conifers=conifers))


def _conifer(near: Array, rng: np.random.Generator) -> Array:
    """Height 0..1 across a fir: a steep cone with sagging branches."""
    cone = np.clip(1.0 - np.abs(near), 0, 1) ** 1.25
    teeth = np.abs((np.abs(near) * 5.5 + float(rng.uniform(0, 1))) % 1.0 - 0.35)
    return np.clip(cone + (teeth - 0.3) * 0.16 * (1 - cone) * (cone > 0.02), 0, 1).astype(np.float32)


def _leafy(near: Array, rng: np.random.Generator) -> Array:
    """Height 0..1 across a round crown with lumps of leaves."""
    dome = np.sqrt(np.clip(1.0 - near * near, 0, 1))
    lumps = np.abs(np.sin(near * float(rng.uniform(5, 8)) + float(rng.uniform(0, 6)))) * 0.1
    fuzz = np.abs(np.sin(near * 31.0 + float(rng.uniform(0, 6)))) * 0.03
    return np.clip(dome * 0.92 + lumps + fuzz - 0.1, 0, 1.1).astype(np.float32)


def _foliage(land: Land, nearness: float, season: str | None, height: float, *, conifers: bool) -> Array:
    """Leaf colours as a picture: patches of the season's colours, light from above, dark below."""
    small = land.frame.coarse(360)
    leaves = FOLIAGE[None if conifers and season in {"autumn", "spring", "summer"} else season]
    patches = plane_noise(small, land.rng, 1.2 / height, 2)
    speckle = plane_noise(small, land.rng, 9.0 / max(height, 0.06), 3)
    colours = [rgb(code) for code in leaves]
    tones = np.empty((small.height, small.width, 3), dtype=np.float32)
    tones[:] = colours[0]
    for colour, low in zip(colours[1:], (0.1, 0.42, -0.42), strict=True):
        chosen = (patches > low) if low > 0 else (patches < low)
        tones[chosen] = colour
    tones *= (0.78 + 0.3 * speckle)[..., None]
    tones = np.clip(mix(tones, land.ground.light.sun, 0.06), 0, 1)
    return np.clip(enlarge(_toned(land, tones, nearness), land.frame), 0, 1)


def _toned(land: Land, tones: Array, nearness: float) -> Array:
    """`Ground.tone` for a whole picture."""
    tone: Array = land.ground.tone(tones, nearness)
    return tone


def trunks(land: Land, layout_side: float, season: str | None) -> None:
    """Two to five dark trunks near us at the edges, away from the subject: they frame the view."""
    rng = land.rng
    bark = land.ground.tone(rgb("#3a2c26") if season != "winter" else rgb("#5a5360"), 1.0) * 0.7
    rows = land.frame.ys()
    for _ in range(int(rng.integers(2, 6))):
        share = float(rng.choice([rng.uniform(-0.02, 0.16), rng.uniform(0.84, 1.02)]))
        if abs(share - layout_side) < 0.2:
            continue
        width = float(rng.uniform(0.02, 0.06))
        bend = 0.012 * np.sin(rows * float(rng.uniform(1, 3)) + float(rng.uniform(0, 6)))
        flare = width * (1 + 1.4 * np.clip(rows - land.frame.high + 0.16, 0, 1) * 5)
        middle = share * land.frame.wide + bend
        inside = (flare - np.abs(land.xs[None, :] - middle)) * land.frame.short + 0.5
        across = np.clip(0.75 + 0.5 * (land.xs[None, :] - middle) / width * np.sign(land.layout.sun_x - middle), 0.5, 1.5)
        alpha = np.clip(inside, 0, 1)[..., None]
        land.picture += (bark * across[..., None] - land.picture) * alpha
