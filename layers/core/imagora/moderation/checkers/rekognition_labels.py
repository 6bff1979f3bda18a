"""Rekognition's taxonomy of moderation labels, three levels, and what each label means under our rules.

Source: Amazon Rekognition Developer Guide, "Using the image and video moderation APIs", label categories of model 7.
An answer names a label together with all above it, so only the most specific ones are weighed.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Meaning(NamedTuple):
    """The rule that a label speaks of, and how much of its confidence counts as a score."""

    rule: str
    weight: float


_NUDE: Final = Meaning("sexual_explicit", 1.0)
_HINTED: Final = Meaning("sexual_explicit", 0.55)
"""A label at most: intimate, and not explicit."""

_GORE: Final = Meaning("violence_graphic", 1.0)
_DEAD: Final = Meaning("violence_graphic", 0.85)
_VIOLENT: Final = Meaning("violence_graphic", 0.6)
_SELF_HARM: Final = Meaning("self_harm_instructions", 0.75)
_HATE: Final = Meaning("hate_slurs", 0.8)
"""A moderator's look and no more by itself: the same symbols hang in museums."""

_TERROR: Final = Meaning("terror_propaganda", 0.8)

TAXONOMY: Final[dict[str, tuple[str, Meaning | None]]] = {
    "Explicit": ("", _NUDE),
    "Explicit Nudity": ("Explicit", _NUDE),
    "Exposed Male Genitalia": ("Explicit Nudity", _NUDE),
    "Exposed Female Genitalia": ("Explicit Nudity", _NUDE),
    "Exposed Buttocks or Anus": ("Explicit Nudity", _NUDE),
    "Exposed Female Nipple": ("Explicit Nudity", _NUDE),
    "Explicit Sexual Activity": ("Explicit", _NUDE),
    "Sex Toys": ("Explicit", _NUDE),
    "Non-Explicit Nudity of Intimate parts and Kissing": ("", _HINTED),
    "Non-Explicit Nudity": ("Non-Explicit Nudity of Intimate parts and Kissing", _HINTED),
    "Bare Back": ("Non-Explicit Nudity", None),
    "Exposed Male Nipple": ("Non-Explicit Nudity", None),
    "Partially Exposed Buttocks": ("Non-Explicit Nudity", _HINTED),
    "Partially Exposed Female Breast": ("Non-Explicit Nudity", _HINTED),
    "Implied Nudity": ("Non-Explicit Nudity", _HINTED),
    "Obstructed Intimate Parts": ("Non-Explicit Nudity of Intimate parts and Kissing", _HINTED),
    "Obstructed Female Nipple": ("Obstructed Intimate Parts", _HINTED),
    "Obstructed Male Genitalia": ("Obstructed Intimate Parts", _HINTED),
    "Kissing on the Lips": ("Non-Explicit Nudity of Intimate parts and Kissing", None),
    "Swimwear or Underwear": ("", None),
    "Female Swimwear or Underwear": ("Swimwear or Underwear", None),
    "Male Swimwear or Underwear": ("Swimwear or Underwear", None),
    "Violence": ("", _VIOLENT),
    "Weapons": ("Violence", None),
    "Graphic Violence": ("Violence", _DEAD),
    "Weapon Violence": ("Graphic Violence", _VIOLENT),
    "Physical Violence": ("Graphic Violence", _VIOLENT),
    "Self-Harm": ("Graphic Violence", _SELF_HARM),
    "Blood & Gore": ("Graphic Violence", _GORE),
    "Explosions and Blasts": ("Graphic Violence", None),
    "Visually Disturbing": ("", _VIOLENT),
    "Death and Emaciation": ("Visually Disturbing", _DEAD),
    "Emaciated Bodies": ("Death and Emaciation", _VIOLENT),
    "Corpses": ("Death and Emaciation", _DEAD),
    "Crashes": ("Visually Disturbing", None),
    "Air Crash": ("Crashes", None),
    "Drugs & Tobacco": ("", None),
    "Products": ("Drugs & Tobacco", None),
    "Pills": ("Products", None),
    "Drugs & Tobacco Paraphernalia & Use": ("Drugs & Tobacco", None),
    "Smoking": ("Drugs & Tobacco Paraphernalia & Use", None),
    "Alcohol": ("", None),
    "Alcohol Use": ("Alcohol", None),
    "Drinking": ("Alcohol Use", None),
    "Alcoholic Beverages": ("Alcohol", None),
    "Rude Gestures": ("", None),
    "Middle Finger": ("Rude Gestures", None),
    "Gambling": ("", None),
    "Hate Symbols": ("", _HATE),
    "Nazi Party": ("Hate Symbols", _HATE),
    "White Supremacy": ("Hate Symbols", _HATE),
    "Extremist": ("Hate Symbols", _TERROR),
}
"""Label → (parent, meaning). None: known, and none of our rules' business."""

RULES: Final = frozenset(meaning.rule for _, meaning in TAXONOMY.values() if meaning)


def meaning(name: str, parent: str) -> Meaning | None:
    """What a label means. A name that a later model brings means what its parent means; nothing without one."""
    if name in TAXONOMY:
        return TAXONOMY[name][1]
    return TAXONOMY[parent][1] if parent in TAXONOMY else None
