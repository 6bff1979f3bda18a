"""Views: copies are near, strangers aren't, and every quarter of a hash finds its like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from imagora.media import perceptual_hash, pixels, views
from imagora.provenance import likeness
from imagora.provenance.likeness import COARSE_BYTES, FINE_BYTES, View
from tests.corpus import hostile
from tests.unit.provenance.drawing import scene

SCENES = [scene(seed, 480, 360) for seed in range(6)]
COARSE = st.binary(min_size=COARSE_BYTES, max_size=COARSE_BYTES)


def reopened(image: Image.Image, kind: str, **options: int) -> Image.Image:
    return pixels.decode(hostile.encode(image, kind, **options), declared=None)


def cut(image: Image.Image, *sides: float) -> Image.Image:
    """Without these shares of width and height: left, top, right, bottom."""
    left, top, right, bottom = sides
    width, height = image.size
    return image.crop(
        (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
    )


@pytest.mark.parametrize("image", SCENES)
def test_a_work_has_ten_views_the_whole_first(image: Image.Image) -> None:
    found = views.of_work(image)
    assert len(found) == 10
    assert found[0] == views.to_look_up(image)[0]
    assert found[0].coarse == perceptual_hash.dhash(image)


@pytest.mark.parametrize("image", SCENES)
@pytest.mark.parametrize(
    "sides",
    [
        (0.05, 0.05, 0, 0),
        (0.025, 0.025, 0.025, 0.025),
        (0, 0, 0.05, 0),
        (0.02, 0.05, 0.03, 0),
        (0.01, 0.04, 0.04, 0.01),
    ],
)
def test_a_copy_cut_by_five_percent_is_the_same_picture(image: Image.Image, sides: tuple[float, ...]) -> None:
    copy = reopened(cut(image, *sides), "JPEG", quality=50)
    assert likeness.distance(views.to_look_up(copy), views.of_work(image)) is not None


@pytest.mark.parametrize("turn", list(Image.Transpose))
def test_a_turned_or_mirrored_copy_is_the_same_picture(turn: Image.Transpose) -> None:
    copy = reopened(SCENES[0].transpose(turn).resize((180, 160)), "WEBP", quality=40)
    found = likeness.distance(views.to_look_up(copy), views.of_work(SCENES[0]))
    assert found is not None
    assert found < 0.1


def test_strangers_are_not() -> None:
    works = [views.of_work(image) for image in SCENES]
    looked_up = [views.to_look_up(image) for image in SCENES]
    same = [
        (i, j)
        for i, mine in enumerate(looked_up)
        for j, work in enumerate(works)
        if likeness.distance(mine, work) is not None
    ]
    assert same == [(i, i) for i in range(len(SCENES))]


def test_transparent_pixels_count_as_white_whatever_color_they_hide() -> None:
    found = []
    for hidden in ("black", "red"):
        image = Image.new("RGBA", (90, 80), hidden)
        image.putalpha(0)
        image.paste(SCENES[3].resize((45, 80)), (0, 0))
        found.append((views.of_work(image), views.to_look_up(image)))
    assert found[0] == found[1]


def test_views_come_back_as_they_were_packed() -> None:
    work = views.of_work(SCENES[1])
    assert likeness.unpack(likeness.pack(work)) == work
    assert len(likeness.pack(work)) == 908


@pytest.mark.parametrize("text", ["AAAA", "not base 64!", "é"])
def test_what_was_not_packed_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        likeness.unpack(text)


def test_a_view_of_other_hashes_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="8 and 60"):
        View(b"short", bytes(FINE_BYTES))


@given(coarse=COARSE, flips=st.lists(st.integers(0, 63), max_size=3))
def test_three_flipped_bits_leave_a_quarter_in_common(coarse: bytes, flips: list[int]) -> None:
    number = int.from_bytes(coarse)
    for bit in flips:
        number ^= 1 << bit
    other = number.to_bytes(COARSE_BYTES)
    quarters = [(coarse[at::4], other[at::4]) for at in range(4)]
    common = [mine for mine, theirs in quarters if mine == theirs]
    telling = [one for one in common if one not in (b"\0\0", b"\xff\xff")]
    assert common
    assert {chunk for _, chunk in set(likeness.chunks(coarse)) & set(likeness.chunks(other))} == {
        one.hex() for one in telling
    }


def test_an_even_surface_is_not_looked_up() -> None:
    assert list(likeness.chunks(bytes(8))) == []
    assert list(likeness.chunks(bytes.fromhex("00ff010000ff0000"))) == [(2, "0100")]


@given(a=COARSE, b=COARSE)
def test_distances_count_bits(a: bytes, b: bytes) -> None:
    assert likeness.coarse_distance(a, b) == likeness.coarse_distance(b, a)
    assert likeness.coarse_distance(a, a) == 0
    assert likeness.fine_distance(a.ljust(60, b"\0"), a.ljust(60, b"\0")) == 0
    assert likeness.fine_distance(bytes(60), b"\xff" * 60) == 1
