"""Under water and out in space: the two worlds without weather."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.celestial import draw_comet, draw_moon, draw_planet
from imagora.generation.providers.procedural.colours import mix, named, ramp, rgb
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array, Frame, enlarge, screen, smooth
from imagora.generation.providers.procedural.ground import Ground
from imagora.generation.providers.procedural.layout import Layout
from imagora.generation.providers.procedural.light import Light
from imagora.generation.providers.procedural.noise import line_noise, plane_noise
from imagora.generation.providers.procedural.pen import Pen
from imagora.generation.providers.procedural.scene import Scene
from imagora.generation.providers.procedural.sky import draw_dot, draw_stars
from imagora.generation.providers.procedural.sprite import Sprite, lay, light_sprite
from imagora.generation.providers.procedural.stage import Stage, cast_parts
from imagora.generation.providers.procedural.terrain import Land
from imagora.generation.providers.procedural.traits import traits

_SEAS = (
    ("#7fe0e0", "#1f8fb0", "#0a3f6a", "#05203f"),
    ("#8fe8c8", "#1f9a98", "#0c5068", "#062a44"),
    ("#8fc8f0", "#2f70b8", "#143a7a", "#081c48"),
)
_NEBULAE = (
    ("#0a0620", "#3a1a6a", "#b0408f", "#ffb070"),
    ("#04101f", "#0f3f6a", "#2f9fb0", "#e8f0c0"),
    ("#0c0418", "#401a50", "#c84a5a", "#ffc98a"),
    ("#050a1c", "#1f2f7a", "#6a5ad0", "#e8b0f0"),
)


def paint_underwater(scene: Scene, frame: Frame, dice: Dice) -> Array:
    """Light from above in shafts, a seabed with corals and weed, bubbles, and the subjects swimming."""
    rng = dice.stream("underwater")
    stops = [rgb(code) for code in _SEAS[int(rng.integers(len(_SEAS)))]]
    for i, name in enumerate(scene.colours[:2]):
        stops[1 + i] = mix(stops[1 + i], named(name) * np.float32(0.8 - 0.3 * i), 0.6)
    if scene.time in {"night", "dusk"} or scene.has("eerie"):
        stops = [stop * np.float32(0.42) for stop in stops]
    small = frame.coarse(420)
    depth = np.clip(small.ys() / frame.high + 0.05 * plane_noise(small, rng, 1.5, 3), 0, 1)
    water = ramp(stops, depth)
    screen(water, _shafts(small, rng)[..., None] * mix(stops[0], rgb("#ffffff"), 0.4))
    picture = enlarge(water, frame)
    white = rgb("#ffffff")
    sky = (stops[3], stops[2], stops[1], stops[1])
    light = Light(sky, mix(stops[0], white, 0.5), mix(white, stops[0], 0.45), 0.14, 0.0, 0.0, night=False)
    bed = frame.high * float(rng.uniform(0.8, 0.88))
    layout = Layout(bed, frame.wide * float(rng.uniform(0.2, 0.8)), 0.0, float(rng.uniform(0.36, 0.64)))
    land = Land(
        picture, frame, Ground(mix(rgb("#d8c48f"), stops[1], 0.4), rgb("#5a6a70"), light, snowy=False), layout, dice
    )
    land.hills(bed - 0.06, 0.12, 0.25, scale=1.6)
    land.hills(bed - 0.01, 0.09, 0.5)
    _corals(picture, frame, light, layout, dice, count=int(7 * frame.wide), nearness=0.55)
    near = land.hills(bed + 0.07, 0.07, 0.85)
    stage = Stage(picture, frame, light, layout, dice)
    _swim(scene, stage, near, frame, layout, dice)
    _corals(picture, frame, light, layout, dice, count=int(4 * frame.wide), nearness=0.95)
    _bubbles(picture, frame, dice)
    return picture


def _shafts(small: Frame, rng: np.random.Generator) -> Array:
    lean = float(rng.uniform(-0.5, 0.5))
    source = small.wide * float(rng.uniform(0.2, 0.8))
    angle = (small.xs()[None, :] - source) / (small.ys() + 0.5) + lean * 0.2
    lines = line_noise((angle.ravel() * 2.0).astype(np.float32), rng, 2.6, 3).reshape(angle.shape)
    rays: Array = (smooth(0.0, 1.0, lines) * np.exp(-small.ys() * 1.7) * 0.5).astype(np.float32)
    return rays


def _swim(scene: Scene, stage: Stage, near: Array, frame: Frame, layout: Layout, dice: Dice) -> None:
    rng = dice.stream("swim")
    parts = cast_parts(
        scene, [s for s in scene.subjects if traits()[s.name].habitat != "sky"], frame, layout, dice, "swim"
    )
    for part in parts:
        habitat = traits()[part.name].habitat
        if habitat in {"swim", "air"}:
            top, low = part.height * 1.1 + 0.04, layout.horizon - 0.02
            share = float(rng.uniform(0.1, 0.85)) if len(parts) > 1 else float(rng.uniform(0.35, 0.65))
            stage.stand(part, top + (max(low, top) - top) * share, nearness=0.7 + 0.3 * part.depth, shadow=0)
        else:
            y = float(np.interp(part.x, frame.xs(), near)) + 0.02
            stage.stand(part, y, nearness=0.85, shadow=0.25)


def _corals(
    picture: Array, frame: Frame, light: Light, layout: Layout, dice: Dice, *, count: int, nearness: float
) -> None:
    rng = dice.stream(f"corals {nearness}")
    for number in range(count):
        unit = frame.short * float(rng.uniform(0.08, 0.2)) * (0.6 + 0.5 * nearness)
        pen = Pen(unit, np.random.Generator(np.random.PCG64(int(rng.integers(2**32)))))
        (_coral, _weed, _fan)[int(rng.integers(3))](pen)
        x = frame.wide * (number + float(rng.uniform(0.1, 0.9))) / count
        y = layout.horizon + (0.02 if nearness < 0.9 else 0.13) + float(rng.uniform(0, 0.05))
        lit = light_sprite(Sprite(*pen.sprite()), light, sunward=1.0, nearness=nearness, unit=unit)
        lay(picture, frame, lit, round(x * frame.short), round(y * frame.short))


def _coral(pen: Pen) -> None:
    colour = pen.dye("#f0705a", "#f2a04a", "#e860a0", "#c070e0")
    for _ in range(7):
        x, top = float(pen.rng.uniform(-0.4, 0.4)), float(pen.rng.uniform(0.5, 1.0))
        pen.stroke(
            [(x * 0.3, 0), (x * 0.7, top * 0.5), (x, top)], 0.13, colour * float(pen.rng.uniform(0.8, 1.1)), end=0.08
        )
        pen.stroke([(x * 0.7, top * 0.5), (x * 1.5, top * 0.75)], 0.1, colour * 0.9, end=0.07)


def _weed(pen: Pen) -> None:
    colour = pen.dye("#3f9a5a", "#5fae4a", "#2f8a70")
    for _ in range(6):
        x, top = float(pen.rng.uniform(-0.25, 0.25)), float(pen.rng.uniform(0.6, 1.15))
        sway = float(pen.rng.uniform(-0.16, 0.16))
        pen.stroke(
            [(x, 0), (x + sway, top * 0.35), (x - sway, top * 0.7), (x + sway * 0.6, top)],
            0.08,
            colour * float(pen.rng.uniform(0.7, 1.1)),
            end=0.015,
        )


def _fan(pen: Pen) -> None:
    colour = pen.dye("#d85a8a", "#e8b04a", "#8f6ad8", "#e8705a")
    for i in range(11):
        a = 0.25 + (np.pi - 0.5) * i / 10
        reach = 0.75 + 0.2 * np.sin(i * 1.7)
        pen.stroke(
            [
                (0, 0),
                (0.35 * np.cos(a) * reach, 0.45 * reach * np.sin(a)),
                (0.75 * np.cos(a) * reach, reach * np.sin(a)),
            ],
            0.05,
            colour * (0.8 + 0.04 * (i % 5)),
            end=0.03,
        )


def _bubbles(picture: Array, frame: Frame, dice: Dice) -> None:
    rng = dice.stream("bubbles")
    for _ in range(int(34 * frame.wide * frame.high)):
        x, y, r = float(rng.uniform(0, frame.wide)), float(rng.uniform(0, frame.high)), float(rng.uniform(0.003, 0.013))
        x0, x1 = (int(np.clip((x + s * r * 1.4) * frame.short, 0, frame.width)) for s in (-1, 1))
        y0, y1 = (int(np.clip((y + s * r * 1.4) * frame.short, 0, frame.height)) for s in (-1, 1))
        if x1 <= x0 or y1 <= y0:
            continue
        distance = np.hypot(frame.xs()[x0:x1][None, :] - x, frame.ys()[y0:y1] - y) / r
        ring = smooth(1.15, 0.95, distance) * (0.12 + 0.5 * smooth(0.6, 1.0, distance))
        screen(picture[y0:y1, x0:x1], np.repeat(ring[..., None], 3, axis=2))


def paint_space(scene: Scene, frame: Frame, dice: Dice) -> Array:
    """A nebula, stars and a planet; what stands, stands on a cratered moon, the rest floats."""
    rng = dice.stream("space")
    codes = _NEBULAE[int(rng.integers(len(_NEBULAE)))]
    stops = [rgb(code) for code in codes]
    for i, name in enumerate(scene.colours[:2]):
        stops[2 - i] = mix(stops[2 - i], named(name) * np.float32(1.0 - 0.45 * i), 0.75)
    picture = _nebula(frame, stops, rng)
    light = Light(
        (stops[0], stops[1], stops[1], mix(stops[1], stops[2], 0.3)),
        rgb("#fff4e0"),
        rgb("#dfe2f0"),
        0.16,
        1.0,
        0.0,
        night=True,
    )
    grounded = [s for s in scene.subjects if traits()[s.name].habitat not in {"sky", "air"}]
    horizon = frame.high * (float(rng.uniform(0.7, 0.78)) if grounded else 1.05)
    sun_x = frame.wide * float(rng.choice([0.1, 0.9]))
    layout = Layout(horizon, sun_x, 0.1, float(rng.choice([0.36, 0.5, 0.64])))
    draw_stars(picture, np.ones(picture.shape[:2], dtype=np.float32), frame, light, layout, dice)
    for _ in range(int(7 * frame.wide)):
        x, y = float(rng.uniform(0, frame.width)), float(rng.uniform(0, frame.height))
        draw_dot(picture, np.ones(picture.shape[:2], dtype=np.float32), x, y, 0.0045 * frame.short, rgb("#ffffff"))
    _worlds(scene, picture, frame, layout, rng)
    stage = Stage(picture, frame, light, layout, dice)
    if grounded:
        land = Land(picture, frame, Ground(rgb("#98949f"), rgb("#85828f"), light, snowy=False), layout, dice)
        land.mountains(layout.horizon + 0.02, 0.12, 0.5, snow=0.0, scale=1.2)
        near = land.hills(layout.horizon + 0.06, 0.07, 0.95, scale=0.8)
        for part in cast_parts(scene, grounded, frame, layout, dice, "moon"):
            foot = float(np.interp(part.x, frame.xs(), near)) + 0.05 + 0.06 * part.depth
            stage.stand(part, foot, shadow=0.45)
    for part in cast_parts(
        scene, [s for s in scene.subjects if traits()[s.name].habitat == "air"], frame, layout, dice, "orbit"
    ):
        room = min(layout.horizon, frame.high)
        stage.stand(part, part.height + (room - part.height) * (0.3 + 0.4 * part.depth), shadow=0)
    return picture


def _nebula(frame: Frame, stops: list[Array], rng: np.random.Generator) -> Array:
    small = frame.coarse(460)
    warp = plane_noise(small, rng, 1.6, 4)
    folds = 1 - np.abs(plane_noise(small, rng, 2.2, 6) + 0.5 * warp)
    cloud = np.clip(0.55 * folds + 0.4 * warp - 0.12, 0, 1) ** 1.35
    dust = np.clip(1.1 - 0.75 * np.clip(plane_noise(small, rng, 3.4, 5), 0, 1), 0.3, 1)
    return enlarge(np.clip(ramp(stops, np.clip(cloud, 0, 1)) * dust[..., None], 0, 1), frame)


def _worlds(scene: Scene, picture: Array, frame: Frame, layout: Layout, rng: np.random.Generator) -> None:
    named_worlds = [s for s in scene.subjects if s.name == "planet"]
    room = min(layout.horizon, frame.high)
    for subject in named_worlds:
        for number in range(subject.count):
            radius = float(rng.uniform(0.14, 0.3)) / (1 + 0.35 * (subject.count - 1))
            x = frame.wide * (number + float(rng.uniform(0.3, 0.7))) / subject.count
            tint = named(subject.colours[0]) if subject.colours else None
            draw_planet(picture, frame, x, room * float(rng.uniform(0.3, 0.65)), radius, rng, tint)
    moon = next((s for s in scene.subjects if s.name in {"moon", "full_moon"}), None)
    if moon is not None:
        share = 0.13 if layout.side > 0.5 else 0.87
        place = Layout(layout.horizon, frame.wide * share, room * 0.18, layout.side)
        draw_moon(
            picture,
            np.ones(picture.shape[:2], dtype=np.float32),
            frame,
            place,
            rng,
            radius=0.1,
            subject=moon,
            full=True,
        )
    for subject in scene.subjects:
        if subject.name == "comet":
            draw_comet(picture, frame, room, rng)
    if not named_worlds and moon is None and rng.random() < 0.5:
        x = frame.wide * (0.14 if layout.side > 0.5 else 0.86)
        draw_planet(picture, frame, x, room * float(rng.uniform(0.18, 0.4)), float(rng.uniform(0.07, 0.15)), rng, None)
