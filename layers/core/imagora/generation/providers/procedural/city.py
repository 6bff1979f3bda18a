"""Skylines: rows of towers with windows, fading with distance."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.colours import mix, rgb
from imagora.generation.providers.procedural.frame import Array
from imagora.generation.providers.procedural.terrain import Land


def skyline(land: Land, base: float, height: float, nearness: float) -> None:
    """One row of buildings across the width, standing on `base`, at most about `height` tall (units)."""
    rng = land.rng
    x = -0.05
    wall = mix(rgb("#5b6274"), land.ground.light.sky[1], 0.35)
    while x < land.frame.wide + 0.05:
        width = height * float(rng.uniform(0.1, 0.24))
        tall = height * float(rng.uniform(0.3, 1.0)) ** 1.2
        tone = land.ground.tone(wall * float(rng.uniform(0.7, 1.15)), nearness)
        _tower(land, x, base, width, tall, tone, nearness)
        x += width * float(rng.uniform(0.72, 1.15))


def _tower(land: Land, x: float, base: float, width: float, tall: float, tone: Array, nearness: float) -> None:
    rng = land.rng
    kind = int(rng.integers(4))
    _block(land, x, base - tall, x + width, base, tone)
    if kind == 1:
        _block(land, x + width * 0.2, base - tall * 1.1, x + width * 0.8, base - tall, tone * 0.96)
    elif kind == 2:
        _block(land, x + width * 0.46, base - tall * 1.28, x + width * 0.54, base - tall, tone * 0.8)
    elif kind == 3:
        for step in range(4):
            inset = width * 0.12 * (step + 1)
            _block(land, x + inset, base - tall - width * 0.16 * (step + 1), x + width - inset, base - tall, tone)
    _windows(land, x, base - tall, width, tall, nearness)


def _block(land: Land, x0: float, y0: float, x1: float, y1: float, tone: Array) -> None:
    short, frame = land.frame.short, land.frame
    left, right = (int(np.clip(round(v * short), 0, frame.width)) for v in (x0, x1))
    top, bottom = int(np.clip(round(y0 * short), 0, frame.height)), int(np.clip(round(y1 * short), 0, frame.height))
    if right <= left or bottom <= top:
        return
    sunny = land.layout.sun_x > (x0 + x1) / 2
    across = np.linspace(0.86 if sunny else 1.14, 1.14 if sunny else 0.86, right - left, dtype=np.float32)
    land.picture[top:bottom, left:right] = np.clip(tone * across[None, :, None], 0, 1)


def _windows(land: Land, x: float, top: float, width: float, tall: float, nearness: float) -> None:
    """Lit windows at night, faint glass by day; too small ones are left out."""
    rng, short, frame = land.rng, land.frame.short, land.frame
    step_x, step_y = 0.0105 + 0.006 * nearness, 0.014 + 0.008 * nearness
    columns, rows = int(width / step_x) - 1, int(tall / step_y) - 1
    if columns < 1 or rows < 1:
        return
    dark = land.ground.light.silhouette
    lit = rng.random((rows, columns)) < 0.16 + 0.42 * dark
    warm = rng.random((rows, columns))
    w, h = max(1, round(step_x * 0.48 * short)), max(1, round(step_y * 0.5 * short))
    strength = (0.2 + 0.75 * dark) * (0.35 + 0.65 * nearness)
    margin = (width - columns * step_x) / 2
    for row, column in zip(*np.nonzero(lit), strict=True):
        px = round((x + margin + (column + 0.26) * step_x) * short)
        py = round((top + (row + 0.8) * step_y) * short)
        if 0 <= px < frame.width and 0 <= py < frame.height:
            colour = rgb("#ffd083") if warm[row, column] < 0.75 else rgb("#bfe0ff")
            window = land.picture[py : py + h, px : px + w]
            window += (colour - window) * np.float32(strength)
