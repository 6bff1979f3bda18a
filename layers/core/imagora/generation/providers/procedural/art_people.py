"""People, robots, snowmen and an umbrella to hold."""

from __future__ import annotations

from imagora.generation.providers.procedural.colours import rgb
from imagora.generation.providers.procedural.pen import Artist, Pen

_DARK = "#1c1a22"


def person(pen: Pen) -> None:
    coat = pen.dye("#a8413a", "#2f5070", "#c9983f", "#4a6a50", "#5a4a6a", "#343640")
    hair = ("#2c2020", "#5a3a26", "#8a5a30", "#c9a060")[int(pen.rng.integers(4))]
    skin = ("#e3b08c", "#c98f68", "#8f5f42", "#f0c8a8")[int(pen.rng.integers(4))]
    skirt = pen.rng.random() < 0.5
    pen.limbs([(-0.045, 0.42), (-0.06, 0.03)], [(0.05, 0.42), (0.07, 0.03)], width=0.075, colour="#2f303c", end=0.055)
    for x in (-0.05, 0.085):
        pen.oval(x, 0.02, 0.055, 0.025, _DARK)
    hem = 0.17 if skirt else 0.115
    low = 0.26 if skirt else 0.4
    pen.blob([(-0.09, 0.78), (0.09, 0.78), (0.12, 0.6), (hem, low), (0.0, low - 0.02), (-hem, low), (-0.12, 0.6)], coat)
    pen.limbs(
        [(-0.095, 0.74), (-0.145, 0.58), (-0.13, 0.43)],
        [(0.095, 0.74), (0.145, 0.58), (0.13, 0.43)],
        width=0.062,
        colour=coat * 0.86,
        end=0.045,
    )
    pen.oval(-0.13, 0.41, 0.024, 0.028, skin)
    pen.oval(0.13, 0.41, 0.024, 0.028, skin)
    pen.box(-0.025, 0.76, 0.025, 0.84, skin)
    pen.oval(0.0, 0.9, 0.068, 0.082, skin)
    pen.blob(
        [(-0.078, 0.88), (-0.07, 0.98), (0.0, 1.01), (0.07, 0.98), (0.078, 0.9), (0.03, 0.95), (-0.04, 0.94)], hair
    )
    if skirt:
        pen.blob([(-0.075, 0.96), (-0.1, 0.84), (-0.085, 0.7), (-0.05, 0.78), (-0.05, 0.9)], hair)
    pen.stroke(
        [(-0.06, 0.79), (0.0, 0.77), (0.06, 0.79)],
        0.04,
        pen.dye("#e8c25a", "#c94a3f", "#e6e0d4", at=9) if pen.dyed == 0 else coat * 0.7,
    )


