"""Animals with hoofs, and the elephant, drawn facing right."""

from __future__ import annotations

from imagora.generation.providers.procedural.art_animals import draw_eye
from imagora.generation.providers.procedural.frame import Array
from imagora.generation.providers.procedural.pen import Artist, Pen, Point

_DARK = "#17131c"


def _hoofed(pen: Pen, coat: Array, *, neck: Point, slim: float = 1.0) -> None:
    """Body and four legs of horses, deer and their kind; the neck goes up to the given point."""
    back, front = -0.34, 0.26
    far = coat * 0.72
    pen.limbs([(back + 0.08, 0.5), (back + 0.03, 0.26), (back + 0.09, 0.02)], width=0.11 * slim, colour=far, end=0.045)
    pen.limbs(
        [(front - 0.07, 0.46), (front - 0.05, 0.24), (front - 0.08, 0.02)], width=0.09 * slim, colour=far, end=0.045
    )
    pen.blob(
        [
            (-0.44, 0.56),
            (-0.36, 0.69),
            (-0.05, 0.65),
            (0.22, 0.69),
            (0.36, 0.56),
            (0.26, 0.42),
            (-0.05, 0.38),
            (-0.36, 0.42),
        ],
        coat,
    )
    pen.limbs([(back, 0.52), (back - 0.05, 0.27), (back, 0.02)], width=0.15 * slim, colour=coat, end=0.05)
    pen.limbs([(front, 0.5), (front + 0.03, 0.26), (front + 0.02, 0.02)], width=0.12 * slim, colour=coat, end=0.05)
    x, y = neck
    pen.stroke([(0.2, 0.56), ((0.26 + x) / 2, (0.6 + y) / 2), (x, y)], 0.27 * slim, coat, end=0.13 * slim)
    for foot in (back, front + 0.02, back + 0.09, front - 0.08):
        pen.poly([(foot - 0.035, 0.0), (foot + 0.045, 0.0), (foot + 0.03, 0.05), (foot - 0.025, 0.05)], coat * 0.3)


def deer(pen: Pen) -> None:
    coat = pen.dye("#a8703f", "#8f5f38", "#b57e4c")
    horn = "#e0cba4"
    for lean in (0.0, 0.09):
        pen.stroke([(0.43 + lean * 0.3, 0.93), (0.36 + lean * 2, 1.06), (0.34 + lean * 3, 1.2)], 0.032, horn, end=0.014)
        pen.stroke([(0.37 + lean * 1.9, 1.05), (0.46 + lean * 1.8, 1.14)], 0.024, horn, end=0.012)
        pen.stroke([(0.36 + lean * 2.5, 1.12), (0.27 + lean * 2.4, 1.19)], 0.022, horn, end=0.01)
    _hoofed(pen, coat, neck=(0.4, 0.84), slim=0.85)
    pen.blob([(0.34, 0.84), (0.38, 0.95), (0.5, 0.94), (0.62, 0.83), (0.61, 0.78), (0.48, 0.78)], coat)
    pen.blob([(0.36, 0.92), (0.22, 0.98), (0.25, 0.9)], coat * 0.85)
    pen.oval(0.61, 0.81, 0.025, 0.025, _DARK)
    draw_eye(pen, 0.48, 0.88, 0.016)
    pen.oval(-0.45, 0.6, 0.05, 0.07, "#f1e6d6", turn=20)
    for x, y in ((-0.28, 0.6), (-0.18, 0.58), (-0.08, 0.6), (-0.22, 0.52), (0.02, 0.57)):
        pen.oval(x, y, 0.014, 0.012, coat * 0.6 + 0.4)


def _horse_body(pen: Pen, coat: Array, mane: Array) -> None:
    pen.stroke([(-0.42, 0.62), (-0.58, 0.5), (-0.6, 0.2)], 0.09, mane, end=0.04)
    pen.stroke([(-0.42, 0.62), (-0.54, 0.5), (-0.53, 0.26)], 0.08, mane * 0.85, end=0.03)
    _hoofed(pen, coat, neck=(0.46, 0.9))
    pen.blob(
        [(0.4, 0.88), (0.44, 1.0), (0.54, 1.0), (0.66, 0.86), (0.74, 0.76), (0.7, 0.7), (0.6, 0.73), (0.46, 0.8)], coat
    )
    pen.poly([(0.44, 0.97), (0.45, 1.08), (0.51, 0.99)], coat * 0.9)
    pen.blob([(0.47, 1.0), (0.36, 0.98), (0.22, 0.8), (0.12, 0.66), (0.2, 0.68), (0.34, 0.82), (0.44, 0.9)], mane)
    pen.blob([(0.46, 1.04), (0.54, 0.98), (0.57, 0.9), (0.5, 0.94)], mane)
    pen.shade([(0.7, 0.7), (0.75, 0.76), (0.7, 0.8), (0.64, 0.74)], 0.35)
    draw_eye(pen, 0.56, 0.92, 0.016)


