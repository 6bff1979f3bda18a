"""Grass at our feet, with flowers in spring and summer, fallen leaves in autumn."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from imagora.generation.providers.procedural.colours import mix, rgb
from imagora.generation.providers.procedural.frame import Array
from imagora.generation.providers.procedural.ground import FOLIAGE
from imagora.generation.providers.procedural.scene import Scene
from imagora.generation.providers.procedural.terrain import Land


def blades(land: Land, scene: Scene, base: float) -> None:
    """A fringe of grass along the lower edge; `base` in units from the top."""
    frame, rng = land.frame, land.rng
    scale = 2 if frame.short <= 1100 else 1
    strip = 0.13
    size = (frame.width * scale, max(2, round(strip * frame.short * scale)))
    sheet = Image.new("RGBA", size)
    pen = ImageDraw.Draw(sheet)
    unit = frame.short * scale
    colours = [land.ground.tone(land.ground.earth * float(rng.uniform(0.4, 0.8)), 1.0) * 0.85 for _ in range(6)]
    for _ in range(int(190 * frame.wide)):
        x, tall = float(rng.uniform(-0.02, frame.wide + 0.02)), float(rng.uniform(0.02, 0.085))
        lean = float(rng.normal(0.0, 0.016))
        foot = size[1]
        colour = _bytes(colours[int(rng.integers(6))])
        half = 0.0028 * unit
        tip = ((x + lean) * unit, foot - tall * unit)
        bend = ((x + lean * 0.35) * unit, foot - tall * 0.55 * unit)
        pen.polygon(
            [
                (x * unit - half, foot),
                (bend[0] - half * 0.8, bend[1]),
                tip,
                (bend[0] + half * 0.8, bend[1]),
                (x * unit + half, foot),
            ],
            fill=colour,
        )
    if scene.season in {"spring", "summer", "autumn"} or scene.has("joyful"):
        _dots(pen, land, scene, unit, size[1])
    small = sheet.resize((frame.width, size[1] // scale), Image.Resampling.BOX)
    _lay(land, np.asarray(small, dtype=np.float32) / np.float32(255), round(base * frame.short))


def _dots(pen: ImageDraw.ImageDraw, land: Land, scene: Scene, unit: int, foot: int) -> None:
    rng = land.rng
    codes = FOLIAGE["autumn"] if scene.season == "autumn" else ("#f3efe6", "#f2c84a", "#e8709a", "#9a7ad8")
    for _ in range(int(46 * land.frame.wide)):
        x, y = float(rng.uniform(0, land.frame.wide)) * unit, foot - float(rng.uniform(0.0, 0.08)) * unit
        r = float(rng.uniform(0.003, 0.0075)) * unit
        colour = land.ground.tone(rgb(codes[int(rng.integers(len(codes)))]), 1.0)
        pen.ellipse([x - r, y - r * 0.75, x + r, y + r * 0.75], fill=_bytes(mix(colour, rgb(codes[0]), 0.1)))


def _bytes(colour: Array) -> tuple[int, int, int, int]:
    red, green, blue = (round(float(np.clip(value, 0, 1)) * 255) for value in colour)
    return red, green, blue, 255


def _lay(land: Land, strip: Array, bottom: int) -> None:
    top = bottom - strip.shape[0]
    rows = strip[: max(0, min(strip.shape[0], land.frame.height - top))]
    window = land.picture[top : top + rows.shape[0]]
    alpha = rows[..., 3:]
    window += (rows[..., :3] / np.maximum(alpha, 1e-3) * (alpha > 0) - window) * alpha