def robot(pen: Pen) -> None:
    metal, trim = pen.dye("#9fb0bc", "#b8a890", "#7fa0a8"), pen.dye("#e0783a", "#3f8fb0", at=1)
    pen.limbs([(-0.13, 0.3), (-0.14, 0.06)], [(0.13, 0.3), (0.14, 0.06)], width=0.11, colour=metal * 0.72)
    pen.box(-0.24, 0.0, -0.05, 0.07, metal * 0.55)
    pen.box(0.05, 0.0, 0.24, 0.07, metal * 0.55)
    pen.limbs(
        [(-0.27, 0.58), (-0.36, 0.44), (-0.33, 0.3)],
        [(0.27, 0.58), (0.36, 0.46), (0.42, 0.58)],
        width=0.08,
        colour=metal * 0.75,
    )
    for x, y in ((-0.33, 0.27), (0.43, 0.61)):
        pen.oval(x, y, 0.055, 0.055, trim)
    pen.blob([(-0.25, 0.3), (-0.27, 0.5), (-0.25, 0.64), (0.25, 0.64), (0.27, 0.5), (0.25, 0.3)], metal)
    pen.box(-0.15, 0.38, 0.15, 0.56, metal * 0.5)
    for i, colour in enumerate(("#ff6a5a", "#ffd45a", "#6ae0a0")):
        pen.oval(-0.09 + i * 0.09, 0.51, 0.025, 0.025, colour, glow=0.8)
    pen.stroke([(-0.11, 0.43), (-0.04, 0.45), (0.03, 0.41), (0.11, 0.44)], 0.014, "#7ff0d0", glow=0.7)
    pen.box(-0.06, 0.64, 0.06, 0.7, metal * 0.6)
    pen.blob([(-0.21, 0.7), (-0.23, 0.82), (-0.19, 0.94), (0.19, 0.94), (0.23, 0.82), (0.21, 0.7)], metal * 1.06)
    pen.blob([(-0.16, 0.76), (-0.16, 0.88), (0.16, 0.88), (0.16, 0.76)], "#22303a")
    for x in (-0.075, 0.075):
        pen.oval(x, 0.825, 0.042, 0.042, "#7ff0ff", glow=1.0)
    pen.stroke([(0, 0.94), (0, 1.06)], 0.02, metal * 0.6)
    pen.oval(0, 1.08, 0.035, 0.035, trim, glow=0.6)


def astronaut(pen: Pen) -> None:
    suit, trim = pen.dye("#eceae6"), pen.dye("#d8642f", "#3a6fb0", at=1)
    pen.blob([(-0.25, 0.4), (-0.27, 0.76), (0.27, 0.76), (0.25, 0.4)], suit * 0.7)
    pen.limbs([(-0.1, 0.36), (-0.12, 0.08)], [(0.1, 0.36), (0.13, 0.08)], width=0.15, colour=suit)
    for x in (-0.13, 0.15):
        pen.oval(x, 0.05, 0.105, 0.06, suit * 0.62)
    pen.limbs(
        [(-0.18, 0.64), (-0.31, 0.5), (-0.3, 0.36)],
        [(0.18, 0.64), (0.34, 0.58), (0.42, 0.74)],
        width=0.125,
        colour=suit * 0.94,
    )
    pen.oval(-0.3, 0.33, 0.065, 0.065, trim)
    pen.oval(0.43, 0.76, 0.065, 0.065, trim)
    pen.blob([(-0.2, 0.34), (-0.22, 0.56), (-0.17, 0.7), (0.17, 0.7), (0.22, 0.56), (0.2, 0.34), (0.0, 0.3)], suit)
    pen.box(-0.1, 0.47, 0.1, 0.58, suit * 0.7)
    for i, colour in enumerate(("#e0483a", "#4ab070", "#3f80d0")):
        pen.box(-0.08 + i * 0.06, 0.5, -0.04 + i * 0.06, 0.55, colour, glow=0.3)
    pen.oval(0, 0.83, 0.195, 0.185, suit)
    pen.oval(0.03, 0.83, 0.145, 0.125, "#d8a23a")
    pen.oval(0.03, 0.83, 0.128, 0.108, "#26334f")
    pen.blob([(-0.05, 0.86), (0.0, 0.915), (0.1, 0.905), (0.02, 0.88)], "#8fb4e0")


def umbrella(pen: Pen) -> None:
    cloth = pen.dye("#cf3a38", "#2f6f98", "#e6ae36", "#5f8f5a")
    pen.stroke([(0, 0.06), (0, 1.0)], 0.024, "#5a4030")
    pen.stroke([(0, 0.1), (0.02, 0.02), (0.08, 0.02), (0.1, 0.09)], 0.03, "#5a4030")
    rim = [
        (-0.56, 0.56),
        (-0.42, 0.6),
        (-0.28, 0.55),
        (-0.14, 0.6),
        (0.0, 0.56),
        (0.14, 0.6),
        (0.28, 0.55),
        (0.42, 0.6),
        (0.56, 0.56),
    ]
    dome = [(0.52, 0.72), (0.36, 0.88), (0.14, 0.97), (0.0, 0.985), (-0.14, 0.97), (-0.36, 0.88), (-0.52, 0.72)]
    pen.poly([*rim, *dome], cloth)
    for x0, x1 in ((-0.56, -0.28), (0.0, 0.28)):
        pen.shade(
            [
                (x0, 0.5),
                (x1, 0.5),
                (x1 * 0.85, 0.74),
                (x1 * 0.55, 0.9),
                (0.0, 0.985),
                (x0 * 0.55, 0.9),
                (x0 * 0.9, 0.74),
            ],
            0.2,
        )


