"""The views by which a picture is recognised (`provenance.likeness`), made from its pixels. Needs the imaging layer."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from imagora.media import perceptual_hash
from imagora.provenance.likeness import View, Views

CUT: Final = 0.05
"""The share of width and height that is cut away for a work's further views."""

_SIDES: Final = (0.0, 0.5, 1.0)
"""Where the cut falls, across and down: at the end, on both sides alike, at the beginning."""

_GRID: Final = 16
_FINE_SIDE: Final = 8 * _GRID


def of_work(image: Image.Image) -> Views:
    """What a work is kept by: the whole picture, and it with 5 % cut away in nine ways (10 views).

    Takes an upright picture, RGB or RGBA. From a copy of 480 pixels 10 ms.
    """
    return (_view(image), *(_view(_cropped(image, across, down)) for down in _SIDES for across in _SIDES))


def to_look_up(image: Image.Image) -> Views:
    """What a picture is looked up by: upright, turned by 90°, 180°, 270°, and each of these mirrored (8 views)."""
    coarse, grey = perceptual_hash.variants(image), _grey(image)
    turned = (np.rot90(side, turns) for side in (grey, np.fliplr(grey)) for turns in range(4))
    return tuple(View(hash_, _fine(one)) for hash_, one in zip(coarse, turned, strict=True))


def _view(image: Image.Image) -> View:
    return View(perceptual_hash.dhash(image), _fine(_grey(image)))


def _cropped(image: Image.Image, across: float, down: float) -> Image.Image:
    width, height = image.width * CUT, image.height * CUT
    left, top = width * across, height * down
    return image.crop((round(left), round(top), round(image.width - width + left), round(image.height - height + top)))


def _grey(image: Image.Image) -> npt.NDArray[np.float64]:
    small = image.resize((_FINE_SIDE, _FINE_SIDE), Image.Resampling.BOX)
    if small.mode == "RGBA":
        small = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small)
    return np.asarray(small.convert("L"), dtype=np.float64)


def _fine(grey: npt.NDArray[np.float64]) -> bytes:
    """Of 16 × 16 averages one bit for each two neighbours, in rows and in columns: 480 bits as 60 bytes."""
    cells = grey.reshape(_GRID, 8, _GRID, 8).mean(axis=(1, 3))
    across, down = cells[:, 1:] > cells[:, :-1], cells[1:] > cells[:-1]
    return np.packbits(np.concatenate([across.ravel(), down.ravel()])).tobytes()
