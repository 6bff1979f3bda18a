"""Outdoor pictures: sky, land by place, water, and the subjects where they belong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imagora.generation.providers.procedural.city import skyline
from imagora.generation.providers.procedural.colours import mix, rgb
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.forest import tree_row, trunks
from imagora.generation.providers.procedural.frame import Array, Frame
from imagora.generation.providers.procedural.ground import choose_ground
from imagora.generation.providers.procedural.layout import Layout, choose_layout
from imagora.generation.providers.procedural.light import Light, choose_light
from imagora.generation.providers.procedural.meadow import blades
from imagora.generation.providers.procedural.noise import line_noise
from imagora.generation.providers.procedural.props import hand_out, mount
from imagora.generation.providers.procedural.scene import Scene, Subject
from imagora.generation.providers.procedural.sky import paint_sky
from imagora.generation.providers.procedural.stage import Part, Stage, cast_parts
from imagora.generation.providers.procedural.terrain import Land
from imagora.generation.providers.procedural.traits import STRUCTURES, TREES, traits
from imagora.generation.providers.procedural.water import Water
from imagora.generation.providers.procedural.weather import paint_weather

WATERY = frozenset({"sea", "lake", "river", "swamp", "beach"})


@dataclass(slots=True)
class _Cast:
    """The subjects by where they go."""

    land: list[Part]
    air: list[Part]
    afloat: list[Part]
    structures: list[Part]
    ground: list[Part]


def paint_outdoors(scene: Scene, place: str, frame: Frame, dice: Dice) -> Array:
    """The whole picture, before its finish; shape (height, width, 3), 0..1."""
    light = choose_light(scene, dice)
    layout = choose_layout(scene, place, light, frame, dice)
    picture = paint_sky(frame, scene, light, layout, dice)
    paint_weather(picture, frame, scene, light, layout, dice, behind=True)
    land = Land(picture, frame, choose_ground(scene, place, light), layout, dice)
    stage = Stage(picture, frame, light, layout, dice, season=scene.season)
    cast = _assign(scene, place, frame, layout, dice)
    if place in WATERY:
        _water_scene(land, stage, cast, scene, place, light)
    else:
        _dry_scene(land, stage, cast, scene, place)
    paint_weather(picture, frame, scene, light, layout, dice, behind=False)
    return picture


def _assign(scene: Scene, place: str, frame: Frame, layout: Layout, dice: Dice) -> _Cast:
    groups: dict[str, list[Subject]] = {"land": [], "air": [], "float": [], "structures": [], "ground": []}
    for subject in scene.subjects:
        habitat = traits()[subject.name].habitat
        if habitat == "sky":
            continue
        if subject.name in STRUCTURES or (subject.name in TREES and place not in WATERY):
            habitat_group = "structures"
        elif habitat in {"land", "air"}:
            habitat_group = habitat
        elif habitat in {"float", "swim"} and place in WATERY:
            habitat_group = "float"
        else:
            habitat_group = "ground"
        groups[habitat_group].append(subject)
    parts = {name: cast_parts(scene, group, frame, layout, dice, name) for name, group in groups.items()}
    crossing, ground = mount(parts["ground"], [part for part in parts["land"] if part.name == "bridge"])
    return _Cast([*crossing, *parts["land"]], parts["air"], parts["float"], parts["structures"], hand_out(ground))


def _backdrop(land: Land, scene: Scene, place: str, foot: float) -> None:
    """What rises behind everything, from the horizon."""
    rng, high = land.rng, land.frame.high
    grand = 1.0 + 0.7 * (high - 1.0) / 2
    if place == "canyon":
        for i, near in enumerate((0.12, 0.3, 0.52)):
            land.mesas(foot + 0.03 * i, float(rng.uniform(0.16, 0.26)) * grand, near)
    elif place in {"mountains", "arctic"} or "mountains" in scene.places:
        _ranges(land, foot, grand)
    elif place == "desert":
        if rng.random() < 0.4:
            land.mesas(foot + 0.02, 0.1 * grand, 0.12)
    elif place == "city":
        for near in (0.16, 0.42, 0.75):
            skyline(land, foot + 0.12 * near, float(rng.uniform(0.34, 0.5)) * grand * (1.1 - 0.35 * near), near)
    elif place != "beach" and (place != "sea" or rng.random() < 0.55):
        low = 0.035 if place in {"sea", "sky"} else 0.1
        for i in range(int(rng.integers(1, 4))):
            land.hills(foot + 0.012 * i, low * float(rng.uniform(0.7, 1.5)) * grand, 0.08 + 0.12 * i, scale=1.4)


def _ranges(land: Land, foot: float, grand: float) -> None:
    """Two or three mountain ranges, one behind the other."""
    rng = land.rng
    snow = 0.5 if land.ground.snowy else float(rng.choice([0.0, 0.25, 0.4]))
    for i in range(int(rng.integers(2, 4))):
        tall = float(rng.uniform(0.32, 0.5)) * grand * (1 - 0.28 * i)
        reach = snow * (1 - 0.3 * i)
        land.mountains(foot + 0.03 * i, tall, 0.26 + 0.3 * i, snow=reach, scale=float(rng.uniform(1.1, 2.0)))


def _dry_scene(land: Land, stage: Stage, cast: _Cast, scene: Scene, place: str) -> None:
    horizon, high = land.layout.horizon, land.frame.high
    _backdrop(land, scene, place, horizon)
    for part in cast.land:
        stage.stand(part, horizon + 0.03, nearness=0.62, shadow=0)
    middle = _middle_ground(land, scene, place, horizon)
    for part in cast.structures:
        y = _height_at(land, middle, part.x) + 0.02 + 0.03 * part.depth
        stage.stand(part, y, nearness=0.86, shadow=0.25)
    gap = high - horizon
    near = _near_ground(land, place, horizon + gap * float(land.rng.uniform(0.5, 0.62)), gap * 0.16)
    if place == "forest":
        trunks(land, land.layout.side, scene.season)
    _fly(stage, cast.air, horizon)
    floor = high - 0.07
    for part in cast.ground:
        y = _height_at(land, near, part.x) + 0.03
        stage.stand(part, min(floor + 0.03, y + (floor - y) * (0.3 + 0.65 * part.depth)), shadow=0.34)
    if place in {"meadow", "forest", "mountains", "sky"} and not land.ground.snowy:
        blades(land, scene, high)


def _middle_ground(land: Land, scene: Scene, place: str, horizon: float) -> Array:
    gap = land.frame.high - horizon
    if place == "forest":
        conifers = scene.season not in {"autumn", "spring"} and bool(land.rng.random() < 0.6)
        for i in range(5):
            base = horizon + gap * (0.03 + 0.1 * i)
            tall = (0.13 + 0.06 * i) * float(land.rng.uniform(0.9, 1.2)) * (1 + 0.5 * (land.frame.high - 1))
            tree_row(land, base, tall, 0.14 + 0.19 * i, scene.season, conifers=conifers)
        return land.hills(horizon + gap * 0.42, gap * 0.1, 0.88)
    if place == "desert":
        for i in range(2):
            land.dunes(horizon + gap * (0.06 + 0.13 * i), gap * 0.22, 0.24 + 0.22 * i)
        return land.dunes(horizon + gap * 0.36, gap * 0.24, 0.66)
    if place == "city":
        return np.full_like(land.xs, horizon + gap * 0.34)
    if place == "mountains":
        tree_row(land, horizon + gap * 0.12, 0.075, 0.4, scene.season, conifers=True)
    profile = land.hills(horizon + gap * 0.1, gap * 0.16, 0.46)
    if place == "meadow" and scene.season == "autumn":
        tree_row(land, horizon + gap * 0.14, 0.1, 0.5, scene.season, conifers=False)
    if land.rng.random() < 0.75:
        profile = land.hills(horizon + gap * 0.3, gap * 0.2, 0.68)
    return profile


def _near_ground(land: Land, place: str, base: float, height: float) -> Array:
    if place == "desert":
        return land.dunes(base, height, 0.95)
    if place == "city":
        profile = np.full_like(land.xs, base - height * 0.4)
        land.cover(profile.astype(np.float32), land.ground.tone(rgb("#3a3b46"), 0.95))
        return profile
    return land.hills(base, height, 0.95, scale=0.7)


def _height_at(land: Land, profile: Array, x: float) -> float:
    return float(np.interp(x, land.xs, profile))


def _fly(stage: Stage, parts: list[Part], horizon: float) -> None:
    """Air subjects between the top edge and a little above the horizon."""
    rng = stage.dice.stream("fly")
    for part in parts:
        low = max(horizon - 0.04, part.height * 1.05 + 0.03)
        high = min(part.height * 1.02 + 0.03, low)
        share = float(rng.uniform(0.15, 0.75)) if len(parts) > 1 else float(rng.uniform(0.3, 0.6))
        stage.stand(part, high + (low - high) * share, nearness=0.8 + 0.2 * part.depth, shadow=0)


def _water_scene(land: Land, stage: Stage, cast: _Cast, scene: Scene, place: str, light: Light) -> None:
    horizon, high = land.layout.horizon, land.frame.high
    _backdrop(land, scene, place, horizon + 0.008)
    if place in {"lake", "river", "swamp"}:
        conifers = scene.season != "autumn" and bool(land.rng.random() < 0.7)
        tall = 0.22 if "forest" in scene.places else 0.08
        tree_row(land, horizon + 0.01, tall * float(land.rng.uniform(0.7, 1.4)), 0.4, scene.season, conifers=conifers)
    for part in cast.land:
        stage.stand(part, horizon + 0.01, nearness=0.72, shadow=0)
    _fly(stage, cast.air, horizon)
    rough = 1.0 if scene.has("storm", "wind") else {"sea": 0.55, "beach": 0.55, "river": 0.32}.get(place, 0.16)
    water = Water(land.frame, light, land.layout, stage.dice, rough=rough * (0.5 if scene.has("calm") else 1.0))
    water.paint(land.picture)
    gap = high - horizon
    for part in cast.structures:
        _stand_on_rock(land, stage, part, horizon + gap * (0.12 + 0.16 * part.depth), water)
    for part in sorted(cast.afloat, key=lambda part: part.depth):
        sink = 0.3 if traits()[part.name].habitat == "swim" else 0.02
        stage.float_on(
            part, horizon + gap * (0.16 + 0.5 * part.depth), water, nearness=0.8 + 0.2 * part.depth, sink=sink
        )
    if place in {"beach", "river", "swamp"} or cast.ground:
        near = _shore(land, place, horizon + gap * (0.5 if place == "beach" else 0.72), gap)
        for part in cast.ground:
            y = _height_at(land, near, part.x) + 0.035
            stage.stand(part, max(y, min(high - 0.06, y + 0.1 * part.depth)), shadow=0.32)
    if place in {"river", "swamp", "lake"} and not land.ground.snowy:
        blades(land, scene, high + (0.0 if cast.ground or place != "lake" else 0.03))


def _stand_on_rock(land: Land, stage: Stage, part: Part, y: float, water: Water) -> None:
    """A building on a rock that rises from the water; both are mirrored."""
    rise = part.height * 0.16
    width = part.height * 0.72
    rough = line_noise(land.xs, land.rng, 9.0, 4) * 0.35 + 1.0
    hump = np.clip(1 - ((land.xs - part.x) / width) ** 2, 0, 1) ** 0.7 * rise * rough
    if land.rng.random() < 0.4:
        hump, rise, width = _headland(land, part, rise, rough)
    lean = stage.fit(part, y - rise * 0.72)
    short = land.frame.short
    foot = round(y * short)
    sprite = stage.draw_part(lean, y, nearness=0.9)
    lift = round(rise * 0.72 * short)
    left, right = max(0, round((part.x - width) * short)), min(land.frame.width, round((part.x + width) * short))
    tone = land.ground.tone(rgb("#4b443f"), 0.92)
    rock = np.zeros((max(2, round(rise * 1.8 * short)), max(1, right - left), 4), dtype=np.float32)
    tops = hump[left:right] * short
    rows = rock.shape[0] - np.arange(rock.shape[0], dtype=np.float32)[:, None]
    alpha = np.clip(tops[None, :] - rows + 1, 0, 1)
    grain = (
        1
        + 0.28 * line_noise(land.xs[left:right] + 7, land.rng, 26.0, 3)[None, :] * (rows / rock.shape[0])
        + 0.14 * np.clip(rows / rock.shape[0], 0, 1)
    )
    rock[..., :3] = np.clip(tone * grain[..., None], 0, 1) * alpha[..., None]
    rock[..., 3] = alpha
    whole = _stack(sprite.picture, sprite.origin, rock, (round(part.x * short) - left, rock.shape[0] - lift))
    _mirror_and_lay(land, whole, round(part.x * short), foot, water)
    stage.shine(sprite, lean, (round(part.x * short), foot - lift))


def _headland(land: Land, part: Part, rise: float, rough: Array) -> tuple[Array, float, float]:
    """Instead of a lone rock, a cliff that runs out from the nearer side of the picture."""
    rise *= float(land.rng.uniform(1.3, 2.4))
    reach = part.height * float(land.rng.uniform(0.4, 0.7))
    from_right = part.x > land.frame.wide / 2
    beyond = (part.x - reach - land.xs) if from_right else (land.xs - part.x - reach)
    slope = np.clip(-beyond / (part.height * 0.4), 0, 1) ** 0.6
    width = (land.frame.wide - part.x if from_right else part.x) + reach + 0.05
    return (slope * rise * (0.75 + 0.25 * rough)).astype(np.float32), rise, max(width, reach + 0.05)


def _stack(top: Array, origin: tuple[float, float], rock: Array, seat: tuple[int, int]) -> tuple[Array, int]:
    """One premultiplied picture of sprite and rock, bottom row at the waterline; and the column of its middle."""
    ox, oy = round(origin[0]), round(origin[1])
    left, right = max(ox, seat[0]), max(top.shape[1] - ox, rock.shape[1] - seat[0])
    above = max(oy, seat[1])
    sheet = np.zeros((above + rock.shape[0] - seat[1], left + right, 4), dtype=np.float32)
    for layer, x, y in ((top, left - ox, above - oy), (rock, left - seat[0], above - seat[1])):
        height = min(layer.shape[0], sheet.shape[0] - y)
        window = sheet[y : y + height, x : x + layer.shape[1]]
        window *= 1 - layer[:height, :, 3:]
        window += layer[:height]
    return sheet, left


def _mirror_and_lay(land: Land, whole: tuple[Array, int], x: int, foot: int, water: Water) -> None:
    sheet, middle = whole
    left, top = x - middle, foot - sheet.shape[0]
    x0, x1 = max(0, left), min(land.frame.width, left + sheet.shape[1])
    own = np.ascontiguousarray(sheet[:, x0 - left : x1 - left])
    water.reflect(land.picture, slice(top, foot), slice(x0, x1), own, foot)
    y0 = max(0, top)
    own = own[y0 - top : min(foot, land.frame.height) - top]
    window = land.picture[y0 : y0 + own.shape[0], x0:x1]
    window *= 1 - own[..., 3:]
    window += own[..., :3]


def _shore(land: Land, place: str, base: float, gap: float) -> Array:
    """The near bank: sand with a line of foam at the beach, grass elsewhere."""
    if place != "beach":
        return land.hills(base + gap * 0.1, gap * 0.16, 0.96, scale=0.6)
    lean = float(land.rng.choice([-1, 1])) * gap * 0.16
    curve = 0.02 * line_noise(land.xs, land.rng, 2.2, 3)
    profile = (base + lean * (land.xs / land.frame.wide - 0.5) + curve).astype(np.float32)
    wet = mix(land.ground.earth * 0.62, land.ground.light.sky[2], 0.25)
    for offset, colour in ((-0.012, rgb("#f4f8f8")), (0.0, wet), (0.05, None)):
        edge = (profile + offset + 0.3 * offset * line_noise(land.xs, land.rng, 5.0, 3)).astype(np.float32)
        if colour is None:
            land.soft_cover(edge, land.ground.earth, 0.95, 0.3)
        else:
            land.cover(edge, land.ground.tone(colour, 0.95))
    return profile + 0.06
