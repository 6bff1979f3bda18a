"""Hostile, broken and merely odd picture files, made by code: nothing dangerous lies in the repository.

`CASES` names each one, with the media type that its sender would announce and how it must end: a code of
`imagora.media.pixels.REASONS`, or None where the file is taken, cleaned. `build(name)` gives its bytes (cached).
The bricks below (`encode`, `png`, `png_chunk`, `photo`) make further ones.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
SECRET = b"SECRET-PLACE-52.5163N-13.3777E"
"""Sits in the metadata and payloads of every case that carries some; it must be in no rendition."""


@dataclass(frozen=True, slots=True)
class Case:
    """One file: how to make it, what its sender calls it, and the code it is refused with (None: it is taken)."""

    make: Callable[[], bytes]
    declared: str
    code: str | None


def photo(width: int = 160, height: int = 120) -> Image.Image:
    """Draw a smooth, unsymmetrical RGB picture: red grows to the right, green downwards, one dark disc off centre."""
    y, x = np.mgrid[0:height, 0:width]
    red, green = 255 * x / max(width - 1, 1), 255 * y / max(height - 1, 1)
    light = np.where((x - width * 0.3) ** 2 + (y - height * 0.4) ** 2 < (min(width, height) * 0.2) ** 2, 0.3, 1.0)
    blue = 128 + 60 * np.sin(x / width * 9) * np.cos(y / height * 5)
    return Image.fromarray((np.stack([red, green, blue], axis=-1) * light[..., None]).astype(np.uint8))


def encode(image: Image.Image, name: str, **options: Any) -> bytes:
    """Encode with Pillow: `name` is PNG, JPEG, WEBP, AVIF, GIF …"""
    out = BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(size: tuple[int, int], depth: int, color_type: int, rows: bytes, *chunks: bytes) -> bytes:
    """Assemble a PNG by hand: `rows` are the raw scan lines with their filter bytes, `chunks` go before the pixels."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, color_type, 0, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")
    return PNG_SIGNATURE + header + b"".join(chunks) + pixels


def after_header(data: bytes, *chunks: bytes) -> bytes:
    """Put chunks into a PNG, right behind its header."""
    return data[:33] + b"".join(chunks) + data[33:]


def exif(**tags: Any) -> Image.Exif:
    """Make EXIF with a camera, a place (GPS) and the secret; `orientation` 1..8."""
    data = Image.Exif()
    data[0x010F] = SECRET.decode()
    data[0x0112] = tags.get("orientation", 1)
    data[0x8825] = {1: "N", 2: (52.0, 30.0, 58.0), 3: "E", 4: (13.0, 22.0, 39.0)}
    return data


def _html() -> bytes:
    return b"<!DOCTYPE html><html><body><script>alert(document.cookie)</script>" + SECRET + b"</body></html>"


def _svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><script>alert(1)</script></svg>'


def _zip() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("payload.html", _html())
    return out.getvalue()


def _flip(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]


def _bomb() -> bytes:
    """900 megapixels of black in about 110 KB."""
    packer = zlib.compressobj(9)
    line = bytes(1 + 30_000 // 8)
    rows = b"".join(packer.compress(line) for _ in range(30_000)) + packer.flush()
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0))
    return PNG_SIGNATURE + header + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")


def _claims(width: int, height: int) -> bytes:
    """A PNG whose header claims a size that its few bytes don't hold."""
    return png((width, height), 8, 2, bytes(64))


def _webp_claims(width: int, height: int) -> bytes:
    """A WebP whose extended header claims a canvas of up to 2^24 pixels a side."""
    data = bytearray(encode(photo(), "WEBP", exif=exif()))
    data[24:27], data[27:30] = (width - 1).to_bytes(3, "little"), (height - 1).to_bytes(3, "little")
    return bytes(data)


def avif_lying() -> bytes:
    """An AVIF that claims 100 × 100 in its container and holds 49 megapixels in its stream; under 2 KB."""
    data = encode(Image.new("L", (7_000, 7_000), 90), "AVIF", speed=10)
    size = data.index(b"ispe") + 8
    return data[:size] + struct.pack(">II", 100, 100) + data[size + 8 :]


def _avif_one_frame_sequence() -> bytes:
    data = encode(photo(), "AVIF")
    return data[:8] + b"avis" + data[12:]


def _zlib_text_bomb() -> bytes:
    """80 compressed texts of 1 MB each in a PNG of under 100 KB."""
    chunk = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(1_000_000), 9))
    return after_header(encode(photo(), "PNG"), *[chunk] * 80)


def _profile_bomb() -> bytes:
    return after_header(encode(photo(), "PNG"), png_chunk(b"iCCP", b"bomb\0\0" + zlib.compress(bytes(60_000_000), 9)))


