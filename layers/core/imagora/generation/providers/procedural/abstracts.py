"""Abstract pictures: for prompts that hold nothing to picture, and for those that ask for a pattern."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from imagora.generation.providers.procedural.abstract_palette import choose_palette
from imagora.generation.providers.procedural.abstracts_cells import paint_cells, paint_truchet
from imagora.generation.providers.procedural.colours import luminance, mix, ramp, rgb
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array, Frame, clamp, enlarge, screen, shifted, smooth
from imagora.generation.providers.procedural.noise import line_noise, look_up, plane_noise
from imagora.generation.providers.procedural.scene import Scene

Painter = Callable[[Frame, list[Array], np.random.Generator], Array]


def paint_abstract(scene: Scene, frame: Frame, dice: Dice) -> Array:
    """One of the families below; the prompt's colours and moods, or else chance, pick the palette."""
    return PAINTERS[abstract_family(scene, dice)](frame, choose_palette(scene, dice), dice.stream("abstract"))


def abstract_family(scene: Scene, dice: Dice) -> str:
    """The family asked for, or one by chance."""
    names = sorted(PAINTERS)
    return scene.family if scene.family in PAINTERS else names[int(dice.stream("family").integers(len(names)))]


def relief(height: Array, picture: Array, *, strength: float, shine: float = 0.3) -> Array:
    """Light a picture from the upper left as if `height` were a surface."""
    slope = np.gradient(height)
    normal = 1.0 / np.sqrt(1.0 + (strength * slope[0]) ** 2 + (strength * slope[1]) ** 2)
    facing = np.clip((-strength * (slope[0] * -0.55 + slope[1] * -0.5) + 0.68) * normal, 0, 1)
    lit = picture * (0.42 + 0.85 * facing)[..., None]
    screen(lit, (np.clip(facing - 0.72, 0, 1) ** 2 * shine * 9)[..., None] * np.ones(3, dtype=np.float32))
    return clamp(lit)


def _relief(frame: Frame, palette: list[Array], rng: np.random.Generator) -> Array:
    """A small network of sines (a CPPN with random weights, nothing learnt) seen as a lit surface."""
    small = frame.coarse(440)
    x = (small.xs()[None, :] - small.wide / 2) * np.ones_like(small.ys())
    y = (small.ys() - small.high / 2) * np.ones_like(small.xs()[None, :])
    layer = [x * 1.7, y * 1.7, np.hypot(x, y) * 1.4, plane_noise(small, rng, 1.3, 2) * 0.4]
    for _ in range(3):
        weights = rng.normal(0, 1.0, (6, len(layer)))
        shift = rng.uniform(-np.pi, np.pi, 6)
        layer = [
            np.sin(sum(w * plane for w, plane in zip(row, layer, strict=True)) + s)
            for row, s in zip(weights, shift, strict=True)
        ]
    tone, height = 0.5 + 0.5 * layer[0], (layer[1] + 0.5 * layer[2]).astype(np.float32)
    tone, height = enlarge(tone.astype(np.float32), frame), enlarge(height, frame)
    return relief(height, ramp(palette, tone), strength=0.16 * frame.short)


