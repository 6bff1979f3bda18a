"""Buildings, drawn from the front."""

from __future__ import annotations

import math

from imagora.generation.providers.procedural.colours import rgb
from imagora.generation.providers.procedural.frame import Array
from imagora.generation.providers.procedural.pen import Artist, Colour, Pen, Point


def side_shade(pen: Pen, x0: float, y0: float, x1: float, y1: float, strength: float = 0.22) -> None:
    """The shaded third of a wall."""
    pen.shade([(x0 + (x1 - x0) * 0.64, y0), (x1, y0), (x1, y1), (x0 + (x1 - x0) * 0.64, y1)], strength)


def lighthouse(pen: Pen) -> None:
    wall, band = pen.dye("#f2eee6"), pen.dye("#c6352f", "#2f4f86", "#23252f", at=1)
    if pen.dyed == 1:  # "a red lighthouse" has red bands on white
        wall, band = rgb("#f2eee6"), pen.dye("#c6352f")
    pen.box(0.1, 0.0, 0.44, 0.14, "#e9e2d4")
    pen.poly([(0.06, 0.14), (0.48, 0.14), (0.27, 0.26)], "#a8483a")
    pen.window(0.22, 0.04, 0.3, 0.11)
    pen.poly([(-0.15, 0.0), (0.15, 0.0), (0.085, 0.76), (-0.085, 0.76)], wall)
    bands = int(pen.rng.integers(3, 5))
    for i in range(bands):
        low, high = (i + 0.32) / bands * 0.76, (i + 0.82) / bands * 0.76
        a, b = 0.15 - 0.065 * low / 0.76, 0.15 - 0.065 * high / 0.76
        pen.poly([(-a, low), (a, low), (b, high), (-b, high)], band)
    pen.shade([(0.03, 0.0), (0.15, 0.0), (0.085, 0.76), (0.02, 0.76)], 0.24)
    for y in (0.17, 0.4, 0.6):
        pen.window(-0.03, y, 0.015, y + 0.06)
    pen.box(-0.14, 0.755, 0.14, 0.785, "#2c2b33")
    pen.box(-0.075, 0.785, 0.075, 0.9, "#ffe9a8", glow=1.0 if pen.lit else 0.25)
    for x in (-0.13, -0.07, 0.0, 0.065, 0.122):
        pen.box(x, 0.785, x + 0.008, 0.84 if abs(x) > 0.1 else 0.9, "#2c2b33")
    pen.box(-0.14, 0.835, 0.14, 0.843, "#2c2b33")
    pen.poly([(-0.1, 0.9), (0.1, 0.9), (0.05, 0.96), (0.0, 0.985), (-0.05, 0.96)], band)
    pen.stroke([(0, 0.97), (0, 1.05)], 0.012, "#2c2b33")


def _turret(pen: Pen, x: float, width: float, height: float, wall: Array, roof: Colour | None) -> None:
    half = width / 2
    pen.box(x - half, 0.0, x + half, height, wall)
    side_shade(pen, x - half, 0.0, x + half, height)
    pen.box(x - half * 1.2, height - 0.02, x + half * 1.2, height + 0.03, wall * 0.9)
    if roof is None:
        for i in range(4):
            left = x - half * 1.2 + i * half * 0.68
            pen.box(left, height + 0.03, left + half * 0.4, height + 0.075, wall * 0.95)
    else:
        peak = height + width * 1.5
        pen.poly([(x - half * 1.35, height + 0.03), (x + half * 1.35, height + 0.03), (x, peak)], roof)
        pen.shade([(x + half * 0.25, height + 0.03), (x + half * 1.35, height + 0.03), (x, peak)], 0.25)
        pen.stroke([(x, peak - 0.01), (x, peak + 0.07)], 0.01, "#3a3238")
        pen.poly([(x, peak + 0.07), (x + 0.07, peak + 0.05), (x, peak + 0.03)], "#c8313a")
    pen.window(x - half * 0.22, height * 0.62, x + half * 0.22, height * 0.62 + 0.07)


def castle(pen: Pen) -> None:
    wall, roof = pen.dye("#a9a096", "#c2b39c", "#8f8c96"), pen.dye("#4a5d8c", "#8c3f3a", "#3f5a5c", at=1)
    _turret(pen, -0.2, 0.2, 0.72, wall * 0.84, roof)
    _turret(pen, 0.16, 0.16, 0.82, wall * 0.84, roof)
    pen.box(-0.5, 0.0, 0.5, 0.42, wall)
    for i in range(10):
        pen.box(-0.5 + i * 0.104, 0.42, -0.44 + i * 0.104, 0.47, wall)
    pen.shade([(-0.5, 0.0), (0.5, 0.0), (0.5, 0.08), (-0.5, 0.14)], 0.15)
    _turret(pen, -0.52, 0.22, 0.58, wall, roof)
    _turret(pen, 0.52, 0.24, 0.5 + 0.12 * float(pen.rng.random()), wall, roof)
    _turret(pen, 0.0, 0.24, 0.6, wall * 1.03, None)
    pen.blob([(-0.09, 0.0), (-0.09, 0.17), (0.0, 0.26), (0.09, 0.17), (0.09, 0.0)], "#33262a")
    for x in (-0.06, 0.0, 0.06):
        pen.box(x - 0.005, 0.0, x + 0.005, 0.22, "#6a5748")
    for x in (-0.32, 0.26):
        pen.window(x, 0.22, x + 0.05, 0.31)


