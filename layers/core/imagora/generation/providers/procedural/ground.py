"""Ground colours by place, season and light, and how they fade with distance."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.generation.providers.procedural.colours import mix, rgb
from imagora.generation.providers.procedural.frame import Array
from imagora.generation.providers.procedural.light import Light
from imagora.generation.providers.procedural.scene import Scene

_GROUNDS = {
    "meadow": "#5f8f3e", "mountains": "#566a4a", "forest": "#3c5c36", "desert": "#d99e5c", "canyon": "#bd6440",
    "arctic": "#e6eef6", "beach": "#e4cb98", "sea": "#4d5a4a", "lake": "#4f7040", "river": "#5c8a42",
    "city": "#2c2e3a", "swamp": "#46532f", "sky": "#6a9150", "space": "#85838c",
}  # fmt: skip
_SEASONAL = {"spring": "#7fae4c", "autumn": "#b3762f", "winter": "#e4ebf4", "summer": "#5d9a38"}
_BARE = frozenset({"desert", "canyon", "beach", "city", "arctic", "space"})

FOLIAGE: dict[str | None, tuple[str, ...]] = {
    None: ("#4a7a36", "#3b6a35", "#5f8c3c", "#2f5c38"),
    "spring": ("#7fb04a", "#f2b6c6", "#8fc257", "#e79ab4"),
    "summer": ("#47802f", "#3a7032", "#5f9638", "#2c6030"),
    "autumn": ("#e2701c", "#c93a1e", "#f0a81e", "#a32a22"),
    "winter": ("#dfe8f0", "#c9d6e2", "#eef3f8", "#b8c8d8"),
}
"""Leaf colours of each season, most common first."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Colours of the land under one light."""

    earth: Array
    rock: Array
    light: Light
    snowy: bool

    def tone(self, colour: Array, nearness: float) -> Array:
        """A colour as it looks at a distance: 0 at the horizon, 1 at our feet."""
        lit = colour * self.light.ambient
        dark = mix(self.light.sky[0], self.light.sky[1], 0.25) * 0.42
        lit = mix(lit, dark, self.light.silhouette * (0.45 + 0.5 * nearness))
        return mix(self.light.haze, lit, 0.14 + 0.86 * nearness**0.75)


def choose_ground(scene: Scene, place: str, light: Light) -> Ground:
    """What the land is made of here and now."""
    earth = rgb(_GROUNDS.get(place, "#5f8f3e"))
    if scene.season and place not in _BARE:
        earth = mix(earth, rgb(_SEASONAL[scene.season]), 0.75)
    snowy = place == "arctic" or (scene.season == "winter" and place not in {"desert", "space", "city"})
    if snowy:
        earth = rgb("#e4ebf4")
    rock = {"canyon": rgb("#b55f3c"), "desert": rgb("#b9764a"), "arctic": rgb("#a9bed2")}.get(place, rgb("#6a6f86"))
    return Ground(earth, rock, light, snowy)
