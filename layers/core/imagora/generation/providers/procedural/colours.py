"""Named colours and the few sums that are done with them. Colours are float32 (3,) arrays in display values 0..1."""

from __future__ import annotations

import colorsys

import numpy as np

from imagora.generation.providers.procedural.frame import Array

NAMED = {
    "red": "#c8262f", "orange": "#ee8131", "coral": "#f9735b", "yellow": "#f4cf3d", "gold": "#dfa52f",
    "green": "#3f8f4a", "mint": "#93d9b9", "teal": "#128487", "turquoise": "#2fc4c2", "blue": "#2f6fc4",
    "navy": "#1b2d63", "purple": "#7a45b5", "magenta": "#cf2f96", "pink": "#f09ab8", "brown": "#7d5236",
    "beige": "#e3d0ac", "white": "#f2efe8", "grey": "#8b9098", "black": "#1b1b22",
}  # fmt: skip


def rgb(code: str) -> Array:
    """`#rrggbb` as an array."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)], dtype=np.float32)


def named(name: str) -> Array:
    """A colour of the lexicon."""
    return rgb(NAMED[name])


def mix(first: Array, second: Array, amount: float) -> Array:
    """`first` at 0, `second` at 1."""
    return (first + (second - first) * np.float32(amount)).astype(np.float32)


def shift(colour: Array, *, hue: float = 0.0, saturation: float = 1.0, value: float = 1.0) -> Array:
    """Turn the hue by a fraction of the circle, and multiply saturation and value."""
    h, s, v = colorsys.rgb_to_hsv(*(float(c) for c in np.clip(colour, 0, 1)))
    turned = colorsys.hsv_to_rgb((h + hue) % 1.0, min(1.0, s * saturation), min(1.0, v * value))
    return np.array(turned, dtype=np.float32)


def luminance(picture: Array) -> Array:
    """Rec. 709 weights on display values, shape of the picture without its last axis."""
    weighed = picture[..., 0] * 0.2126 + picture[..., 1] * 0.7152 + picture[..., 2] * 0.0722
    return np.asarray(weighed, dtype=np.float32)


RAMP_STEPS = 2048
"""Fineness of a ramp; eight times that of a byte, and dithering hides the rest."""


def ramp(stops: list[Array], at: Array) -> Array:
    """Colours along evenly spaced stops; `at` 0..1 of any shape, the answer has one axis more."""
    places, fine = np.linspace(0.0, 1.0, len(stops)), np.linspace(0.0, 1.0, RAMP_STEPS)
    table = np.stack([np.interp(fine, places, [float(stop[c]) for stop in stops]) for c in range(3)], axis=-1)
    index = np.clip(at * np.float32(RAMP_STEPS - 1) + np.float32(0.5), 0, RAMP_STEPS - 1).astype(np.int32)
    return np.asarray(table.astype(np.float32)[index], dtype=np.float32)