def horse(pen: Pen) -> None:
    coat = pen.dye("#7a4a2b", "#a3693a", "#4a3430", "#d9cdbd")
    _horse_body(pen, coat, coat * 0.45)


def unicorn(pen: Pen) -> None:
    coat = pen.dye("#f4eef4")
    pen.poly([(0.5, 1.0), (0.66, 1.24), (0.56, 0.97)], "#f2cf6a", glow=0.25)
    _horse_body(pen, coat, coat * 0.3 + pen.dye("#c99be0", "#9fc4f0", "#f0a8cc", at=9) * 0.7)


def elephant(pen: Pen) -> None:
    coat = pen.dye("#83848e", "#777a80", "#92898a")
    pen.stroke([(-0.58, 0.66), (-0.66, 0.5), (-0.64, 0.36)], 0.04, coat * 0.8, end=0.02)
    pen.limbs([(-0.28, 0.4), (-0.27, 0.04)], [(0.22, 0.4), (0.21, 0.04)], width=0.19, colour=coat * 0.74)
    pen.blob(
        [
            (-0.6, 0.5),
            (-0.56, 0.76),
            (-0.3, 0.88),
            (0.05, 0.86),
            (0.3, 0.9),
            (0.42, 0.66),
            (0.3, 0.38),
            (-0.1, 0.32),
            (-0.5, 0.34),
        ],
        coat,
    )
    pen.limbs([(-0.44, 0.42), (-0.45, 0.04)], [(0.08, 0.42), (0.06, 0.04)], width=0.21, colour=coat)
    pen.blob(
        [(0.26, 0.8), (0.36, 0.98), (0.56, 0.98), (0.68, 0.84), (0.66, 0.62), (0.5, 0.54), (0.32, 0.58)], coat * 1.04
    )
    pen.stroke([(0.6, 0.74), (0.72, 0.5), (0.72, 0.24), (0.8, 0.1), (0.9, 0.13)], 0.18, coat, end=0.07)
    pen.stroke([(0.6, 0.58), (0.76, 0.48), (0.88, 0.5)], 0.05, "#f3ead8", end=0.015)
    pen.blob(
        [(0.44, 0.92), (0.3, 0.98), (0.14, 0.86), (0.16, 0.6), (0.28, 0.46), (0.4, 0.6), (0.46, 0.76)], coat * 0.86
    )
    draw_eye(pen, 0.58, 0.8, 0.018)
    for x in (-0.45, 0.06):
        for toe in (-0.06, 0.0, 0.06):
            pen.oval(x + toe, 0.015, 0.026, 0.022, coat * 0.6 + 0.4)


def giraffe(pen: Pen) -> None:
    coat, spot = pen.dye("#e8bb6a"), "#9c5f2c"
    pen.limbs([(-0.2, 0.4), (-0.2, 0.02)], [(0.12, 0.4), (0.13, 0.02)], width=0.07, colour=coat * 0.75, end=0.035)
    pen.stroke([(-0.3, 0.46), (-0.36, 0.3)], 0.025, coat * 0.7)
    pen.blob([(-0.32, 0.4), (-0.28, 0.5), (0.05, 0.56), (0.24, 0.6), (0.26, 0.44), (0.1, 0.36), (-0.24, 0.33)], coat)
    pen.limbs([(-0.26, 0.42), (-0.28, 0.02)], [(0.2, 0.44), (0.22, 0.02)], width=0.09, colour=coat, end=0.04)
    pen.stroke([(0.14, 0.5), (0.26, 0.76), (0.34, 1.06)], 0.2, coat, end=0.08)
    pen.limbs([(0.33, 1.1), (0.32, 1.18)], [(0.37, 1.1), (0.37, 1.18)], width=0.022, colour=spot)
    pen.blob([(0.28, 1.06), (0.33, 1.13), (0.42, 1.12), (0.54, 1.03), (0.53, 0.99), (0.42, 1.0)], coat)
    pen.blob([(0.31, 1.1), (0.22, 1.13), (0.25, 1.07)], coat * 0.85)
    draw_eye(pen, 0.41, 1.075, 0.013)
    left = ((-0.24, 0.45), (-0.14, 0.42), (-0.04, 0.48), (0.06, 0.43), (-0.15, 0.5), (-0.26, 0.35))
    right = ((0.14, 0.52), (0.2, 0.62), (0.26, 0.73), (0.22, 0.55), (0.29, 0.84), (0.32, 0.95), (0.2, 0.4))
    for x, y in (*left, *right):
        pen.blob(
            [(x - 0.035, y - 0.02), (x, y - 0.035), (x + 0.03, y), (x + 0.01, y + 0.03), (x - 0.03, y + 0.02)], spot
        )


