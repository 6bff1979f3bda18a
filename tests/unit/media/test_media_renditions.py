"""Renditions: the right sizes, WebP only, and nothing of the file but its pixels."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import blurhash
import pytest
from PIL import Image

from imagora.media import pixels, renditions, xmp
from tests.corpus import hostile

pytestmark = pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")

TAKEN = [name for name, case in hostile.CASES.items() if case.code is None]


def render(name: str, source_type: str | None = None) -> renditions.Renditions:
    return renditions.render(hostile.build(name), declared=hostile.CASES[name].declared, source_type=source_type)


def chunks(data: bytes) -> Iterator[bytes]:
    """Name the chunks of a WebP file, and check that they fill it to the last byte."""
    assert data[:4] + data[8:12] == b"RIFFWEBP"
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    at = 12
    while at < len(data):
        yield data[at : at + 4]
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    assert at == len(data)


@pytest.mark.parametrize("name", TAKEN)
def test_a_rendition_carries_nothing_but_pixels(name: str) -> None:
    result = render(name)
    for data in (result.full, result.thumb):
        assert set(chunks(data)) <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
        assert not re.search(rb"SECRET|Exif|GPS|<script|PK\x03\x04|xmpmeta", data)
        with Image.open(BytesIO(data)) as image:
            assert not image.getexif()
            assert not image.info.keys() & {"exif", "xmp", "icc_profile", "comment"}


def test_the_corpus_really_hides_the_secret_in_its_files() -> None:
    for name in ("jpeg_with_gps", "png_with_gps", "webp_with_gps", "avif_with_gps", "png_then_zip", "jpeg_then_html"):
        assert hostile.SECRET in hostile.build(name)
    with Image.open(BytesIO(hostile.build("jpeg_with_gps"))) as image:
        assert image.getexif().get_ifd(0x8825)[2] == (52.0, 30.0, 58.0)


@pytest.mark.parametrize("source_type", xmp.SOURCE_TYPES)
@pytest.mark.parametrize("name", ["jpeg_with_gps", "palette_with_transparency"])
def test_a_synthetic_picture_is_marked_in_both_renditions(name: str, source_type: str) -> None:
    result = render(name, source_type)
    for data in (result.full, result.thumb):
        assert set(chunks(data)) <= {b"VP8 ", b"VP8X", b"ALPH", b"XMP "}
        assert xmp.read_source_type(data) == source_type
        with Image.open(BytesIO(data)) as image:
            assert image.info["xmp"] == xmp.packet(source_type)


def test_an_unknown_source_type_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="paintedByHand"):
        render("jpeg_with_gps", "paintedByHand")


@pytest.mark.parametrize(
    ("size", "full", "thumb"),
    [
        ((3000, 1500), (2048, 1024), (480, 240)),
        ((1000, 3000), (683, 2048), (160, 480)),
        ((2048, 2048), (2048, 2048), (480, 480)),
        ((600, 400), (600, 400), (480, 320)),
        ((100, 50), (100, 50), (100, 50)),
        ((320, 16), (320, 16), (320, 16)),
        ((4000, 200), (2048, 102), (480, 24)),
    ],
)
def test_renditions_fit_their_bounds_and_are_never_enlarged(
    size: tuple[int, int], full: tuple[int, int], thumb: tuple[int, int]
) -> None:
    data = hostile.encode(hostile.photo(*size), "JPEG")
    result = renditions.render(data, declared="image/jpeg", source_type=None)
    assert (result.width, result.height) == full
    assert Image.open(BytesIO(result.full)).size == full
    assert Image.open(BytesIO(result.thumb)).size == thumb


def test_width_and_height_are_those_of_the_upright_picture() -> None:
    data = hostile.encode(hostile.photo(160, 120), "JPEG", exif=hostile.exif(orientation=6))
    result = renditions.render(data, declared="image/jpeg", source_type=None)
    assert (result.width, result.height) == (120, 160)


def test_transparency_survives_in_both_renditions() -> None:
    result = render("palette_with_transparency")
    assert Image.open(BytesIO(result.full)).mode == "RGBA"
    assert Image.open(BytesIO(result.thumb)).mode == "RGBA"


def test_the_placeholder_has_the_pictures_colors_in_its_places() -> None:
    placeholder = render("jpeg_with_gps").placeholder
    rows = blurhash.decode(placeholder, 8, 6)
    assert len(placeholder) == 28
    assert rows[1][7][0] > rows[1][0][0] + 40, "red grows to the right"
    assert rows[5][7][1] > rows[0][7][1] + 40, "green grows downwards"


def test_the_same_file_gives_the_same_renditions() -> None:
    assert render("jpeg_with_gps") == render("jpeg_with_gps")


def test_a_refusal_passes_through() -> None:
    with pytest.raises(pixels.UnreadableImage, match=r"^animated:"):
        render("animated_webp")


_MEASURE = """
import pathlib, re, sys
from imagora.media import renditions
result = renditions.render(sys.stdin.buffer.read(), declared=None, source_type=None)
peak = re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())
print(result.width, result.height, int(peak[1]) // 1024)
"""
"""Peak memory by VmHWM: ru_maxrss starts from the parent's peak, since a spawned process shares its memory at first."""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc")
@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("PNG", "RGBA"), ("WEBP", "RGBA")])
def test_forty_megapixels_stay_under_700_megabytes(kind: str, mode: str) -> None:
    image = hostile.photo(80, 60).convert(mode).resize((7300, 5475), Image.Resampling.NEAREST)
    if mode == "RGBA":
        image.putalpha(128)
    options = {"JPEG": {"progressive": True}, "PNG": {"compress_level": 1}, "WEBP": {"quality": 1, "method": 0}}
    data = hostile.encode(image, kind, **options[kind])
    layer = Path(renditions.__file__).parents[2]
    done = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", _MEASURE],
        input=data,
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(layer)},
        timeout=60,
    )
    width, height, peak = (int(value) for value in done.stdout.split())
    assert (width, height) == (2048, 1536)
    assert peak < 700
