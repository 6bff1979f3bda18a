"""Casting: how large each subject is, where it stands, which way it faces; then drawing it there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from imagora.generation.providers.procedural.art import ARTISTS
from imagora.generation.providers.procedural.colours import rgb
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array, Frame, screen
from imagora.generation.providers.procedural.layout import Layout
from imagora.generation.providers.procedural.light import Light
from imagora.generation.providers.procedural.pen import Pen
from imagora.generation.providers.procedural.scene import Scene, Subject
from imagora.generation.providers.procedural.sprite import (
    Sprite,
    lay,
    lay_glow,
    lay_shadow,
    light_sprite,
)
from imagora.generation.providers.procedural.traits import STRUCTURES, traits
from imagora.generation.providers.procedural.water import Water

_HALF_WIDTHS = {
    "castle": 0.72, "house": 0.66, "cabin": 0.78, "elephant": 0.85, "cow": 0.75, "sheep": 0.75, "bear": 0.8,
    "fox": 0.9, "wolf": 0.9, "horse": 0.75, "unicorn": 0.75, "camel": 0.8, "swan": 0.85, "duck": 0.9,
    "turtle": 1.0, "bicycle": 0.85, "gate": 0.7, "umbrella": 0.58, "octopus": 0.85, "ship": 1.0,
    "train": 1.4, "plane": 1.1, "whale": 1.2, "dragon": 1.3, "car": 1.1, "bridge": 1.4, "fish": 0.9,
    "dinosaur": 1.1, "dolphin": 1.1, "shark": 1.2, "island": 1.0, "volcano": 1.2, "waterfall": 1.0,
    "iceberg": 0.9, "bench": 1.0, "book": 1.0, "temple": 0.85, "pyramid": 0.85, "piano": 0.9, "tent": 0.8,
    "snail": 0.7, "ufo": 0.8, "lighthouse": 0.4, "person": 0.2, "cactus": 0.4, "wine": 0.3, "candle": 0.3,
    "guitar": 0.25, "balloon": 0.4, "rose": 0.3, "tulip": 0.25, "flower": 0.25, "sunflower": 0.3,
    "giraffe": 0.5, "skyscraper": 0.25, "lantern": 0.2, "turbine": 0.4, "pine": 0.35, "rocket": 0.3,
    "jellyfish": 0.4, "tower": 0.3, "penguin": 0.35, "snowman": 0.5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One thing on the stage: `x` of its foot, `height` and `lift` above ground in short sides; `depth` 1 is near."""

    subject: Subject
    x: float
    height: float
    depth: float
    mirrored: bool
    order: int
    lift: float = 0.0

    @property
    def name(self) -> str:
        return self.subject.name


def half_width(name: str) -> float:
    """How far a subject reaches to each side, in its own heights."""
    return _HALF_WIDTHS.get(name, 0.6)


def cast_parts(
    scene: Scene, subjects: list[Subject], frame: Frame, layout: Layout, dice: Dice, purpose: str
) -> list[Part]:
    """Spread subjects over the width: the first one where the composition wants it, the rest around it.

    Far ones come first, so that near ones cover them.
    """
    rng = dice.stream("cast " + purpose)
    heads = [subject for subject in subjects for _ in range(subject.count)]
    if not heads:
        return []
    total = len(heads)
    shrink = 1.0 / (1.0 + 0.2 * (total - 1)) if total <= 6 else 0.48
    shrink *= float(rng.uniform(0.82, 1.16)) * (0.62 if "lonely" in scene.moods else 1.0)
    xs = _spread(total, heads, frame, layout, rng)
    parts = []
    for order, (subject, wanted) in enumerate(zip(heads, xs, strict=True)):
        grown = traits()[subject.name].height * shrink * float(rng.uniform(0.84, 1.16))
        grown *= 1.0 + 0.22 * min(1.0, frame.wide - 1.0) + 0.3 * min(1.0, frame.high - 1.0)
        widest = 0.44 * frame.wide / half_width(subject.name)
        depth = float(rng.uniform(0, 1)) if total > 1 else 0.5
        height = min(grown, widest) * (0.86 + 0.28 * depth)
        margin = height * half_width(subject.name) * 1.04
        x = float(np.clip(wanted, min(margin, frame.wide / 2), max(frame.wide - margin, frame.wide / 2)))
        faces_left = x > frame.wide * 0.55 if rng.random() < 0.75 else x < frame.wide * 0.5
        parts.append(Part(subject, x, height, depth, bool(faces_left), order))
    return sorted(parts, key=lambda part: part.depth)


def _spread(total: int, heads: list[Subject], frame: Frame, layout: Layout, rng: np.random.Generator) -> list[float]:
    if total == 1:
        return [layout.side * frame.wide]
    together = all(subject.name == "person" for subject in heads) and total == 2
    if together:
        gap = 0.05 * frame.wide**0.5
        return [layout.side * frame.wide - gap, layout.side * frame.wide + gap]
    needed = sum(traits()[subject.name].height * half_width(subject.name) for subject in heads) * 1.5
    span = float(np.clip(needed * (1.0 if total < 4 else 0.6) / frame.wide, min(0.94, 0.3 + 0.14 * total), 0.94))
    middle = np.clip(layout.side + float(rng.uniform(-0.1, 0.1)), span / 2 + 0.03, 1 - span / 2 - 0.03)
    slots = middle + span * ((np.arange(total) + 0.5) / total - 0.5)
    slots = slots + rng.uniform(-0.22, 0.22, total) * span / total
    order = rng.permutation(total)
    return [float(slots[index]) * frame.wide for index in order]


