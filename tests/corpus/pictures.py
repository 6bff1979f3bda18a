"""Pictures made by code, to see which copies a blocklist knows and which strangers it takes for copies.

Each part has its own kinds of pictures and its own seeds. `LISTED` are put on the list; `STRANGERS` are of the same
kinds, and harder: plain surfaces, gradients, the same poster with other words, the same scene in other colours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

Part = Literal["tuned", "heldout"]
SIDE = 256


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its part, what it shows, and its seed."""

    part: Part
    kind: str
    seed: int

    def draw(self) -> Image.Image:
        return _drawn(self).copy()


def _shapes(dice: np.random.Generator) -> Image.Image:
    image = Image.new("RGB", (SIDE, SIDE), _colour(dice))
    pen = ImageDraw.Draw(image)
    for _ in range(9):
        x, y, wide, high = dice.integers(0, SIDE, 4)
        box = (int(x), int(y), int(x + wide // 2 + 9), int(y + high // 2 + 9))
        (pen.ellipse if dice.random() < 0.5 else pen.rectangle)(box, fill=_colour(dice))
    return image


def _hills(dice: np.random.Generator) -> Image.Image:
    image = Image.linear_gradient("L").resize((SIDE, SIDE)).convert("RGB")
    pen = ImageDraw.Draw(image)
    for ridge in range(4):
        heights = np.interp(range(SIDE), np.linspace(0, SIDE, 7), dice.integers(40, 200, 7)) + 20 * ridge
        pen.polygon([(0, SIDE), *enumerate(heights.tolist()), (SIDE, SIDE)], fill=_colour(dice))
    return image


def _clouds(dice: np.random.Generator) -> Image.Image:
    coarse = dice.integers(0, 256, (6, 6, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def _face(dice: np.random.Generator) -> Image.Image:
    image = Image.new("RGB", (SIDE, SIDE), _colour(dice))
    pen = ImageDraw.Draw(image)
    left, top = (int(n) for n in dice.integers(20, 90, 2))
    right, bottom = (int(n) for n in dice.integers(150, 240, 2))
    pen.ellipse((left, top, right, bottom), fill=_colour(dice))
    for x in (left + (right - left) // 3, left + 2 * (right - left) // 3):
        pen.ellipse((x - 9, top + 40, x + 9, top + 58), fill=_colour(dice))
    pen.arc((left + 20, top + 50, right - 20, bottom - 15), 10, 170, fill=_colour(dice), width=6)
    pen.rectangle((0, bottom - 10, int(dice.integers(80, 200)), SIDE), fill=_colour(dice))
    return image


def _streets(dice: np.random.Generator) -> Image.Image:
    image = Image.new("RGB", (SIDE, SIDE), _colour(dice))
    pen = ImageDraw.Draw(image)
    x = 0
    while x < SIDE:
        wide, high = int(dice.integers(18, 60)), int(dice.integers(40, 220))
        pen.rectangle((x, SIDE - high, x + wide, SIDE), fill=_colour(dice))
        for y in range(SIDE - high + 8, SIDE, 22):
            pen.rectangle((x + 6, y, x + 12, y + 9), fill=_colour(dice))
        x += wide
    return image


def _grain(dice: np.random.Generator) -> Image.Image:
    light = np.cumsum(np.cumsum(dice.normal(size=(SIDE, SIDE)), axis=0), axis=1)
    light = (light - light.min()) / np.ptp(light)
    return Image.fromarray((light * 255).astype(np.uint8)).convert("RGB")


def _plain(dice: np.random.Generator) -> Image.Image:
    return Image.new("RGB", (SIDE, SIDE), _colour(dice))


def _gradient(dice: np.random.Generator) -> Image.Image:
    turned = Image.linear_gradient("L").rotate(int(dice.integers(0, 4)) * 90)
    return ImageOps.colorize(turned, _colour(dice), _colour(dice)).convert("RGB")


def _poster(dice: np.random.Generator) -> Image.Image:
    """One layout, other words: what a meme looks like to a hash."""
    image = Image.new("RGB", (SIDE, SIDE), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 70, 236, 180), fill=(40, 90, 160))
    pen.ellipse((90, 85, 165, 165), fill=(240, 200, 60))
    words = "".join(dice.choice(list("ABCDEFGHKLMNOPRSTUVW "), 18))
    pen.text((24, 20), words[:9], fill="black", font_size=34)
    pen.text((24, 195), words[9:], fill="black", font_size=34)
    return image


def _colour(dice: np.random.Generator) -> tuple[int, int, int]:
    red, green, blue = (int(n) for n in dice.integers(0, 256, 3))
    return red, green, blue


_KINDS: dict[Part, dict[str, Callable[[np.random.Generator], Image.Image]]] = {
    "tuned": {"shapes": _shapes, "hills": _hills, "clouds": _clouds},
    "heldout": {"faces": _face, "streets": _streets, "grain": _grain},
}
_HARD: dict[str, Callable[[np.random.Generator], Image.Image]] = {
    "plain": _plain, "gradient": _gradient, "poster": _poster,
}  # fmt: skip


def listed(part: Part) -> list[Picture]:
    """What is on the list: five of each kind, and one plain surface, one gradient and one poster."""
    return [Picture(part, kind, seed) for kind in _KINDS[part] for seed in range(5)] + [
        Picture(part, kind, 0) for kind in _HARD
    ]


def strangers(part: Part) -> list[Picture]:
    """What is not: eight more of each kind, and four more of the hard ones."""
    return [Picture(part, kind, seed) for kind in _KINDS[part] for seed in range(100, 108)] + [
        Picture(part, kind, seed) for kind in _HARD for seed in range(100, 104)
    ]


def telling(picture: Picture) -> bool:
    """Whether anybody would know it again: not a plain surface or a gradient."""
    return picture.kind not in {"plain", "gradient"}


@cache
def _drawn(picture: Picture) -> Image.Image:
    draw = _KINDS[picture.part].get(picture.kind) or _HARD[picture.kind]
    return draw(np.random.default_rng([picture.seed, *picture.kind.encode(), picture.part == "tuned"]))


def _encoded(image: Image.Image, form: str, quality: int) -> Image.Image:
    out = BytesIO()
    image.save(out, form, quality=quality)
    with Image.open(BytesIO(out.getvalue())) as again:
        return again.convert("RGB")


def _cropped(image: Image.Image, part: float) -> Image.Image:
    wide, high = image.size
    return image.crop((int(wide * part), int(high * part), int(wide * (1 - part)), int(high * (1 - part))))


def _captioned(image: Image.Image) -> Image.Image:
    ImageDraw.Draw(image).text((10, SIDE - 44), "@somebody", fill="white", font_size=30, stroke_width=2)
    return image


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as it is": lambda image: image,
    "JPEG, quality 20": lambda image: _encoded(image, "JPEG", 20),
    "WebP, quality 30": lambda image: _encoded(image, "WEBP", 30),
    "a quarter of the size": lambda image: image.resize((SIDE // 4, SIDE // 4), Image.Resampling.LANCZOS),
    "mirrored": ImageOps.mirror,
    "turned by 90°": lambda image: image.rotate(90, expand=True),
    "turned by 180°": lambda image: image.rotate(180),
    "mirrored, turned by 270°, JPEG 40": lambda image: _encoded(ImageOps.mirror(image).rotate(270), "JPEG", 40),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.2),
    "grey": lambda image: image.convert("L").convert("RGB"),
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(2)),
    "with a caption": _captioned,
    "cropped by 1 % a side": lambda image: _cropped(image, 0.01),
    "cropped by 3 % a side": lambda image: _cropped(image, 0.03),
    "cropped by 5 % a side": lambda image: _cropped(image, 0.05),
    "turned by 3°": lambda image: image.rotate(3),
    "negative": ImageOps.invert,
}
"""What people do to a picture that they send again. The last five are beyond what this hash is made for."""

PROMISED = tuple(COPIES)[:11]
"""What the blocklist has to know again in nearly every case."""


def copies(picture: Picture) -> Iterator[tuple[str, Image.Image]]:
    """Every copy of a picture, by what was done to it."""
    for name, change in COPIES.items():
        yield name, change(picture.draw())
