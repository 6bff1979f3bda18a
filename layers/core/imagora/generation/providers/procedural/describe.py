"""One English sentence about what was really drawn, for alternative text."""

from __future__ import annotations

from imagora.generation.providers.procedural.scene import Scene, Subject, main_place
from imagora.generation.providers.procedural.traits import traits

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PLACES = {
    "sea": "by the sea", "lake": "by a lake", "river": "by a river", "beach": "on a beach", "desert": "in a desert",
    "forest": "in a forest", "city": "in a city", "mountains": "in the mountains", "meadow": "in open country",
    "arctic": "in the ice", "space": "in space", "underwater": "under water", "canyon": "in a canyon",
    "swamp": "in a swamp", "sky": "under a wide sky", "table": "on a table",
}  # fmt: skip
_VIEWS = {
    "sea": "The sea", "lake": "A lake", "river": "A river", "beach": "A beach", "desert": "A desert",
    "forest": "A forest", "city": "A city skyline", "mountains": "Mountains", "meadow": "Open country",
    "arctic": "A landscape of ice", "space": "Outer space", "underwater": "A seabed", "canyon": "A canyon",
    "swamp": "A swamp", "sky": "A wide sky", "table": "A table",
}  # fmt: skip
_TIMES = {
    "dawn": "at dawn", "day": "by day", "golden": "in the golden hour", "sunset": "at sunset", "dusk": "at dusk",
    "night": "at night",
}  # fmt: skip
_WEATHER = {
    "rain": "in the rain", "storm": "in a thunderstorm", "fog": "in fog", "snow": "in the snow",
    "aurora": "under northern lights", "rainbow": "under a rainbow", "clouds": "under clouds",
}  # fmt: skip
_SEASONS = {"spring": "in spring", "summer": "in summer", "autumn": "in autumn", "winter": "in winter"}
_STYLES = {
    "watercolour": "as a watercolour", "oil": "as an oil painting", "pixel": "as pixel art", "ink": "in ink",
    "noir": "in black and white", "pencil": "as a pencil drawing", "neon": "in neon colours",
    "stained_glass": "as stained glass", "poster": "as a flat poster", "pastel": "in pastel chalk",
    "vintage": "as an old sepia print", "mosaic": "as a mosaic", "pointillist": "in dabs of paint",
}  # fmt: skip
_WEATHERLESS = frozenset({"space", "underwater", "table"})


def describe(scene: Scene) -> str:
    """The sentence. It names only what the lexicon knew, so only what is in the picture."""
    return _describe_pattern(scene) if scene.abstract else _describe_view(scene)


def describe_variation(scene: Scene, strength: float | None) -> str:
    """As `describe`, saying that another picture is under it; of what that one shows nothing is known here."""
    if strength is not None and strength <= 0:
        return "Another picture, as it was."
    drawn = describe(scene)
    if strength is not None and strength >= 1:
        return drawn
    return f"{drawn.removesuffix('.')}, over parts of another picture."


def _describe_pattern(scene: Scene) -> str:
    colours = f" in {_listed([name.replace('_', ' ') for name in scene.colours[:4]])}" if scene.colours else ""
    style = f", {_STYLES[scene.styles[0]]}" if scene.styles else ""
    if scene.family or scene.colours or scene.moods:
        reason = "" if scene.family else ": the built-in generator knows no picture for these words"
    else:
        reason = ": the built-in generator knows no picture for these words"
    return f"An abstract pattern{colours}{style}{reason}."


def _describe_view(scene: Scene) -> str:
    place = main_place(scene)
    if scene.subjects:
        words = [_listed([_counted(subject) for subject in scene.subjects]), _PLACES[place]]
    else:
        words = [_VIEWS[place]]
    if "mountains" in scene.places and place != "mountains" and place not in _WEATHERLESS | {"city", "forest"}:
        words.append("before mountains")
    if scene.season and place not in _WEATHERLESS:
        words.append(_SEASONS[scene.season])
    if scene.time and place not in _WEATHERLESS:
        words.append(_TIMES[scene.time])
    if place not in _WEATHERLESS:
        words.extend(_WEATHER[name] for name in scene.weather if name in _WEATHER)
    sentence = " ".join(words)
    if scene.styles:
        sentence += f", {' and '.join(_STYLES[style] for style in scene.styles)}"
    return sentence[0].upper() + sentence[1:] + "."


def _counted(subject: Subject) -> str:
    nature = traits()[subject.name]
    colours = " and ".join(subject.colours[:2])
    if subject.count > 1 and subject.name != "stars":
        return " ".join(filter(None, (_NUMBERS[subject.count], colours, nature.many)))
    if not colours:
        return nature.one
    noun = nature.one.split(" ", 1)[-1]
    if nature.one.startswith("the ") or " " not in nature.one:
        return nature.one.replace(noun, f"{colours} {noun}")
    return f"{'an' if colours[0] in 'aeiou' else 'a'} {colours} {noun}"


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
