"""A picture made fit for a provider: JPEG, of a size that it takes. Needs the imaging layer."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from imagora.moderation.checkers.port import CheckerRefused, Image

if TYPE_CHECKING:
    import PIL.Image as Pillow

MAX_PIXELS: Final = 44_000_000
"""A little more than uploads may have: what comes here was verified before, and this is the second fence."""

_FORMATS: Final = ("PNG", "JPEG", "WEBP", "AVIF")
_STEPS: Final = ((4_096, 90), (2_048, 85), (1_024, 80))
"""Longest side and quality, from the best to what is small enough in any case."""


def as_jpeg(image: Image, provider: str, *, at_most: int, shortest: int = 1, longest: int = 10_000) -> bytes:
    """Encode as JPEG of at most so many bytes, the sides from `shortest` to `longest` pixels.

    Transparency becomes white, as the perceptual hash sees it. A side that is too short is padded with white rather
    than stretched. Raises CheckerRefused("rejected") for what is no picture.
    """
    plain = _pixels(image, provider)
    for side, quality in _STEPS:
        fitted = plain.copy()
        fitted.thumbnail((min(side, longest), min(side, longest)))
        out = BytesIO()
        _padded(fitted, shortest).save(out, "JPEG", quality=quality)
        if out.tell() <= at_most:
            return out.getvalue()
    raise CheckerRefused(provider, "rejected", "too large")


def _pixels(image: Image, provider: str) -> Pillow.Image:
    import PIL.Image as Pillow

    try:
        with Pillow.open(BytesIO(image.data), formats=_FORMATS) as opened:
            if opened.width * opened.height <= MAX_PIXELS:
                return _opaque(opened)
    except Exception as fault:  # decoders raise as many kinds as there are ways to be broken
        raise CheckerRefused(provider, "rejected", "no picture") from fault
    raise CheckerRefused(provider, "rejected", "too many pixels")


def _opaque(opened: Pillow.Image) -> Pillow.Image:
    import PIL.Image as Pillow

    if not opened.has_transparency_data:
        return opened.convert("RGB")
    with_alpha = opened.convert("RGBA")
    return Pillow.alpha_composite(Pillow.new("RGBA", opened.size, "white"), with_alpha).convert("RGB")


def _padded(picture: Pillow.Image, shortest: int) -> Pillow.Image:
    if min(picture.size) >= shortest:
        return picture
    import PIL.Image as Pillow

    canvas = Pillow.new("RGB", (max(shortest, picture.width), max(shortest, picture.height)), "white")
    canvas.paste(picture, ((canvas.width - picture.width) // 2, (canvas.height - picture.height) // 2))
    return canvas
