"""Subjects that are part of the land: volcano and waterfall."""

from __future__ import annotations

from imagora.generation.providers.procedural.pen import Artist, Pen


def volcano(pen: Pen) -> None:
    rock = pen.dye("#5a4a4c", "#4c4654")
    pen.poly(
        [
            (-1.3, -0.1),
            (-0.9, 0.06),
            (-0.5, 0.36),
            (-0.26, 0.72),
            (-0.14, 0.84),
            (0.13, 0.84),
            (0.28, 0.68),
            (0.52, 0.34),
            (0.9, 0.07),
            (1.3, -0.1),
        ],
        rock,
    )
    pen.shade(
        [(0.04, 0.84), (0.13, 0.84), (0.28, 0.68), (0.52, 0.34), (0.9, 0.07), (1.3, -0.1), (0.3, -0.1), (0.16, 0.4)],
        0.3,
    )
    for _ in range(16):
        x = float(pen.rng.uniform(-0.7, 0.7))
        y = 0.8 - abs(x) * 0.85
        pen.shade([(x * 0.6, y), (x * 0.6 + 0.03, y), (x + 0.08, y - 0.3), (x, y - 0.32)], 0.14)
    for path, width in (
        ([(-0.02, 0.83), (-0.08, 0.6), (-0.02, 0.4), (-0.16, 0.16), (-0.12, -0.02)], 0.06),
        ([(0.05, 0.83), (0.12, 0.62), (0.2, 0.42), (0.3, 0.22)], 0.042),
        ([(-0.08, 0.83), (-0.2, 0.62), (-0.34, 0.36)], 0.03),
    ):
        pen.stroke(path, width, "#ff6a1e", end=width * 0.5, glow=1.0)
        pen.stroke(path, width * 0.45, "#ffd65a", end=width * 0.2, glow=1.0)
    pen.oval(0.0, 0.84, 0.135, 0.032, "#ff8a2a", glow=1.0)
    for i in range(26):
        up = i / 26
        size = 0.05 + 0.1 * up
        x = 0.1 * up + float(pen.rng.uniform(-1, 1)) * (0.05 + 0.17 * up)
        tone = 0.34 + 0.2 * float(pen.rng.random())
        pen.oval(
            x,
            0.88 + 0.27 * up,
            size,
            size * 0.8,
            f"#{round(tone * 255):02x}{round(tone * 240):02x}{round(tone * 246):02x}",
        )
    for _ in range(12):
        pen.oval(
            float(pen.rng.uniform(-0.22, 0.22)), float(pen.rng.uniform(0.86, 1.1)), 0.014, 0.014, "#ffb040", glow=1.0
        )


def waterfall(pen: Pen) -> None:
    rock = pen.dye("#5f6168", "#6a625c")
    half = float(pen.rng.uniform(0.16, 0.26))
    pen.blob(
        [(-1.1, -0.08), (-1.04, 0.5), (-0.7, 0.92), (-half, 0.9), (half, 0.9), (0.64, 0.96), (1.0, 0.56), (1.1, -0.08)],
        rock,
    )
    for _ in range(46):
        x, y = float(pen.rng.uniform(-0.95, 0.95)), float(pen.rng.uniform(0.0, 0.8))
        w, h = float(pen.rng.uniform(0.04, 0.14)), float(pen.rng.uniform(0.05, 0.16))
        pen.shade(
            [(x - w, y), (x - w * 0.6, y + h), (x + w * 0.7, y + h * 0.8), (x + w, y - h * 0.2)],
            0.16,
            "#0d0b14" if pen.rng.random() < 0.6 else "#cfd6d0",
        )
    for x in (-0.85, -0.62, -0.4, 0.42, 0.6, 0.8):
        y = 0.9 - 0.25 * max(0.0, abs(x) - 0.55)
        pen.oval(x, y, 0.16, 0.08, "#4c7a40")
        pen.oval(x - 0.03, y + 0.03, 0.11, 0.05, "#5f9048")
    pen.poly([(-half, 0.93), (half, 0.93), (half * 1.15, 0.0), (-half * 1.15, 0.0)], "#cfe4ee")
    for _ in range(34):
        x = float(pen.rng.uniform(-half, half))
        top, low = float(pen.rng.uniform(0.4, 0.92)), float(pen.rng.uniform(0.0, 0.36))
        pen.stroke([(x, top), (x * 1.12, low)], 0.018, "#ffffff" if pen.rng.random() < 0.6 else "#9cc4d8", end=0.006)
    for _ in range(22):
        x = float(pen.rng.uniform(-half * 1.9, half * 1.9))
        pen.oval(x, float(pen.rng.uniform(-0.05, 0.07)), float(pen.rng.uniform(0.04, 0.1)), 0.035, "#eef7fb")


LAND: dict[str, Artist] = {"volcano": volcano, "waterfall": waterfall}
