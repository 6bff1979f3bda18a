"""Things that people travel in and on, and what flies."""

from __future__ import annotations

import math

from imagora.generation.providers.procedural.colours import rgb
from imagora.generation.providers.procedural.pen import Artist, Pen, oval_points


def sailboat(pen: Pen) -> None:
    hull, sail = pen.dye("#8c4a34", "#2f4468", "#f0ebe0", "#7a2f34", at=1), pen.dye("#f6f0e2", "#f3e6cf", "#e8663f")
    pen.stroke([(-0.04, 0.1), (-0.04, 1.02)], 0.022, "#5a4334", end=0.014)
    pen.blob([(-0.01, 0.2), (0.0, 0.98), (0.16, 0.7), (0.4, 0.25), (0.2, 0.19)], sail)
    pen.blob([(-0.07, 0.22), (-0.07, 0.9), (-0.24, 0.62), (-0.44, 0.25), (-0.24, 0.22)], sail * 0.9)
    for y in (0.4, 0.58, 0.74):
        pen.shade([(0.0, y), (0.4 - y * 0.36, y - 0.015), (0.4 - y * 0.36, y), (0.0, y + 0.01)], 0.14)
    pen.blob([(-0.5, 0.16), (-0.42, 0.0), (0.0, -0.03), (0.34, 0.0), (0.56, 0.18), (0.2, 0.13), (-0.2, 0.12)], hull)
    pen.shade([(-0.5, 0.03), (0.5, 0.03), (0.5, -0.04), (-0.5, -0.04)], 0.3)
    pen.poly([(-0.04, 1.02), (0.1, 0.985), (-0.04, 0.955)], "#d8423c")


def ship(pen: Pen) -> None:
    hull = pen.dye("#31405c", "#7c2f30", "#2c2f36")
    pen.box(-0.66, 0.3, 0.46, 0.48, "#f2ede2")
    pen.box(-0.5, 0.48, 0.22, 0.6, "#e8e2d4")
    pen.box(-0.02, 0.6, 0.16, 0.7, "#f2ede2")
    for x in (-0.4, -0.16):
        pen.poly([(x - 0.06, 0.6), (x + 0.08, 0.6), (x + 0.05, 0.92), (x - 0.07, 0.92)], "#c9473a")
        pen.box(x - 0.075, 0.85, x + 0.056, 0.93, "#26242a")
    pen.stroke([(0.5, 0.3), (0.5, 0.94)], 0.016, "#6a5a4c")
    for i in range(12):
        pen.window(-0.62 + i * 0.088, 0.36, -0.58 + i * 0.088, 0.42)
    for i in range(7):
        pen.window(-0.46 + i * 0.095, 0.51, -0.42 + i * 0.095, 0.56)
    pen.blob(
        [(-1.0, 0.34), (-0.94, 0.04), (-0.7, -0.03), (0.6, -0.03), (0.84, 0.1), (1.06, 0.42), (0.7, 0.3), (-0.6, 0.28)],
        hull,
    )
    pen.shade([(-1.0, -0.05), (1.0, -0.05), (1.0, 0.05), (-1.0, 0.05)], 0.45, "#7a1f1c")
    for i in range(9):
        pen.oval(-0.6 + i * 0.14, 0.18, 0.02, 0.02, "#ffdf9a" if pen.lit else "#cdd6de", glow=0.7 if pen.lit else 0)


def balloon(pen: Pen) -> None:
    first = pen.dye("#d8413a", "#e9873a", "#3f78b8", "#8a4aa0", "#2f8f86", "#e3b23c")
    second = pen.dye("#f6ead0", "#f4d36a", "#f0b59a", at=1) if pen.dyed != 1 else rgb("#f8f0e0")
    outline = [
        (0.0, 1.0),
        (0.2, 0.97),
        (0.34, 0.84),
        (0.37, 0.68),
        (0.3, 0.5),
        (0.17, 0.33),
        (0.08, 0.24),
        (-0.08, 0.24),
        (-0.17, 0.33),
        (-0.3, 0.5),
        (-0.37, 0.68),
        (-0.34, 0.84),
        (-0.2, 0.97),
    ]
    pen.blob(outline, first)
    gores = 9
    for i in range(gores):
        if i % 2:
            low, high = (-1 + 2 * i / gores), (-1 + 2 * (i + 1) / gores)
            edge = [(math.sin(low * math.pi / 2) * half, y) for half, y in _envelope()]
            other = [(math.sin(high * math.pi / 2) * half, y) for half, y in _envelope()]
            pen.shade([*edge, *other[::-1]], 1.0, second)
    pen.shade(
        [(half * math.sin((0.45 + 0.55 * 0.5) * math.pi / 2), y) for half, y in _envelope()]
        + [(half * 1.05, y) for half, y in _envelope()[::-1]],
        0.16,
    )
    pen.blob([(-0.08, 0.25), (0.08, 0.25), (0.06, 0.21), (-0.06, 0.21)], first * 0.6)
    pen.limbs([(-0.065, 0.23), (-0.055, 0.1)], [(0.065, 0.23), (0.055, 0.1)], width=0.008, colour="#4a382c")
    if pen.lit:
        pen.blob([(-0.015, 0.17), (0.0, 0.24), (0.015, 0.17)], "#ffcf70", glow=1.0)
    pen.blob([(-0.07, 0.1), (0.07, 0.1), (0.06, 0.0), (-0.06, 0.0)], "#8a5c36")
    pen.box(-0.075, 0.085, 0.075, 0.11, "#6a4427")


