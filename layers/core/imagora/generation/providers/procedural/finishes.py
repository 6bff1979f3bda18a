"""Finishes: the same picture as watercolour, oil, ink and so on. Each takes and gives (height, width, 3), 0..1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from imagora.generation.providers.procedural.colours import luminance, mix, ramp, rgb
from imagora.generation.providers.procedural.finishes_cells import mosaic, pointillist, stained_glass
from imagora.generation.providers.procedural.frame import (
    Array,
    Frame,
    blur,
    box_mean,
    clamp,
    enlarge,
    screen,
    shifted,
    smooth,
)
from imagora.generation.providers.procedural.noise import look_up, plane_noise

Finish = Callable[[Array, Frame, np.random.Generator], Array]


def _edges(picture: Array, frame: Frame) -> Array:
    """How strongly the brightness changes, 0..1, the same for every size of picture."""
    grey = luminance(picture)
    down, right = np.gradient(grey)
    return clamp(np.hypot(down, right) * frame.short / 60)


def _paper(frame: Frame, rng: np.random.Generator) -> Array:
    """Grain of rough paper, about -1..1."""
    return plane_noise(frame, rng, 85, 2)


def _wobble(picture: Array, frame: Frame, rng: np.random.Generator, amount: float, scale: float) -> Array:
    """Move every pixel a little, so that edges run by hand."""
    small = frame.coarse(400)
    dy = enlarge(plane_noise(small, rng, scale, 3), frame) * amount * frame.short
    dx = enlarge(plane_noise(small, rng, scale, 3), frame) * amount * frame.short
    rows = np.clip(np.arange(frame.height)[:, None] + dy, 0, frame.height - 1).astype(np.int32)
    columns = np.clip(np.arange(frame.width)[None, :] + dx, 0, frame.width - 1).astype(np.int32)
    return np.ascontiguousarray(picture[rows, columns])


def _smear(picture: Array, frame: Frame, radius: float) -> Array:
    """Kuwahara's filter: each pixel takes the calmest of four neighbouring squares. Paint without blurred edges."""
    size = max(1, round(radius * frame.short))
    grey = luminance(picture)
    planes = np.concatenate([picture, grey[..., None], (grey * grey)[..., None]], axis=-1)
    means = box_mean(box_mean(planes, size, 0), size, 1)
    spread = means[..., 4] - means[..., 3] ** 2
    best = np.full(grey.shape, 1e9, dtype=np.float32)
    result = picture.copy()
    for dy in (-size, size):
        for dx in (-size, size):
            moved = shifted(spread, dy, dx)
            calmer = moved < best
            best = np.where(calmer, moved, best)
            result = np.where(calmer[..., None], shifted(means[..., :3], dy, dx), result)
    return result.astype(np.float32)


