"""Normalising text: one spelling for each word, whatever its case, accents, width or inflection."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_TOKEN = re.compile(r"[^\W_]+")
_TRANSCRIBED = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_ENDINGS = ("ern", "nen", "en", "em", "er", "es", "e", "n", "s")


def fold(text: str) -> str:
    """NFKC, casefold (ß becomes ss) and accents off, so that `Häuser` and `hauser` are one spelling."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in order; apostrophes end a word, so `cat's` is `cat` and `s`."""
    return _TOKEN.findall(fold(text))


def english_plural(word: str) -> str:
    """The regular plural of an English noun (`box` → `boxes`, `pony` → `ponies`)."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in set("aeiou"):
        return word[:-1] + "ies"
    return word + "s"


def transcribed(word: str) -> list[str]:
    """The word with an umlaut that was written out (`ae` for `ä`) folded like the others; often empty."""
    return [word.replace(written, letter) for written, letter in _TRANSCRIBED if written in word]


def spellings(word: str) -> Iterator[str]:
    """The word itself, then what it may be an inflection of, likeliest first.

    Covers German case and adjective endings and umlauts written out (`ae`); a stem keeps at least three letters.
    """
    bases = [word, *transcribed(word)]
    yield from bases
    for base in bases:
        for ending in _ENDINGS:
            if base.endswith(ending) and len(base) - len(ending) >= 3:
                yield base[: -len(ending)]
