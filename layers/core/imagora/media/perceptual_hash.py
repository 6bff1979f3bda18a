"""A picture's perceptual hash: near-duplicates are few bits apart, unrelated pictures about half of them.

The difference hash of N. Krawetz ("Kind of Like That", 2013): 9 × 8 grey averages, one bit for each pair of
neighbours in a row, set where the second is clearly the brighter one. It survives scaling and recompression; it does
not survive mirroring and turning (that is what `variants` is for) nor crops of more than a few percent.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

HASH_BYTES: Final = 8
_SIDE: Final = 72
"""The smallest square that both 9 and 8 divide, so a turned picture is averaged as exactly as an upright one."""

_BRIGHTER: Final = 0.5
"""How much brighter (of 255) a cell has to be to count as brighter: what compression does to plain surfaces is less."""


def dhash(image: Image.Image) -> bytes:
    """Hash an upright picture (RGB or RGBA; transparency counts as white): 64 bits, row by row, as 8 bytes."""
    return _difference_bits(_grey_square(image))


def variants(image: Image.Image) -> tuple[bytes, ...]:
    """Hash the picture as it is (first), turned by 90°, 180°, 270°, and each of these mirrored: 8 hashes.

    Look all of them up to find copies that were mirrored or turned.
    """
    grey = _grey_square(image)
    sides = (grey, np.fliplr(grey))
    return tuple(_difference_bits(np.rot90(side, turns)) for side in sides for turns in range(4))


def distance(a: bytes, b: bytes) -> int:
    """Count the bits (0..64) in which two hashes differ: up to 6 the same picture, from 19 on strangers."""
    if len(a) != HASH_BYTES or len(b) != HASH_BYTES:
        raise ValueError(f"a perceptual hash has {HASH_BYTES} bytes")
    return (int.from_bytes(a) ^ int.from_bytes(b)).bit_count()


def _grey_square(image: Image.Image) -> npt.NDArray[np.float64]:
    small = image.resize((_SIDE, _SIDE), Image.Resampling.BOX)
    if small.mode == "RGBA":
        small = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small)
    return np.asarray(small.convert("L"), dtype=np.float64)


def _difference_bits(grey: npt.NDArray[np.float64]) -> bytes:
    cells = grey.reshape(8, _SIDE // 8, 9, _SIDE // 9).mean(axis=(1, 3))
    return np.packbits(cells[:, 1:] > cells[:, :-1] + _BRIGHTER).tobytes()
