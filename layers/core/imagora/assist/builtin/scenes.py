"""What is in a picture of the built-in generator: its scene, read again from the prompt that made it."""

from __future__ import annotations

from imagora.assist.builtin.scene_de import describe_in_german, nouns
from imagora.assist.builtin.words import Language
from imagora.assist.models import Pictured
from imagora.generation.providers.procedural.describe import describe
from imagora.generation.providers.procedural.scene import Scene, main_place, read_scene

_PLACES_DE = {
    "sea": "Meer", "lake": "See", "river": "Fluss", "beach": "Strand", "desert": "Wüste", "forest": "Wald",
    "city": "Stadt", "mountains": "Berge", "meadow": "Landschaft", "arctic": "Eis", "space": "Weltraum",
    "underwater": "Unterwasser", "canyon": "Schlucht", "swamp": "Sumpf", "sky": "Himmel", "table": "Stillleben",
}  # fmt: skip


def scene_of(picture: Pictured | None) -> Scene | None:
    """The scene of a picture that the built-in generator made; None for any other: nobody here sees pixels."""
    if picture is None or not picture.procedural or not picture.prompt:
        return None
    return read_scene(picture.prompt, picture.style or None)


def described(scene: Scene, language: Language) -> str:
    return describe(scene) if language == "en" else describe_in_german(scene)


def parts(scene: Scene, language: Language) -> list[str]:
    """The words for what stands in the scene, and where."""
    if scene.abstract:
        return ["abstract" if language == "en" else "abstrakt"]
    place = main_place(scene)
    if language == "en":
        return [*(subject.name.replace("_", " ") for subject in scene.subjects), place]
    return [*(nouns()[subject.name][1] for subject in scene.subjects), _PLACES_DE[place]]
