"""Bodies in the sky: sun, moon, planets, comets, and stars large enough to be a subject."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.colours import mix, named, ramp, rgb
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array, Frame, over, screen, smooth
from imagora.generation.providers.procedural.layout import Layout
from imagora.generation.providers.procedural.light import Light
from imagora.generation.providers.procedural.noise import plane_noise
from imagora.generation.providers.procedural.scene import Scene, Subject


def draw_bodies(
    picture: Array, clear: Array, frame: Frame, scene: Scene, light: Light, layout: Layout, dice: Dice
) -> None:
    """Draw the light's own body (sun by day, moon by night) and every sky body that the prompt names."""
    rng = dice.stream("bodies")
    wanted = {subject.name: subject for subject in scene.subjects}
    hidden = light.overcast > 0.5 or scene.has("aurora")
    sun, moon = wanted.get("sun"), wanted.get("full_moon") or wanted.get("moon")
    if moon is not None or (light.night and sun is None and not hidden and rng.random() < 0.85):
        big = 0.105 if "full_moon" in wanted else (0.075 if moon else 0.05)
        draw_moon(picture, clear, frame, layout, rng, radius=big * float(rng.uniform(0.85, 1.2)), subject=moon,
                  full="full_moon" in wanted)  # fmt: skip
    elif sun is not None or not hidden:
        radius = (0.085 if sun else 0.048) * float(rng.uniform(0.8, 1.35))
        _sun(picture, clear, frame, light, layout, radius, sun)
    if "stars" in wanted:
        _sparkles(picture, frame, layout, rng, wanted["stars"])
    for number in range(wanted["planet"].count if "planet" in wanted else 0):
        _planet_in_sky(picture, frame, layout, rng, wanted["planet"], number)
    for _ in range(wanted["comet"].count if "comet" in wanted else 0):
        draw_comet(picture, frame, layout.horizon, rng)


def _disc(frame: Frame, x: float, y: float, radius: float, reach: float) -> tuple[slice, slice, Array, Array]:
    """The window around a disc, and its coordinates from the centre in radii."""
    x0, x1 = (int(np.clip((x + s * radius * reach) * frame.short, 0, frame.width)) for s in (-1, 1))
    y0, y1 = (int(np.clip((y + s * radius * reach) * frame.short, 0, frame.height)) for s in (-1, 1))
    dx = (frame.xs()[x0:x1][None, :] - x) / radius
    dy = (frame.ys()[y0:y1] - y) / radius
    across, down = np.broadcast_arrays(dx, dy)
    return slice(y0, y1), slice(x0, x1), across, down


def _sun(
    picture: Array, clear: Array, frame: Frame, light: Light, layout: Layout, radius: float, subject: Subject | None
) -> None:
    rows, columns, dx, dy = _disc(frame, layout.sun_x, layout.sun_y, radius, 5.0)
    distance = np.hypot(dx, dy)
    colour = named(subject.colours[0]) if subject and subject.colours else light.sun
    window, veil = picture[rows, columns], 0.35 + 0.65 * clear[rows, columns]
    screen(
        window,
        (np.exp(-np.clip(distance - 0.9, 0, None) * 1.5) * 0.7 * veil)[..., None] * mix(colour, light.sky[3], 0.2),
    )
    edge = 1.6 / (radius * frame.short)
    over(window, mix(colour, rgb("#fffdf2"), 0.35), smooth(1 + edge, 1 - edge, distance) * (0.5 + 0.5 * veil))


def draw_moon(
    picture: Array, clear: Array, frame: Frame, layout: Layout, rng: np.random.Generator, *, radius: float,
    subject: Subject | None, full: bool,
) -> None:  # fmt: skip
    """A moon with seas and limb shading, full or a crescent, and its glow."""
    rows, columns, dx, dy = _disc(frame, layout.sun_x, layout.sun_y, radius, 6.0)
    distance = np.hypot(dx, dy)
    colour = named(subject.colours[0]) if subject and subject.colours else rgb("#f4efdc")
    window, veil = picture[rows, columns], 0.4 + 0.6 * clear[rows, columns]
    screen(
        window, (np.exp(-np.clip(distance - 0.8, 0, None) * 1.1) * 0.42)[..., None] * mix(colour, rgb("#9fb4e8"), 0.4)
    )
    seas = plane_noise(Frame(max(8, window.shape[1]), max(8, window.shape[0])), rng, 18, 4)
    face = (
        colour
        * (0.9 - 0.13 * smooth(0.05, 0.6, seas[: window.shape[0], : window.shape[1]]) - 0.1 * distance**3)[..., None]
    )
    edge = 1.3 / (radius * frame.short)
    disc = smooth(1 + edge, 1 - edge, distance)
    crescent = rng.random()
    if not full and crescent < 0.45:
        lean = 1 if rng.random() < 0.5 else -1
        disc = disc * smooth(0.97 - 2 * edge, 0.97 + 2 * edge, np.hypot(dx - 0.48 * lean, dy + 0.16))
    over(window, np.clip(face, 0, 1), disc * veil)


