"""Temples, pyramids, gates and bridges, drawn from the front."""

from __future__ import annotations

import math

from imagora.generation.providers.procedural.art_buildings import side_shade
from imagora.generation.providers.procedural.pen import Artist, Pen


def pagoda(pen: Pen) -> None:
    wall, roof = pen.dye("#b53f35", "#8c3a34"), pen.dye("#33413f", "#2f3c52", at=1)
    pen.box(-0.42, 0.0, 0.42, 0.05, "#8a8078")
    for i in range(4):
        half, y = 0.3 - i * 0.06, 0.05 + i * 0.215
        pen.box(-half, y, half, y + 0.15, wall)
        side_shade(pen, -half, y, half, y + 0.15, 0.25)
        for x in (-half * 0.55, half * 0.25):
            pen.window(x, y + 0.04, x + half * 0.3, y + 0.12)
        w = half + 0.17
        pen.poly(
            [
                (-w - 0.03, y + 0.175),
                (-w * 0.6, y + 0.135),
                (w * 0.6, y + 0.135),
                (w + 0.03, y + 0.175),
                (w * 0.62, y + 0.185),
                (half * 0.75, y + 0.235),
                (-half * 0.75, y + 0.235),
                (-w * 0.62, y + 0.185),
            ],
            roof,
        )
    pen.stroke([(0, 0.9), (0, 1.08)], 0.018, "#d9b45a")
    for y in (0.96, 1.0, 1.04):
        pen.oval(0, y, 0.026, 0.009, "#d9b45a")


def temple(pen: Pen) -> None:
    stone = pen.dye("#e3d8c3", "#d2c0a0")
    pen.box(-0.84, 0.0, 0.84, 0.06, stone * 0.8)
    pen.box(-0.78, 0.06, 0.78, 0.12, stone * 0.9)
    pen.box(-0.68, 0.12, 0.68, 0.66, stone * 0.42)
    for i in range(7):
        x = -0.66 + i * 0.22
        pen.box(x - 0.055, 0.12, x + 0.055, 0.66, stone)
        pen.shade([(x + 0.015, 0.12), (x + 0.055, 0.12), (x + 0.055, 0.66), (x + 0.015, 0.66)], 0.22)
        pen.box(x - 0.075, 0.62, x + 0.075, 0.66, stone * 0.95)
    pen.box(-0.78, 0.66, 0.78, 0.76, stone * 0.95)
    pen.poly([(-0.84, 0.76), (0.84, 0.76), (0.0, 1.04)], stone)
    pen.poly([(-0.62, 0.785), (0.62, 0.785), (0.0, 0.985)], stone * 0.78)


def pyramid(pen: Pen) -> None:
    sand = pen.dye("#d8ac68")
    pen.poly([(-0.85, 0.0), (0.25, 0.0), (0.0, 1.0)], sand * 1.04)
    pen.poly([(0.25, 0.0), (0.85, 0.0), (0.0, 1.0)], sand * 0.62)
    for i in range(1, 16):
        y = i / 16
        k = 1 - y
        pen.shade([(-0.85 * k, y), (0.25 * k, y), (0.25 * k, y + 0.012), (-0.85 * k, y + 0.012)], 0.12)
        pen.shade([(0.25 * k, y), (0.85 * k, y), (0.85 * k, y + 0.012), (0.25 * k, y + 0.012)], 0.18)


def gate(pen: Pen) -> None:
    red = pen.dye("#c8392b")
    for x in (-0.4, 0.4):
        pen.poly(
            [
                (x - 0.06 - x * 0.06, 0.0),
                (x + 0.06 - x * 0.06, 0.0),
                (x + 0.045 - x * 0.16, 0.9),
                (x - 0.045 - x * 0.16, 0.9),
            ],
            red,
        )
        pen.shade([(x + 0.015, 0.0), (x + 0.09, 0.0), (x + 0.06, 0.9), (x, 0.9)], 0.2)
        pen.box(x - 0.08 - x * 0.06, -0.02, x + 0.08 - x * 0.06, 0.06, "#2c2a2e")
    pen.box(-0.46, 0.66, 0.46, 0.74, red)
    pen.box(-0.035, 0.74, 0.035, 0.9, red * 0.9)
    pen.blob(
        [(-0.64, 0.98), (-0.58, 0.9), (0.0, 0.87), (0.58, 0.9), (0.64, 0.98), (0.6, 1.0), (0.0, 0.955), (-0.6, 1.0)],
        red,
    )
    pen.blob([(-0.68, 1.06), (-0.64, 0.985), (0.0, 0.945), (0.64, 0.985), (0.68, 1.06), (0.0, 0.995)], "#2f2a30")


def bridge(pen: Pen) -> None:
    stone = pen.dye("#a3948a", "#8f8a8a")
    arch = [(x / 20, 0.62 - 0.16 * (x / 20) ** 2) for x in range(-28, 29)]
    pen.poly([(-1.42, -0.02), *[(x, y) for x, y in arch], (1.42, -0.02)], stone)
    for x in (-0.94, 0.0, 0.94):
        radius = 0.38 if x == 0 else 0.33
        height = 0.5 if x == 0 else 0.36
        pen.erase(
            [
                (x - radius, -0.3),
                *[
                    (x + radius * math.cos(a / 12 * math.pi), height * math.sin(a / 12 * math.pi))
                    for a in range(12, -1, -1)
                ],
                (x + radius, -0.3),
            ]
        )
    pen.stroke([(x, y + 0.1) for x, y in arch[::4]], 0.03, stone * 0.7)
    for x, y in arch[::3]:
        pen.stroke([(x, y), (x, y + 0.1)], 0.025, stone * 0.75)
    pen.shade([(-1.42, -0.02), (1.42, -0.02), (1.42, 0.08), (-1.42, 0.08)], 0.25)


SIGHTS: dict[str, Artist] = {
    "pagoda": pagoda,
    "temple": temple,
    "pyramid": pyramid,
    "gate": gate,
    "bridge": bridge,
}
