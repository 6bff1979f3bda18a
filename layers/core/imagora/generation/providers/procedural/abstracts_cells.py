"""Abstracts made of cells: Voronoi glass and Truchet tiles."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.colours import mix, ramp, rgb
from imagora.generation.providers.procedural.frame import Array, Frame, enlarge, smooth
from imagora.generation.providers.procedural.noise import plane_noise
from imagora.generation.providers.procedural.voronoi import Cells


def paint_cells(frame: Frame, palette: list[Array], rng: np.random.Generator) -> Array:
    """Facets, each in its own tone, darker towards its border."""
    small = frame.coarse(900)
    size = float(rng.choice([0.07, 0.11, 0.17]))
    cells = Cells(small, rng, size)
    field = plane_noise(Frame(256, 256), rng, 2.0, 3)
    at = np.clip(cells.seeds / max(small.wide, small.high), 0, 0.999) * 255
    level = np.clip(
        0.5 + 0.42 * field[at[:, 1].astype(int), at[:, 0].astype(int)] + rng.uniform(-0.14, 0.14, len(at)), 0, 1
    )
    tones = ramp(palette, level.astype(np.float32))
    lean = rng.uniform(0, 2 * np.pi, len(at)).astype(np.float32)
    owner = cells.owner
    dx = small.xs()[None, :] - cells.seeds[owner, 0]
    dy = small.ys() - cells.seeds[owner, 1]
    facet = 1 + (dx * np.cos(lean[owner]) + dy * np.sin(lean[owner])) / size * 0.3
    picture = tones[owner] * facet[..., None]
    line = smooth(0.0, 0.012, cells.edge)
    dark = palette[0] * 0.35
    picture = dark + (picture - dark) * line[..., None]
    return enlarge(np.clip(picture, 0, 1).astype(np.float32), frame)


def paint_truchet(frame: Frame, palette: list[Array], rng: np.random.Generator) -> Array:
    """Quarter arcs that join at random into ribbons."""
    small = frame.coarse(900)
    count = int(rng.integers(6, 12))
    size = 1.0 / count
    columns, rows = (small.xs() / size)[None, :], small.ys() / size
    column, row = columns.astype(np.int32), rows.astype(np.int32)
    shape = (int(row.max()) + 1, int(column.max()) + 1)
    flipped = rng.random(shape)[row, column] < 0.5
    u, v = np.broadcast_arrays(columns - column, rows - row)
    u = np.where(flipped, 1 - u, u)
    near = np.minimum(np.hypot(u, v), np.hypot(1 - u, 1 - v))
    ribbon = np.abs(near - 0.5)
    edge = 1.4 / (size * small.short)
    tint = ramp(palette[1:], np.clip(0.5 + 0.5 * plane_noise(small, rng, 1.4, 2), 0, 1))
    ground = mix(palette[0], rgb("#000000"), 0.25)
    picture = np.empty_like(tint)
    picture[:] = ground
    shadow = smooth(0.34, 0.16, ribbon) * 0.5
    picture *= (1 - shadow)[..., None]
    rounded = 1.12 - 1.6 * ribbon
    picture += (tint * rounded[..., None] - picture) * smooth(0.17 + edge, 0.17 - edge, ribbon)[..., None]
    stripe = smooth(0.035 + edge, 0.035 - edge, ribbon)
    picture += (mix(palette[-1], rgb("#ffffff"), 0.3) - picture) * stripe[..., None] * 0.9
    return enlarge(np.clip(picture, 0, 1).astype(np.float32), frame)
