"""Plants, drawn from the side."""

from __future__ import annotations

import math

from imagora.generation.providers.procedural.ground import FOLIAGE
from imagora.generation.providers.procedural.pen import Artist, Colour, Pen


def tree(pen: Pen) -> None:
    leaf = pen.dye(*FOLIAGE[pen.season][:3])
    bark = "#5b4232"
    lean = float(pen.rng.uniform(-0.05, 0.05))
    pen.stroke([(0, 0), (lean * 0.5, 0.22), (lean, 0.55)], 0.12, bark, end=0.05)
    for side in (-1, 1):
        pen.stroke([(lean * 0.5, 0.3), (side * 0.12, 0.44), (side * 0.22, 0.54)], 0.055, bark, end=0.025)
    pen.poly([(-0.13, 0.0), (0.13, 0.0), (0.05, 0.12), (-0.05, 0.12)], bark)
    clumps = []
    for _ in range(30):
        angle, reach = pen.rng.uniform(0, 2 * math.pi), math.sqrt(pen.rng.uniform(0, 1))
        clumps.append((lean + 0.3 * reach * math.cos(angle), 0.68 + 0.23 * reach * math.sin(angle)))
    for x, y in clumps:
        pen.oval(x, y, 0.13, 0.1, leaf * 0.72)
    for x, y in clumps:
        size = float(pen.rng.uniform(0.04, 0.1))
        pen.oval(x - 0.03, y + 0.035, size, size * 0.8, leaf * float(pen.rng.uniform(0.85, 1.25)))
    for x, y in clumps:
        for _ in range(5):
            dx, dy = pen.rng.uniform(-0.12, 0.12, 2)
            pen.oval(x + float(dx), y + float(dy), 0.017, 0.012, leaf * float(pen.rng.uniform(0.8, 1.4)), turn=30)


def pine(pen: Pen) -> None:
    needle = pen.dye("#2f5c3c", "#2a5040", "#3a6638")
    pen.box(-0.035, 0.0, 0.035, 0.2, "#523a2c")
    for i in range(8):
        y = 0.1 + i * 0.108
        half = 0.31 * (1 - i / 8.6) + 0.025
        points = [(0.0, y + 0.22)]
        for k in range(9):
            x = half - 2 * half * k / 8
            droop = 0.035 * abs(x) / half + (0.022 if k % 2 else 0.0)
            points.append((x, y - droop + 0.02))
        pen.poly(points, needle * (0.72 + 0.05 * i))
        pen.shade([(0.0, y + 0.22), (half, y - 0.01), (half * 0.3, y)], 0.18)


def palm(pen: Pen) -> None:
    leaf = pen.dye("#3f8a45", "#357a48", "#5a9a3c")
    lean = float(pen.rng.uniform(0.1, 0.28))
    pen.stroke([(0, 0), (lean * 0.25, 0.3), (lean * 0.7, 0.6), (lean, 0.84)], 0.085, "#7a5a3c", end=0.045)
    for i in range(9):
        y = 0.06 + i * 0.085
        x = lean * (y / 0.84) ** 1.5
        pen.shade([(x - 0.05, y), (x + 0.05, y + 0.01), (x + 0.05, y + 0.02), (x - 0.05, y + 0.015)], 0.3)
    for a in (205, 170, 140, 110, 75, 45, 12, -22):
        reach = float(pen.rng.uniform(0.32, 0.42))
        c, s = math.cos(math.radians(a)), math.sin(math.radians(a))
        tip = (lean + reach * c, 0.84 + reach * s * 0.62 - 0.13)
        middle = (lean + reach * 0.52 * c, 0.85 + reach * 0.5 * s + 0.05)
        tone = leaf * float(pen.rng.uniform(0.75, 1.15))
        pen.blob([(lean, 0.85), (middle[0], middle[1] + 0.035), tip, (middle[0], middle[1] - 0.05)], tone)
        for k in range(1, 6):
            x, y = (
                lean + (tip[0] - lean) * k / 6,
                0.84 + (middle[1] - 0.84) * math.sin(math.pi * k / 7) * 1.4 + (tip[1] - 0.84) * (k / 6) ** 2,
            )
            pen.stroke([(x, y), (x + 0.03 * c, y - 0.08)], 0.02, tone * 0.9, end=0.006)
    for dx in (-0.03, 0.025):
        pen.oval(lean + dx, 0.81, 0.03, 0.032, "#6a452a")


def cactus(pen: Pen) -> None:
    green = pen.dye("#4f8a4a", "#5f8f50")
    pen.stroke([(0, 0.0), (0, 0.88)], 0.22, green)
    pen.stroke([(-0.05, 0.36), (-0.28, 0.38), (-0.31, 0.52), (-0.31, 0.68)], 0.13, green)
    pen.stroke([(0.05, 0.26), (0.27, 0.28), (0.3, 0.42), (0.3, 0.56)], 0.13, green)
    for x, low, high in (
        (-0.06, 0.02, 0.94),
        (0.0, 0.02, 0.97),
        (0.06, 0.02, 0.94),
        (-0.31, 0.5, 0.72),
        (0.3, 0.4, 0.6),
    ):
        pen.shade([(x - 0.007, low), (x + 0.007, low), (x + 0.007, high), (x - 0.007, high)], 0.35)
    for x, y in ((0.0, 1.0), (-0.31, 0.75), (0.3, 0.63)):
        pen.oval(x, y, 0.035, 0.03, "#ef6f92")


