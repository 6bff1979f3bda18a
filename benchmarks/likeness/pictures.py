"""Real pixels among the simulated million: the built-in generator's, noise like photographs, and copies of both."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image

from imagora.generation.providers.port import ImageRequest
from imagora.generation.providers.procedural.provider import Procedural

SIDE: Final = 512
PROMPTS: Final = (
    "a lighthouse at dawn",
    "a cat in a birch forest",
    "red mountains by a lake, watercolour",
    "a city at night, noir",
    "golden mandala",
    "dunes under stars",
    "ein Leuchtturm im Sturm",
    "a fox in a winter forest, ink",
    "balloons over a valley in autumn",
    "deep sea, oil painting",
    "an abstract in blue and copper",
    "a castle on a hill, pixel art",
    "meadow with poppies",
    "a sailboat at sunset",
    "aurora over a cabin",
    "ein Bahnhof im Nebel",
)

Attack = Callable[[Image.Image, np.random.Generator], Image.Image]


def drawn(number: int) -> Image.Image:
    """The built-in generator's picture of this number: prompts in turn, another seed for each."""
    request = ImageRequest(PROMPTS[number % len(PROMPTS)], None, SIDE, SIDE, number)
    with Image.open(BytesIO(Procedural().generate(request).data)) as image:
        return image.convert("RGB")


def photographic(number: int) -> Image.Image:
    """Noise in colour whose amplitude falls with frequency as photographs' does, 3:2."""
    rng = np.random.default_rng([number, 7])
    height, width = SIDE * 2 // 3, SIDE
    frequency = np.hypot(np.fft.fftfreq(2 * height)[:, None], np.fft.fftfreq(2 * width)[None])
    frequency[0, 0] = np.inf
    falling = frequency ** -rng.normal(1.2, 0.15)
    layers = [
        np.fft.ifft2(np.fft.fft2(rng.standard_normal(frequency.shape)) * falling).real[:height, :width]
        for _ in range(3)
    ]
    light = layers[0]
    colour = np.stack([light + 0.3 * layers[1], light, light + 0.3 * layers[2]], axis=-1)
    low, high = np.percentile(colour, (0.5, 99.5))
    return Image.fromarray((np.clip((colour - low) / (high - low), 0, 1) * 255).astype(np.uint8))


def saved(image: Image.Image, kind: str, quality: int) -> Image.Image:
    out = BytesIO()
    image.save(out, kind, quality=quality)
    with Image.open(out) as again:
        return again.convert("RGB")


def _scaled(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    share = rng.uniform(0.2, 1.5)
    size = (max(16, round(image.width * share)), max(16, round(image.height * share)))
    return saved(image.resize(size, Image.Resampling.LANCZOS), "WEBP", 80)


def _encoded(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    return saved(image, str(rng.choice(["JPEG", "WEBP"])), int(rng.integers(10, 80)))


def _cut(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    width, height = image.size
    box = (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
    return saved(image.crop(box), "JPEG", 60)


def _cut_anywhere(share: float) -> Attack:
    def cut(image: Image.Image, rng: np.random.Generator) -> Image.Image:
        across, down = rng.uniform(0, share, 2)
        return _cut(image, across, down, share - across, share - down)

    return cut


def _cut_one_side(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    sides = [0.0] * 4
    sides[int(rng.integers(4))] = 0.05
    return _cut(image, *sides)


def _turned(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    turn = list(Image.Transpose)[int(rng.integers(len(Image.Transpose)))]
    return saved(image.transpose(turn), "JPEG", 60)


def _all_of_it(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    return _turned(_scaled(_cut_anywhere(0.05)(image, rng), rng), rng)


def _brighter(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    factor = rng.uniform(0.7, 1.3)
    return saved(image.point(lambda value: min(255, round(value * factor))), "JPEG", 60)


ATTACKS: Final[dict[str, Attack]] = {
    "scaled to 20–150 %, WebP": _scaled,
    "encoded anew, JPEG or WebP, quality 10–80": _encoded,
    "mirrored or turned, JPEG": _turned,
    "brightness × 0.7–1.3, JPEG": _brighter,
    "5 % of width and height cut away, anywhere, JPEG": _cut_anywhere(0.05),
    "5 % cut away at one side, JPEG": _cut_one_side,
    "all of it: cut by 5 %, scaled, turned": _all_of_it,
    "beyond the promise: 10 % cut away, anywhere": _cut_anywhere(0.10),
    "beyond the promise: 20 % cut away, anywhere": _cut_anywhere(0.20),
}
