"""Decoding: every hostile file ends as it should, and every honest one keeps its pixels and nothing else."""

from __future__ import annotations

import random
import threading
import warnings
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFile

from imagora.media import pixels
from tests.corpus import hostile

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")

REFUSED = [name for name, case in hostile.CASES.items() if case.code is not None]
TAKEN = [name for name, case in hostile.CASES.items() if case.code is None]


def decode(name: str) -> Image.Image:
    return pixels.decode(hostile.build(name), declared=hostile.CASES[name].declared)


def difference(a: Image.Image, b: Image.Image) -> float:
    """Mean absolute difference of two pictures of one size, 0..255."""
    return float(np.abs(np.asarray(a.convert("RGB"), int) - np.asarray(b.convert("RGB"), int)).mean())


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(pixels.UnreadableImage) as refusal:
        decode(name)
    assert refusal.value.code == hostile.CASES[name].code
    assert refusal.value.detail == pixels.REASONS[refusal.value.code]


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_alike_when_nothing_was_declared_unless_the_type_was_the_reason(name: str) -> None:
    case = hostile.CASES[name]
    if case.code == "wrong_type" or case.declared == "text/html":
        assert pixels.decode(hostile.build(name), declared=None).size == (160, 120)
    else:
        with pytest.raises(pixels.UnreadableImage, match=f"^{case.code}:"):
            pixels.decode(hostile.build(name), declared=None)


@pytest.mark.parametrize("name", TAKEN)
def test_an_odd_but_honest_file_becomes_plain_pixels(name: str) -> None:
    image = decode(name)
    assert image.mode in ("RGB", "RGBA")
    assert not isinstance(image, ImageFile.ImageFile)
    assert image.info == {}
    assert not image.getexif()


def test_every_reason_has_a_case_in_the_corpus() -> None:
    assert {case.code for case in hostile.CASES.values()} - {None} == set(pixels.REASONS)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_each_format_keeps_its_pixels(kind: str) -> None:
    data = hostile.encode(hostile.photo(), kind)
    media_type = next(name for name, value in pixels.FORMATS.items() if value == kind)
    image = pixels.decode(data, declared=media_type)
    assert image.size == (160, 120)
    assert difference(image, hostile.photo()) < 4


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_turned_picture_is_made_upright(kind: str, orientation: int) -> None:
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the transposition that the camera's turn amounts to
    stored = hostile.photo()
    if orientation != 1:
        stored = stored.transpose(Image.Transpose(undo[orientation]))
    data = hostile.encode(stored, kind, exif=hostile.exif(orientation=orientation), quality=90)
    assert difference(pixels.decode(data, declared=None), hostile.photo()) < 5


def test_sixteen_bit_gray_is_scaled_and_not_clipped() -> None:
    row = np.asarray(decode("gray_16_bit"))[0, :, 0].astype(int)
    assert (row[0], row[-1]) == (0, 255)
    assert np.abs(row - np.linspace(0, 255, 64)).max() <= 1


def test_sixteen_bit_color_keeps_its_color_and_its_transparent_one() -> None:
    assert decode("rgb_16_bit").getpixel((5, 5)) == (0x40, 0x80, 0xC0, 0)


def test_sixteen_bit_gray_keeps_its_transparent_level() -> None:
    rows = (b"\0" + b"\x12\x34" * 32 + b"\x12\x35" * 32) * 32
    data = hostile.png((64, 32), 16, 0, rows, hostile.png_chunk(b"tRNS", b"\x12\x34"))
    image = pixels.decode(data, declared=None)
    assert image.getpixel((0, 0)) == (0x12, 0x12, 0x12, 0)
    assert image.getpixel((63, 0)) == (0x12, 0x12, 0x12, 255)


def test_cmyk_becomes_the_same_colors_in_rgb() -> None:
    image = decode("cmyk_jpeg")
    assert image.mode == "RGB"
    assert difference(image, hostile.photo()) < 4


