"""The pictures of the built-in generator: repeatable, of the size asked for, and different where they should be."""

from __future__ import annotations

import hashlib
import io
import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imagora.generation.providers.port import ImageRequest, ProviderError
from imagora.generation.providers.procedural import STYLES, Procedural
from imagora.generation.providers.procedural.abstracts import PAINTERS
from imagora.generation.providers.procedural.finishes import FINISHES
from infra.gallery import PROMPTS

ROOT = Path(__file__).resolve().parents[3]


def draw(prompt: str, *, style: str | None = None, seed: int = 1, width: int = 96, height: int = 96) -> bytes:
    return Procedural().generate(ImageRequest(prompt, style, width, height, seed)).data


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=np.float32) / 255


def dhash(picture: np.ndarray) -> np.ndarray:
    grey = Image.fromarray((picture.mean(axis=2) * 255).astype(np.uint8)).resize((17, 16), Image.Resampling.BOX)
    values = np.asarray(grey, dtype=np.int32)
    return (values[:, 1:] > values[:, :-1]).ravel()


def histogram(picture: np.ndarray) -> np.ndarray:
    cells = np.histogramdd(picture.reshape(-1, 3), bins=(4, 4, 4), range=((0, 1),) * 3)[0].ravel()
    return cells / cells.sum()


def distance(first: np.ndarray, second: np.ndarray) -> float:
    """0 for equal pictures, up to 1: half form (dHash), half colours (histogram)."""
    form = float(np.mean(dhash(first) != dhash(second)))
    colour = float(np.abs(histogram(first) - histogram(second)).sum() / 2)
    return (form + colour) / 2


@pytest.fixture(scope="module")
def gallery() -> list[np.ndarray]:
    return [pixels(draw(prompt, style=style, seed=seed, width=128, height=128)) for prompt, style, seed in PROMPTS]


def test_thirty_prompts_give_thirty_different_pictures(gallery: list[np.ndarray]) -> None:
    pairs = [distance(a, b) for a, b in itertools.combinations(gallery, 2)]
    assert len(gallery) == 30
    assert min(pairs) > 0.12
    assert float(np.mean(pairs)) > 0.45


def test_no_picture_is_nearly_flat(gallery: list[np.ndarray]) -> None:
    assert min(float(picture.std()) for picture in gallery) > 0.05


def test_seeds_of_one_prompt_differ_and_the_same_seed_does_not() -> None:
    drawn = [draw("a lighthouse by the sea at sunset", seed=seed) for seed in range(9)]
    between = [distance(pixels(a), pixels(b)) for a, b in itertools.combinations(drawn, 2)]
    assert min(between) > 0.04
    assert float(np.mean(between)) > 0.2
    assert draw("a lighthouse by the sea at sunset", seed=3) == drawn[3]


@pytest.mark.parametrize("prompt", ["a castle in the mountains at night", "qwzrt blorfimund"])
def test_picture_is_byte_identical_when_drawn_in_another_process(prompt: str) -> None:
    code = (
        "import sys, hashlib\n"
        "sys.path.insert(0, 'layers/core')\n"
        "from imagora.generation.providers.procedural import Procedural\n"
        "from imagora.generation.providers.port import ImageRequest\n"
        "data = Procedural().generate(ImageRequest(sys.argv[1], None, 96, 96, 1)).data\n"
        "print(hashlib.sha256(data).hexdigest())"
    )
    environment = {"PYTHONHASHSEED": "4242", "PATH": "/usr/bin"}
    done = subprocess.run(  # noqa: S603 - our own code, in this very Python
        [sys.executable, "-c", code, prompt], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(draw(prompt)).hexdigest()


def test_picture_ignores_case_and_punctuation_of_the_prompt() -> None:
    assert draw("A Fox, in the FOREST!", width=64, height=64) == draw("a fox in the forest", width=64, height=64)


@pytest.mark.parametrize(("width", "height"), [(64, 64), (192, 64), (64, 192), (160, 90), (101, 77)])
@pytest.mark.parametrize("prompt", ["a ship in a storm", "qwzrt"])
def test_size_is_honoured_when_it_is_allowed(width: int, height: int, prompt: str) -> None:
    made = Procedural().generate(ImageRequest(prompt, None, width, height, 5))
    assert Image.open(io.BytesIO(made.data)).size == (made.width, made.height) == (width, height)
    assert made.content_type == "image/png"


@pytest.mark.parametrize(("width", "height"), [(63, 64), (1537, 1024), (400, 100)])
def test_size_is_refused_for_good_when_it_is_not_allowed(width: int, height: int) -> None:
    with pytest.raises(ProviderError) as caught:
        draw("a cat", width=width, height=height)
    assert (caught.value.code, caught.value.retryable) == ("unsupported_size", False)


def test_composition_stays_when_the_size_grows() -> None:
    small = pixels(draw("a lighthouse by the sea at sunset", width=128, height=128))
    large = Image.open(io.BytesIO(draw("a lighthouse by the sea at sunset", width=384, height=384)))
    reduced = np.asarray(large.resize((128, 128), Image.Resampling.BOX), dtype=np.float32) / 255
    assert float(np.abs(small - reduced).mean()) < 0.05


def test_every_style_changes_the_picture_and_each_in_its_own_way() -> None:
    assert set(STYLES) == set(FINISHES)
    drawn = [pixels(draw("a cat at sunset", style=style)) for style in (None, *STYLES)]
    assert min(float(np.abs(a - b).mean()) for a, b in itertools.combinations(drawn, 2)) > 0.02


@pytest.mark.parametrize("family", sorted(PAINTERS))
def test_every_abstract_family_draws(family: str) -> None:
    from imagora.generation.providers.procedural.dice import Dice
    from imagora.generation.providers.procedural.painter import paint
    from imagora.generation.providers.procedural.scene import Scene

    picture = paint(Scene(family=family), 96, 64, Dice.of("pattern", 7))
    assert picture.shape == (64, 96, 3)
    assert float(picture.std()) > 12


def test_colour_words_set_the_palette_of_an_abstract() -> None:
    red = np.mean([pixels(draw("red and orange", seed=seed)).mean(axis=(0, 1)) for seed in range(3)], axis=0)
    blue = np.mean([pixels(draw("blue and navy", seed=seed)).mean(axis=(0, 1)) for seed in range(3)], axis=0)
    assert red[0] - red[2] > 0.15
    assert blue[2] - blue[0] > 0.1


@pytest.mark.parametrize(
    "place",
    ["sea", "lake", "river", "beach", "desert", "forest", "city", "mountains", "meadow", "arctic", "space",
     "underwater", "canyon", "swamp", "sky", "table"],
)  # fmt: skip
def test_every_place_draws_with_a_guest_that_does_not_belong_there(place: str) -> None:
    first = draw(f"two whales, a cat, a balloon and a castle, {place}", seed=2, width=64, height=64)
    assert float(pixels(first).std()) > 0.04


def test_every_subject_is_visible_in_its_picture() -> None:
    from imagora.generation.providers.procedural.art import ARTISTS
    from imagora.generation.providers.procedural.pen import Pen

    for name, artist in ARTISTS.items():
        pen = Pen(40, np.random.default_rng(3), lit=True)
        artist(pen)
        picture, _, origin = pen.sprite()
        covered = float(picture[..., 3].sum()) / 40**2
        assert covered > 0.02, name
        assert 0 <= origin[0] <= picture.shape[1], name


def test_provider_says_that_it_is_an_algorithm() -> None:
    provider = Procedural()
    assert (provider.name, provider.model, provider.source_type) == ("procedural", "procedural-1", "algorithmicMedia")
