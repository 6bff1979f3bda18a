"""What a provider sent as a picture: whether it is one, and at the size that was asked for."""

from __future__ import annotations

from io import BytesIO

from imagora.generation.providers.outcomes import failed
from imagora.generation.providers.port import ContentType

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