def _mandala(frame: Frame, palette: list[Array], rng: np.random.Generator) -> Array:
    """Rings of petals, the same in every sector."""
    small = frame.coarse(900)
    x, y = small.xs()[None, :] - small.wide / 2, small.ys() - small.high / 2
    radius, angle = np.hypot(x, y), np.arctan2(y, x) + float(rng.uniform(0, 6))
    folds = int(rng.choice([6, 8, 10, 12, 16]))
    picture = np.empty((small.height, small.width, 3), dtype=np.float32)
    picture[:] = palette[0] * 0.55
    edge = 2.4 / small.short
    outer = 0.5 * np.hypot(small.wide, small.high) * 1.02
    for ring in np.linspace(outer, 0.05, int(rng.integers(9, 14))):
        turns = folds * int(rng.choice([1, 1, 2, 3]))
        petal = np.abs(np.cos(angle * turns / 2 + float(rng.choice([0, np.pi / 2]))))
        shape = float(rng.choice([0.5, 1.0, 2.2, 4.0]))
        border = ring * (1 - float(rng.uniform(0.1, 0.34)) * (1 - petal**shape))
        colour = palette[int(rng.integers(len(palette)))] * float(rng.uniform(0.8, 1.1))
        inside = smooth(edge, -edge, radius - border)
        shade = 0.72 + 0.36 * np.clip(radius / ring, 0, 1) ** 2
        picture += (colour * shade[..., None] - picture) * inside[..., None]
        line = smooth(edge * 1.6, 0, np.abs(radius - border + 0.008)) * 0.7
        picture += (mix(palette[-1], rgb("#fff6e0"), 0.5) - picture) * line[..., None]
        beads = smooth(
            0.0,
            edge,
            0.006 + 0.004 * ring - np.hypot(radius - ring * 0.82, (1 - petal) * ring * 2.2 / turns * folds * 0.2),
        )
        picture += (palette[-1] - picture) * beads[..., None]
    return enlarge(np.clip(picture, 0, 1), frame)


def _flow(frame: Frame, palette: list[Array], rng: np.random.Generator) -> Array:
    """Colour combed along a field of directions: noise averaged along streamlines."""
    small = frame.coarse(400)
    potential = plane_noise(small, rng, float(rng.uniform(1.0, 1.9)), 2)
    down, right = np.gradient(potential)
    length = np.hypot(down, right) + 1e-6
    step_y, step_x = right / length, -down / length
    grain = plane_noise(small, rng, 46, 2)
    base = plane_noise(small, rng, 2.4, 3) + 1.6 * potential
    rows, columns = np.mgrid[0 : small.height, 0 : small.width].astype(np.float32)
    total, tone = grain.copy(), base.copy()
    for sign in (1.0, -1.0):
        y, x = rows.copy(), columns.copy()
        for _ in range(12):
            dy, dx = look_up(step_y, y, x), look_up(step_x, y, x)
            y, x = y + sign * dy * 1.5, x + sign * dx * 1.5
            total += look_up(grain, y, x)
            tone += look_up(base, y, x)
    streaks, tone = total / 12.5, tone / 25
    level = np.clip(0.5 + 0.34 * tone + 0.16 * streaks, 0, 1)
    picture = enlarge(ramp(palette, level), frame)
    return relief(
        enlarge(streaks.astype(np.float32), frame), np.clip(picture, 0, 1), strength=0.02 * frame.short, shine=0.16
    )


def _bands(frame: Frame, palette: list[Array], rng: np.random.Generator) -> Array:
    """Layered waves, each with a soft shadow on the one behind."""
    ys, xs = frame.ys(), frame.xs()
    tilt = float(rng.uniform(-0.5, 0.5))
    picture = np.empty((frame.height, frame.width, 3), dtype=np.float32)
    picture[:] = palette[-1]
    count = int(rng.integers(6, 11))
    for i in range(count):
        share = (i + 0.6) / count
        crest = (
            frame.high * share
            + tilt * (xs - frame.wide / 2)
            + 0.11 * line_noise(xs, rng, 0.9, 2, rough=0.3) * (1.2 - share * 0.4)
        )
        below = ys - crest[None, :]
        picture *= (1 - 0.38 * np.exp(-np.clip(-below, 0, 9) * 22) * (below < 0))[..., None].astype(np.float32)
        colour = ramp(palette, np.full((1, 1), 1 - share, dtype=np.float32))[0, 0]
        tone = (
            mix(colour, rgb("#ffffff"), 0.16)
            + (colour * 0.82 - mix(colour, rgb("#ffffff"), 0.16)) * np.clip(below * 2.6, 0, 1)[..., None]
        )
        alpha = np.clip(below * frame.short + 0.5, 0, 1)[..., None]
        picture += (tone - picture) * alpha.astype(np.float32)
    return np.clip(picture, 0, 1)