def _leaf(pen: Pen, x: float, y: float, reach: float, rise: float, colour: Colour) -> None:
    pen.blob(
        [(x, y), (x + reach * 0.5, y + rise + 0.06), (x + reach, y + rise), (x + reach * 0.5, y + rise * 0.4 - 0.02)],
        colour,
    )


def flower(pen: Pen) -> None:
    petal = pen.dye("#d9413f", "#e87aa0", "#f2b63f", "#8a6ad0", "#f3efe6")
    heart = "#f2c43f" if float(petal[0] - petal[2]) < 0.55 else "#3a2a2a"
    bend = float(pen.rng.uniform(-0.06, 0.06))
    pen.stroke([(0, 0), (bend, 0.4), (0, 0.76)], 0.03, "#4a7f3a")
    _leaf(pen, 0, 0.2, 0.2, 0.12, "#5a9145")
    _leaf(pen, 0, 0.3, -0.18, 0.12, "#4a8140")
    for ring, size, tone in ((7, 1.0, 0.86), (7, 0.82, 1.06)):
        for i in range(ring):
            a = 2 * math.pi * (i + (0.5 if size < 1 else 0)) / ring
            pen.oval(
                0.125 * size * math.cos(a),
                0.8 + 0.125 * size * math.sin(a),
                0.1 * size,
                0.058 * size,
                petal * tone,
                turn=math.degrees(a),
            )
    pen.oval(0, 0.8, 0.06, 0.06, heart)


def sunflower(pen: Pen) -> None:
    petal = pen.dye("#f5b62a", "#f0a81e")
    bend = float(pen.rng.uniform(-0.05, 0.05))
    pen.stroke([(0, 0), (bend, 0.36), (0, 0.74)], 0.04, "#4f7f35")
    _leaf(pen, 0, 0.16, 0.26, 0.14, "#5f9440")
    _leaf(pen, 0, 0.3, -0.26, 0.14, "#527f3a")
    for count, size, tone in ((18, 1.0, 0.82), (18, 0.86, 1.04)):
        for i in range(count):
            a = 2 * math.pi * (i + (0.5 if size < 1 else 0)) / count
            pen.oval(
                0.19 * size * math.cos(a),
                0.8 + 0.19 * size * math.sin(a),
                0.085,
                0.03,
                petal * tone,
                turn=math.degrees(a),
            )
    pen.oval(0, 0.8, 0.125, 0.125, "#5a3a20")
    for i in range(70):
        r, a = 0.118 * math.sqrt(i / 70), i * 2.39996
        pen.oval(r * math.cos(a), 0.8 + r * math.sin(a), 0.009, 0.009, "#8f6030" if i % 2 else "#3a2415")


def rose(pen: Pen) -> None:
    petal = pen.dye("#c42238", "#d8506a", "#b81f30")
    pen.stroke([(0, 0), (0.02, 0.34), (0, 0.7)], 0.032, "#3f6f38")
    for x, y, reach in ((0.01, 0.22, 0.22), (0.01, 0.34, -0.2), (0.01, 0.44, 0.16)):
        _leaf(pen, x, y, reach, 0.1, "#4a7f40")
    for y, side in ((0.14, 1), (0.3, -1), (0.5, 1)):
        pen.poly([(0.01, y), (0.045 * side, y + 0.03), (0.01, y + 0.035)], "#3f6f38")
    for x, reach in ((-0.02, -0.15), (0.02, 0.15)):
        _leaf(pen, x, 0.68, reach, -0.03, "#4a7f40")
    pen.blob(
        [(-0.17, 0.8), (-0.1, 0.68), (0.1, 0.68), (0.17, 0.8), (0.12, 0.94), (0.0, 0.98), (-0.12, 0.94)], petal * 0.8
    )
    pen.blob([(-0.19, 0.88), (-0.17, 0.74), (-0.04, 0.66), (0.02, 0.72), (-0.06, 0.84), (-0.12, 0.92)], petal * 1.02)
    pen.blob([(0.19, 0.88), (0.18, 0.74), (0.06, 0.66), (-0.02, 0.7), (0.05, 0.84), (0.12, 0.92)], petal * 0.9)
    pen.blob([(-0.1, 0.9), (-0.06, 0.78), (0.06, 0.76), (0.11, 0.88), (0.05, 0.97), (-0.05, 0.97)], petal * 1.12)
    pen.oval(0.0, 0.92, 0.07, 0.045, petal * 0.62)
    pen.stroke([(-0.05, 0.92), (0.0, 0.955), (0.05, 0.92), (0.01, 0.895), (-0.02, 0.915)], 0.016, petal * 1.15)


