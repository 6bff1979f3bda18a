"""The sky: gradient, glow around the sun, clouds that recede to the horizon, stars."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.celestial import draw_bodies
from imagora.generation.providers.procedural.colours import mix, ramp, rgb
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array, Frame, enlarge, over, screen, shifted, smooth
from imagora.generation.providers.procedural.layout import Layout
from imagora.generation.providers.procedural.light import Light
from imagora.generation.providers.procedural.noise import look_up, plane_noise
from imagora.generation.providers.procedural.scene import Scene

CLOUD_PIXELS = 420
"""Short side at which the sky is worked out; it is smooth and is enlarged afterwards."""


def paint_sky(frame: Frame, scene: Scene, light: Light, layout: Layout, dice: Dice) -> Array:
    """The whole plane as sky (what is below the horizon is painted over later). Shape (height, width, 3)."""
    small = frame.coarse(CLOUD_PIXELS)
    picture = _gradient(small, light, layout)
    _glow(picture, small, light, layout)
    if light.night and light.clouds < 0.6:
        _milky_way(picture, small, dice)
    cover = _clouds(picture, small, light, layout, dice) if light.clouds > 0.1 else np.zeros_like(picture[..., 0])
    picture = enlarge(picture, frame)
    clear = 1.0 - enlarge(cover, frame)
    if light.stars > 0:
        draw_stars(picture, clear, frame, light, layout, dice)
    draw_bodies(picture, clear, frame, scene, light, layout, dice)
    return picture


def _gradient(small: Frame, light: Light, layout: Layout) -> Array:
    depth = np.clip(small.ys() / layout.horizon, 0, 1) ** 0.95
    return np.repeat(ramp(list(light.sky), depth), small.width, axis=1)


def _glow(picture: Array, small: Frame, light: Light, layout: Layout) -> None:
    distance = np.hypot((small.xs()[None, :] - layout.sun_x) * 0.8, small.ys() - layout.sun_y)
    strength = (0.55 if not light.night else 0.34) * (1 - light.overcast * 0.85)
    halo = np.exp(-distance * 4.2) * strength + np.exp(-distance * 1.5) * strength * 0.35
    screen(picture, halo[..., None] * mix(light.sun, light.sky[3], 0.25))


def _milky_way(picture: Array, small: Frame, dice: Dice) -> None:
    rng = dice.stream("milky way")
    slope, offset = float(rng.uniform(-1.1, 1.1)), float(rng.uniform(-0.1, 0.1))
    across = small.ys() - small.high * 0.3 - slope * (small.xs()[None, :] - small.wide / 2) + offset
    band = np.exp(-((across / 0.2) ** 2)) * np.clip(0.55 + 0.6 * plane_noise(small, rng, 5, 5), 0, 1.2)
    screen(picture, band[..., None] * rgb("#5b6aa8") * np.float32(0.36))


def _clouds(picture: Array, small: Frame, light: Light, layout: Layout, dice: Dice) -> Array:
    """Lay clouds over the picture and answer how much of the sky they cover (h, w)."""
    rng = dice.stream("clouds")
    density = _cloud_density(small, light, layout, rng)
    towards = density - shifted(density, round(small.short * 0.025), -round(small.short * 0.012))
    alpha = smooth(0.0, 0.36, density) * (0.6 + 0.36 * min(1.0, light.clouds))
    alpha *= smooth(layout.horizon + 0.02, layout.horizon - 0.12, small.ys())
    near_sun = np.exp(-np.hypot(small.xs()[None, :] - layout.sun_x, small.ys() - layout.sun_y) * 1.7)
    body = mix(light.sky[1], light.sky[2], 0.5)
    dark = mix(body, rgb("#30343f") * np.float32(0.3 + float(np.mean(body))), 0.25 + 0.45 * light.overcast)
    pale = mix(light.sky[3], rgb("#ffffff"), 0.0 if light.night else 0.62 - 0.6 * light.silhouette)
    bright = mix(mix(pale, light.sun, 0.35), body, 0.72 if light.night else 0.5 * light.overcast)
    lit = np.clip(0.42 - towards * 0.9 + near_sun * 0.55 - density * 0.18, 0, 1)
    over(picture, ramp([dark, mix(dark, bright, 0.62), bright], lit), np.clip(alpha, 0, 0.94))
    return alpha


def _cloud_density(small: Frame, light: Light, layout: Layout, rng: np.random.Generator) -> Array:
    """Noise on a flat ceiling seen in perspective: cells shrink and flatten towards the horizon."""
    above = np.clip(layout.horizon - small.ys(), 0.0, None) / max(0.55, layout.horizon)
    depth = 1.0 / (above + float(rng.uniform(0.16, 0.3)))
    streaks = float(rng.choice([1.0, 1.0, 1.8, 3.2]))
    plane = plane_noise(Frame(720, 720), rng, float(rng.uniform(6.0, 11.0)), 6, stretch=streaks)
    columns = 360 + (small.xs()[None, :] - small.wide / 2) * depth * 88 / max(1.0, small.wide * 0.6)
    rows = depth * np.full_like(columns, 118.0)
    threshold = 0.62 - 0.62 * min(light.clouds, 1.6) + float(rng.uniform(-0.08, 0.08))
    density: Array = np.clip((look_up(plane, rows, columns) - threshold) * 0.9, 0, 1.4).astype(np.float32)
    return density


def draw_stars(picture: Array, clear: Array, frame: Frame, light: Light, layout: Layout, dice: Dice) -> None:
    rng = dice.stream("stars")
    count = int(420 * light.stars * frame.wide * frame.high)
    xs, ys = rng.uniform(0, frame.wide, count), rng.uniform(0, layout.horizon * 0.98, count)
    size = np.abs(rng.standard_normal(count)) ** 2
    tint = np.stack([rng.uniform(0.8, 1, count), rng.uniform(0.85, 1, count), np.ones(count)], axis=1)
    scale = frame.short / 512
    for x, y, magnitude, colour in zip(xs, ys, size, tint, strict=True):
        power = min(1.0, 0.16 + 0.3 * magnitude) * light.stars * (1 - (y / layout.horizon) ** 3 * 0.8)
        radius = (0.55 + 0.35 * min(magnitude, 3.0)) * scale
        draw_dot(
            picture, clear, x * frame.short, y * frame.short, radius, colour.astype(np.float32) * np.float32(power)
        )


def draw_dot(picture: Array, clear: Array, x: float, y: float, radius: float, light: Array) -> None:
    reach = int(np.ceil(radius * 2.5)) + 1
    x0, x1 = max(0, int(x) - reach), min(picture.shape[1], int(x) + reach + 1)
    y0, y1 = max(0, int(y) - reach), min(picture.shape[0], int(y) + reach + 1)
    if x0 >= x1 or y0 >= y1:
        return
    squared = (np.arange(x0, x1) + 0.5 - x)[None, :] ** 2 + (np.arange(y0, y1) + 0.5 - y)[:, None] ** 2
    spot = np.exp(-squared / (radius * radius + 0.15)).astype(np.float32) * clear[y0:y1, x0:x1]
    screen(picture[y0:y1, x0:x1], spot[..., None] * light)
