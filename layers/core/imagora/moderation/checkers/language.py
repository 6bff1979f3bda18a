"""Which language a text is in, as far as a checker has to know: English, German, or something else.

By the words that hold a sentence together. Short texts stay undecided, and undecided counts as not English: a checker
that knows only English is then not relied upon.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from imagora.moderation.checkers.port import Text

_WORD: Final = re.compile(r"[^\W\d_]+")
_ENGLISH: Final = """the and you your that this is are was were have has not with for from they we our it its be
    will would can of to
    my me what who when how why about just all if an or by at as he she him her his them there so do does did no yes
    i'm don't out up get go should than then these those which been being"""
_GERMAN: Final = """der die das und ich du ihr wir sie ist sind war nicht mit für von auf ein eine einen einem einer dem
    den des
    im zu zum zur auch aber oder wie was wer wenn dass daß noch nur schon sich mir dir euch uns mein dein sein kein
    keine hat haben wird werden bei nach aus um über so doch mal ja nein man er es"""


@cache
def _words(kept: str) -> frozenset[str]:
    return frozenset(kept.split())


def guess(text: str) -> str:
    """`en`, `de`, or empty where neither clearly leads."""
    found = [word.lower() for word in _WORD.findall(text[:2_000])]
    english, german = (sum(word in _words(kept) for word in found) for kept in (_ENGLISH, _GERMAN))
    if english > 2 * german:
        return "en"
    return "de" if german > 2 * english else ""


def is_english(content: Text) -> bool:
    """What its author's client says, else what it looks like."""
    return (content.language or guess(content.text)).lower().split("-")[0] == "en"