def tulip(pen: Pen) -> None:
    petal = pen.dye("#e0453f", "#f0b030", "#d0609a", "#8a4ab0")
    pen.stroke([(0, 0), (0.015, 0.4), (0, 0.7)], 0.035, "#4f8a42")
    pen.blob([(0, 0.02), (0.14, 0.3), (0.2, 0.56), (0.06, 0.3)], "#5a9a4a")
    pen.blob([(0, 0.02), (-0.13, 0.26), (-0.18, 0.5), (-0.05, 0.28)], "#4a8840")
    pen.blob([(-0.06, 0.72), (-0.02, 0.95), (0.0, 1.02), (0.03, 0.95), (0.06, 0.72)], petal * 0.75)
    pen.blob([(0.0, 0.68), (-0.13, 0.74), (-0.14, 0.9), (-0.11, 1.0), (0.0, 0.88), (0.02, 0.76)], petal)
    pen.blob([(0.0, 0.68), (0.13, 0.74), (0.14, 0.9), (0.11, 1.0), (-0.01, 0.86), (-0.02, 0.74)], petal * 0.88)


def mushroom(pen: Pen) -> None:
    cap = pen.dye("#cf3327", "#b5502c")
    pen.blob([(-0.15, 0.0), (-0.1, 0.28), (-0.11, 0.58), (0.11, 0.58), (0.1, 0.28), (0.16, 0.0)], "#f0e7d4")
    pen.shade([(0.03, 0.0), (0.16, 0.0), (0.1, 0.28), (0.11, 0.58), (0.03, 0.58)], 0.18)
    pen.blob([(-0.13, 0.42), (0.13, 0.42), (0.16, 0.34), (0.0, 0.37), (-0.16, 0.34)], "#e2d6bf")
    pen.blob([(-0.42, 0.56), (-0.2, 0.5), (0.2, 0.5), (0.42, 0.56), (0.2, 0.6), (-0.2, 0.6)], "#d8c8a8")
    pen.blob(
        [
            (-0.44, 0.57),
            (-0.36, 0.82),
            (-0.14, 0.98),
            (0.14, 0.98),
            (0.36, 0.82),
            (0.44, 0.57),
            (0.2, 0.6),
            (-0.2, 0.6),
        ],
        cap,
    )
    for x, y, r in (
        (-0.26, 0.74, 0.05),
        (-0.06, 0.86, 0.06),
        (0.18, 0.82, 0.05),
        (0.04, 0.69, 0.045),
        (0.3, 0.68, 0.035),
        (-0.14, 0.66, 0.03),
        (-0.36, 0.63, 0.025),
    ):
        pen.oval(x, y, r, r * 0.75, "#f6efe2")


def vase(pen: Pen) -> None:
    glaze = pen.dye("#3f6f96", "#c9784a", "#e3dccb", "#5f8a78")
    for i in range(9):
        a = math.radians(35 + 110 * i / 8)
        reach = float(pen.rng.uniform(0.36, 0.5))
        x, y = reach * math.cos(a), 0.48 + reach * math.sin(a)
        pen.stroke([(0, 0.4), (x * 0.5, 0.48 + (y - 0.48) * 0.6), (x, y)], 0.016, "#4a7a3c")
        hue = ("#e05a6a", "#f0b040", "#e88ab0", "#8f6ad0", "#f3efe4")[int(pen.rng.integers(5))]
        for k in range(6):
            b = k * math.pi / 3
            pen.oval(x + 0.042 * math.cos(b), y + 0.042 * math.sin(b), 0.04, 0.026, hue, turn=math.degrees(b))
        pen.oval(x, y, 0.024, 0.024, "#f5d070" if hue != "#f0b040" else "#7a4a20")
        _leaf(pen, x * 0.4, 0.5, x * 0.4, 0.06, "#5a8a48")
    pen.blob(
        [
            (-0.1, 0.48),
            (-0.07, 0.4),
            (-0.19, 0.24),
            (-0.14, 0.03),
            (-0.08, 0.0),
            (0.08, 0.0),
            (0.14, 0.03),
            (0.19, 0.24),
            (0.07, 0.4),
            (0.1, 0.48),
        ],
        glaze,
    )
    pen.shade([(0.05, 0.0), (0.14, 0.03), (0.19, 0.24), (0.07, 0.4), (0.1, 0.48), (0.03, 0.48), (0.09, 0.24)], 0.24)
    pen.shade([(-0.2, 0.26), (0.2, 0.26), (0.2, 0.29), (-0.2, 0.29)], 0.35, "#fff6e0")


PLANTS: dict[str, Artist] = {
    "tree": tree, "pine": pine, "palm": palm, "cactus": cactus, "flower": flower, "sunflower": sunflower, "rose": rose,
    "tulip": tulip, "mushroom": mushroom, "vase": vase,
}  # fmt: skip
