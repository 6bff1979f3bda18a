"""A scene drawn over another picture: the built-in provider's way to begin from one.

It understands nothing of that picture: the scene takes on its colours, and both are laid over each other as in a double
exposure; with a mask the scene shows only where that is white.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image

from imagora.generation.providers.fitting import anew, begun, png
from imagora.generation.providers.port import Reference

STRENGTH: Final = 0.6
"""How much of the scene shows where nobody said."""


def over(reference: Reference, scene: bytes, width: int, height: int) -> bytes:
    """The scene (PNG of this size) over what it begins from. Strength 0 gives the latter, 1 the scene alone."""
    strength = STRENGTH if reference.strength is None else reference.strength
    below = begun(reference.data, width, height)
    with Image.open(BytesIO(scene)) as drawn:
        above = _coloured(drawn.convert("RGB"), below, 1.0 - strength)
    blended = Image.blend(below, above, strength)
    if reference.mask:
        blended = Image.composite(blended, below, anew(reference.mask, width, height))
    return png(blended)


def _coloured(drawn: Image.Image, like: Image.Image, share: float) -> Image.Image:
    """A picture with mean and spread of another one's colours, by this share (Reinhard et al. 2001, in YCbCr)."""
    source, target = (np.asarray(one.convert("YCbCr"), dtype=np.float32) for one in (drawn, like))
    axes = (0, 1)
    spread = target.std(axes) / np.maximum(source.std(axes), 1.0)
    moved = (source - source.mean(axes)) * spread + target.mean(axes)
    mixed = np.clip(source + (moved - source) * share, 0, 255).astype(np.uint8)
    return Image.fromarray(mixed, "YCbCr").convert("RGB")