def _envelope() -> list[tuple[float, float]]:
    return [
        (0.0, 1.0),
        (0.2, 0.97),
        (0.3, 0.905),
        (0.36, 0.8),
        (0.372, 0.68),
        (0.345, 0.58),
        (0.29, 0.48),
        (0.2, 0.36),
        (0.12, 0.28),
        (0.085, 0.24),
    ]


def rocket(pen: Pen) -> None:
    body, trim = pen.dye("#eceff2"), pen.dye("#d23b36", "#e8792f", "#3468b0", at=1)
    pen.blob(
        [(-0.1, 0.2), (-0.15, 0.0), (-0.05, -0.12), (0.0, -0.3), (0.05, -0.12), (0.15, 0.0), (0.1, 0.2)],
        "#ff9c3a",
        glow=1.0,
    )
    pen.blob([(-0.06, 0.2), (-0.07, 0.05), (0.0, -0.13), (0.07, 0.05), (0.06, 0.2)], "#fff0b0", glow=1.0)
    pen.poly([(-0.12, 0.42), (-0.3, 0.2), (-0.29, 0.1), (-0.1, 0.2)], trim)
    pen.poly([(0.12, 0.42), (0.3, 0.2), (0.29, 0.1), (0.1, 0.2)], trim * 0.8)
    pen.blob([(-0.11, 0.16), (-0.17, 0.5), (-0.12, 0.82), (0.0, 1.05), (0.12, 0.82), (0.17, 0.5), (0.11, 0.16)], body)
    pen.blob([(-0.105, 0.85), (-0.05, 0.97), (0.0, 1.05), (0.05, 0.97), (0.105, 0.85), (0.0, 0.83)], trim)
    pen.shade([(0.05, 0.16), (0.11, 0.16), (0.17, 0.5), (0.12, 0.82), (0.0, 1.05), (0.07, 0.7), (0.08, 0.4)], 0.2)
    for y, r in ((0.65, 0.068), (0.44, 0.05)):
        pen.oval(-0.01, y, r, r, "#6a7480")
        pen.oval(-0.01, y, r * 0.72, r * 0.72, "#8fd0ee", glow=0.35)
    pen.box(-0.11, 0.16, 0.11, 0.22, "#4c525c")


def ufo(pen: Pen) -> None:
    metal = pen.dye("#9aa5b4", "#8f8fa8")
    pen.oval(0.0, 0.68, 0.3, 0.28, "#a8e6df", glow=0.35)
    pen.oval(-0.08, 0.78, 0.07, 0.08, "#e6fffb", glow=0.3)
    pen.oval(0.0, 0.5, 0.78, 0.21, metal)
    pen.oval(0.0, 0.57, 0.7, 0.14, metal * 1.12)
    pen.oval(0.0, 0.4, 0.36, 0.08, metal * 0.55)
    for i in range(7):
        a = math.pi * (1.1 + 0.8 * i / 6)
        pen.oval(
            0.68 * math.cos(a),
            0.5 + 0.15 * math.sin(a),
            0.045,
            0.035,
            ("#ffd45e", "#7cf0b4", "#ff8a6a")[i % 3],
            glow=1.0,
        )


