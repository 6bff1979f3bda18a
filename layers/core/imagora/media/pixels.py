"""Strangers' bytes to plain pixels: bounds before decoding, one decoder allowed, everything but the pixels left behind.

What comes out is upright, 8-bit sRGB, and carries no metadata. Encoding it anew (`renditions`) is what takes EXIF,
GPS, comments, hidden payloads and appended archives away: nothing of the file itself is ever served.

Only functions that touch pixels import this module; it needs Pillow and NumPy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

from PIL import AvifImagePlugin, ExifTags, Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from imagora.media import av1, color

MAX_BYTES: Final = 20_000_000
MAX_PIXELS: Final = 40_000_000
MAX_CODED_PIXELS: Final = 44_000_000
"""AVIF's frames may be a little larger than the picture, since encoders pad to whole blocks."""

MAX_SIDE: Final = 16_384
MIN_SIDE: Final = 16
MAX_RATIO: Final = 20
"""Longest side to shortest side: a 2,048-pixel rendition is then at least 102 pixels the other way."""

MAX_JPEG_SCANS: Final = 100
"""Progressive files have about ten. Each scan passes over the whole picture but may take only a few bytes."""

FORMATS: Final = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/avif": "AVIF"}

REASONS: Final = {
    "empty": "The file is empty. Send it again.",
    "too_large": "The file is larger than 20 MB. Save it smaller, for example as JPEG or WebP.",
    "unsupported_format": "This is not a PNG, JPEG, WebP or AVIF picture. Save it as one of these.",
    "wrong_type": "The file is of another type than announced. Its ending may be wrong: save it anew.",
    "animated": "This picture moves, and only still pictures can be shown. Save the frame that you like best.",
    "too_many_pixels": "The picture has more than 40 megapixels or a side of more than 16,384. Scale it down.",
    "too_small": "The picture is too small: each side needs at least 16 pixels.",
    "extreme_ratio": "The picture is too long and narrow: one side may be at most 20 times the other. Crop it.",
    "too_complex": "The file is built in a way that takes too long to open. Save it anew.",
    "damaged": "The file is damaged or incomplete. Open it, save it anew, and send that.",
}
"""Why a file is refused: every stable code with its sentence for the person who sent it."""

Image.MAX_IMAGE_PIXELS = (
    MAX_PIXELS  # the WebP decoder, which allocates on opening, asks this (and refuses twice as many)
)

_JPEG_MARKER: Final = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
"""A marker that begins a segment or ends the picture: not stuffing, fill bytes, restarts or another start."""

_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation (CIPA DC-008, 4.6.5.1.6) to the turn that undoes it."""


class UnreadableImage(Exception):
    """A file that is not a picture we take. Final: the same bytes are refused again.

    `code` is one of `REASONS`; `detail` is its sentence for the person who sent the file.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.detail = REASONS[code]
        super().__init__(f"{code}: {self.detail}")


def decode(data: bytes, *, declared: str | None, longest: int | None = None) -> Image.Image:
    """Decode a PNG, JPEG, WebP or AVIF file: upright, RGB or RGBA (sRGB, 8 bits a sample), without metadata.

    `declared`: the media type that the sender announced, which must be the real one; None takes any of `FORMATS`.
    `longest`: scale down (never up) so that no side is longer; cheaper than scaling afterwards, in time and memory.

    Animations are refused rather than cut to their first frame: the person would see something else posted than
    they sent, and a first frame may be blank. (A JPEG with further pictures behind it, as phones make them for
    depth or brightness, is no animation: its first picture is the photograph.)

    Raises UnreadableImage, and nothing else but MemoryError, whatever the bytes are.
    """
    name = _identify(data, declared)
    with _hostile_input():
        if name == "JPEG":
            _check_scans(data)
        if name == "PNG":
            _verify_checksums(data)
        if name == "AVIF":
            _check_coded_sizes(data)
        image = _open(data, name)
        if longest is not None:
            image.draft(None, _fit(image.size, longest))
        image.load()
        return _sanitise(image, longest, deep=name == "PNG" and data[24] == 16)


def _identify(data: bytes, declared: str | None) -> str:
    """Name the format by the first bytes, the way browsers do, and hold it against what was announced."""
    if not data:
        raise UnreadableImage("empty")
    if len(data) > MAX_BYTES:
        raise UnreadableImage("too_large")
    name = _sniff(data)
    if name is None or (declared is not None and declared not in FORMATS):
        raise UnreadableImage("unsupported_format")
    if declared is not None and FORMATS[declared] != name:
        raise UnreadableImage("wrong_type")
    return name