def watercolour(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """Thin washes on white paper: pooled pigment at the edges, granulation, an unpainted rim."""
    wash = _wobble(_smear(picture, frame, 0.008), frame, rng, 0.006, 7)
    wash = 1 - (1 - np.clip(wash * 1.04 + 0.05, 0, 1)) * 0.9
    grey = luminance(wash)
    bleed = plane_noise(frame.coarse(400), rng, 2.4, 5)
    pool = np.clip(blur(grey, 0.012) - grey, -0.2, 0.2)
    tone = 1 + 0.16 * enlarge(bleed, frame) * (1 - grey) - 0.75 * pool + 0.05 * _paper(frame, rng)
    wash = 1 - (1 - wash) * np.clip(tone, 0.5, 1.5)[..., None]
    paper = rgb("#fbf8f0")
    distance = np.minimum(
        np.minimum(frame.xs()[None, :], frame.wide - frame.xs()[None, :]),
        np.minimum(frame.ys(), frame.high - frame.ys()),
    )
    ragged = 0.045 + 0.026 * enlarge(plane_noise(frame.coarse(400), rng, 6, 5), frame)
    inside = smooth(-0.006, 0.012, distance - ragged)
    rim = np.exp(-np.abs(distance - ragged - 0.008) * 180) * 0.16 * inside
    wash = np.clip(wash * (1 - rim)[..., None], 0, 1)
    return clamp(paper + (wash - 1 + (1 - paper)) * inside[..., None])


def oil(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """Thick paint: smeared colour, brush ridges along the forms, light on the ridges."""
    small = frame.coarse(460)
    paint = _wobble(_smear(_resized(picture, small), small, 0.009), small, rng, 0.004, 22)
    grey = luminance(blur(paint, 0.012))
    down, right = np.gradient(grey)
    angle = np.arctan2(right, -down) + 0.9 * plane_noise(small, rng, 2.0, 2)
    bristles = plane_noise(small, rng, 58, 2)
    rows, columns = np.mgrid[0 : small.height, 0 : small.width].astype(np.float32)
    ridges = bristles.copy()
    for step in (1.5, 3.0, 4.5, 6.0, 7.5):
        reach = step * small.short / 512
        ridges += look_up(bristles, rows + np.sin(angle) * reach, columns + np.cos(angle) * reach)
        ridges += look_up(bristles, rows - np.sin(angle) * reach, columns - np.cos(angle) * reach)
    ridges /= 7
    slope = ridges - shifted(ridges, 1, 1)
    rich = grey[..., None] + (paint - grey[..., None]) * 1.2
    rich = rich * (1 + 0.12 * ridges + 0.5 * slope * small.short / 512)[..., None]
    return enlarge(np.clip(rich, 0, 1).astype(np.float32), frame)


def pixel(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """A small palette on a coarse grid."""
    cells = int(rng.choice([84, 96, 112]))
    small = Frame(max(8, round(frame.wide * cells)), max(8, round(frame.high * cells)))
    image = Image.fromarray(_bytes(_resized(picture, small)))
    image = image.quantize(24, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    image = image.resize((frame.width, frame.height), Image.Resampling.NEAREST)
    return np.asarray(image, dtype=np.float32) / np.float32(255)


def ink(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """Brush and diluted ink on warm paper, one red seal's worth of colour left in."""
    soft = _wobble(_smear(picture, frame, 0.007), frame, rng, 0.004, 9)
    grey = luminance(soft)
    low, high = np.percentile(grey[::4, ::4], (2, 97))
    tone = np.clip((grey - low) / max(0.05, high - low), 0, 1)
    bleed = enlarge(plane_noise(frame.coarse(400), rng, 3, 5), frame)
    wash = np.clip(tone**0.8 + 0.07 * bleed, 0, 1)
    steps = (np.floor(wash * 4.2) + smooth(0.3, 0.7, (wash * 4.2) % 1)) / 4.6
    line = smooth(0.22, 0.7, _edges(soft, frame)) * 0.75
    paper = 1 + 0.025 * _paper(frame, rng)
    shown = ramp(
        [rgb("#15141a"), rgb("#4c4b52"), rgb("#97928d"), rgb("#d8d0c0"), rgb("#f6efdf")],
        np.clip(steps * (1 - line), 0, 1),
    )
    warm = np.clip(soft[..., 0] - soft[..., 1:].max(axis=-1) - 0.12, 0, 1)
    shown += (rgb("#b5352a") - shown) * (smooth(0.0, 0.3, warm) * 0.5)[..., None]
    return clamp(shown * paper[..., None])


def noir(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """Hard black and white with grain and dark corners."""
    grey = luminance(picture)
    low, high = np.percentile(grey[::4, ::4], (3, 98))
    tone = np.clip((grey - low) / max(0.05, high - low), 0, 1)
    tone = tone * tone * (3 - 2 * tone)
    tone = tone + blur(np.clip(tone - 0.6, 0, 1), 0.02) * 0.5 + 0.035 * plane_noise(frame, rng, 200, 1)
    corner = np.hypot((frame.xs()[None, :] / frame.wide - 0.5), (frame.ys() / frame.high - 0.5))
    tone = np.clip(tone * (1.12 - 0.95 * corner**2 * 1.5), 0, 1)
    return ramp([rgb("#060607"), rgb("#77767a"), rgb("#f6f5f2")], tone)


def pencil(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """Graphite: outlines and three directions of hatching that darken with the tone."""
    small = frame.coarse(640)
    soft = enlarge(_smear(_resized(picture, small), small, 0.004), frame)
    grey = luminance(soft)
    low, high = np.percentile(grey[::4, ::4], (1, 97))
    tone = 0.14 + 0.86 * np.clip((grey - low) / max(0.05, high - low), 0, 1)
    xs, ys = frame.xs()[None, :], frame.ys()
    shaky = enlarge(plane_noise(frame.coarse(400), rng, 5, 2), frame) * 0.006
    dark = np.zeros_like(tone)
    for slope, limit, pitch in ((0.9, 0.76, 0.0095), (-0.7, 0.46, 0.0102), (0.12, 0.26, 0.009)):
        lines = 0.5 + 0.5 * np.sin((xs * slope + ys + shaky) / pitch * 2 * np.pi / np.hypot(slope, 1) * 1.0)
        dark += smooth(0.35, 0.95, lines) * smooth(limit, limit - 0.4, tone) * 0.42
    outline = smooth(0.16, 0.62, _edges(soft, frame)) * 0.75
    grain = 1 + 0.3 * _paper(frame, rng)
    graphite = np.clip((dark + outline + 0.34 * (1 - tone) ** 1.5) * np.clip(grain, 0.35, 1.5), 0, 0.93)
    return ramp([rgb("#f8f4ea"), rgb("#8d8b8c"), rgb("#29282d")], graphite)


def neon(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """Night colours: deep violet to pink and cyan, with glowing contours."""
    grey = luminance(picture)
    low, high = np.percentile(grey[::4, ::4], (2, 98))
    tone = np.clip((grey - low) / max(0.05, high - low), 0, 1)
    base = ramp(
        [rgb("#0a0420"), rgb("#2a0a5a"), rgb("#8a1a9a"), rgb("#ff3f9a"), rgb("#ffb46a"), rgb("#fff2d0")], tone**1.15
    )
    base = base * 0.78 + picture * 0.22
    contour = smooth(0.15, 0.7, _edges(picture, frame))
    cyan = rgb("#38f0ff")
    glow = np.clip(blur(contour, 0.008) * 0.9 + blur(contour, 0.03) * 0.8, 0, 0.7)
    screen(base, glow[..., None] * mix(cyan, rgb("#ff4fd8"), 0.35))
    screen(base, (contour * 0.65)[..., None] * cyan)
    lines = 0.94 + 0.06 * np.cos(frame.ys() * frame.short / max(2.0, frame.short / 220) * np.pi)
    return clamp(base * lines[..., None])


def poster(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """Few flat inks, as if screen-printed."""
    small = frame.coarse(900)
    image = Image.fromarray(_bytes(_smear(_resized(picture, small), small, 0.004)))
    inks = image.resize((160, 160), Image.Resampling.BOX).quantize(
        int(rng.integers(14, 19)), Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
    )
    flat = image.quantize(palette=inks, dither=Image.Dither.NONE).convert("RGB")
    flat = flat.filter(ImageFilter.MedianFilter(3))
    plane = np.asarray(flat, dtype=np.float32) / np.float32(255)
    grey = luminance(plane)[..., None]
    plane = np.clip(grey + (plane - grey) * 1.3, 0, 1) * 0.94 + 0.05 * rgb("#fff0d2")
    if small.short == frame.short:
        return plane.astype(np.float32)
    large = enlarge(plane.astype(np.float32), frame)
    return np.clip(large, 0, 1)


def pastel(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """Soft chalk: lifted tones, grain of the paper showing through."""
    soft = _smear(picture, frame, 0.006)
    grey = luminance(soft)[..., None]
    chalk = (grey + (soft - grey) * 1.2) * 0.76 + 0.2
    strokes = plane_noise(frame, rng, 42, 2, stretch=0.45)
    cover = np.clip(0.86 + 0.18 * _paper(frame, rng) + 0.12 * strokes, 0, 1)
    paper = rgb("#efe6da")
    return clamp(paper + (chalk - paper) * cover[..., None])


def vintage(picture: Array, frame: Frame, rng: np.random.Generator) -> Array:
    """An old print: sepia, faded, with dust, a scratch and a pale border."""
    grey = luminance(picture)
    low, high = np.percentile(grey[::4, ::4], (2, 98))
    tone = np.clip((grey - low) / max(0.05, high - low), 0, 1) * 0.86 + 0.08
    tone = (
        tone + 0.05 * enlarge(plane_noise(frame.coarse(400), rng, 2, 4), frame) + 0.03 * plane_noise(frame, rng, 220, 1)
    )
    corner = np.hypot(frame.xs()[None, :] / frame.wide - 0.5, frame.ys() / frame.high - 0.5)
    tone = np.clip(tone * (1.05 - 0.6 * corner**2), 0, 1)
    dust = smooth(2.35, 2.7, plane_noise(frame, rng, 46, 1))
    shown = ramp([rgb("#2a1c14"), rgb("#6f5038"), rgb("#b8956a"), rgb("#ead7ae"), rgb("#f8eed2")], tone)
    shown += (rgb("#f6ead0") - shown) * (dust * 0.6)[..., None]
    margin = np.minimum(
        np.minimum(frame.xs()[None, :], frame.wide - frame.xs()[None, :]),
        np.minimum(frame.ys(), frame.high - frame.ys()),
    )
    border = smooth(0.034, 0.03, margin)
    return clamp(shown + (rgb("#f3e8d0") - shown) * border[..., None])


def _bytes(picture: Array) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)


def _resized(picture: Array, small: Frame) -> Array:
    image = Image.fromarray(_bytes(picture)).resize((small.width, small.height), Image.Resampling.BOX)
    return np.asarray(image, dtype=np.float32) / np.float32(255)


FINISHES: dict[str, Finish] = {
    "watercolour": watercolour, "oil": oil, "pixel": pixel, "ink": ink, "noir": noir, "pencil": pencil, "neon": neon,
    "stained_glass": stained_glass, "poster": poster, "pastel": pastel, "vintage": vintage, "mosaic": mosaic,
    "pointillist": pointillist,
}  # fmt: skip