def snowman(pen: Pen) -> None:
    snow = pen.dye("#f4f7fb")
    pen.limbs(
        [(-0.18, 0.54), (-0.4, 0.68), (-0.46, 0.78)],
        [(0.18, 0.54), (0.4, 0.64), (0.5, 0.62)],
        width=0.026,
        colour="#5a4030",
    )
    pen.oval(0, 0.2, 0.29, 0.23, snow)
    pen.oval(0, 0.52, 0.21, 0.18, snow)
    pen.oval(0, 0.78, 0.15, 0.14, snow)
    scarf = pen.dye("#c8373a", "#2f6f9a", "#3f8a52", at=1) if pen.dyed != 1 else rgb("#c8373a")
    pen.stroke([(-0.13, 0.675), (0.0, 0.645), (0.13, 0.675)], 0.06, scarf)
    pen.stroke([(0.08, 0.655), (0.12, 0.48)], 0.06, scarf * 0.85)
    for y in (0.56, 0.47, 0.38):
        pen.oval(0.0, y, 0.018, 0.018, _DARK)
    for x in (-0.05, 0.055):
        pen.oval(x, 0.815, 0.017, 0.019, _DARK)
    pen.poly([(0.0, 0.795), (0.0, 0.76), (0.17, 0.768)], "#f08a2c")
    pen.box(-0.17, 0.885, 0.17, 0.915, _DARK)
    pen.box(-0.11, 0.91, 0.11, 1.06, _DARK)
    pen.box(-0.11, 0.915, 0.11, 0.95, scarf)


def scarecrow(pen: Pen) -> None:
    cloth = pen.dye("#7a5a8c", "#a8543a", "#4f6f8c")
    pen.stroke([(0, 0), (0, 0.8)], 0.05, "#6a4a30")
    pen.stroke([(-0.48, 0.62), (0.48, 0.62)], 0.04, "#6a4a30")
    pen.poly(
        [
            (-0.44, 0.66),
            (0.44, 0.66),
            (0.42, 0.54),
            (0.17, 0.53),
            (0.21, 0.2),
            (0.08, 0.26),
            (0.0, 0.19),
            (-0.09, 0.26),
            (-0.21, 0.2),
            (-0.17, 0.53),
            (-0.42, 0.54),
        ],
        cloth,
    )
    for x in (-0.45, 0.45):
        for k in (-0.04, 0.0, 0.04):
            pen.stroke([(x, 0.6), (x * 1.18, 0.58 + k * 1.6)], 0.02, "#e0bd62", end=0.008)
    pen.oval(0, 0.78, 0.12, 0.125, "#e3c58a")
    for x in (-0.045, 0.045):
        pen.oval(x, 0.8, 0.017, 0.017, _DARK)
    pen.stroke([(-0.05, 0.735), (0.0, 0.72), (0.05, 0.735)], 0.012, _DARK)
    pen.poly([(-0.22, 0.86), (0.22, 0.86), (0.11, 0.9), (0.03, 1.1), (-0.1, 0.9)], "#8a6236")


PEOPLE: dict[str, Artist] = {
    "person": person,
    "robot": robot,
    "astronaut": astronaut,
    "umbrella": umbrella,
    "snowman": snowman,
    "scarecrow": scarecrow,
}
