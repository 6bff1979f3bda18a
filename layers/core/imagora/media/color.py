"""Any mode and colour space that a decoder hands out, brought to 8-bit sRGB: RGB, or RGBA where it is needed."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image, ImageCms

MAX_PROFILE_BYTES: Final = 4_000_000
"""Press profiles reach 2.7 MB. A larger one is ignored and the picture read as sRGB."""

_PROFILE_MODES: Final = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}


def to_direct(image: Image.Image, *, deep: bool) -> Image.Image:
    """Resolve palettes, 1-bit and 16-bit samples: L, LA, RGB, RGBA or CMYK with 8 bits a sample.

    `deep`: the file's samples have 16 bits, so its transparent colour is given in 16 bits too. 16-bit grey keeps its
    upper 8 bits (Pillow's own conversion may clip to white instead, depending on the mode).
    """
    transparent = image.info.get("transparency")
    if deep and transparent is not None and image.mode == "RGB":
        image.info["transparency"] = tuple(sample >> 8 for sample in transparent)
    if image.mode.startswith("I"):
        return _grey_from_16_bit(image, transparent)
    if image.has_transparency_data and image.mode not in ("LA", "RGBA"):
        return image.convert("RGBA")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _grey_from_16_bit(image: Image.Image, transparent: int | None) -> Image.Image:
    samples = np.asarray(image)
    grey = Image.fromarray((samples >> 8).astype(np.uint8))
    if transparent is None:
        return grey
    opaque = Image.fromarray(np.where(samples == transparent, 0, 255).astype(np.uint8))
    return Image.merge("LA", (grey, opaque))


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert a direct picture to sRGB, by its ICC profile if it has a usable one. A new image: RGB, or RGBA if a pixel
    shows through.

    Relative colorimetric with black-point compensation, as browsers do it. A profile that is broken, too large or of
    another colour space than the samples is ignored, as browsers ignore it. CMYK without a profile is converted by
    the plain formula.
    """
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    if alpha is not None and alpha.getextrema() == (255, 255):
        alpha = None
    colors = image.convert({"LA": "L", "RGBA": "RGB"}[image.mode]) if image.mode in ("LA", "RGBA") else image
    converted = _apply_profile(colors, profile) or colors.convert("RGB")
    if alpha is not None:
        converted.putalpha(alpha)
    return converted


def _apply_profile(colors: Image.Image, profile: bytes | None) -> Image.Image | None:
    """Convert L, RGB or CMYK to RGB in sRGB; None where the profile is of no use."""
    if not profile or len(profile) > MAX_PROFILE_BYTES:
        return None
    mode = _PROFILE_MODES.get(profile[16:20].decode("latin-1"))
    if mode == "RGB" and colors.mode == "L":
        colors = colors.convert("RGB")
    if mode != colors.mode:
        return None
    try:
        return ImageCms.profileToProfile(
            colors,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
