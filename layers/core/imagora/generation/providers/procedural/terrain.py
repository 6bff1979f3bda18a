"""Land in layers, far to near: mountains with rock relief, hills, dunes, mesas, snow."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.colours import mix, ramp, rgb
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array, Frame, clamp, enlarge, over, shifted, smooth
from imagora.generation.providers.procedural.ground import Ground
from imagora.generation.providers.procedural.layout import Layout
from imagora.generation.providers.procedural.noise import line_noise, plane_noise

RELIEF_PIXELS = 768
"""Short side at which rock and grass relief is worked out."""


class Land:
    """Paints layers onto one picture; keeps the relief that all its layers share."""

    def __init__(self, picture: Array, frame: Frame, ground: Ground, layout: Layout, dice: Dice) -> None:
        self.picture = picture
        self.frame = frame
        self.ground = ground
        self.layout = layout
        self.rng = dice.stream("land")
        self.xs = frame.xs()
        self._rock: Array | None = None
        self._grain: Array | None = None

    def first_row(self, profile: Array) -> int:
        """The first pixel row that a profile touches; nothing above it needs to be worked out."""
        return int(np.clip(float(profile.min()) * self.frame.short - 1, 0, self.frame.height - 1))

    def cover(self, profile: Array, colour: Array) -> None:
        """Everything below a profile (units from the top, one per column) in a colour.

        A picture in place of the colour holds the rows from `first_row` on.
        """
        top = self.first_row(profile)
        rows = self.frame.ys()[top:]
        alpha = np.clip((rows - profile[None, :]) * self.frame.short + 0.5, 0, 1).astype(np.float32)
        over(self.picture[top:], colour, alpha)

    def mountains(self, base: float, height: float, nearness: float, *, snow: float, scale: float = 1.5) -> None:
        """A range with pointed peaks. `snow` 0..1 is how far down the white reaches."""
        peaks = 1.0 - np.abs(line_noise(self.xs, self.rng, scale, 6, rough=0.52)) * 1.25
        swell = 0.62 + 0.38 * line_noise(self.xs, self.rng, 0.8, 2)
        shape = peaks * swell
        shape = (shape - shape.min()) / max(1e-3, float(shape.max() - shape.min()))
        profile = (base - height * shape).astype(np.float32)
        top = self.first_row(profile)
        below = np.clip((self.frame.ys()[top:] - profile[None, :]) / height, 0, 1.5)
        lit = self._rock_light(nearness)[top:]
        rock = self.ground.rock if not self.ground.snowy else mix(self.ground.rock, rgb("#c4d0de"), 0.35)
        tone = self.ground.tone
        dark, pale = (
            tone(rock * 0.5, nearness),
            tone(np.clip(mix(rock * 1.15, self.ground.light.sun, 0.24), 0, 1), nearness),
        )
        colours = ramp([dark, tone(rock * 0.85, nearness), pale], lit)
        if snow > 0:
            reach = snow * (0.75 + 0.9 * (self._rock_plane()[top:] - 0.5)) + (lit - 0.5) * 0.25
            white = ramp([tone(rgb("#8fa3c4"), nearness), tone(rgb("#fbfdff"), nearness)], lit)
            over(colours, white, smooth(0.05, -0.05, below - reach))
        foot = self.ground.light.haze
        over(colours, foot, smooth(0.4, 1.2, below) * (0.62 - 0.5 * nearness))
        self.cover(profile, colours)

    def _rock_plane(self) -> Array:
        """Ridged noise 0..1 whose crests run down and sideways: rock faces without vertical streaks."""
        if self._rock is None:
            small = self.frame.coarse(RELIEF_PIXELS)
            rng = np.random.Generator(np.random.PCG64(int(self.rng.integers(2**32))))
            ridged = 1.0 - np.abs(plane_noise(small, rng, 4.0, 6)) * 1.1
            ridged = ridged * 0.62 + 0.38 * (1.0 - np.abs(plane_noise(small, rng, 11.0, 5)))
            self._rock = enlarge(np.clip(ridged, 0, 1), self.frame)
        return self._rock

    def _rock_light(self, nearness: float) -> Array:
        shift = round(self.frame.short * 0.006) + 1
        turned = int(nearness * 10) % 4
        plane = self._rock_plane()[:: -1 if turned > 1 else 1, :: -1 if turned % 2 else 1]
        slope = plane - shifted(plane, shift, -shift if self.layout.sun_x > self.frame.wide / 2 else shift)
        return clamp(0.48 + slope * (5.4 if nearness > 0.3 else 4.4))

    def hills(
        self, base: float, height: float, nearness: float, *, scale: float = 0.9, colour: Array | None = None
    ) -> Array:
        """Rolling ground; answers its profile. Lit from the sun's side, rough with grass (or smooth with snow)."""
        profile = base - height * (0.5 + 0.5 * line_noise(self.xs, self.rng, scale, 3, rough=0.3))
        self.soft_cover(profile.astype(np.float32), self.ground.earth if colour is None else colour, nearness, 0.3)
        return profile.astype(np.float32)

    def dunes(self, base: float, height: float, nearness: float) -> Array:
        """Sand with sharp crests: one side in the sun, the other in shade, and wind ripples near us."""
        wave = line_noise(self.xs, self.rng, 0.9, 2, rough=0.3)
        profile = (base - height * (1.0 - np.abs(wave) ** 0.85)).astype(np.float32)
        self.soft_cover(profile, self.ground.earth, nearness, 0.6, ripples=nearness > 0.4)
        return profile

    def soft_cover(
        self, profile: Array, colour: Array, nearness: float, contrast: float, *, ripples: bool = False
    ) -> None:
        slope = np.gradient(profile, self.xs)
        sunward = np.tanh((self.layout.sun_x - self.xs) * 5) * slope
        top = self.first_row(profile)
        below = np.clip(self.frame.ys()[top:] - profile[None, :], 0, 1)
        side = np.clip(0.5 + sunward * contrast * 1.6, 0, 1)[None, :]
        fade = np.exp(-below * 5.0)
        lit = 0.5 + (side - 0.5) * fade + 0.16 * fade - below * 0.5
        lit = lit + self._grain_plane()[top:] * (0.05 if self.ground.snowy else 0.11) * (0.3 + nearness)
        if ripples:
            lit = lit + self._ripples(below) * 0.07
        tone = self.ground.tone
        bright = np.clip(mix(colour * 1.16, self.ground.light.sun, 0.2), 0, 1)
        shadow = mix(colour * 0.5, self.ground.light.sky[0], 0.22)
        if self.ground.snowy:
            shadow = mix(colour * 0.72, rgb("#7f97c8"), 0.4)
        stops = [tone(shadow, nearness), tone(colour * 0.92, nearness), tone(bright, nearness)]
        self.cover(profile, ramp(stops, np.clip(lit, 0, 1)))

    def _grain_plane(self) -> Array:
        if self._grain is None:
            small = self.frame.coarse(RELIEF_PIXELS)
            rng = np.random.Generator(np.random.PCG64(int(self.rng.integers(2**32))))
            plane = plane_noise(small, rng, 7, 2, stretch=3.0) + 0.8 * plane_noise(small, rng, 60, 2, stretch=2.2)
            self._grain = enlarge(plane.astype(np.float32), self.frame)
        return self._grain

    def _ripples(self, below: Array) -> Array:
        depth = np.sqrt(below + 0.02)
        wobble = self._grain_plane()[-below.shape[0] :] * 0.9 + 3.0 * np.sin(self.xs * 2.3)[None, :]
        waves = np.sin(depth * 95.0 + wobble) * smooth(0.02, 0.2, below)
        return np.asarray(waves, dtype=np.float32)

    def mesas(self, base: float, height: float, nearness: float) -> None:
        """Table mountains: flat tops, steep sides, strata across."""
        wave = line_noise(self.xs, self.rng, 1.3, 4, rough=0.4)
        steps = 0.5 + 0.5 * np.tanh((wave - 0.08) * 9) + 0.22 * np.tanh((wave + 0.45) * 8)
        rough = 0.03 * line_noise(self.xs, self.rng, 9, 4)
        profile = (base - height * np.clip(steps + rough, -0.2, 1.6)).astype(np.float32)
        top = self.first_row(profile)
        ys = self.frame.ys()[top:]
        strata = 0.5 + 0.5 * np.sin(ys * 90 + self._grain_plane()[top:] * 0.7 + 2 * np.sin(ys * 31))
        lit = 0.3 * strata + 0.7 * self._rock_light(nearness)[top:]
        tone, rock = self.ground.tone, self.ground.rock
        stops = [
            tone(rock * 0.5, nearness),
            tone(rock, nearness),
            tone(np.clip(mix(rock * 1.2, rgb("#ffd9a0"), 0.4), 0, 1), nearness),
        ]
        self.cover(profile, ramp(stops, np.clip(lit, 0, 1)))