def camel(pen: Pen) -> None:
    coat = pen.dye("#c99a5b", "#b98950")
    pen.stroke([(-0.44, 0.6), (-0.52, 0.44)], 0.03, coat * 0.7)
    _hoofed(pen, coat, neck=(0.34, 0.62), slim=0.85)
    pen.blob(
        [
            (-0.4, 0.64),
            (-0.28, 0.88),
            (-0.16, 0.88),
            (-0.06, 0.7),
            (0.02, 0.86),
            (0.13, 0.86),
            (0.26, 0.64),
            (0.0, 0.56),
        ],
        coat,
    )
    pen.stroke([(0.28, 0.58), (0.48, 0.54), (0.56, 0.72), (0.56, 0.9)], 0.15, coat, end=0.1)
    pen.blob([(0.5, 0.88), (0.54, 0.98), (0.64, 0.97), (0.78, 0.88), (0.76, 0.82), (0.6, 0.82)], coat)
    draw_eye(pen, 0.64, 0.92, 0.014)
    pen.blob([(-0.12, 0.72), (-0.06, 0.66), (0.0, 0.74), (0.0, 0.46), (-0.13, 0.46)], "#a8352f")
    pen.box(-0.13, 0.5, 0.0, 0.54, "#e8c05a")


def cow(pen: Pen) -> None:
    coat = pen.dye("#f0ebe2", "#a3663a")
    patch = "#2f2a2c"
    pen.stroke([(-0.5, 0.72), (-0.58, 0.5), (-0.57, 0.28)], 0.03, coat * 0.7)
    pen.limbs([(-0.34, 0.4), (-0.34, 0.03)], [(0.22, 0.4), (0.22, 0.03)], width=0.1, colour=coat * 0.72, end=0.07)
    pen.blob(
        [(-0.52, 0.5), (-0.5, 0.76), (-0.2, 0.78), (0.2, 0.8), (0.42, 0.74), (0.4, 0.44), (0.0, 0.34), (-0.44, 0.36)],
        coat,
    )
    pen.limbs([(-0.44, 0.42), (-0.45, 0.03)], [(0.32, 0.42), (0.33, 0.03)], width=0.12, colour=coat, end=0.07)
    pen.blob([(-0.4, 0.74), (-0.16, 0.77), (-0.14, 0.56), (-0.34, 0.5)], patch)
    pen.blob([(0.06, 0.52), (0.2, 0.68), (0.34, 0.6), (0.24, 0.42)], patch)
    pen.stroke([(0.46, 0.9), (0.42, 1.0)], 0.03, "#e7dcc0", end=0.012)
    pen.stroke([(0.56, 0.9), (0.62, 0.99)], 0.03, "#e7dcc0", end=0.012)
    pen.blob([(0.36, 0.8), (0.46, 0.93), (0.58, 0.92), (0.66, 0.78), (0.72, 0.64), (0.62, 0.58), (0.5, 0.64)], coat)
    pen.blob([(0.4, 0.86), (0.27, 0.86), (0.34, 0.79)], patch)
    pen.oval(0.665, 0.635, 0.07, 0.055, "#e3a9a0", turn=-20)
    draw_eye(pen, 0.55, 0.81, 0.018)


def sheep(pen: Pen) -> None:
    wool = pen.dye("#f1ece0")
    face = "#3a3236"
    pen.limbs(
        [(-0.3, 0.3), (-0.3, 0.02)],
        [(-0.16, 0.3), (-0.16, 0.02)],
        [(0.2, 0.3), (0.2, 0.02)],
        [(0.34, 0.3), (0.34, 0.02)],
        width=0.07,
        colour=face,
    )
    for x, y, r in (
        (-0.36, 0.5, 0.18),
        (-0.18, 0.64, 0.2),
        (0.08, 0.68, 0.2),
        (0.3, 0.58, 0.2),
        (0.32, 0.42, 0.18),
        (0.06, 0.38, 0.2),
        (-0.2, 0.4, 0.2),
        (0.0, 0.52, 0.28),
    ):
        pen.oval(x, y, r, r * 0.92, wool)
    pen.blob([(0.44, 0.74), (0.56, 0.82), (0.68, 0.7), (0.74, 0.52), (0.64, 0.46), (0.5, 0.56)], face)
    pen.oval(0.44, 0.72, 0.09, 0.035, face, turn=20)
    pen.oval(0.5, 0.82, 0.12, 0.08, wool)
    draw_eye(pen, 0.6, 0.68, 0.018, "#f5f0e0")


HOOFED: dict[str, Artist] = {
    "deer": deer,
    "horse": horse,
    "unicorn": unicorn,
    "camel": camel,
    "cow": cow,
    "giraffe": giraffe,
    "elephant": elephant,
    "sheep": sheep,
}
