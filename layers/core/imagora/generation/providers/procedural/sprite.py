"""Laying a drawn subject into the picture: form, light from the sun's side, haze, its own glow, its shadow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imagora.generation.providers.procedural.colours import mix
from imagora.generation.providers.procedural.frame import Array, Frame, blur, screen, shifted
from imagora.generation.providers.procedural.light import Light
from imagora.generation.providers.procedural.pen import Point


@dataclass(frozen=True, slots=True)
class Sprite:
    """A premultiplied picture (h, w, 4), its own light (h, w, 3) and the pixel that touches the ground."""

    picture: Array
    glow: Array
    origin: Point

    def mirrored(self) -> Sprite:
        """Facing the other way."""
        width = self.picture.shape[1]
        flipped = np.ascontiguousarray(self.picture[:, ::-1]), np.ascontiguousarray(self.glow[:, ::-1])
        return Sprite(*flipped, (width - self.origin[0], self.origin[1]))


def light_sprite(
    sprite: Sprite, light: Light, *, sunward: float, nearness: float, unit: float, flatness: float = 1.0
) -> Sprite:
    """Shade a sprite: rounder towards `sunward` (-1 left, 1 right), dark against a low sun, paler far away.

    `unit` is its height in pixels; `flatness` scales how far it darkens into a silhouette.
    """
    colour, alpha = sprite.picture[..., :3], sprite.picture[..., 3]
    height, width = alpha.shape
    soft = blur(alpha, 0.03 * unit / max(8, min(height, width)), limit=160)
    slope = shifted(soft, 0, 2) - shifted(soft, 0, -2)
    rise = shifted(soft, 2, 0) - shifted(soft, -2, 0)
    strength = unit / 90.0
    form = np.clip((slope * sunward * -1.0 - rise * 0.8) * strength, -0.6, 0.6)[..., None]
    dark = mix(light.sky[0], light.sky[1], 0.3) * 0.3
    amount = light.silhouette * 0.8 * flatness
    lit = colour * light.ambient * (1 + 0.42 * form)
    lit = lit * (1 - amount) + (dark + colour * 0.16) * amount * alpha[..., None]
    rim = np.clip(form, 0, 1) * alpha[..., None] * (0.25 + 0.75 * light.silhouette)
    lit = lit + rim * mix(light.sun, light.sky[3], 0.4) * 0.7
    lit = lit + (light.haze * alpha[..., None] - lit) * (1 - nearness) * 0.75
    shine = sprite.glow.max(axis=-1, keepdims=True)
    lit = lit * (1 - shine) + colour * shine
    return Sprite(
        np.concatenate([np.clip(lit, 0, 1), alpha[..., None]], axis=-1).astype(np.float32), sprite.glow, sprite.origin
    )


def window_of(frame: Frame, sprite: Sprite, x: int, y: int) -> tuple[slice, slice, slice, slice] | None:
    """Rows and columns in the picture and in the sprite that overlap; None when it lies outside."""
    left, top = round(x - sprite.origin[0]), round(y - sprite.origin[1])
    height, width = sprite.picture.shape[:2]
    x0, x1 = max(0, left), min(frame.width, left + width)
    y0, y1 = max(0, top), min(frame.height, top + height)
    if x0 >= x1 or y0 >= y1:
        return None
    return slice(y0, y1), slice(x0, x1), slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)


def lay(picture: Array, frame: Frame, sprite: Sprite, x: int, y: int, *, opacity: float = 1.0) -> None:
    """Composite a lit sprite with its origin at pixel (x, y), in place."""
    places = window_of(frame, sprite, x, y)
    if places is None:
        return
    rows, columns, own_rows, own_columns = places
    own = sprite.picture[own_rows, own_columns] * np.float32(opacity)
    window = picture[rows, columns]
    window *= 1 - own[..., 3:]
    window += own[..., :3]


def lay_glow(picture: Array, frame: Frame, sprite: Sprite, x: int, y: int, *, spread: float, strength: float) -> None:
    """Bloom of a sprite's own light around it; `spread` in short sides."""
    if float(sprite.glow.max()) <= 0.02:
        return
    reach = int(spread * frame.short * 3)
    padded = np.pad(sprite.glow, ((reach, reach), (reach, reach), (0, 0)))
    halo = blur(padded, spread * frame.short / max(1, min(padded.shape[:2])), limit=128) * strength
    grown = Sprite(
        np.zeros((*padded.shape[:2], 4), dtype=np.float32), padded, (sprite.origin[0] + reach, sprite.origin[1] + reach)
    )
    places = window_of(frame, grown, x, y)
    if places is not None:
        rows, columns, own_rows, own_columns = places
        screen(picture[rows, columns], halo[own_rows, own_columns])


def lay_shadow(picture: Array, frame: Frame, sprite: Sprite, x: int, y: int, *, strength: float) -> None:
    """A soft dark pool under the feet."""
    half = sprite.picture.shape[1] * 0.42
    centre = x - sprite.origin[0] + sprite.picture.shape[1] / 2
    x0, x1 = int(max(0, centre - half * 1.4)), int(min(frame.width, centre + half * 1.4))
    tall = max(2.0, half * 0.13)
    y0, y1 = int(max(0, y - tall * 2)), int(min(frame.height, y + tall * 2.4))
    if x0 >= x1 or y0 >= y1:
        return
    dx = (np.arange(x0, x1, dtype=np.float32)[None, :] - centre) / half
    dy = (np.arange(y0, y1, dtype=np.float32)[:, None] - y) / tall
    pool = np.exp(-((dx * dx) ** 1.5) * 1.6 - dy * dy) * strength
    picture[y0:y1, x0:x1] *= (1 - pool)[..., None].astype(np.float32)