def plane(pen: Pen) -> None:
    body, trim = pen.dye("#eef1f4"), pen.dye("#d3423c", "#2f66ad", at=1)
    pen.poly([(-0.2, 0.55), (-0.62, 0.98), (-0.46, 0.98), (0.16, 0.56)], body * 0.72)
    pen.poly([(-0.86, 0.58), (-1.12, 1.0), (-0.9, 1.0), (-0.62, 0.6)], trim)
    pen.blob(
        [(-1.08, 0.6), (-0.8, 0.66), (0.5, 0.68), (0.84, 0.62), (1.0, 0.5), (0.84, 0.42), (0.4, 0.38), (-0.6, 0.42)],
        body,
    )
    pen.shade([(-1.1, 0.36), (1.0, 0.36), (1.0, 0.46), (-1.1, 0.5)], 0.2)
    pen.poly([(0.2, 0.46), (-0.7, 0.02), (-0.46, 0.0), (0.5, 0.44)], body * 0.86)
    pen.poly([(-0.86, 0.55), (-1.16, 0.4), (-1.02, 0.38), (-0.64, 0.53)], body * 0.8)
    for i in range(11):
        pen.oval(
            -0.58 + i * 0.115, 0.575, 0.022, 0.024, "#ffdf9a" if pen.lit else "#3d5570", glow=0.6 if pen.lit else 0
        )
    pen.blob([(0.74, 0.6), (0.9, 0.56), (0.88, 0.53), (0.74, 0.55)], "#33475c")
    pen.oval(-0.1, 0.27, 0.12, 0.05, trim, turn=0)


def kite(pen: Pen) -> None:
    first, second = pen.dye("#d8413a", "#2f7fb8", "#e0a02f"), pen.dye("#f3c84a", "#f0ede2", at=1)
    pen.stroke([(0.06, 0.42), (-0.1, 0.24), (0.02, 0.06), (-0.14, -0.12), (-0.06, -0.3)], 0.014, "#5a4638")
    for x, y in ((-0.06, 0.2), (0.0, 0.05), (-0.1, -0.1)):
        pen.poly([(x, y), (x - 0.07, y + 0.04), (x - 0.06, y - 0.04)], second)
        pen.poly([(x, y), (x + 0.07, y + 0.03), (x + 0.06, y - 0.05)], first)
    pen.poly([(0.06, 0.42), (-0.2, 0.86), (0.12, 0.86)], first)
    pen.poly([(0.06, 0.42), (0.46, 0.78), (0.12, 0.86)], second)
    pen.poly([(-0.2, 0.86), (0.16, 1.14), (0.12, 0.86)], second * 0.9)
    pen.poly([(0.46, 0.78), (0.16, 1.14), (0.12, 0.86)], first * 0.85)


def _wheel(pen: Pen, x: float, y: float, radius: float, colour: str = "#25232a") -> None:
    pen.oval(x, y, radius, radius, colour)
    pen.oval(x, y, radius * 0.6, radius * 0.6, "#9a9aa2")
    pen.oval(x, y, radius * 0.22, radius * 0.22, colour)


def train(pen: Pen) -> None:
    engine, wagon = pen.dye("#2f3b36", "#7a2a2a", "#24344f"), pen.dye("#7c3a30", "#3f5f4c", "#a8803f", at=1)
    pen.box(-1.44, -0.03, 1.3, 0.0, "#4a3d36")
    for left in (-1.42, -0.72):
        pen.box(left, 0.16, left + 0.64, 0.74, wagon)
        pen.box(left - 0.02, 0.74, left + 0.66, 0.8, wagon * 0.55)
        for i in range(4):
            pen.window(left + 0.06 + i * 0.145, 0.42, left + 0.16 + i * 0.145, 0.62)
        pen.box(left, 0.3, left + 0.64, 0.33, "#e3c573")
        for x in (left + 0.14, left + 0.5):
            _wheel(pen, x, 0.1, 0.1)
    pen.box(0.0, 0.16, 0.36, 0.9, engine)
    pen.box(-0.05, 0.9, 0.42, 0.97, engine * 0.6)
    pen.window(0.07, 0.56, 0.28, 0.8)
    pen.box(0.36, 0.28, 1.08, 0.66, engine * 1.1)
    pen.oval(1.08, 0.47, 0.06, 0.19, engine * 0.8)
    pen.poly([(0.84, 0.64), (0.98, 0.64), (1.02, 0.96), (0.8, 0.96)], engine * 0.7)
    pen.blob([(0.52, 0.64), (0.52, 0.76), (0.6, 0.82), (0.68, 0.76), (0.68, 0.64)], "#d9a84a")
    pen.box(0.0, 0.18, 1.1, 0.28, "#a3352f")
    pen.poly([(1.08, 0.02), (1.34, 0.02), (1.12, 0.24)], "#a3352f")
    pen.oval(1.13, 0.62, 0.06, 0.06, "#fff0b8", glow=1.0 if pen.lit else 0.3)
    for x, r in ((0.18, 0.15), (0.52, 0.15), (0.84, 0.1), (1.04, 0.1)):
        _wheel(pen, x, r, r)
    pen.stroke([(0.18, 0.15), (0.52, 0.15)], 0.03, "#c9c3b4")
    for x, y, r in ((0.86, 1.04, 0.08), (0.74, 1.1, 0.1), (0.56, 1.13, 0.1), (0.36, 1.16, 0.085)):
        pen.oval(x, y, r * 1.3, r * 0.8, "#d8d5d6")


