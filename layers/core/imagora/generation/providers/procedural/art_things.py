"""People, robots and objects."""

from __future__ import annotations

import math

from imagora.generation.providers.procedural.pen import Artist, Pen

_DARK = "#1c1a22"


def lantern(pen: Pen) -> None:
    iron = pen.dye("#2c2c34")
    pen.stroke([(0, 0), (0, 0.7)], 0.045, iron, end=0.032)
    pen.poly([(-0.12, 0.0), (0.12, 0.0), (0.06, 0.06), (0.035, 0.16), (-0.035, 0.16), (-0.06, 0.06)], iron)
    pen.stroke([(-0.14, 0.66), (0.14, 0.66)], 0.022, iron)
    pen.poly([(-0.08, 0.7), (0.08, 0.7), (0.125, 0.92), (-0.125, 0.92)], "#ffdc86", glow=1.0)
    pen.oval(0.0, 0.8, 0.045, 0.06, "#fff6d0", glow=1.0)
    for x in (-1, 0, 1):
        pen.stroke([(x * 0.08, 0.7), (x * 0.125, 0.92)], 0.014, iron)
    pen.poly([(-0.15, 0.92), (0.15, 0.92), (0.05, 1.0), (-0.05, 1.0)], iron)
    pen.oval(0, 1.02, 0.025, 0.03, iron)


def _flame(pen: Pen, x: float, y: float, size: float) -> None:
    for scale, colour in ((1.0, "#ff7a22"), (0.72, "#ffb238"), (0.42, "#fff2b4")):
        w, h = 0.24 * size * scale, 0.72 * size * scale
        pen.blob(
            [
                (x - w * 0.7, y),
                (x - w, y + h * 0.28),
                (x - w * 0.4, y + h * 0.6),
                (x, y + h),
                (x + w * 0.5, y + h * 0.58),
                (x + w, y + h * 0.26),
                (x + w * 0.7, y),
            ],
            colour,
            glow=1.0,
        )


def campfire(pen: Pen) -> None:
    for i in range(9):
        a = math.pi + math.pi * i / 8
        pen.oval(0.5 * math.cos(a), 0.07 + 0.07 * math.sin(a), 0.09, 0.06, "#6f6a70")
    pen.stroke([(-0.4, 0.08), (0.3, 0.24)], 0.1, "#5a3b28")
    pen.stroke([(0.4, 0.08), (-0.3, 0.24)], 0.1, "#6a462e")
    _flame(pen, -0.14, 0.14, 0.72)
    _flame(pen, 0.16, 0.14, 0.62)
    _flame(pen, 0.0, 0.12, 1.15)
    for _ in range(7):
        pen.oval(
            float(pen.rng.uniform(-0.25, 0.25)), float(pen.rng.uniform(0.8, 1.2)), 0.014, 0.014, "#ffb040", glow=1.0
        )


def candle(pen: Pen) -> None:
    wax = pen.dye("#f1e4c8", "#e9d9b8")
    pen.oval(0, 0.05, 0.3, 0.06, "#a8813f")
    pen.blob(
        [(-0.13, 0.06), (-0.13, 0.6), (-0.1, 0.66), (0.0, 0.64), (0.1, 0.66), (0.13, 0.6), (0.13, 0.06)], wax, glow=0.12
    )
    pen.stroke([(-0.09, 0.64), (-0.1, 0.48)], 0.05, wax * 1.05)
    pen.stroke([(0, 0.64), (0.005, 0.7)], 0.016, _DARK)
    _flame(pen, 0.005, 0.68, 0.4)


def tent(pen: Pen) -> None:
    cloth = pen.dye("#e07a33", "#3f7f8f", "#c9a23a", "#7a8f45")
    pen.poly([(-0.9, 0.0), (-0.28, 0.0), (0.0, 0.94), (-0.52, 0.8)], cloth * 0.7)
    pen.poly([(-0.36, 0.0), (0.72, 0.0), (0.1, 0.98)], cloth)
    pen.poly([(0.02, 0.0), (0.34, 0.0), (0.11, 0.72)], "#ffd890" if pen.lit else "#3a2a24", glow=0.8 if pen.lit else 0)
    pen.poly([(0.02, 0.0), (0.11, 0.72), (-0.08, 0.0)], cloth * 1.15)
    pen.stroke([(0.72, 0.0), (0.08, 1.02)], 0.02, "#5a4434")
    pen.stroke([(-0.36, 0.0), (0.12, 1.02)], 0.02, "#5a4434")