def _sniff(data: bytes) -> str | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    brands = data[8 : min(int.from_bytes(data[:4]), 256)] if data[4:8] == b"ftyp" else b""
    return "AVIF" if b"avif" in brands or b"avis" in brands else None


@contextmanager
def _hostile_input() -> Iterator[None]:
    """Turn whatever a decoder raises into a refusal.

    Decoders meet hostile bytes with any exception there is (struct.error, KeyError, OSError, SyntaxError, …), and
    each would come back at every redelivery. A lack of memory is ours, not the file's, so that one passes.
    """
    try:
        yield
    except (UnreadableImage, MemoryError):
        raise
    except Image.DecompressionBombError as bomb:
        raise UnreadableImage("too_many_pixels") from bomb
    except Exception as fault:
        raise UnreadableImage("damaged") from fault


def _open(data: bytes, name: str) -> ImageFile.ImageFile:
    """Read the header with the one decoder that the first bytes call for, and check the bounds before any pixel.

    `Image.open` would do the first part, but it warns about sizes near the bound, and warnings can be turned into
    errors (or off) only for the whole process.
    """
    image = _DECODERS[name](BytesIO(data))
    _check_bounds(*image.size)
    if getattr(image, "is_animated", False):
        raise UnreadableImage("animated")
    return image


class _LeanWebP(WebPImagePlugin.WebPImageFile):
    """A still WebP that lets its decoder go (two canvases, 320 MB at 40 megapixels) once the pixels are out."""

    def load_prepare(self) -> None:
        self._decoder = None
        super().load_prepare()


_DECODERS: Final[dict[str, type[ImageFile.ImageFile]]] = {
    "PNG": PngImagePlugin.PngImageFile,
    "JPEG": JpegImagePlugin.JpegImageFile,
    "WEBP": _LeanWebP,
    "AVIF": AvifImagePlugin.AvifImageFile,
}


def _check_bounds(width: int, height: int) -> None:
    short, long = sorted((width, height))
    if short < 1:
        raise UnreadableImage("damaged")
    if short * long > MAX_PIXELS or long > MAX_SIDE:
        raise UnreadableImage("too_many_pixels")
    if long > short * MAX_RATIO:
        raise UnreadableImage("extreme_ratio")
    if short < MIN_SIDE:
        raise UnreadableImage("too_small")


def _check_scans(data: bytes) -> None:
    """Count the scans of the first picture (ITU-T T.81, B.2.1): headers say their length, a scan ends at a marker."""
    position, scans = 2, 0
    while (match := _JPEG_MARKER.search(data, position)) and match[1] != b"\xd9":
        scans += match[1] == b"\xda"
        if scans > MAX_JPEG_SCANS:
            raise UnreadableImage("too_complex")
        position = match.end() + max(int.from_bytes(data[match.end() : match.end() + 2]), 2)


def _check_coded_sizes(data: bytes) -> None:
    """Hold an AVIF's frames to the bounds: what its container claims is not what the decoder allocates.

    A file of the sequence brand is read from its tracks and not from the items checked here, so it is not taken,
    even with a single frame.
    """
    if data[8:12] == b"avis":
        raise UnreadableImage("animated")
    sizes = list(av1.coded_sizes(data))
    if not sizes:
        raise UnreadableImage("damaged")
    if any(width * height > MAX_CODED_PIXELS for width, height in sizes):
        raise UnreadableImage("too_many_pixels")


def _verify_checksums(data: bytes) -> None:
    """Check every chunk of a PNG up to its end: the decoder itself skips the checksums of the pixels' chunks."""
    PngImagePlugin.PngImageFile(BytesIO(data)).verify()


def _sanitise(image: ImageFile.ImageFile, longest: int | None, *, deep: bool) -> Image.Image:
    """Keep nothing of a decoded file but its pixels, as they are meant to be seen."""
    profile = image.info.get("icc_profile")
    turn = _UPRIGHT.get(_orientation(image))
    plain = color.to_direct(image, deep=deep)
    if longest is not None and max(plain.size) > longest:
        plain = plain.resize(_fit(plain.size, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain = color.to_srgb(plain, profile)
    if turn is not None:
        plain = plain.transpose(turn)
    plain.info.clear()
    return plain


def _orientation(image: ImageFile.ImageFile) -> int:
    """Read the EXIF orientation, 1..8. Broken EXIF is no reason to refuse a photograph: it counts as upright."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # the parser raises as many kinds as the decoders do
        return 1


def _fit(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Scale a size down so that its longer side is at most `longest`; each side stays at least 1."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