class Stage:
    """Draws parts into one picture under one light."""

    def __init__(
        self, picture: Array, frame: Frame, light: Light, layout: Layout, dice: Dice, *, season: str | None = None
    ) -> None:
        self.picture = picture
        self.frame = frame
        self.light = light
        self.layout = layout
        self.dice = dice
        self.season = season

    def draw_part(self, part: Part, y: float, *, nearness: float = 1.0, tilt: bool = False) -> Sprite:
        """The lit sprite of a part, not yet laid into the picture."""
        unit = max(4.0, part.height * self.frame.short)
        rng = self.dice.stream(f"art {part.name} {part.order}")
        pen = Pen(
            unit,
            rng,
            part.subject.colours,
            season=self.season,
            lit=self.light.silhouette > 0.5 or self.light.overcast > 0.6,
        )
        ARTISTS[part.name](pen)
        sprite = Sprite(*pen.sprite())
        if part.mirrored and part.name not in {"book", "clock"}:
            sprite = sprite.mirrored()
        sunward = 1.0 if self.layout.sun_x > part.x else -1.0
        flatness = 0.82 if part.name in STRUCTURES else 0.72
        return light_sprite(sprite, self.light, sunward=sunward, nearness=nearness, unit=unit, flatness=flatness)

    def fit(self, part: Part, foot: float) -> Part:
        """The part, made small enough that its top stays in the picture."""
        room = max(0.05, (foot - 0.02) / 1.07)
        return part if part.height <= room else replace(part, height=room)

    def stand(self, part: Part, y: float, *, nearness: float = 1.0, shadow: float = 0.3) -> None:
        """Draw a part standing at height `y` (units from the top), with its shadow and glow."""
        part = self.fit(part, y - part.lift)
        sprite = self.draw_part(part, y, nearness=nearness)
        place = self._pixel(part.x, y - part.lift)
        if shadow and not part.lift:
            lay_shadow(self.picture, self.frame, sprite, *place, strength=shadow)
        lay(self.picture, self.frame, sprite, *place)
        self.shine(sprite, part, place)

    def float_on(self, part: Part, y: float, water: Water, *, nearness: float, sink: float = 0.0) -> None:
        """Draw a part on water with its mirror image; `sink` is the share of its height under the surface."""
        part = self.fit(part, y)
        sprite = self.draw_part(part, y, nearness=nearness)
        x, foot = self._pixel(part.x, y)
        cut = int(sprite.origin[1] - sink * part.height * self.frame.short)
        cut = max(1, min(sprite.picture.shape[0], cut + round(0.02 * part.height * self.frame.short)))
        afloat = Sprite(sprite.picture[:cut], sprite.glow[:cut], (sprite.origin[0], cut - 1))
        left = round(x - sprite.origin[0])
        x0, x1 = max(0, left), min(self.frame.width, left + afloat.picture.shape[1])
        if x1 > x0:
            own = np.ascontiguousarray(afloat.picture[:, x0 - left : x1 - left])
            water.reflect(self.picture, slice(0, foot), slice(x0, x1), own, foot)
        lay(self.picture, self.frame, afloat, x, foot)
        self.shine(afloat, part, (x, foot))

    def shine(self, sprite: Sprite, part: Part, place: tuple[int, int]) -> None:
        strength = 0.45 + 0.75 * self.light.silhouette
        spread = max(0.008, part.height * 0.05)
        lay_glow(self.picture, self.frame, sprite, *place, spread=spread, strength=strength)
        if part.name in {"campfire", "candle", "lantern", "lighthouse"} and self.light.silhouette > 0.3:
            lay_glow(self.picture, self.frame, sprite, *place, spread=part.height * 0.22, strength=strength * 1.6)

        if part.name == "lighthouse" and self.light.silhouette > 0.5:
            self._beam(part, place)

    def _beam(self, part: Part, place: tuple[int, int]) -> None:
        """Two cones of light from the lantern, one longer than the other."""
        x, y = place[0] / self.frame.short, place[1] / self.frame.short - part.height * 0.845
        tilt = float(self.dice.stream("beam").uniform(-0.2, 0.1))
        dx, dy = self.frame.xs()[None, :] - x, self.frame.ys() - y
        along = np.abs(dx) + 1e-3
        across = (dy - tilt * dx) / (0.012 + 0.1 * along)
        cone = np.exp(-(across**2)) * np.exp(-along * 2.0) * np.clip(along * 22, 0, 1)
        screen(self.picture, (cone * (0.16 + 0.4 * self.light.silhouette))[..., None] * rgb("#fff0b8"))

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self.frame.short), round(y * self.frame.short)