def house(pen: Pen) -> None:
    wall = pen.dye("#efe4d0", "#e0b98f", "#d7dfe0", "#c96f55", "#e9d9a6")
    roof = pen.dye("#9c4638", "#5c4a4a", "#7a5240", "#45566b", at=1)
    pen.box(0.28, 0.72, 0.4, 1.02, "#8c5a4c")
    pen.box(-0.52, 0.0, 0.52, 0.52, wall)
    side_shade(pen, -0.52, 0.0, 0.52, 0.52, 0.14)
    pen.poly([(-0.64, 0.5), (0.64, 0.5), (0.42, 0.92), (-0.42, 0.92)], roof)
    pen.shade([(-0.64, 0.5), (0.64, 0.5), (0.61, 0.56), (-0.61, 0.56)], 0.3)
    for x in (-0.42, 0.2):
        pen.box(x - 0.03, 0.17, x + 0.23, 0.41, "#fbf6ea")
        pen.window(x, 0.2, x + 0.09, 0.38)
        pen.window(x + 0.11, 0.2, x + 0.2, 0.38)
    pen.box(-0.09, 0.0, 0.11, 0.34, "#6d4030")
    pen.oval(0.075, 0.16, 0.014, 0.014, "#e6c46a")
    pen.poly([(-0.16, 0.66), (0.16, 0.66), (0.0, 0.86)], wall * 0.94)
    pen.window(-0.05, 0.68, 0.05, 0.77)


def cabin(pen: Pen) -> None:
    wood = pen.dye("#8a5a38", "#74492f", "#9c6b42")
    pen.box(0.3, 0.6, 0.44, 1.04, "#76727a")
    pen.box(-0.6, 0.0, 0.6, 0.46, wood)
    for i in range(7):
        pen.shade([(-0.6, i * 0.066), (0.6, i * 0.066), (0.6, i * 0.066 + 0.016), (-0.6, i * 0.066 + 0.016)], 0.35)
    pen.poly([(-0.34, 0.44), (0.34, 0.44), (0.0, 0.86)], wood * 0.9)
    pen.poly([(-0.76, 0.4), (-0.66, 0.36), (0.0, 0.94), (0.66, 0.36), (0.76, 0.4), (0.0, 1.06)], "#4c352c")
    pen.poly([(-0.74, 0.42), (-0.72, 0.4), (0.0, 1.04), (0.0, 1.07)], "#7a5a48")
    pen.box(-0.1, 0.0, 0.12, 0.34, wood * 0.5)
    pen.window(-0.44, 0.14, -0.22, 0.34)
    pen.window(0.26, 0.14, 0.46, 0.34)
    pen.window(-0.07, 0.54, 0.07, 0.68)
    for x in (-0.335, 0.355):
        pen.box(x, 0.14, x + 0.015, 0.34, wood * 0.5)


def _turned(angle: float, reach: float, aside: float, height: float) -> Point:
    """A point on a sail: so far out along the arm, so far to its side; the hub is at `height`."""
    c, s = math.cos(angle), math.sin(angle)
    return reach * c - aside * s, height + reach * s + aside * c


def windmill(pen: Pen) -> None:
    wall, cap = pen.dye("#e8dcc6", "#b5856a"), pen.dye("#6b4a3f", "#43566b", at=1)
    pen.poly([(-0.24, 0.0), (0.24, 0.0), (0.14, 0.62), (-0.14, 0.62)], wall)
    pen.shade([(0.06, 0.0), (0.24, 0.0), (0.14, 0.62), (0.04, 0.62)], 0.2)
    pen.blob([(-0.17, 0.61), (-0.13, 0.72), (0.0, 0.78), (0.13, 0.72), (0.17, 0.61)], cap)
    pen.box(-0.06, 0.0, 0.06, 0.16, "#5c3c2e")
    for x, y in ((-0.09, 0.28), (0.05, 0.28), (-0.03, 0.46)):
        pen.window(x, y, x + 0.06, y + 0.08)
    turn = float(pen.rng.uniform(15, 75))
    for quarter in range(4):
        a = math.radians(turn + 90 * quarter)
        pen.poly(
            [
                _turned(a, 0.12, 0.015, 0.66),
                _turned(a, 0.54, 0.02, 0.66),
                _turned(a, 0.54, 0.13, 0.66),
                _turned(a, 0.14, 0.11, 0.66),
            ],
            "#f4ead6",
        )
        for r in (0.2, 0.28, 0.36, 0.44):
            pen.stroke([_turned(a, r, 0.0, 0.66), _turned(a, r, 0.12, 0.66)], 0.01, "#7a5f4c")
        pen.stroke([(0, 0.66), _turned(a, 0.56, 0.0, 0.66)], 0.024, "#5a4134")
    pen.oval(0, 0.66, 0.03, 0.03, "#3c2c26")


