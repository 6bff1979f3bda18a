"""Where things go before anything is painted: horizon, sun, the place of the main subject."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Frame
from imagora.generation.providers.procedural.light import Light
from imagora.generation.providers.procedural.scene import Scene


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in units of the short side from the top left corner.

    `side` is where the main subject stands in the width, 0..1; the sun keeps away from it or stands behind it.
    """

    horizon: float
    sun_x: float
    sun_y: float
    side: float


_HORIZONS = {
    "sea": (0.52, 0.68), "lake": (0.50, 0.62), "river": (0.46, 0.58), "beach": (0.46, 0.56), "desert": (0.56, 0.70),
    "mountains": (0.62, 0.74), "sky": (0.84, 0.92), "city": (0.66, 0.76), "arctic": (0.54, 0.66),
    "canyon": (0.58, 0.68), "forest": (0.56, 0.70), "space": (0.70, 0.80),
}  # fmt: skip


def choose_layout(scene: Scene, place: str, light: Light, frame: Frame, dice: Dice) -> Layout:
    """Pick a composition: low or high horizon, subject left, right or (seldom) in the middle, sun opposite it."""
    rng = dice.stream("layout")
    low, high = _HORIZONS.get(place, (0.58, 0.72))
    horizon = frame.high * float(rng.uniform(low, high))
    side = float(rng.choice([0.30, 0.36, 0.5, 0.64, 0.70])) + float(rng.uniform(-0.04, 0.04))
    away = (0.76 if side < 0.5 else 0.24) if rng.random() < 0.72 else side
    sun_x = frame.wide * float(np.clip(away + rng.uniform(-0.12, 0.12), 0.08, 0.92))
    heights = {"low": (0.02, 0.12), "middle": (0.14, 0.30), "high": (0.32, 0.52)}
    level = "high" if light.night else ("low" if light.silhouette > 0.3 else "middle")
    if "sun" in {subject.name for subject in scene.subjects} and level == "low":
        level = "middle"
    near, far = heights[level]
    sun_y = max(horizon - float(rng.uniform(near, far)), 0.14)
    return Layout(horizon, sun_x, sun_y, side)