def _sparkles(picture: Array, frame: Frame, layout: Layout, rng: np.random.Generator, subject: Subject) -> None:
    """A handful of large stars with four rays each; as many as counted, a skyful otherwise."""
    count = subject.count if subject.count > 1 else 26
    colour = named(subject.colours[0]) if subject.colours else rgb("#fff4d0")
    for number in range(count):
        x, y = frame.wide * float(rng.uniform(0.04, 0.96)), layout.horizon * float(rng.uniform(0.04, 0.85))
        radius = float(rng.uniform(0.012, 0.03)) * (1.8 if number < 3 or subject.count > 1 else 0.8)
        rows, columns, dx, dy = _disc(frame, x, y, radius, 3.0)
        rays = np.exp(-np.abs(dx) * 9 - np.abs(dy) * 1.7) + np.exp(-np.abs(dy) * 9 - np.abs(dx) * 1.7)
        spot = np.exp(-(dx * dx + dy * dy) * 5) + rays
        screen(picture[rows, columns], np.clip(spot, 0, 1)[..., None] * colour)


def _planet_in_sky(
    picture: Array, frame: Frame, layout: Layout, rng: np.random.Generator, subject: Subject, number: int
) -> None:
    x = frame.wide * float(rng.uniform(0.15, 0.85))
    y = layout.horizon * float(rng.uniform(0.2, 0.5))
    colour = named(subject.colours[0]) if subject.colours else None
    draw_planet(picture, frame, x, y, float(rng.uniform(0.1, 0.2)) / (1 + 0.4 * number), rng, colour)


def draw_planet(
    picture: Array, frame: Frame, x: float, y: float, radius: float, rng: np.random.Generator, colour: Array | None
) -> None:
    """A banded globe lit from one side, with or without a ring."""
    rows, columns, dx, dy = _disc(frame, x, y, radius, 2.4)
    window = picture[rows, columns]
    if not window.size:
        return
    base = (
        colour if colour is not None else named(str(rng.choice(["coral", "teal", "gold", "purple", "blue", "brown"])))
    )
    tilt, lean = float(rng.uniform(-0.5, 0.5)), float(rng.choice([-1, 1]))
    across = dy * np.cos(tilt) + dx * np.sin(tilt)
    along = dx * np.cos(tilt) - dy * np.sin(tilt)
    wobble = plane_noise(Frame(window.shape[1], window.shape[0]), rng, 5, 5, stretch=3.0)
    bands = 0.5 + 0.5 * np.sin(across * float(rng.uniform(6, 15)) + wobble * 1.3)
    face = ramp([mix(base, rgb("#20162c"), 0.42), base, mix(base, rgb("#fff2dc"), 0.55)], bands)
    z = np.sqrt(np.clip(1 - dx * dx - dy * dy, 0, 1))
    lit = np.clip(dx * -0.62 * lean + dy * -0.42 + z * 0.66, 0, 1)
    edge = 1.3 / (radius * frame.short)
    distance = np.hypot(dx, dy)
    screen(window, (np.exp(-np.clip(distance - 1, 0, None) * 9) * 0.3)[..., None] * base)
    over(window, face * (0.05 + lit**0.8)[..., None], smooth(1 + edge, 1 - edge, distance))
    if rng.random() < 0.55:
        span = np.hypot(along, across * 4.2)
        ring = smooth(1.25, 1.32, span) * smooth(2.2, 2.1, span) * (0.55 + 0.35 * np.sin(span * 30))
        behind = (across < 0) & (distance < 1)
        over(window, mix(base, rgb("#fff2dc"), 0.5), np.where(behind, 0, np.clip(ring, 0, 0.85)).astype(np.float32))


def draw_comet(picture: Array, frame: Frame, horizon: float, rng: np.random.Generator) -> None:
    """A bright head and a tail that widens and fades."""
    x, y = frame.wide * float(rng.uniform(0.25, 0.75)), horizon * float(rng.uniform(0.22, 0.55))
    angle = float(rng.uniform(0.35, 0.8)) * (1 if rng.random() < 0.5 else -1)
    dx, dy = frame.xs()[None, :] - x, frame.ys() - y
    back = -(dx * np.sign(angle) * np.cos(angle) + dy * np.abs(np.sin(angle)))
    side = dx * np.abs(np.sin(angle)) - dy * np.sign(angle) * np.cos(angle)
    width = 0.006 + 0.075 * np.clip(back, 0, None)
    tail = np.exp(-((side / width) ** 2)) * np.exp(-np.clip(back, 0, None) * 4.2) * (back > 0)
    head = np.exp(-(dx * dx + dy * dy) / 0.00016) + 0.5 * np.exp(-np.hypot(dx, dy) * 26)
    screen(picture, np.clip(tail * 0.85 + head, 0, 1).astype(np.float32)[..., None] * rgb("#eaf3ff"))