def test_a_profile_of_another_gamut_is_converted_to_srgb() -> None:
    red, green, blue = hostile.photo().split()
    swapped = Image.merge("RGB", (blue, green, red))
    assert difference(decode("swapped_profile"), swapped) < 6
    assert difference(decode("swapped_profile"), hostile.photo()) > 20


def test_a_broken_profile_is_ignored() -> None:
    assert difference(decode("broken_profile"), hostile.photo()) < 4


def test_broken_exif_counts_as_upright() -> None:
    assert difference(decode("broken_exif"), hostile.photo()) < 4


def test_transparency_of_a_palette_survives() -> None:
    image = decode("palette_with_transparency")
    assert image.mode == "RGBA"
    assert set(np.unique(np.asarray(image)[..., 3]).tolist()) == {0, 128, 255}


def test_an_opaque_alpha_channel_is_dropped() -> None:
    assert decode("gray_with_alpha").mode == "RGB"


def test_the_first_picture_of_a_phones_jpeg_is_taken() -> None:
    assert difference(decode("several_pictures_in_a_jpeg"), hostile.photo()) < 4


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_scaling_while_decoding_shows_the_same_picture(kind: str) -> None:
    data = hostile.encode(hostile.photo(1600, 1200), kind, quality=92)
    image = pixels.decode(data, declared=None, longest=300)
    assert image.size == (300, 225)
    assert difference(image, hostile.photo(300, 225)) < 5


def test_scaling_never_enlarges() -> None:
    assert pixels.decode(hostile.build("smallest"), declared=None, longest=2048).size == (16, 16)


def test_bounds_leave_the_process_as_it_was() -> None:
    filters = list(warnings.filters)
    refusals: list[str] = []

    def refuse() -> None:
        try:
            decode("claims_forty_one_megapixels")
        except pixels.UnreadableImage as refusal:
            refusals.append(refusal.code)

    threads = [threading.Thread(target=refuse) for _ in range(8)]
    with warnings.catch_warnings(record=True) as heard:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert refusals == ["too_many_pixels"] * 8
    assert not heard
    assert warnings.filters == filters
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_a_lack_of_memory_is_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def starve(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(ImageFile.ImageFile, "load", starve)
    with pytest.raises(MemoryError):
        pixels.decode(hostile.encode(hostile.photo(), "JPEG"), declared=None)


def _mutate(data: bytes, chance: random.Random) -> bytes:
    """Damage a file the way transfers and fuzzers do: flip, cut, drop, double or splice in bytes."""
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(damaged))
        span = slice(at, at + chance.randrange(1, 40))
        match chance.randrange(6):
            case 0:
                damaged[at] ^= 1 << chance.randrange(8)
            case 1:
                damaged[at] = chance.choice((0x00, 0x7F, 0x80, 0xFF))
            case 2:
                del damaged[max(at, 8) :]
            case 3:
                del damaged[span]
            case 4:
                damaged[at:at] = damaged[span]
            case _:
                damaged[span] = chance.randbytes(4)
        if not damaged:
            break
    return bytes(damaged)


SEEDS = [name for name in TAKEN if name not in ("narrowest", "smallest")] + ["animated_png", "animated_webp"]


@pytest.mark.parametrize("round_", range(16))
def test_nothing_but_a_refusal_escapes_from_damaged_files(round_: int) -> None:
    chance = random.Random(round_)
    outcomes: set[str] = set()
    for name in SEEDS:
        data = _mutate(hostile.build(name), chance)
        try:
            image = pixels.decode(data, declared=None, longest=64)
        except pixels.UnreadableImage as refusal:
            outcomes.add(refusal.code)
        else:
            outcomes.add("taken")
            assert max(image.size) <= 64
            image.save(BytesIO(), "WEBP", method=0)
    assert outcomes <= {*pixels.REASONS, "taken"}
    assert len(outcomes) > 1
