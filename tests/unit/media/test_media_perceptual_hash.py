"""Perceptual hashes: near copies lie close, strangers far, and turned or mirrored copies are found by the variants."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from imagora.media import perceptual_hash as phash
from imagora.media import pixels, renditions
from tests.corpus import hostile


def scene(seed: int, width: int = 640, height: int = 480) -> Image.Image:
    """Draw smooth random shapes: a different picture for each seed."""
    grid = np.random.default_rng(seed).integers(0, 255, (7, 9, 3), dtype=np.uint8)
    return Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)


def reopened(image: Image.Image, kind: str, **options: int) -> Image.Image:
    return pixels.decode(hostile.encode(image, kind, **options), declared=None)


SCENES = [scene(seed) for seed in range(12)]


@pytest.mark.parametrize("image", SCENES)
def test_a_scaled_or_recompressed_copy_is_near(image: Image.Image) -> None:
    original = phash.dhash(image)
    assert len(original) == phash.HASH_BYTES
    assert phash.distance(original, phash.dhash(image.resize((160, 120), Image.Resampling.LANCZOS))) <= 3
    assert phash.distance(original, phash.dhash(reopened(image, "JPEG", quality=10))) <= 4
    assert phash.distance(original, phash.dhash(reopened(image, "WEBP", quality=20))) <= 4


def test_strangers_are_far() -> None:
    hashes = [phash.dhash(image) for image in SCENES]
    distances = [phash.distance(a, b) for i, a in enumerate(hashes) for b in hashes[:i]]
    assert min(distances) > 10
    assert 24 < float(np.mean(distances)) < 40


@pytest.mark.parametrize("turn", list(Image.Transpose))
def test_a_mirrored_or_turned_copy_is_found_by_the_variants(turn: Image.Transpose) -> None:
    original, copy = SCENES[0], reopened(SCENES[0].transpose(turn), "JPEG", quality=60)
    assert phash.distance(phash.dhash(original), phash.dhash(copy)) > 10
    assert min(phash.distance(phash.dhash(original), variant) for variant in phash.variants(copy)) <= 3


def test_there_are_eight_variants_and_the_first_is_the_picture_itself() -> None:
    found = phash.variants(SCENES[1])
    assert len(set(found)) == 8
    assert found[0] == phash.dhash(SCENES[1])


def test_the_hash_of_the_renditions_is_that_of_the_picture_shown() -> None:
    result = renditions.render(hostile.encode(SCENES[2], "PNG"), declared="image/png", source_type=None)
    shown = Image.open(BytesIO(result.full)).convert("RGB")
    assert phash.distance(result.hash, phash.dhash(shown)) <= 2


def test_transparent_pixels_count_as_white_whatever_color_they_hide() -> None:
    hashes = []
    for hidden in ("black", "red"):
        image = Image.new("RGBA", (90, 80), hidden)
        image.putalpha(0)
        image.paste(SCENES[3].resize((45, 80)), (0, 0))
        hashes.append(phash.dhash(image))
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize(
    ("a", "b", "bits"), [(bytes(8), bytes(8), 0), (bytes(8), b"\xff" * 8, 64), (b"\1" * 8, bytes(8), 8)]
)
def test_distance_counts_differing_bits(a: bytes, b: bytes, bits: int) -> None:
    assert phash.distance(a, b) == phash.distance(b, a) == bits


def test_distance_of_something_else_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        phash.distance(bytes(8), bytes(4))
