"""Forests: rows of trees that fade with distance, and trunks near us."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from imagora.generation.providers.procedural.colours import mix, rgb
from imagora.generation.providers.procedural.frame import Array, Frame, over, smooth
from imagora.generation.providers.procedural.ground import FOLIAGE
from imagora.generation.providers.procedural.noise import line_noise, plane_noise
from imagora.generation.providers.procedural.terrain import Land


def tree_row(land: Land, base: float, height: float, nearness: float, season: str | None, *, conifers: bool) -> None:
    """One row of trees over the whole width, `height` tall on average, standing on `base` (units from the top)."""
    rng, frame = land.rng, land.frame
    top = max(0.0, base - height * 1.5)
    sheet = _Sheet(frame, top, min(frame.high, base + height * 0.3))
    leaves = FOLIAGE[None if conifers and season in {"autumn", "spring", "summer"} else season]
    spread = height * (0.2 if conifers else 0.3)
    centres = np.arange(-spread, frame.wide + spread, spread * 0.8)
    centres = rng.permutation(centres + rng.uniform(-0.45, 0.45, centres.size) * spread)
    for x in centres:
        tall = height * float(rng.uniform(0.62, 1.15))
        foot = base - height * 0.16 * float(rng.random())
        colour = rgb(leaves[int(rng.choice(4, p=(0.42, 0.26, 0.2, 0.12)))]) * float(rng.uniform(0.86, 1.1))
        sunward = 1.0 if land.layout.sun_x > x else -1.0
        tones = [
            land.ground.tone(np.clip(colour * level, 0, 1).astype(np.float32), nearness)
            for level in (0.55, 0.78, 0.98, 1.2)
        ]
        (_fir if conifers else _leafy)(sheet, float(x), foot, tall, tones, sunward, rng)
    under = base - height * 0.14 - height * 0.06 * line_noise(land.xs, rng, 6.0 / max(height, 0.05) * 0.1, 4)
    floor = land.ground.tone(mix(rgb(leaves[0]) * 0.42, land.ground.earth * 0.6, 0.4), nearness)
    sheet.lay(land.picture)
    land.cover(under.astype(np.float32), floor)


class _Sheet:
    """A strip of the picture, drawn at twice its size and reduced."""

    def __init__(self, frame: Frame, top: float, bottom: float) -> None:
        self.first = int(top * frame.short)
        self.scale = frame.short * (2 if frame.short <= 1200 else 1.5)
        self.top = self.first / frame.short
        self.size = (frame.width, max(2, int(bottom * frame.short) - self.first))
        factor = self.scale / frame.short
        self.image = Image.new("RGBA", (round(self.size[0] * factor), round(self.size[1] * factor)))
        self.pen = ImageDraw.Draw(self.image)

    def oval(self, x: float, y: float, rx: float, ry: float, tone: Array) -> None:
        x, y, rx, ry = x * self.scale, (y - self.top) * self.scale, rx * self.scale, ry * self.scale
        self.pen.ellipse([x - rx, y - ry, x + rx, y + ry], fill=_bytes(tone))

    def poly(self, points: list[tuple[float, float]], tone: Array) -> None:
        self.pen.polygon([(x * self.scale, (y - self.top) * self.scale) for x, y in points], fill=_bytes(tone))

    def lay(self, picture: Array) -> None:
        small = np.asarray(self.image.resize(self.size, Image.Resampling.BOX), dtype=np.float32) / np.float32(255)
        window = picture[self.first : self.first + self.size[1]]
        over(window, small[: window.shape[0], :, :3], small[: window.shape[0], :, 3])


def _bytes(tone: Array) -> tuple[int, int, int, int]:
    red, green, blue = (round(float(np.clip(value, 0, 1)) * 255) for value in tone)
    return red, green, blue, 255


def _fir(
    sheet: _Sheet, x: float, foot: float, tall: float, tones: list[Array], sunward: float, rng: np.random.Generator
) -> None:
    """Tiers of sagging branches, the sunny side lighter."""
    sheet.poly([(x - tall * 0.015, foot), (x + tall * 0.015, foot), (x, foot - tall * 0.5)], tones[0] * 0.6)
    half = tall * float(rng.uniform(0.15, 0.21))
    tiers = 7
    for tier in range(tiers):
        y = foot - tall * (0.08 + 0.84 * tier / tiers)
        w = half * (1 - tier / (tiers + 0.6))
        peak = y - tall * 0.2
        sheet.poly(
            [
                (x - w, y + w * 0.12),
                (x - w * 0.45, y - w * 0.1),
                (x, y + w * 0.1),
                (x + w * 0.5, y - w * 0.1),
                (x + w, y + w * 0.14),
                (x, peak),
            ],
            tones[1],
        )
        sheet.poly([(x + sunward * w * 0.12, y), (x + sunward * w * 0.9, y + w * 0.08), (x, peak)], tones[2])


def _leafy(
    sheet: _Sheet, x: float, foot: float, tall: float, tones: list[Array], sunward: float, rng: np.random.Generator
) -> None:
    """A trunk and a crown of clumps: dark below, light above on the sunny side."""
    sheet.poly([(x - tall * 0.025, foot), (x + tall * 0.025, foot), (x, foot - tall * 0.6)], tones[0] * 0.45)
    rx, ry = tall * float(rng.uniform(0.2, 0.27)), tall * float(rng.uniform(0.32, 0.4))
    middle = foot - tall + ry
    around = rng.uniform(0, 2 * np.pi, 16)
    reach = np.sqrt(rng.uniform(0, 1, 16))
    sheet.oval(x, middle, rx * 0.78, ry * 0.84, tones[0])
    for level in range(1, 4):
        for a, r in zip(around, reach, strict=True):
            dx = rx * 0.8 * r * np.cos(a) + sunward * rx * 0.09 * level
            dy = ry * 0.8 * r * np.sin(a) - ry * 0.1 * level
            size = rx * (0.46 - 0.11 * level) * float(rng.uniform(0.7, 1.2))
            if level < 3 or dy < ry * 0.2:
                sheet.oval(x + dx, middle + dy, size, size * 0.82, tones[level])


def trunks(land: Land, layout_side: float, season: str | None) -> None:
    """A few trunks near us at the edges, away from the subject: they frame the view."""
    rng = land.rng
    bark = land.ground.tone(rgb("#4f3d33") if season != "winter" else rgb("#6a6470"), 0.94)
    for _ in range(int(rng.integers(0, 4))):
        share = float(rng.choice([rng.uniform(0.0, 0.13), rng.uniform(0.87, 1.0)]))
        if abs(share - layout_side) > 0.22:
            _trunk(land, share * land.frame.wide, float(rng.uniform(0.03, 0.065)), bark)


def _trunk(land: Land, x: float, width: float, bark: Array) -> None:
    rng, rows = land.rng, land.frame.ys()
    foot = land.frame.high - float(rng.uniform(0.03, 0.1))
    middle = x + 0.015 * np.sin(rows * float(rng.uniform(1, 2.5)) + float(rng.uniform(0, 6)))
    roots = np.clip(1 - (foot - rows) / 0.12, 0, 1) ** 3
    half = width * (0.36 + 0.14 * rows / land.frame.high + 0.5 * roots)
    x0, x1 = (int(np.clip((x + s * width * 1.7) * land.frame.short, 0, land.frame.width)) for s in (-1, 1))
    if x1 <= x0:
        return
    across = (land.xs[None, x0:x1] - middle) / half
    grain = plane_noise(land.frame, rng, 9.0, 4, stretch=0.2)[:, x0:x1]
    lit = 0.72 + 0.3 * across * np.sign(land.layout.sun_x - x) - 0.28 * np.abs(across) ** 3 + 0.17 * grain
    inside = np.clip((1 - np.abs(across)) * half * land.frame.short + 0.5, 0, 1) * smooth(
        foot + 0.006, foot - 0.006, rows
    )
    over(land.picture[:, x0:x1], np.clip(bark * lit[..., None], 0, 1).astype(np.float32), inside.astype(np.float32))
