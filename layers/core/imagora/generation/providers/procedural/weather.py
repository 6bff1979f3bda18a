"""Weather over (or behind) the land: aurora, rainbow, lightning, fog, rain, snow, light for dreamy moods."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.colours import ramp, rgb
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array, Frame, blur, enlarge, over, screen, smooth
from imagora.generation.providers.procedural.layout import Layout
from imagora.generation.providers.procedural.light import Light
from imagora.generation.providers.procedural.noise import line_noise, plane_noise
from imagora.generation.providers.procedural.scene import Scene


def paint_weather(
    picture: Array, frame: Frame, scene: Scene, light: Light, layout: Layout, dice: Dice, *, behind: bool
) -> None:
    """Paint what belongs behind the land (`behind`) or in front of everything, in place."""
    if behind:
        if "aurora" in scene.weather:
            _aurora(picture, frame, layout, dice)
        if "rainbow" in scene.weather:
            _rainbow(picture, frame, layout, dice)
        if "storm" in scene.weather:
            _lightning(picture, frame, layout, dice)
        return
    if scene.has("fog", "eerie"):
        _fog(picture, frame, light, layout, dice, thick=0.8 if "fog" in scene.weather else 0.4)
    if scene.has("rain", "storm"):
        _rain(picture, frame, light, dice)
    if "snow" in scene.weather:
        _snow(picture, frame, dice)
    if scene.has("dreamy"):
        _motes(picture, frame, dice)


def _aurora(picture: Array, frame: Frame, layout: Layout, dice: Dice) -> None:
    """Three or four hanging curtains: bright lower hem, long fading rays above it."""
    rng = dice.stream("aurora")
    small = frame.coarse(512)
    xs, ys = small.xs(), small.ys()
    total = np.zeros((small.height, small.width, 3), dtype=np.float32)
    hues = [
        rgb(code)
        for code in (("#3dffa0", "#2fd8c8", "#a06bff"), ("#57ff8f", "#38e0d0", "#ff6bc0"))[int(rng.integers(2))]
    ]
    for i in range(int(rng.integers(3, 5))):
        hem = layout.horizon * float(rng.uniform(0.42, 0.86)) + 0.13 * line_noise(xs, rng, 1.1, 3)
        rays = 0.45 + 0.55 * line_noise(np.asarray(xs + 0.05 * np.sin(xs * 9), dtype=np.float32), rng, 14.0, 3)
        tall = layout.horizon * (0.3 + 0.25 * (0.5 + 0.5 * line_noise(xs, rng, 3.0, 2)))
        up = (hem[None, :] - ys) / tall[None, :]
        curtain = np.where(up > 0, np.exp(-np.clip(up, 0, 9) * 2.1), np.exp(np.clip(up, -9, 0) * 26))
        curtain = curtain * np.clip(0.35 + 0.65 * rays, 0.05, 1)[None, :] * (0.5 if i else 0.8)
        colour = ramp([hues[0], hues[0], hues[1], hues[2]], np.clip(up * 0.7, 0, 1))
        total += curtain[..., None] * colour
    screen(picture, enlarge(np.clip(total, 0, 1), frame) * np.float32(0.85))


def _rainbow(picture: Array, frame: Frame, layout: Layout, dice: Dice) -> None:
    rng = dice.stream("rainbow")
    radius = float(rng.uniform(0.5, 0.72)) * max(1.0, frame.wide * 0.7)
    x = frame.wide * float(rng.uniform(0.3, 0.7))
    distance = np.hypot(frame.xs()[None, :] - x, (frame.ys() - layout.horizon - radius * 0.1))
    band = (distance - radius) / 0.075
    colours = [rgb(c) for c in ("#8a4fff", "#3f6fff", "#30c8e8", "#4fe06a", "#fff04f", "#ff9a3a", "#ff4a4a")]
    alpha = smooth(-0.08, 0.12, band) * smooth(1.08, 0.88, band) * 0.5
    over(
        picture,
        ramp(colours, np.clip(band, 0, 1)),
        alpha * smooth(layout.horizon + 0.02, layout.horizon - 0.1, frame.ys()),
    )
    screen(picture, (smooth(0.0, -0.1, band) * 0.07)[..., None] * np.ones(3, dtype=np.float32))


def _lightning(picture: Array, frame: Frame, layout: Layout, dice: Dice) -> None:
    """One to three bolts from the clouds to the horizon, each a few thin jagged segments with a glow."""
    rng = dice.stream("lightning")
    small = frame.coarse(512)
    light = np.zeros((small.height, small.width), dtype=np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x, y = small.wide * float(rng.uniform(0.15, 0.85)), layout.horizon * float(rng.uniform(0.02, 0.25))
        _bolt(light, small, x, y, layout.horizon, 1.0, rng)
    sharp = enlarge(np.clip(light, 0, 1), frame)
    glow = blur(sharp, 0.012) * 5 + blur(sharp, 0.06) * 9
    screen(picture, np.clip(glow, 0, 0.75)[..., None] * rgb("#a9b4ff"))
    screen(picture, np.clip(sharp * 1.4, 0, 1)[..., None] * rgb("#fbfaff"))


def _bolt(light: Array, small: Frame, x: float, y: float, end: float, power: float, rng: np.random.Generator) -> None:
    while y < end and power > 0.15:
        step = float(rng.uniform(0.012, 0.04))
        drift = float(rng.normal(0, 0.024))
        for t in np.linspace(0, 1, max(2, int(step * small.short * 2))):
            px, py = int((x + drift * t) * small.short), int((y + step * t) * small.short)
            if 0 <= px < small.width and 0 <= py < min(small.height, int(end * small.short)):
                light[py, px] = max(float(light[py, px]), power)
        x, y = x + drift, y + step
        if rng.random() < 0.16:
            _bolt(light, small, x, y, y + float(rng.uniform(0.08, 0.2)), power * 0.55, rng)


def _fog(picture: Array, frame: Frame, light: Light, layout: Layout, dice: Dice, *, thick: float) -> None:
    """Banks that lie around the horizon and thin out towards us."""
    rng = dice.stream("fog")
    small = frame.coarse(384)
    wisps = 0.55 + 0.5 * plane_noise(small, rng, 1.8, 5, stretch=3.5)
    away = np.abs(small.ys() - layout.horizon - 0.05)
    bank = np.exp(-((away / 0.2) ** 2)) * 0.85 + 0.12
    veil = enlarge(np.clip(wisps * bank * thick, 0, 0.86), frame)
    over(picture, light.haze * np.float32(0.97), veil)


def _rain(picture: Array, frame: Frame, light: Light, dice: Dice) -> None:
    """Slanted streaks in three sizes, from noise stretched along the fall."""
    rng = dice.stream("rain")
    slant = float(rng.uniform(-0.28, 0.28))
    total = np.zeros((frame.height, frame.width), dtype=np.float32)
    for across, along, weight in ((190, 15, 0.5), (120, 9, 0.7), (75, 6, 0.75)):
        streaks = _streaks(frame, rng, across, along, slant)
        total += smooth(1.15, 2.0, streaks) * weight
    brightness = 0.16 + 0.3 * float(np.mean(light.sky[3]))
    screen(picture, np.clip(total, 0, 1)[..., None] * rgb("#dfe8f4") * np.float32(brightness))
    picture += (light.haze - picture) * np.float32(0.1)


def _streaks(frame: Frame, rng: np.random.Generator, across: float, along: float, slant: float) -> Array:
    extra = abs(slant) * frame.high + 0.05
    wide = Frame(round((frame.wide + extra) * frame.short), frame.height)
    plane = plane_noise(wide, rng, along, 1, stretch=along / across)
    shift = (frame.ys()[:, 0] * slant + (extra if slant < 0 else 0.0)) * frame.short
    columns = np.arange(frame.width)[None, :] + np.clip(shift, 0, wide.width - frame.width)[:, None].astype(np.int64)
    return np.take_along_axis(plane, columns, axis=1)


def _snow(picture: Array, frame: Frame, dice: Dice) -> None:
    rng = dice.stream("snow")
    for count, size, strength in ((420, 0.0022, 0.6), (150, 0.0045, 0.75), (34, 0.011, 0.5)):
        for _ in range(int(count * frame.wide * frame.high)):
            x, y = float(rng.uniform(0, frame.wide)), float(rng.uniform(0, frame.high))
            draw_mote(picture, frame, x, y, size * float(rng.uniform(0.6, 1.4)), strength)


def draw_mote(picture: Array, frame: Frame, x: float, y: float, radius: float, strength: float) -> None:
    reach = max(1.5, radius * 2 * frame.short)
    px, py = x * frame.short, y * frame.short
    x0, x1 = int(max(0, px - reach)), int(min(frame.width, px + reach + 1))
    y0, y1 = int(max(0, py - reach)), int(min(frame.height, py + reach + 1))
    if x0 >= x1 or y0 >= y1:
        return
    squared = (np.arange(x0, x1) + 0.5 - px)[None, :] ** 2 + (np.arange(y0, y1) + 0.5 - py)[:, None] ** 2
    spot = np.exp(-squared / ((radius * frame.short) ** 2 + 0.12)).astype(np.float32) * np.float32(strength)
    screen(picture[y0:y1, x0:x1], np.repeat(spot[..., None], 3, axis=2))


def _motes(picture: Array, frame: Frame, dice: Dice) -> None:
    """Drifting points of light for the dreamy."""
    rng = dice.stream("motes")
    for _ in range(int(46 * frame.wide * frame.high)):
        x, y = float(rng.uniform(0, frame.wide)), float(rng.uniform(0.25, 1.0)) * frame.high
        size = float(rng.uniform(0.002, 0.007))
        draw_mote(picture, frame, x, y, size * 2.6, 0.22)
        draw_mote(picture, frame, x, y, size * 0.8, 0.6)