def pumpkin(pen: Pen) -> None:
    skin = pen.dye("#e67f22", "#d96f1f")
    pen.stroke([(0, 0.74), (0.03, 0.92), (0.11, 0.98)], 0.08, "#5f7a38", end=0.05)
    for x, w, tone in (
        (-0.32, 0.2, 0.8),
        (0.32, 0.2, 0.76),
        (-0.18, 0.22, 0.92),
        (0.18, 0.22, 0.88),
        (0.0, 0.22, 1.02),
    ):
        pen.oval(x, 0.4, w, 0.39, skin * tone)
    if pen.lit:
        for x in (-0.18, 0.18):
            pen.poly([(x - 0.09, 0.44), (x + 0.09, 0.44), (x, 0.6)], "#ffd860", glow=1.0)
        pen.poly(
            [
                (-0.28, 0.3),
                (-0.16, 0.24),
                (-0.08, 0.3),
                (0.0, 0.24),
                (0.08, 0.3),
                (0.16, 0.24),
                (0.28, 0.3),
                (0.16, 0.13),
                (-0.16, 0.13),
            ],
            "#ffd860",
            glow=1.0,
        )


def bench(pen: Pen) -> None:
    wood = pen.dye("#8f5f38", "#7a5030")
    for x in (-0.8, 0.8):
        pen.stroke([(x, 0.0), (x, 0.42), (x * 1.04, 0.95)], 0.07, "#2c2c32")
        pen.stroke([(x * 0.86, 0.0), (x * 0.86, 0.4)], 0.06, "#2c2c32")
    for y in (0.58, 0.74, 0.9):
        pen.box(-0.98, y, 0.98, y + 0.1, wood)
    pen.box(-1.0, 0.38, 1.0, 0.47, wood * 1.15)


def island(pen: Pen) -> None:
    pen.blob(
        [(-0.95, 0.0), (-0.7, 0.12), (-0.3, 0.3), (0.1, 0.36), (0.5, 0.24), (0.86, 0.08), (0.98, 0.0), (0.0, -0.04)],
        "#6f8a4c",
    )
    pen.blob([(-0.98, 0.0), (-0.6, 0.07), (0.0, 0.1), (0.6, 0.06), (1.0, 0.0), (0.0, -0.05)], "#e3cb98")
    for x, h, lean in ((-0.12, 0.8, -0.12), (0.16, 0.95, 0.12), (0.4, 0.62, 0.14)):
        pen.stroke([(x, 0.26), (x + lean * 0.4, 0.26 + h * 0.4), (x + lean, h)], 0.05, "#7a5a3c", end=0.03)
        for a in (200, 165, 130, 95, 60, 20, -20):
            c, s = math.cos(math.radians(a)), math.sin(math.radians(a))
            pen.blob(
                [
                    (x + lean, h),
                    (x + lean + 0.13 * c, h + 0.1 * s + 0.05),
                    (x + lean + 0.25 * c, h + 0.13 * s - 0.06),
                    (x + lean + 0.13 * c, h + 0.08 * s),
                ],
                "#3f8a45" if a % 2 else "#357a44",
            )


def iceberg(pen: Pen) -> None:
    ice = pen.dye("#e6f1f8")
    pen.poly(
        [
            (-0.9, 0.0),
            (-0.66, 0.34),
            (-0.44, 0.4),
            (-0.2, 0.9),
            (0.02, 1.0),
            (0.2, 0.66),
            (0.44, 0.6),
            (0.7, 0.2),
            (0.92, 0.0),
        ],
        ice,
    )
    pen.poly([(0.02, 1.0), (0.2, 0.66), (0.44, 0.6), (0.7, 0.2), (0.92, 0.0), (0.2, 0.0), (0.06, 0.5)], "#a8c8de")
    pen.poly([(-0.44, 0.4), (-0.2, 0.9), (-0.14, 0.5), (-0.3, 0.0), (-0.5, 0.0)], "#c6dcea")
    pen.poly([(-0.9, 0.0), (0.92, 0.0), (0.84, 0.07), (-0.84, 0.07)], "#8fb8d4")


THINGS: dict[str, Artist] = { "lantern": lantern,
    "campfire": campfire, "candle": candle, "tent": tent, "pumpkin": pumpkin, "bench": bench,
    "island": island, "iceberg": iceberg,
}  # fmt: skip
