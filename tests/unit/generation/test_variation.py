"""Variations of a picture by the built-in generator: how much is kept, of what, and the same every time."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from imagora.generation.providers.port import GeneratedImage, ImageRequest, Reference
from imagora.generation.providers.procedural import Procedural
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Frame
from imagora.generation.providers.procedural.variation import share_anew

FOREST = "a forest in autumn"


def made(reference: bytes | None, strength: float | None, *, style: str | None = None, seed: int = 5) -> GeneratedImage:
    begun = None if reference is None else Reference(reference, "image/png", strength=strength)
    return Procedural().generate(ImageRequest(FOREST, style, 128, 96, seed, reference=begun))


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=np.float32) / 255


def apart(first: bytes, second: bytes) -> float:
    return float(np.abs(pixels(first) - pixels(second)).mean())


@pytest.fixture(scope="module")
def lighthouse() -> bytes:
    return Procedural().generate(ImageRequest("a lighthouse by the sea", None, 128, 96, 1)).data


def test_more_strength_goes_farther_from_the_original_and_nearer_to_the_drawing(lighthouse: bytes) -> None:
    drawing = made(None, None).data
    varied = [made(lighthouse, strength).data for strength in (0.0, 0.25, 0.5, 0.75, 1.0)]
    away = [apart(lighthouse, one) for one in varied]
    assert away == sorted(away)
    assert (away[0] < 0.01, apart(drawing, varied[-1]) < 0.01) == (True, True)
    assert apart(drawing, varied[1]) > apart(drawing, varied[3])


def test_the_same_wish_gives_the_same_variation_and_another_seed_another(lighthouse: bytes) -> None:
    assert made(lighthouse, 0.5).data == made(lighthouse, 0.5).data
    assert apart(made(lighthouse, 0.5).data, made(lighthouse, 0.5, seed=6).data) > 0.02


def test_a_style_finishes_more_the_more_is_drawn_anew(lighthouse: bytes) -> None:
    plain, weak, strong = (
        made(lighthouse, 0.1),
        made(lighthouse, 0.1, style="noir"),
        made(lighthouse, 0.6, style="noir"),
    )
    grey = [float(np.ptp(pixels(one.data), axis=2).mean()) for one in (plain, weak, strong)]
    assert grey[0] > grey[1] > grey[2]


def test_calm_parts_are_drawn_over_first() -> None:
    frame = Frame(96, 96)
    original = np.full((96, 96, 3), 0.5, dtype=np.float32)
    original[:, 48:][::4] = 1.0  # stripes: the right half has the detail
    share = share_anew(original, frame, Dice.of("x", 1), 0.4)
    assert 0.3 < float(share.mean()) < 0.5
    assert float(share[:, :32].mean()) > 2 * float(share[:, 64:].mean())


def test_the_description_says_that_another_picture_is_under_it(lighthouse: bytes) -> None:
    assert made(lighthouse, 0.5).description == "A forest in autumn, over parts of another picture."
    assert made(lighthouse, 1.0).description == made(None, None).description
    assert made(lighthouse, 0.0).description == "Another picture, as it was."


def test_a_reference_of_another_shape_and_size_fills_the_picture() -> None:
    tall = io.BytesIO()
    Image.new("RGB", (40, 200), (200, 30, 30)).save(tall, "WEBP")
    varied = pixels(made(tall.getvalue(), 0.0).data)
    assert varied.shape == (96, 128, 3)
    assert float(np.abs(varied - np.array([200, 30, 30]) / 255).mean()) < 0.05
