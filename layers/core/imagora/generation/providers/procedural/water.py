"""Water: mirrors what stands above it, broken by ripples that grow towards us, with the sun's glitter."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.colours import mix, rgb
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array, Frame, enlarge, screen, smooth
from imagora.generation.providers.procedural.layout import Layout
from imagora.generation.providers.procedural.light import Light
from imagora.generation.providers.procedural.noise import look_up, plane_noise

RIPPLE_PIXELS = 512


class Water:
    """The surface below the horizon; ripples are worked out once and shared by everything that it mirrors."""

    def __init__(self, frame: Frame, light: Light, layout: Layout, dice: Dice, *, rough: float) -> None:
        """`rough` 0 is a mirror, 1 a stormy sea."""
        self.frame = frame
        self.light = light
        self.layout = layout
        self.rough = rough
        self.top = int(np.clip(round(layout.horizon * frame.short), 1, frame.height - 1))
        self._dice = dice
        self.ripples = self._ripples()

    def _ripples(self) -> Array:
        """Slope -1..1 of the surface for each pixel below the horizon, in perspective."""
        rng = self._dice.stream("ripples")
        small = self.frame.coarse(RIPPLE_PIXELS)
        top = min(self.top * small.height // self.frame.height, small.height - 2)
        depth = small.ys()[top:] - self.layout.horizon + 0.02
        far = 1.0 / np.clip(depth, 0.012, None)
        plane = plane_noise(Frame(900, 900), rng, 44, 4, stretch=4.2)
        columns = 450 + (small.xs()[None, :] - small.wide / 2) * far**0.55 * 130
        rows = np.broadcast_to(np.log(far) * 300 % 1400, columns.shape)
        rows = np.abs((rows + 100) % 1400 - 700) + 60
        slopes = look_up(plane, rows.astype(np.float32), (np.abs(columns % 1700 - 850)).astype(np.float32))
        below = Frame(self.frame.width, self.frame.height - self.top)
        return enlarge(slopes, below)

    def paint(self, picture: Array) -> None:
        """Fill everything below the horizon of the picture with its own reflection."""
        depth = self.frame.ys()[self.top :] - self.layout.horizon
        mirrored = self._mirror(picture, depth)
        deep = mix(
            mix(self.light.sky[0], self.light.sky[1], 0.5) * 0.62, rgb("#0f5260") * np.mean(self.light.ambient), 0.3
        )
        amount = np.clip(0.14 + 0.62 * depth + self.ripples * (0.1 + 0.16 * self.rough), 0.05, 0.78)
        mirrored += (deep - mirrored) * amount[..., None].astype(np.float32)
        crest = smooth(0.55, 1.25, self.ripples) * (0.1 + 0.22 * self.rough) * smooth(0.0, 0.12, depth)
        screen(mirrored, crest[..., None] * mix(self.light.sky[3], rgb("#ffffff"), 0.3))
        if self.rough > 0.75:
            foam = smooth(0.85, 1.15, self.ripples) * smooth(0.02, 0.2, depth) * 0.7
            screen(mirrored, foam[..., None] * rgb("#dfe8ee"))
        self._glitter(mirrored, depth)
        line = np.exp(-np.clip(depth, 0, None) * 60) * 0.35
        mirrored += (self.light.haze - mirrored) * line[..., None].astype(np.float32)
        picture[self.top :] = np.clip(mirrored, 0, 1)

    def _mirror(self, picture: Array, depth: Array) -> Array:
        """Rows above the horizon, flipped; each pixel looks up or down by the slope of its ripple."""
        short = self.frame.short
        sway = self.ripples * np.clip(depth, 0.004, None) * (0.1 + 0.3 * self.rough) * short
        rows = self.top - 1 - (depth * short + sway)
        rows = np.clip(np.abs(rows), 0, self.top - 1).astype(np.int32)
        shift = (self.ripples * (0.004 + 0.012 * self.rough) * short).astype(np.int32)
        columns = np.clip(np.arange(self.frame.width, dtype=np.int32)[None, :] + shift, 0, self.frame.width - 1)
        return np.ascontiguousarray(picture[rows, columns])

    def _glitter(self, water: Array, depth: Array) -> None:
        if self.light.overcast > 0.7:
            return
        away = (self.frame.xs()[None, :] - self.layout.sun_x) / (0.035 + 0.26 * depth)
        path = np.exp(-(away**2)) * smooth(-0.15, 0.75, self.ripples + 0.35 * np.exp(-depth * 8))
        strength = (0.75 if not self.light.night else 0.55) * (1 - self.light.overcast)
        if self.light.silhouette < 0.2:
            strength *= 0.5
        screen(water, (path * strength)[..., None].astype(np.float32) * self.light.sun)

    def reflect(self, picture: Array, rows: slice, columns: slice, sprite: Array, base: int) -> None:
        """Mirror a premultiplied sprite (h, w, 4) whose foot is at pixel row `base` into the water below it."""
        height = sprite.shape[0]
        top = max(base, self.top)
        bottom = min(self.frame.height, base + height)
        if bottom <= top or rows.stop < 1:
            return
        ripple = self.ripples[top - self.top : bottom - self.top, columns]
        depth = (np.arange(top, bottom, dtype=np.float32)[:, None] - base + 0.5) / self.frame.short
        sway = ripple * (0.006 + 0.14 * depth) * (0.35 + self.rough) * self.frame.short
        source = height - 1 - (depth * self.frame.short + sway)
        inside = (source >= 0) & (source < height)
        shift = (ripple * (0.003 + 0.02 * depth) * self.frame.short).astype(np.int32)
        across = np.clip(np.arange(sprite.shape[1], dtype=np.int32)[None, :] + shift, 0, sprite.shape[1] - 1)
        mirrored = sprite[np.clip(source, 0, height - 1).astype(np.int32), across]
        strength = np.where(inside, np.clip(0.78 - depth * 0.55, 0.15, 1), 0).astype(np.float32)[..., None]
        window = picture[top:bottom, columns]
        window *= 1 - mirrored[..., 3:] * strength
        window += mirrored[..., :3] * strength * 0.86
