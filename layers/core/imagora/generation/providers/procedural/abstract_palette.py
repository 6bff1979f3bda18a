"""Palettes for abstracts: from colour words, from moods, or by chance."""

from __future__ import annotations

from imagora.generation.providers.procedural.colours import luminance, mix, named, rgb, shift
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array
from imagora.generation.providers.procedural.scene import Scene

_BY_CHANCE = (
    "#12263a #2f6f7e #f2c078 #e4572e #f7f0d8", "#1d1a39 #662549 #ae445a #f39f5a #f8e3b8",
    "#0b3c49 #16697a #82c0cc #ffa62b #fdf1d6", "#2b2d42 #5c6b9c #a7b8e0 #ef6461 #f6e9d8",
    "#132a13 #3f6f3c #90a955 #ecd179 #f7f3d0", "#3d1e4f #8a3f7c #e0709a #f7b5a6 #fdeede",
    "#1b2a41 #324a5f #7f9fb5 #ccc9a1 #f3ecd6", "#231f20 #bb4430 #7ebdc2 #f3dfa2 #efe6dd",
    "#0f1b3d #3044a0 #7a6ff0 #e58ce8 #ffe0e8", "#28112b #5b2a86 #3f88c5 #6fe0c8 #f4f9e9",
)  # fmt: skip
_BY_MOOD = {
    "calm": "#1f4a5c #5a97a3 #a9cfc8 #dfe9d8 #f7f2e2", "lonely": "#141c2e #33465f #6f86a0 #a9b6c4 #dfe2e6",
    "joyful": "#e8453c #f99d1b #fddc5c #4fc1b0 #fff4d6", "eerie": "#0b0f0d #1f3328 #4f7050 #9fb070 #dbe3b0",
    "dreamy": "#3a2a6a #7a5ab8 #d08ad0 #f5b8cc #fdeaf0", "dramatic": "#0d0a12 #4a0f1e #a8202a #f0682a #ffd9a0",
    "cosy": "#3a1f1a #7f3f28 #c9783a #ecb56a #f8e6c4",
}  # fmt: skip


def choose_palette(scene: Scene, dice: Dice) -> list[Array]:
    """Five colours, dark to light; with colour words only these, in darker and lighter tones."""
    rng = dice.stream("palette")
    if scene.colours:
        return _from_words([named(name) for name in scene.colours[:4]])
    codes = _BY_MOOD.get(scene.moods[0]) if scene.moods else None
    if codes is None:
        codes = _BY_CHANCE[int(rng.integers(len(_BY_CHANCE)))]
    turn = float(rng.uniform(-0.03, 0.03)) if scene.moods else float(rng.uniform(-0.08, 0.08))
    return [shift(rgb(code), hue=turn, saturation=float(rng.uniform(0.9, 1.12))) for code in codes.split()]


def _from_words(colours: list[Array]) -> list[Array]:
    if len(colours) == 1:
        only = colours[0]
        return [only * 0.3, only * 0.65, only, mix(only, rgb("#ffffff"), 0.45), mix(only, rgb("#fffaf0"), 0.8)]
    ordered = sorted(colours, key=lambda colour: float(luminance(colour)))
    inner = [ordered[0], mix(ordered[0], ordered[1], 0.5), ordered[1]] if len(ordered) == 2 else ordered
    return [ordered[0] * 0.45, *inner, mix(ordered[-1], rgb("#fffaf0"), 0.6)]
