"""Pictures on their way: whether what a provider sent is one, at the size that was asked for; what one begins from."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from imagora.generation.providers.outcomes import failed
from imagora.generation.providers.port import ContentType, ProviderError

if TYPE_CHECKING:
    from PIL import Image

_TYPES: dict[str, ContentType] = {"PNG": "image/png", "WEBP": "image/webp", "JPEG": "image/jpeg"}
_MOST_PIXELS = 3_840 * 2_160
"""The largest picture that any provider makes: what claims to be larger isn't decoded."""


def fitted(data: bytes, width: int, height: int) -> tuple[bytes, ContentType, int, int]:
    """The picture, its type and its size; a larger one is scaled down and cropped around its middle, as PNG.

    One that is smaller is left as it is. Raises ProviderError `garbled` for what can't be decoded to the end.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(data), formats=tuple(_TYPES)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise failed("garbled", "a picture too large")
            picture.load()
            if picture.width < width or picture.height < height or picture.size == (width, height):
                return data, _TYPES[picture.format or ""], picture.width, picture.height
            out = BytesIO()
            ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS).save(out, "PNG")
            return out.getvalue(), "image/png", width, height
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise failed("garbled", f"no picture: {type(error).__name__}") from error


def begun(data: bytes, width: int, height: int) -> Image.Image:
    """What to begin from at this size, RGB: cropped around its middle where its shape is another one.

    Raises ProviderError `reference_gone`, not retryable, for what can't be decoded.
    """
    return _cropped(data, width, height).convert("RGB")


def anew(mask: bytes, width: int, height: int) -> Image.Image:
    """Where to draw anew at this size: white; the rest is black (L).

    What is transparent in the mask, or, where nothing is, what is white. It is cropped as what it goes with. Raises
    ProviderError as `begun` does.
    """
    from PIL import ImageChops

    picture = _cropped(mask, width, height)
    alpha = picture.convert("RGBA").getchannel("A")
    marked = ImageChops.invert(alpha) if alpha.getextrema() != (255, 255) else picture.convert("L")
    return marked.point(_LIGHT)


_LIGHT = [0] * 128 + [255] * 128


def png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", compress_level=3)
    return out.getvalue()


def _cropped(data: bytes, width: int, height: int) -> Image.Image:
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(data), formats=tuple(_TYPES)) as picture:
            return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ProviderError(
            "reference_gone",
            "The picture that this was to begin from can't be read. Nothing was charged.",
            retryable=False,
            reason=type(error).__name__,
        ) from error
