"""A still life: a table in soft light, with the subjects on it."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.colours import mix, named, rgb, shift
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array, Frame, enlarge, screen, smooth
from imagora.generation.providers.procedural.layout import Layout
from imagora.generation.providers.procedural.light import Light
from imagora.generation.providers.procedural.noise import plane_noise
from imagora.generation.providers.procedural.scene import Scene
from imagora.generation.providers.procedural.stage import Stage, cast_parts
from imagora.generation.providers.procedural.traits import traits
from imagora.generation.providers.procedural.weather import draw_mote

_WALLS = ("#6f8a88", "#a3785f", "#56677f", "#8f7d9c", "#7f8a62", "#b08a58", "#4f5f5c")
_WOODS = ("#8a5c3a", "#6f4a34", "#a3764a", "#59433c")


def paint_table(scene: Scene, frame: Frame, dice: Dice) -> Array:
    """Wall, table top, subjects with shadows, and blurred lights behind; shape (height, width, 3)."""
    rng = dice.stream("table")
    dark = (
        scene.time in {"night", "dusk"} or scene.has("eerie", "cosy") or any(s.name == "candle" for s in scene.subjects)
    )
    wall = named(scene.colours[0]) if scene.colours else rgb(str(rng.choice(_WALLS)))
    wall = shift(wall, value=0.5 if dark else 1.0, saturation=0.85)
    sun_x = frame.wide * float(rng.choice([0.08, 0.92]))
    edge = frame.high * float(rng.uniform(0.66, 0.76))
    sky = (wall, wall, wall, mix(wall, rgb("#fff1d6"), 0.4))
    ambient = rgb("#e9dac6") if dark else rgb("#fffaf2")
    light = Light(sky, rgb("#fff0d2"), ambient, 0.22 if dark else 0.05, 0.0, 0.0, night=dark)
    picture = _wall(frame, wall, sun_x, edge, rng, dark=dark)
    if dark or rng.random() < 0.5:
        _bokeh(picture, frame, edge, rng)
    _table_top(picture, frame, edge, rng, dark=dark)
    layout = Layout(edge, sun_x, 0.2, float(rng.uniform(0.4, 0.6)))
    stage = Stage(picture, frame, light, layout, dice)
    subjects = [subject for subject in scene.subjects if traits()[subject.name].habitat != "sky"]
    parts = cast_parts(scene, subjects, frame, layout, dice, "table")
    for part in parts:
        y = edge + (frame.high - edge) * (0.24 + 0.4 * part.depth)
        stage.stand(part, y, shadow=0.45)
        if part.name == "cup":
            _steam(picture, frame, part.x, y - part.height * 0.66, part.height, dice)
    return picture


def _wall(frame: Frame, wall: Array, sun_x: float, edge: float, rng: np.random.Generator, *, dark: bool) -> Array:
    small = frame.coarse(384)
    away = np.hypot(small.xs()[None, :] - sun_x, small.ys() - 0.15) / max(frame.wide, frame.high)
    plaster = plane_noise(small, rng, 3, 5) * 0.035
    level = np.clip(1.22 - 0.75 * away + plaster, 0.2, 1.4)
    picture = np.clip(wall * level[..., None], 0, 1)
    if not dark:
        slant = (small.xs()[None, :] - sun_x) * np.sign(0.5 - sun_x / small.wide) - small.ys() * 0.55
        for middle in (0.14, 0.34):
            beam = smooth(middle - 0.085, middle - 0.07, slant) * smooth(middle + 0.085, middle + 0.07, slant)
            screen(picture, (beam * 0.17 * np.exp(-small.ys() * 0.6))[..., None] * rgb("#fff0c8"))
    return enlarge(picture.astype(np.float32), frame)


def _bokeh(picture: Array, frame: Frame, edge: float, rng: np.random.Generator) -> None:
    for _ in range(int(16 * frame.wide)):
        x, y, r = float(rng.uniform(0, frame.wide)), float(rng.uniform(0, edge)), float(rng.uniform(0.02, 0.065))
        x0, x1 = (int(np.clip((x + s * r * 1.2) * frame.short, 0, frame.width)) for s in (-1, 1))
        y0, y1 = (int(np.clip((y + s * r * 1.2) * frame.short, 0, frame.height)) for s in (-1, 1))
        distance = np.hypot(frame.xs()[x0:x1][None, :] - x, frame.ys()[y0:y1] - y) / r
        disc = smooth(1.08, 0.94, distance) * (0.1 + 0.08 * np.clip(distance, 0, 1) ** 4)
        colour = rgb(str(rng.choice(["#ffd79a", "#ffb56b", "#ffe9c2", "#ff9a8a"])))
        screen(picture[y0:y1, x0:x1], disc[..., None] * colour)


def _table_top(picture: Array, frame: Frame, edge: float, rng: np.random.Generator, *, dark: bool) -> None:
    wood = rgb(str(rng.choice(_WOODS))) * np.float32(0.62 if dark else 1.0)
    top = int(edge * frame.short)
    below = Frame(frame.width, frame.height - top)
    small = below if below.width < 700 else Frame(700, max(2, round(700 * below.height / below.width)))
    grain = enlarge(plane_noise(small, rng, 5.0, 4, stretch=14.0), below)
    depth = (frame.ys()[top:] - edge) / max(1e-3, frame.high - edge)
    shade = 0.78 + 0.3 * depth + 0.13 * grain
    table = np.clip(wood * shade[..., None], 0, 1)
    mirrored = picture[max(0, 2 * top - frame.height) : top][::-1]
    height = min(mirrored.shape[0], table.shape[0])
    table[:height] += (mirrored[:height] - table[:height]) * (0.16 * (1 - depth[:height]))[..., None]
    picture[top:] = table
    picture[top : top + max(1, frame.short // 220)] *= 1.22


def _steam(picture: Array, frame: Frame, x: float, y: float, size: float, dice: Dice) -> None:
    rng = dice.stream("steam")
    for _ in range(3):
        phase, start = float(rng.uniform(0, 6)), float(rng.uniform(-0.1, 0.1)) * size
        for step in range(46):
            up = step / 46
            sway = 0.07 * size * up * np.sin(phase + up * 7)
            draw_mote(
                picture,
                frame,
                x + start + float(sway),
                y - up * size * 0.75,
                size * (0.016 + 0.05 * up),
                0.085 * (1 - up),
            )