def turbine(pen: Pen) -> None:
    white = pen.dye("#eef1f3")
    pen.poly([(-0.028, 0.0), (0.028, 0.0), (0.013, 0.68), (-0.013, 0.68)], white)
    turn = float(pen.rng.uniform(0, 120))
    for third in range(3):
        a = math.radians(turn + 120 * third)
        c, s = math.cos(a), math.sin(a)
        pen.poly([(0, 0.69), (0.12 * c - 0.03 * s, 0.69 + 0.12 * s + 0.03 * c), (0.44 * c, 0.69 + 0.44 * s)], white)
    pen.oval(0, 0.69, 0.03, 0.03, white * 0.85)


def tower(pen: Pen) -> None:
    stone = pen.dye("#9d948a", "#8a8590", "#b3a084")
    _turret(pen, 0.0, 0.3, 0.72, stone, pen.dye("#5f4038", "#3f5570", at=1) if pen.rng.random() < 0.5 else None)
    for i in range(7):
        for j in range(3):
            x = -0.12 + j * 0.09 + (i % 2) * 0.04
            pen.shade([(x, i * 0.1), (x + 0.05, i * 0.1), (x + 0.05, i * 0.1 + 0.03), (x, i * 0.1 + 0.03)], 0.12)
    pen.blob([(-0.06, 0.0), (-0.06, 0.13), (0.0, 0.19), (0.06, 0.13), (0.06, 0.0)], "#3c2a28")
    pen.window(-0.03, 0.28, 0.03, 0.36)


def church(pen: Pen) -> None:
    wall, roof = pen.dye("#ece4d6", "#d6c3a5"), pen.dye("#7c4038", "#4d5663", at=1)
    pen.box(-0.12, 0.0, 0.56, 0.34, wall)
    pen.poly([(-0.16, 0.33), (0.62, 0.33), (0.54, 0.58), (-0.08, 0.58)], roof)
    for x in (0.12, 0.28, 0.44):
        pen.blob(
            [(x - 0.035, 0.09), (x - 0.035, 0.2), (x, 0.27), (x + 0.035, 0.2), (x + 0.035, 0.09)],
            "#ffd27a" if pen.lit else "#47586b",
            glow=0.7 if pen.lit else 0,
        )
    pen.box(-0.4, 0.0, -0.1, 0.64, wall * 1.02)
    side_shade(pen, -0.4, 0.0, -0.1, 0.64)
    pen.poly([(-0.43, 0.63), (-0.07, 0.63), (-0.25, 1.06)], roof)
    pen.shade([(-0.2, 0.63), (-0.07, 0.63), (-0.25, 1.06)], 0.28)
    pen.stroke([(-0.25, 1.04), (-0.25, 1.18)], 0.014, "#d9b45a")
    pen.stroke([(-0.29, 1.13), (-0.21, 1.13)], 0.014, "#d9b45a")
    pen.blob([(-0.31, 0.0), (-0.31, 0.13), (-0.25, 0.22), (-0.19, 0.13), (-0.19, 0.0)], "#5a3b30")
    pen.oval(-0.25, 0.5, 0.055, 0.055, "#f7f2e4", glow=0.4 if pen.lit else 0)
    pen.stroke([(-0.25, 0.5), (-0.25, 0.54)], 0.01, "#2f2a2c")
    pen.stroke([(-0.25, 0.5), (-0.225, 0.5)], 0.01, "#2f2a2c")


def skyscraper(pen: Pen) -> None:
    glass = pen.dye("#4b6482", "#5c6f78", "#6a6a80")
    steps = ((0.19, 0.0, 0.62), (0.15, 0.62, 0.84), (0.09, 0.84, 0.96))
    for half, low, high in steps:
        pen.box(-half, low, half, high, glass)
        side_shade(pen, -half, low, half, high, 0.3)
        for i in range(int((high - low) / 0.032)):
            for j in range(int(half * 2 / 0.044)):
                x, y = -half + 0.014 + j * 0.044, low + 0.01 + i * 0.032
                if pen.rng.random() < (0.55 if pen.lit else 0.0):
                    pen.box(x, y, x + 0.024, y + 0.018, "#ffd98c", glow=0.7)
                else:
                    pen.shade(
                        [(x, y), (x + 0.024, y), (x + 0.024, y + 0.018), (x, y + 0.018)],
                        0.2,
                        "#bfd8ee" if not pen.lit else "#0b1020",
                    )
    pen.stroke([(0, 0.95), (0, 1.14)], 0.016, "#9aa3ad", end=0.006)


BUILDINGS: dict[str, Artist] = {
    "lighthouse": lighthouse, "castle": castle, "house": house, "cabin": cabin, "windmill": windmill,
    "turbine": turbine, "tower": tower, "church": church,
    "skyscraper": skyscraper,
}  # fmt: skip