def _contours(frame: Frame, palette: list[Array], rng: np.random.Generator) -> Array:
    """Cut paper: a landscape of nothing in stacked sheets with shadows between them."""
    small = frame.coarse(700)
    field = plane_noise(small, rng, float(rng.uniform(1.3, 2.2)), 3)
    picture = np.empty((small.height, small.width, 3), dtype=np.float32)
    picture[:] = palette[0] * 0.8
    shift = max(1, round(small.short * 0.012))
    shadowed = shifted(field, shift, shift)
    levels = np.linspace(-0.9, 1.1, int(rng.integers(7, 11)))
    for i, level in enumerate(levels):
        soft = float(np.std(np.gradient(field)[0])) * 1.1
        shade = smooth(level - 0.11, level + 0.11, shadowed) * 0.4
        picture *= (1 - shade)[..., None]
        colour = ramp(palette, np.full((1, 1), i / (len(levels) - 1), dtype=np.float32))[0, 0]
        picture += (colour - picture) * smooth(level - soft, level + soft, field)[..., None]
    return enlarge(np.clip(picture, 0, 1), frame)


def _circles(frame: Frame, palette: list[Array], rng: np.random.Generator) -> Array:
    """Translucent discs and rings over a soft ground."""
    small = frame.coarse(384)
    ground = enlarge(
        ramp([palette[0] * 0.5, palette[0], palette[1]], np.clip(0.5 + 0.4 * plane_noise(small, rng, 0.9, 2), 0, 1)),
        frame,
    )
    picture = ground.astype(np.float32)
    for _ in range(int(rng.integers(14, 26))):
        x, y = float(rng.uniform(0, frame.wide)), float(rng.uniform(0, frame.high))
        r = float(rng.choice([0.05, 0.09, 0.16, 0.28])) * float(rng.uniform(0.7, 1.3))
        x0, x1 = (int(np.clip((x + s * r * 1.1) * frame.short, 0, frame.width)) for s in (-1, 1))
        y0, y1 = (int(np.clip((y + s * r * 1.1) * frame.short, 0, frame.height)) for s in (-1, 1))
        distance = np.hypot(frame.xs()[x0:x1][None, :] - x, frame.ys()[y0:y1] - y)
        edge = 1.2 / frame.short
        alpha = smooth(r + edge, r - edge, distance)
        if rng.random() < 0.4:
            alpha = alpha * smooth(r * 0.72 - edge, r * 0.72 + edge, distance)
        colour = palette[int(rng.integers(len(palette)))] * (0.8 + 0.4 * np.clip(distance / r, 0, 1))[..., None]
        window = picture[y0:y1, x0:x1]
        window += (np.clip(colour, 0, 1) - window) * (alpha * float(rng.uniform(0.4, 0.9)))[..., None].astype(
            np.float32
        )
    return picture


def _marble(frame: Frame, palette: list[Array], rng: np.random.Generator) -> Array:
    """Ink drawn out in water: noise looked up through noise, twice, with gilded veins."""
    small = frame.coarse(512)
    size = small.short
    first, second = plane_noise(small, rng, 1.5, 4), plane_noise(small, rng, 1.5, 4)
    field = plane_noise(small, rng, 2.0, 5)
    rows, columns = np.mgrid[0 : small.height, 0 : small.width].astype(np.float32)
    once = look_up(field, rows + first * size * 0.16, columns + second * size * 0.16)
    twice = look_up(field, rows + once * size * 0.13, columns + first * size * 0.13)
    picture = ramp(palette, np.clip(0.5 + 0.5 * twice, 0, 1))
    veins = np.exp(-np.abs(once - 0.1) * 32) * 0.6
    gold = mix(palette[-1], rgb("#f4dfa8"), 0.6)
    picture += (gold - picture) * veins[..., None].astype(np.float32)
    grey = luminance(picture)
    return relief(
        enlarge(twice + 0.3 * grey, frame),
        enlarge(np.clip(picture, 0, 1), frame),
        strength=0.035 * frame.short,
        shine=0.2,
    )


PAINTERS: dict[str, Painter] = {
    "relief": _relief, "mandala": _mandala, "flow": _flow, "bands": _bands, "contours": _contours,
    "circles": _circles, "marble": _marble, "cells": paint_cells, "truchet": paint_truchet,
}  # fmt: skip
