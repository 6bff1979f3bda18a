"""The light of an outdoor scene: sky colours, sun or moon, haze and how dark things stand against it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from imagora.generation.providers.procedural.colours import mix, named, rgb, shift
from imagora.generation.providers.procedural.dice import Dice
from imagora.generation.providers.procedural.frame import Array
from imagora.generation.providers.procedural.scene import Scene


@dataclass(frozen=True, slots=True)
class Light:
    """`sky` from zenith to horizon. `silhouette` 0..1: how far things near us go dark against the light."""

    sky: tuple[Array, Array, Array, Array]
    sun: Array
    ambient: Array
    silhouette: float
    stars: float
    clouds: float
    night: bool
    overcast: float = 0.0

    @property
    def haze(self) -> Array:
        """What distance fades into."""
        return mix(self.sky[3], self.sky[2], 0.35)


# zenith, upper, lower, horizon | sun | ambient | silhouette, stars, clouds
_SKIES: dict[str, tuple[tuple[str, str, float, float, float], ...]] = {
    "dawn": (
        ("#4f68a8 #9c8fc4 #f0b3b4 #ffdcb0 #fff0cc", "#d8c6d6", 0.42, 0.05, 0.45),
        ("#6f86b9 #b8a7cf #f4c6be #fbe6c8 #fff3d6", "#ded0d6", 0.36, 0.0, 0.55),
        ("#3f5e8f #6f9cb8 #e9c39c #ffdc9c #fff0c0", "#d6cfc2", 0.44, 0.05, 0.4),
    ),
    "day": (
        ("#1d66c4 #4a94dd #93c6ee #d9edf5 #fffbe8", "#fffdf4", 0.06, 0.0, 0.55),
        ("#2a7dc9 #66b0e6 #a9d8f0 #e8f4ee #fff8e0", "#fffcf0", 0.06, 0.0, 0.7),
        ("#2b5fb0 #5c8fd6 #a4c4e8 #eef0ea #fff6dc", "#fffaf0", 0.08, 0.0, 0.45),
    ),
    "golden": (
        ("#5b7fae #a9a7a4 #f3c274 #ffdf9a #fff0bf", "#f6dcae", 0.36, 0.0, 0.45),
        ("#7a86a8 #cdb093 #f8bd62 #ffd98a #ffefb8", "#f4d6a4", 0.4, 0.0, 0.5),
    ),
    "sunset": (
        ("#2b2a62 #7d3b7d #e8616a #ffb35f #ffe2a0", "#c98f8c", 0.62, 0.1, 0.5),
        ("#233a6e #8a5a8c #f0785a #ffc16b #ffe6ad", "#c69a88", 0.58, 0.05, 0.6),
        ("#3d1f56 #a03468 #f25c54 #ffa552 #ffdc96", "#c4837c", 0.66, 0.1, 0.45),
        ("#274a86 #8a6f9e #f28a5a #ffc56e #ffecb4", "#cfa588", 0.57, 0.0, 0.5),
    ),
    "dusk": (
        ("#10183f #2f3676 #76639f #dd9a8e #ffd7ac", "#7f7fa8", 0.7, 0.35, 0.4),
        ("#0e2146 #25487a #5f82a6 #d8b09a #ffe0b4", "#7c8cab", 0.68, 0.35, 0.45),
        ("#1c1440 #4a2f78 #9a5a94 #f09a84 #ffd0a0", "#85749f", 0.72, 0.3, 0.4),
    ),
    "night": (
        ("#040817 #0a1433 #17285a #35507f #f4f0dc", "#5a6b98", 0.78, 1.0, 0.3),
        ("#060a1c #101a3c #252f66 #4a5689 #f6efd8", "#616c9c", 0.76, 1.0, 0.35),
        ("#031017 #082436 #12405a #2f6a80 #eef2e2", "#557a92", 0.78, 1.0, 0.3),
    ),
}

_MOOD_TINTS = {"eerie": "#5b7058", "dreamy": "#c99ad6", "lonely": "#6d86a8", "cosy": "#f0a860", "joyful": "#ffd98a"}


def choose_light(scene: Scene, dice: Dice) -> Light:
    """The light that time, weather, season, mood and loose colours ask for; chance picks among equals."""
    rng = dice.stream("light")
    time = scene.time or _likely_time(scene, rng)
    variants = _SKIES[time]
    stops, ambient, silhouette, stars, clouds = variants[int(rng.integers(len(variants)))]
    turn = float(rng.uniform(-0.018, 0.018))
    colours = [shift(rgb(code), hue=turn, saturation=float(rng.uniform(0.92, 1.1))) for code in stops.split()]
    sky = (colours[0], colours[1], colours[2], colours[3])
    clouds *= float(rng.uniform(0.5, 1.35))
    light = Light(sky, colours[4], rgb(ambient), silhouette, stars, clouds, time in {"night", "dusk"})
    if scene.styles and scene.styles[0] not in {"noir", "neon", "vintage", "pixel"}:
        light = replace(light, silhouette=light.silhouette * 0.5)  # pigment shows colours, not silhouettes
    return _with_colours(_with_mood(_with_weather(light, scene), scene), scene)


def _likely_time(scene: Scene, rng: np.random.Generator) -> str:
    """Where the prompt names no time: one that suits the rest."""
    if scene.has("storm"):
        return "dusk" if rng.random() < 0.5 else "day"
    if scene.has("eerie"):
        return "night" if rng.random() < 0.6 else "dusk"
    if any(subject.name in {"lantern", "campfire", "full_moon", "comet", "ufo", "owl"} for subject in scene.subjects):
        return "dusk" if rng.random() < 0.35 else "night"
    if scene.has("rainbow", "rain", "snow", "winter", "joyful", "spring", "summer"):
        return "day" if rng.random() < 0.8 else "dawn"
    times, weights = ("day", "golden", "dawn", "sunset", "dusk"), (0.46, 0.2, 0.14, 0.14, 0.06)
    if scene.has("dreamy", "dramatic", "lonely", "cosy"):
        weights = (0.08, 0.26, 0.2, 0.34, 0.12)
    return str(times[int(rng.choice(len(times), p=weights))])


def _toward(light: Light, colour: Array, amounts: tuple[float, float, float, float]) -> Light:
    sky = tuple(mix(stop, colour, amount) for stop, amount in zip(light.sky, amounts, strict=True))
    return replace(light, sky=(sky[0], sky[1], sky[2], sky[3]))


@dataclass(frozen=True, slots=True)
class _Veil:
    """What weather does to a sky: a tint, how much of it from zenith to horizon, and the cloud that comes with it."""

    tint: str
    amounts: tuple[float, float, float, float]
    clouds: float
    overcast: float
    ambient: float
    stars: float


_VEILS = {
    "storm": _Veil("#39404f", (0.85, 0.8, 0.7, 0.5), 1.6, 0.8, 0.45, 0.0),
    "rain": _Veil("#7d8896", (0.7, 0.66, 0.55, 0.4), 1.2, 0.55, 0.3, 0.0),
    "fog": _Veil("#c9c8c4", (0.34, 0.42, 0.48, 0.46), 0.3, 0.3, 0.0, 0.4),
    "snow": _Veil("#d5dfea", (0.42, 0.45, 0.45, 0.4), 1.0, 0.3, 0.0, 0.4),
}


def _with_weather(light: Light, scene: Scene) -> Light:
    """The heaviest weather named tints the sky; clouds and clear skies only change how many clouds there are."""
    veil = next((veil for name, veil in _VEILS.items() if name in scene.weather), None)
    if veil is not None:
        tint = rgb(veil.tint) * np.float32(0.32 + 0.82 * float(np.mean(light.sky[2])))
        ambient = mix(light.ambient, tint, veil.ambient)
        stars = light.stars * veil.stars
        light = _toward(light, tint, veil.amounts)
        return replace(light, clouds=veil.clouds, overcast=veil.overcast, ambient=ambient, stars=stars)
    if "clouds" in scene.weather:
        return replace(light, clouds=1.5)
    if scene.has("clear", "aurora"):
        return replace(light, clouds=0.05)
    return replace(light, clouds=max(light.clouds, 0.8)) if "sky" in scene.places else light


def _with_mood(light: Light, scene: Scene) -> Light:
    for mood in scene.moods:
        if mood in _MOOD_TINTS:
            tint = rgb(_MOOD_TINTS[mood]) * np.float32(0.25 + 0.9 * float(np.mean(light.sky[2])))
            light = _toward(light, tint, (0.25, 0.32, 0.35, 0.25))
    if "dramatic" in scene.moods:
        darker = tuple(shift(stop, saturation=1.15, value=0.78) for stop in light.sky)
        light = replace(light, sky=(darker[0], darker[1], darker[2], light.sky[3]), clouds=max(light.clouds, 1.2))
    if scene.season == "winter" and not light.night:
        light = _toward(light, rgb("#dfe6f2"), (0.12, 0.16, 0.2, 0.2))
    return light


def _with_colours(light: Light, scene: Scene) -> Light:
    """Loose colour words tint the sky from below: the first near the horizon, the next above it."""
    if not scene.colours:
        return light
    near = named(scene.colours[0])
    high = named(scene.colours[1 % len(scene.colours)])
    level = [max(0.12, float(np.max(stop))) for stop in light.sky]
    sky = (
        mix(light.sky[0], shift(high, value=level[0] * 0.9), 0.62),
        mix(light.sky[1], shift(high, value=level[1]), 0.62),
        mix(light.sky[2], shift(near, value=level[2] * 1.05), 0.62),
        mix(light.sky[3], shift(near, saturation=0.7, value=level[3] * 1.15), 0.5),
    )
    return replace(light, sky=sky, ambient=mix(light.ambient, near, 0.18))
