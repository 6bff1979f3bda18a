"""Another picture's pixels varied by a drawing: what of the original stays, and what is drawn anew in its colours.

An algorithm as all of this: it knows brightness, detail and colour of the original, not what it shows. Calm parts are
drawn over first, and what has most detail stays longest, since that is mostly what a picture is about.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageOps

from imagora.generation.providers.procedural.colours import luminance
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array, Frame, blur, clamp, enlarge, smooth
from imagora.generation.providers.procedural.noise import look_up, plane_noise

USUAL_STRENGTH = 0.5
FORMATS = ("WEBP", "PNG", "JPEG")

_SOFT = 0.12
"""Half the width of the seam between old and new, as a share of the picture."""


def strength_of(asked: float | None) -> float:
    return USUAL_STRENGTH if asked is None else float(asked)


def fitted(data: bytes, frame: Frame) -> Array:
    """An encoded picture over the whole frame, cut where it has another shape; (height, width, 3), 0..1."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        whole = ImageOps.fit(image.convert("RGB"), (frame.width, frame.height), Image.Resampling.LANCZOS)
    return np.asarray(whole, dtype=np.float32) / np.float32(255)


def vary(original: Array, drawn: Array, frame: Frame, dice: Dice, strength: float) -> Array:
    """The original at strength 0, the drawing at 1; between them a share of both, which follows from the seed, too."""
    if strength <= 0:
        return original
    if strength >= 1:
        return drawn
    kept = _moved(original, frame, dice, strength)
    anew = _in_colours_of(drawn, original, 1 - strength)
    share = share_anew(original, frame, dice, strength)[..., None]
    return clamp(kept + (anew - kept) * share)


def share_anew(original: Array, frame: Frame, dice: Dice, strength: float) -> Array:
    """How much of each place is drawn anew, 0..1: `strength` of the whole, the calmest places first."""
    small = frame.coarse(256)
    grey = luminance(_shrunk(original, small))
    down, right = np.gradient(grey)
    detail = _ranked(blur(np.hypot(down, right).astype(np.float32), 0.05))
    chance = _ranked(plane_noise(small, dice.stream("variation where"), 3, 3))
    place = _ranked((0.7 * detail + 0.3 * chance).astype(np.float32))
    return enlarge(smooth(strength + _SOFT, strength - _SOFT, place), frame)


def _ranked(plane: Array) -> Array:
    """Each value's place among all, 0..1, so that a share of the range is a share of the plane."""
    order = np.argsort(plane, axis=None, kind="stable")
    ranks = np.empty(plane.size, dtype=np.float32)
    ranks[order] = np.linspace(0, 1, plane.size, dtype=np.float32)
    return ranks.reshape(plane.shape)


def _moved(original: Array, frame: Frame, dice: Dice, strength: float) -> Array:
    """The original with its forms bent a little, so that no two seeds keep the same."""
    small = frame.coarse(256)
    reach = 0.05 * strength * frame.short
    bent = [enlarge(plane_noise(small, dice.stream(f"variation {way}"), 4, 2), frame) * reach for way in ("y", "x")]
    rows = np.arange(frame.height, dtype=np.float32)[:, None] + bent[0]
    columns = np.arange(frame.width, dtype=np.float32)[None, :] + bent[1]
    return look_up(original, rows.astype(np.float32), columns.astype(np.float32))


def _in_colours_of(drawn: Array, original: Array, amount: float) -> Array:
    """The drawing with the original's mean and spread of each colour, by `amount` (Reinhard et al. 2001, in RGB)."""
    mean, spread = drawn.mean(axis=(0, 1)), drawn.std(axis=(0, 1)) + np.float32(1e-3)
    wanted, wide = original.mean(axis=(0, 1)), original.std(axis=(0, 1))
    shifted = (drawn - mean) * (np.maximum(wide, 0.3 * spread) / spread) + wanted
    return clamp(drawn + (shifted - drawn) * np.float32(amount))


def _shrunk(picture: Array, small: Frame) -> Array:
    image = Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8))
    return np.asarray(image.resize((small.width, small.height), Image.Resampling.BOX), dtype=np.float32) / np.float32(
        255
    )
