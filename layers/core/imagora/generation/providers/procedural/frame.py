"""The picture plane. Everything is composed in units of the short side, so no aspect ratio stretches anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

Array = NDArray[np.float32]
"""float32 throughout: planes are (height, width), pictures (height, width, 3) in display values 0..1."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Width and height in pixels; `wide` and `high` are the same in short sides (1.0 for the short one)."""

    width: int
    height: int

    @property
    def short(self) -> int:
        return min(self.width, self.height)

    @property
    def wide(self) -> float:
        return self.width / self.short

    @property
    def high(self) -> float:
        return self.height / self.short

    def coarse(self, limit: int) -> Frame:
        """The same plane with at most `limit` pixels on the short side, for what is smooth anyway."""
        if self.short <= limit:
            return self
        ratio = limit / self.short
        return Frame(max(1, round(self.width * ratio)), max(1, round(self.height * ratio)))

    def xs(self) -> Array:
        """Pixel centres from the left, in units; shape (width,)."""
        return ((np.arange(self.width, dtype=np.float32) + 0.5) * np.float32(self.wide / self.width)).astype(np.float32)

    def ys(self) -> Array:
        """Pixel centres from the top, in units; shape (height, 1)."""
        rows = (np.arange(self.height, dtype=np.float32) + 0.5) * np.float32(self.high / self.height)
        return rows.astype(np.float32)[:, None]


def enlarge(plane: Array, frame: Frame) -> Array:
    """Bicubic resize of a plane or picture to the frame's size."""
    if plane.shape[:2] == (frame.height, frame.width):
        return plane
    if plane.ndim == 3:
        picture = np.empty((frame.height, frame.width, plane.shape[2]), dtype=np.float32)
        for channel in range(plane.shape[2]):
            picture[..., channel] = enlarge(plane[..., channel], frame)
        return picture
    image = Image.fromarray(np.ascontiguousarray(plane, dtype=np.float32))
    return np.asarray(image.resize((frame.width, frame.height), Image.Resampling.BICUBIC), dtype=np.float32)


def blur(picture: Array, radius: float, limit: int = 256) -> Array:
    """A soft blur; `radius` in short sides. Worked out small, because a blur has no detail to lose."""
    height, width = picture.shape[:2]
    frame = Frame(width, height)
    small = frame.coarse(limit)
    planes = picture[..., None] if picture.ndim == 2 else picture
    out = [enlarge(_box3(_shrink(planes[..., c], small), radius * small.short), frame) for c in range(planes.shape[2])]
    return out[0] if picture.ndim == 2 else np.stack(out, axis=-1)


def _shrink(plane: Array, small: Frame) -> Array:
    if plane.shape == (small.height, small.width):
        return plane.astype(np.float32)
    image = Image.fromarray(np.ascontiguousarray(plane, dtype=np.float32))
    return np.asarray(image.resize((small.width, small.height), Image.Resampling.BOX), dtype=np.float32)


def _box3(plane: Array, radius: float) -> Array:
    """Three box blurs, near enough to a Gaussian."""
    size = max(1, round(radius))
    for _ in range(3):
        plane = box_mean(box_mean(plane, size, 0), size, 1)
    return plane


def box_mean(plane: Array, size: int, axis: int) -> Array:
    """Mean over 2·size+1 pixels along one axis, edges repeated."""
    pad = [(0, 0)] * plane.ndim
    pad[axis] = (size + 1, size)
    total = np.cumsum(np.pad(plane, pad, mode="edge"), axis=axis, dtype=np.float64)
    count = plane.shape[axis]
    upper = np.take(total, np.arange(2 * size + 1, 2 * size + 1 + count), axis=axis)
    lower = np.take(total, np.arange(count), axis=axis)
    return ((upper - lower) / (2 * size + 1)).astype(np.float32)


def shifted(plane: Array, down: int, right: int) -> Array:
    """The plane moved by whole pixels, its edges repeated into the gap (never wrapped around)."""
    height, width = plane.shape[:2]
    rows = np.clip(np.arange(height) - down, 0, height - 1)
    columns = np.clip(np.arange(width) - right, 0, width - 1)
    return np.take(np.take(plane, rows, axis=0), columns, axis=1)


def clamp(values: ArrayLike) -> Array:
    """Into 0..1, as float32."""
    return np.asarray(np.clip(values, 0.0, 1.0), dtype=np.float32)


def smooth(low: float, high: float, value: ArrayLike) -> Array:
    """Smoothstep: 0 below `low`, 1 above `high`; works with low > high too."""
    t = np.clip((np.asarray(value) - low) / (high - low), 0.0, 1.0)
    return clamp(t * t * (3.0 - 2.0 * t))


def over(picture: Array, colour: Array, alpha: Array) -> None:
    """Lay a colour, or a picture, over a picture in place by a coverage plane 0..1."""
    picture += (colour - picture) * alpha[..., None]


def screen(picture: Array, light: ArrayLike) -> None:
    """Add light in place, softly: never beyond white."""
    picture += clamp(light) * (1.0 - np.clip(picture, 0.0, 1.0))
