"""From a Scene to pixels: world, tone, finish, dithering. An algorithm; no model, no training, no network."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from imagora.generation.providers.port import Reference
from imagora.generation.providers.procedural.abstracts import paint_abstract
from imagora.generation.providers.procedural.colours import luminance, mix
from imagora.generation.providers.procedural.deep import paint_space, paint_underwater
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.finishes import FINISHES
from imagora.generation.providers.procedural.frame import Array, Frame, blur, enlarge, screen
from imagora.generation.providers.procedural.indoors import paint_table
from imagora.generation.providers.procedural.outdoors import paint_outdoors
from imagora.generation.providers.procedural.scene import Scene, main_place
from imagora.generation.providers.procedural.variation import fitted, strength_of, vary

PAINT_PIXELS = 800
"""Short side at which a finish works: brushwork gains nothing from more, and costs time by the pixel."""


def paint_png(scene: Scene, width: int, height: int, dice: Dice, reference: Reference | None = None) -> bytes:
    """The picture as PNG bytes, quickly compressed: it is encoded again before anybody sees it."""
    out = io.BytesIO()
    Image.fromarray(paint(scene, width, height, dice, reference)).save(out, "PNG", compress_level=1)
    return out.getvalue()


def paint(
    scene: Scene, width: int, height: int, dice: Dice, reference: Reference | None = None
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The picture as (height, width, 3) bytes; with a reference, what is left of that under it."""
    frame = Frame(width, height)
    work = frame.coarse(PAINT_PIXELS) if scene.styles else frame
    picture, finish = _tone(_world(scene, work, dice), work, scene), 1.0
    if reference is not None:
        strength = strength_of(reference.strength)
        picture, finish = vary(fitted(reference.data, work), picture, work, dice, strength), min(1.0, 2 * strength)
    for style in scene.styles:
        if style == "pixel":
            work = frame
        finished = FINISHES[style](picture, work, dice.stream("finish " + style))
        picture = finished if finish == 1 else mix(enlarge(picture, work), finished, finish)
    return _dithered(np.clip(enlarge(picture, frame), 0, 1), dice, flat="pixel" in scene.styles)


def _world(scene: Scene, frame: Frame, dice: Dice) -> Array:
    if scene.abstract:
        return paint_abstract(scene, frame, dice)
    place = main_place(scene)
    if place == "underwater":
        return paint_underwater(scene, frame, dice)
    if place == "space":
        return paint_space(scene, frame, dice)
    if place == "table":
        return paint_table(scene, frame, dice)
    return paint_outdoors(scene, place, frame, dice)


def _tone(picture: Array, frame: Frame, scene: Scene) -> Array:
    """Bloom of the highlights, a soft shoulder, a little more colour, darker corners."""
    if scene.abstract:
        return np.clip(picture, 0, 1)
    np.clip(picture, 0, None, out=picture)
    bright = np.clip(luminance(picture) - 0.72, 0, 1)
    screen(picture, blur(picture * bright[..., None], 0.03) * np.float32(0.7 if scene.has("dreamy") else 0.42))
    grey = luminance(picture)[..., None]
    colourful = 1.22 if scene.has("joyful") else (0.8 if scene.has("lonely", "eerie") else 1.08)
    picture = grey + (picture - grey) * np.float32(colourful)
    curved = np.where(picture > 0.8, 0.8 + 0.2 * np.tanh((picture - 0.8) / 0.2), picture)
    across = (frame.xs()[None, :] / frame.wide - 0.5) ** 2 + (frame.ys() / frame.high - 0.5) ** 2
    return np.clip(curved * (1.02 - 0.36 * across)[..., None], 0, 1).astype(np.float32)


def _dithered(picture: Array, dice: Dice, *, flat: bool) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """To bytes with triangular noise of one step, which hides the bands of slow gradients."""
    values = picture * np.float32(255)
    if not flat:
        rng = dice.stream("dither")
        noise = rng.random((*picture.shape[:2], 1), dtype=np.float32) - rng.random(
            (*picture.shape[:2], 1), dtype=np.float32
        )
        values = values + noise * np.float32(0.9)
    return np.asarray(np.clip(values + 0.5, 0, 255), dtype=np.uint8)
