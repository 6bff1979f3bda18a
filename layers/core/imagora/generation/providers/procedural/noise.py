"""Noise: fractal value noise on a plane, ridge lines along x, and looking a plane up at moved places."""

from __future__ import annotations

import numpy as np
from PIL import Image

from imagora.generation.providers.procedural.frame import Array, Frame


def plane_noise(
    frame: Frame, rng: np.random.Generator, scale: float, octaves: int = 4, *, stretch: float = 1.0
) -> Array:
    """Fractal noise, about -1..1 with mean 0. `scale` cells per short side; `stretch` > 1 makes it longer in x.

    The lattice depends on the frame's shape and not on its pixels: larger pictures show the same noise, finer.
    """
    total = np.zeros((frame.height, frame.width), dtype=np.float32)
    weight, norm = 1.0, 0.0
    for octave in range(octaves):
        fy = scale * 2.0**octave
        fx = fy / stretch
        cells = rng.standard_normal((int(np.ceil(frame.high * fy)) + 5, int(np.ceil(frame.wide * fx)) + 5))
        if fy * 0.5 > frame.short:
            break
        image = Image.fromarray(cells.astype(np.float32))
        box = (2.0, 2.0, 2.0 + frame.wide * fx, 2.0 + frame.high * fy)
        layer = image.resize((frame.width, frame.height), Image.Resampling.BICUBIC, box=box)
        total += np.asarray(layer, dtype=np.float32) * np.float32(weight)
        norm += weight * weight
        weight *= 0.5
    return (total * np.float32(0.75 / max(norm, 1e-6) ** 0.5)).astype(np.float32)


def line_noise(xs: Array, rng: np.random.Generator, scale: float, octaves: int, *, rough: float = 0.5) -> Array:
    """Fractal noise along x, about -1..1; `scale` cells per unit, `rough` the weight of each finer octave."""
    total = np.zeros_like(xs)
    weight, norm = 1.0, 0.0
    for octave in range(octaves):
        cells = rng.uniform(-1.0, 1.0, 4096).astype(np.float32)
        at = xs * np.float32(scale * 2.0**octave) + np.float32(64.0)
        low = np.floor(at).astype(np.int64)
        t = at - low
        t = t * t * t * (t * (t * 6 - 15) + 10)
        low %= 4095
        total += (cells[low] * (1 - t) + cells[low + 1] * t) * np.float32(weight)
        norm += weight * weight
        weight *= rough
    return (total / np.float32(norm**0.5)).astype(np.float32)


def look_up(plane: Array, rows: Array, columns: Array) -> Array:
    """The plane at fractional pixel positions, bilinear, edges repeated. Plane (h, w) or (h, w, 3)."""
    height, width = plane.shape[:2]
    y = np.clip(rows, 0, height - 1.001)
    x = np.clip(columns, 0, width - 1.001)
    y0, x0 = y.astype(np.int32), x.astype(np.int32)
    fy, fx = (y - y0).astype(np.float32), (x - x0).astype(np.float32)
    if plane.ndim == 3:
        fy, fx = fy[..., None], fx[..., None]
    top = plane[y0, x0] * (1 - fx) + plane[y0, x0 + 1] * fx
    bottom = plane[y0 + 1, x0] * (1 - fx) + plane[y0 + 1, x0 + 1] * fx
    result: Array = (top * (1 - fy) + bottom * fy).astype(np.float32)
    return result