def car(pen: Pen) -> None:
    paint = pen.dye("#c23a34", "#2f6f8f", "#e0b23c", "#4f8a6a", "#d9d3c6")
    pen.blob([(-0.62, 0.5), (-0.46, 0.84), (-0.2, 0.95), (0.2, 0.94), (0.44, 0.8), (0.66, 0.5)], paint)
    pen.poly(
        [(-0.5, 0.54), (-0.38, 0.8), (-0.18, 0.87), (-0.04, 0.87), (-0.04, 0.54)], "#ffe0a0" if pen.lit else "#bcd8e4"
    )
    pen.poly([(0.04, 0.54), (0.04, 0.87), (0.2, 0.86), (0.36, 0.77), (0.52, 0.54)], "#ffe0a0" if pen.lit else "#bcd8e4")
    pen.blob(
        [(-1.1, 0.24), (-1.1, 0.48), (-0.7, 0.57), (0.6, 0.57), (1.04, 0.48), (1.16, 0.3), (1.1, 0.18), (-1.04, 0.16)],
        paint,
    )
    pen.shade([(-1.12, 0.16), (1.16, 0.16), (1.16, 0.27), (-1.12, 0.27)], 0.35)
    pen.box(-0.02, 0.22, 0.0, 0.54, paint * 0.6)
    pen.oval(1.08, 0.4, 0.07, 0.06, "#fff2c0", glow=1.0 if pen.lit else 0.1)
    pen.oval(-1.06, 0.4, 0.05, 0.05, "#ff5a4a", glow=0.8 if pen.lit else 0.0)
    for x in (-0.62, 0.66):
        _wheel(pen, x, 0.19, 0.2)


def bicycle(pen: Pen) -> None:
    frame = pen.dye("#2f7f8a", "#c8413a", "#d9a02f", "#2c2c34")
    for x in (-0.5, 0.5):
        pen.oval(x, 0.33, 0.33, 0.33, "#26242a")
        pen.erase(oval_points(x, 0.33, 0.285, 0.285))
        for i in range(9):
            a = math.pi * i / 9
            pen.stroke(
                [(x - 0.3 * math.cos(a), 0.33 - 0.3 * math.sin(a)), (x + 0.3 * math.cos(a), 0.33 + 0.3 * math.sin(a))],
                0.009,
                "#b9b9c0",
            )
        pen.oval(x, 0.33, 0.035, 0.035, "#55555c")
    for path in (
        [(-0.5, 0.33), (-0.08, 0.3)],
        [(-0.5, 0.33), (-0.22, 0.74)],
        [(-0.08, 0.3), (-0.24, 0.82)],
        [(-0.08, 0.3), (0.34, 0.72)],
        [(-0.22, 0.74), (0.33, 0.78)],
        [(0.5, 0.33), (0.3, 0.92)],
    ):
        pen.stroke(path, 0.045, frame)
    pen.stroke([(0.3, 0.92), (0.42, 0.98), (0.5, 0.92), (0.46, 0.86)], 0.035, "#33302f")
    pen.blob([(-0.38, 0.86), (-0.12, 0.85), (-0.14, 0.81), (-0.34, 0.8)], "#5a3a2a")
    pen.oval(-0.08, 0.3, 0.07, 0.07, "#8a8a92")
    pen.stroke([(-0.08, 0.3), (-0.02, 0.17)], 0.025, "#33302f")


TRAVEL: dict[str, Artist] = {
    "sailboat": sailboat, "ship": ship, "balloon": balloon, "rocket": rocket, "ufo": ufo, "plane": plane, "kite": kite,
    "train": train, "car": car, "bicycle": bicycle,
}  # fmt: skip