def _scan_bomb() -> bytes:
    """A progressive JPEG that repeats its last scan 500 times."""
    data = encode(photo(), "JPEG", progressive=True)
    return data[:-2] + data[data.rindex(b"\xff\xda") : -2] * 500 + b"\xff\xd9"


def _frames(count: int = 3, width: int = 160, height: int = 120) -> list[Image.Image]:
    return [photo(width, height).rotate(turn) for turn in range(1, count + 1)]


def _png_with_secrets() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET.decode())
    texts.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{SECRET.decode()}</x:xmpmeta>", zip=True)
    return encode(photo(), "PNG", exif=exif(), pnginfo=texts)


def _jpeg_with_secrets() -> bytes:
    return encode(photo(), "JPEG", exif=exif(), comment=SECRET, xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>")


def gray_16_bit(width: int = 64, height: int = 48) -> bytes:
    """A 16-bit grey ramp from black (left) to white (right)."""
    ramp = np.linspace(0, 65_535, width).astype(">u2").tobytes()
    return png((width, height), 16, 0, (b"\0" + ramp) * height)


def rgb_16_bit(width: int = 64, height: int = 48) -> bytes:
    """A 16-bit colour file, all (0x4000, 0x8000, 0xC000), of which that very colour is transparent."""
    color = struct.pack(">HHH", 0x4000, 0x8000, 0xC000)
    return png((width, height), 16, 2, (b"\0" + color * width) * height, png_chunk(b"tRNS", color))


def wide_gamut_profile() -> bytes:
    """An RGB profile unlike sRGB: the samples' red and blue are swapped, so that a conversion can't be overlooked."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    return bytes(profile.replace(b"rXYZ", b"tmp!", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tmp!", b"bXYZ", 1))


def _palette_with_transparency() -> bytes:
    return encode(photo().quantize(16), "PNG", transparency=bytes([0, 128] + [255] * 14))


def _bytes_of_chance() -> bytes:
    return np.random.default_rng(7).bytes(4_096)


PNG, JPEG, WEBP, AVIF = "image/png", "image/jpeg", "image/webp", "image/avif"

CASES: dict[str, Case] = {
    # not pictures at all
    "empty": Case(lambda: b"", PNG, "empty"),
    "one_byte": Case(lambda: b"\x89", PNG, "unsupported_format"),
    "random_bytes": Case(_bytes_of_chance, PNG, "unsupported_format"),
    "html_as_png": Case(_html, PNG, "unsupported_format"),
    "svg_as_png": Case(_svg, PNG, "unsupported_format"),
    "svg": Case(_svg, "image/svg+xml", "unsupported_format"),
    "zip_as_jpeg": Case(_zip, JPEG, "unsupported_format"),
    "gif": Case(lambda: encode(photo(), "GIF"), "image/gif", "unsupported_format"),
    "gif_as_png": Case(lambda: encode(photo(), "GIF"), PNG, "unsupported_format"),
    "bmp_as_png": Case(lambda: encode(photo(), "BMP"), PNG, "unsupported_format"),
    "heic_as_avif": Case(lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64), AVIF, "unsupported_format"),
    "png_called_html": Case(lambda: encode(photo(), "PNG"), "text/html", "unsupported_format"),
    "jpeg_as_png": Case(lambda: encode(photo(), "JPEG"), PNG, "wrong_type"),
    "png_as_webp": Case(lambda: encode(photo(), "PNG"), WEBP, "wrong_type"),
    "too_many_bytes": Case(lambda: encode(photo(), "PNG") + bytes(20_000_000), PNG, "too_large"),
    # broken ones
    "signature_only": Case(lambda: PNG_SIGNATURE, PNG, "damaged"),
    "html_behind_png_signature": Case(lambda: PNG_SIGNATURE + _html(), PNG, "damaged"),
    "html_behind_jpeg_signature": Case(lambda: b"\xff\xd8\xff\xe0" + _html(), JPEG, "damaged"),
    "truncated_png": Case(lambda: encode(photo(), "PNG")[:-900], PNG, "damaged"),
    "truncated_jpeg": Case(lambda: encode(photo(), "JPEG")[:-900], JPEG, "damaged"),
    "truncated_webp": Case(lambda: encode(photo(), "WEBP")[:-300], WEBP, "damaged"),
    "truncated_avif": Case(lambda: encode(photo(), "AVIF")[:-300], AVIF, "damaged"),
    "png_wrong_header_checksum": Case(lambda: _flip(encode(photo(), "PNG"), 31), PNG, "damaged"),
    "png_wrong_pixel_checksum": Case(lambda: _flip(encode(photo(), "PNG"), -14), PNG, "damaged"),
    "png_without_pixels": Case(lambda: png((64, 64), 8, 2, b""), PNG, "damaged"),
    "png_zero_wide": Case(lambda: _claims(0, 64), PNG, "damaged"),
    "png_unknown_color_type": Case(lambda: png((64, 64), 8, 5, bytes(9_999)), PNG, "damaged"),
    # bombs
    "bomb": Case(_bomb, PNG, "too_many_pixels"),
    "claims_forty_one_megapixels": Case(lambda: _claims(8_200, 5_000), PNG, "too_many_pixels"),
    "claims_the_largest_size": Case(lambda: _claims(2**31 - 1, 2**31 - 1), PNG, "too_many_pixels"),
    "webp_claims_giant_canvas": Case(lambda: _webp_claims(16_000, 16_000), WEBP, "too_many_pixels"),
    "avif_lying_about_its_size": Case(avif_lying, AVIF, "too_many_pixels"),
    "text_bomb": Case(_zlib_text_bomb, PNG, "damaged"),
    "profile_bomb": Case(_profile_bomb, PNG, "damaged"),
    "scan_bomb": Case(_scan_bomb, JPEG, "too_complex"),
    # shapes
    "one_pixel": Case(lambda: encode(photo(1, 1), "PNG"), PNG, "too_small"),
    "fifteen_pixels": Case(lambda: encode(photo(15, 40), "WEBP"), WEBP, "too_small"),
    "ten_thousand_by_ten": Case(lambda: encode(photo(10_000, 10), "PNG"), PNG, "extreme_ratio"),
    "ten_by_ten_thousand": Case(lambda: encode(photo(10, 10_000), "JPEG"), JPEG, "extreme_ratio"),
    "long_side": Case(lambda: _claims(16_385, 900), PNG, "too_many_pixels"),
    "smallest": Case(lambda: encode(photo(16, 16), "PNG"), PNG, None),
    "narrowest": Case(lambda: encode(photo(320, 16), "PNG"), PNG, None),
    # moving pictures
    "animated_png": Case(lambda: encode(photo(), "PNG", save_all=True, append_images=_frames()), PNG, "animated"),
    "animated_webp": Case(lambda: encode(photo(), "WEBP", save_all=True, append_images=_frames()), WEBP, "animated"),
    "animated_avif": Case(lambda: encode(photo(), "AVIF", save_all=True, append_images=_frames()), AVIF, "animated"),
    "avif_sequence_of_one": Case(_avif_one_frame_sequence, AVIF, "animated"),
    "many_frames_webp": Case(
        lambda: encode(photo(32, 32), "WEBP", save_all=True, append_images=_frames(300, 32, 32)), WEBP, "animated"
    ),
    # taken, and cleaned
    "jpeg_with_gps": Case(_jpeg_with_secrets, JPEG, None),
    "png_with_gps": Case(_png_with_secrets, PNG, None),
    "webp_with_gps": Case(lambda: encode(photo(), "WEBP", exif=exif(), xmp=SECRET), WEBP, None),
    "avif_with_gps": Case(lambda: encode(photo(), "AVIF", exif=exif(), xmp=SECRET), AVIF, None),
    "png_then_zip": Case(lambda: encode(photo(), "PNG") + SECRET + _zip(), PNG, None),
    "jpeg_then_html": Case(lambda: encode(photo(), "JPEG") + _html(), JPEG, None),
    "html_in_png_comment": Case(
        lambda: after_header(encode(photo(), "PNG"), png_chunk(b"tEXt", b"Comment\0" + _html())), PNG, None
    ),
    "broken_exif": Case(lambda: encode(photo(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\xff\xff" + SECRET), JPEG, None),
    "broken_profile": Case(lambda: encode(photo(), "JPEG", icc_profile=SECRET + _bytes_of_chance()), JPEG, None),
    "several_pictures_in_a_jpeg": Case(
        lambda: encode(photo(), "MPO", save_all=True, append_images=_frames()), JPEG, None
    ),
    "cmyk_jpeg": Case(lambda: encode(photo().convert("CMYK"), "JPEG"), JPEG, None),
    "gray_jpeg": Case(lambda: encode(photo().convert("L"), "JPEG"), JPEG, None),
    "gray_16_bit": Case(gray_16_bit, PNG, None),
    "rgb_16_bit": Case(rgb_16_bit, PNG, None),
    "one_bit": Case(lambda: encode(photo().convert("1"), "PNG"), PNG, None),
    "gray_with_alpha": Case(lambda: encode(photo().convert("LA"), "PNG"), PNG, None),
    "palette_with_transparency": Case(_palette_with_transparency, PNG, None),
    "swapped_profile": Case(lambda: encode(photo(), "JPEG", icc_profile=wide_gamut_profile()), JPEG, None),
}


@cache
def build(name: str) -> bytes:
    """Make the named case's bytes, once a process."""
    return CASES[name].make()
