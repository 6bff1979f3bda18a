"""A pen for subjects: smooth shapes in the subject's own units, drawn large and reduced, so that edges are soft."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw

from imagora.generation.providers.procedural.colours import named, rgb
from imagora.generation.providers.procedural.frame import Array

Point = tuple[float, float]
Colour = str | Array

LEFT, RIGHT, BOTTOM, TOP = -1.45, 1.45, -0.35, 1.25
"""The sheet, in units of the subject's height: the origin is where it touches the ground, y goes up."""


class Pen:
    """Draws one subject. `lit` says whether lamps and windows shine; `rng` varies what is free.

    Shapes go on a sheet `oversample` times too large; `sprite` reduces it. Everything is about (2.9, 1.6) units.
    """

    def __init__(
        self,
        unit: float,
        rng: np.random.Generator,
        dyes: Sequence[str] = (),
        *,
        lit: bool = False,
        season: str | None = None,
    ) -> None:
        self.rng = rng
        self.lit = lit
        self.season = season
        self.unit = unit
        self._dyes = [named(dye) for dye in dyes]
        self.oversample = 4 if unit < 160 else (3 if unit < 420 else 2)
        self._scale = unit * self.oversample
        size = (self._pixels(RIGHT - LEFT), self._pixels(TOP - BOTTOM))
        self._colour = Image.new("RGB", size)
        self._shape = Image.new("L", size)
        self._glow = Image.new("RGB", size)
        self._ink = ImageDraw.Draw(self._colour, "RGBA")
        self._form = ImageDraw.Draw(self._shape)
        self._shine = ImageDraw.Draw(self._glow)

    def _pixels(self, length: float) -> int:
        step = self.oversample
        return max(step, math.ceil(length * self._scale / step) * step)

    def _place(self, points: Sequence[Point]) -> list[Point]:
        return [((x - LEFT) * self._scale, (TOP - y) * self._scale) for x, y in points]

    def dye(self, *defaults: str, at: int = 0) -> Array:
        """The colour that the prompt gave (its `at`-th, the last one again if fewer), else one of the defaults."""
        if self._dyes:
            return self._dyes[min(at, len(self._dyes) - 1)]
        return rgb(defaults[int(self.rng.integers(len(defaults)))])

    @property
    def dyed(self) -> int:
        """How many colours the prompt gave to this subject."""
        return len(self._dyes)

    def poly(self, points: Sequence[Point], colour: Colour, *, glow: float = 0.0) -> None:
        """A filled polygon; `glow` 0..1 makes it shine by itself."""
        placed = self._place(points)
        tone = _bytes(colour)
        self._ink.polygon(placed, fill=(*tone, 255))
        self._form.polygon(placed, fill=255)
        if glow > 0:
            self._shine.polygon(placed, fill=_scaled(tone, glow))
        else:
            self._shine.polygon(placed, fill=(0, 0, 0))

    def shade(self, points: Sequence[Point], strength: float, colour: Colour = "#120c1e") -> None:
        """A translucent veil over what is drawn already; it never draws beyond it."""
        self._ink.polygon(self._place(points), fill=(*_bytes(colour), round(255 * strength)))

    def erase(self, points: Sequence[Point]) -> None:
        """Cut a hole: an arch, the space between spokes."""
        self._form.polygon(self._place(points), fill=0)
        self._shine.polygon(self._place(points), fill=(0, 0, 0))

    def blob(self, points: Sequence[Point], colour: Colour, *, glow: float = 0.0) -> None:
        """A closed smooth curve through the points."""
        self.poly(smooth_loop(points), colour, glow=glow)

    def oval(
        self, x: float, y: float, rx: float, ry: float, colour: Colour, *, turn: float = 0.0, glow: float = 0.0
    ) -> None:
        """An ellipse; `turn` in degrees, anticlockwise."""
        self.poly(oval_points(x, y, rx, ry, turn), colour, glow=glow)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, *, glow: float = 0.0) -> None:
        """An upright rectangle."""
        self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, glow=glow)

    def stroke(
        self, points: Sequence[Point], width: float, colour: Colour, *, end: float | None = None, glow: float = 0.0
    ) -> None:
        """A smooth line with round ends, tapering from `width` to `end`."""
        path = smooth_path(points)
        widths = np.linspace(width, width if end is None else end, len(path))
        steps = np.gradient(np.asarray(path), axis=0)
        normals = np.stack([-steps[:, 1], steps[:, 0]], axis=1)
        normals /= np.maximum(np.hypot(normals[:, 0], normals[:, 1]), 1e-9)[:, None]
        left = np.asarray(path) + normals * widths[:, None] / 2
        right = np.asarray(path) - normals * widths[:, None] / 2
        outline = [(float(x), float(y)) for x, y in np.concatenate([left, right[::-1]])]
        self.poly(outline, colour, glow=glow)
        for (x, y), size in ((path[0], widths[0]), (path[-1], widths[-1])):
            self.oval(x, y, size / 2, size / 2, colour, glow=glow)

    def limbs(self, *limbs: Sequence[Point], width: float, colour: Colour, end: float | None = None) -> None:
        """Several strokes alike: legs, arms, rigging."""
        for limb in limbs:
            self.stroke(limb, width, colour, end=end)

    def window(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A window: warm and shining when it is dark outside, else dark glass."""
        if self.lit:
            self.box(x0, y0, x1, y1, "#ffd27a", glow=0.8)
        else:
            self.box(x0, y0, x1, y1, "#3d4a5c")

    def sprite(self) -> tuple[Array, Array, Point]:
        """Premultiplied picture (h, w, 4), its own light (h, w, 3), and the origin in pixels, trimmed."""
        box = self._shape.getbbox() or (0, 0, self.oversample, self.oversample)
        step = self.oversample
        x0, y0 = (box[0] // step - 1) * step, (box[1] // step - 1) * step
        x1, y1 = (box[2] // step + 2) * step, (box[3] // step + 2) * step
        blank = Image.new("RGB", self._colour.size)
        colour = _plane(Image.composite(self._colour, blank, self._shape).crop((x0, y0, x1, y1)).reduce(step))
        shape = _plane(self._shape.crop((x0, y0, x1, y1)).reduce(step))
        glow = _plane(self._glow.crop((x0, y0, x1, y1)).reduce(step))
        origin = (-LEFT * self.unit - x0 / step, TOP * self.unit - y0 / step)
        return np.concatenate([colour, shape[..., None]], axis=-1), glow, origin


Artist = Callable[[Pen], None]
"""Draws one kind of subject, about one unit tall, facing right."""


def _plane(image: Image.Image) -> Array:
    return np.asarray(image, dtype=np.float32) / np.float32(255.0)


def _bytes(colour: Colour) -> tuple[int, int, int]:
    values = rgb(colour) if isinstance(colour, str) else colour
    red, green, blue = (round(float(np.clip(value, 0, 1)) * 255) for value in values)
    return red, green, blue


def _scaled(tone: tuple[int, int, int], amount: float) -> tuple[int, int, int]:
    return round(tone[0] * amount), round(tone[1] * amount), round(tone[2] * amount)


def oval_points(x: float, y: float, rx: float, ry: float, turn: float = 0.0, steps: int = 40) -> list[Point]:
    """Points around an ellipse."""
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    angles = [2 * math.pi * i / steps for i in range(steps)]
    return [
        (x + rx * math.cos(a) * c - ry * math.sin(a) * s, y + rx * math.cos(a) * s + ry * math.sin(a) * c)
        for a in angles
    ]


def smooth_loop(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """Catmull-Rom through the points and back to the first."""
    count = len(points)
    return [
        _between(points[i - 1], points[i], points[(i + 1) % count], points[(i + 2) % count], k / steps)
        for i in range(count)
        for k in range(steps)
    ]


def smooth_path(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """Catmull-Rom through the points, ends included."""
    padded = [points[0], *points, points[-1]]
    path = [
        _between(padded[i], padded[i + 1], padded[i + 2], padded[i + 3], k / steps)
        for i in range(len(points) - 1)
        for k in range(steps)
    ]
    return [*path, points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    return (_cubic(a[0], b[0], c[0], d[0], t), _cubic(a[1], b[1], c[1], d[1], t))


def _cubic(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)
