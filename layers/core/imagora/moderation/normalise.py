"""Text as the word rules see it: one position a word, each with the spellings that it may stand for.

Disguises are undone here (full width, accents, look-alike letters, digits for letters, stretched or spaced words),
and only ever within a word: rules compare whole words, so `Scunthorpe` and `cocktail` can't match.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from imagora.kernel import text as texts

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"(?:[^\W_]|[@$])+")
_POSSESSIVE = re.compile(r"['’]s\b")
_STRETCHED = re.compile(r"(.)\1{2,}")
_WIDE_GAP = re.compile(r"\s{2}|\n")
_SPACED_AT_MOST = 24

# Confusables after Unicode TS #39, cut down to lower-case letters that pass for a Latin one at a glance.
_LOOK_ALIKES = str.maketrans(
    "абвгезікмнопрстухьѕјԁһԛԝӏ" + "αβγεηικνορτυχωϲ" + "ıɑɡʟɴʀɩøłđħ",
    "abbrezikmhonpctyxbsjdhqwl" + "abyenikvoptuxwc" + "iaglnrioldh",
)
_LEET = str.maketrans("430157@$", "aeoistas")
_LEET_WITH_L = str.maketrans("430157@$", "aeolstas")
_DISGUISES = frozenset("013457@$")


def words(text: str) -> list[frozenset[str]]:
    """Split a text into words, each as the set of plain spellings that it may stand for. Linear in the length.

    A run of three or more single letters (`n u d e`, `n.u.d.e`) is one word; a wider gap ends the run.
    """
    positions: list[frozenset[str]] = []
    for run in _runs(_fold(text)):
        if 3 <= len(run) <= _SPACED_AT_MOST:
            letters = "".join(run)
            positions.append(_spellings(letters) | _spellings(letters[1:]))
        else:
            positions += [_spellings(word) for word in run]
    return positions


def plain(word: str) -> str:
    """The spelling under which a word of our own lists is compared: `Mädchen` becomes `madchen`."""
    return _fold(word)


def _fold(text: str) -> str:
    """Case, width, accents and invisible characters away."""
    folded = _POSSESSIVE.sub("", texts.fold(texts.clean(text, multiline=True)))
    if folded.isascii():
        return folded
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


def _runs(text: str) -> Iterator[list[str]]:
    """The written words: single letters that follow one another together, every other word by itself."""
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match[0]
        if not word.strip("@$"):
            continue
        if run and (len(word) > 1 or _WIDE_GAP.search(text, end, match.start())):
            yield run
            run = []
        end = match.end()
        if len(word) > 1:
            yield [word]
        else:
            run.append(word)
    if run:
        yield run


def _spellings(word: str) -> frozenset[str]:
    """All that one written word may stand for: a handful at most, whatever is written."""
    spellings = {part for part in word.split("@") if part}
    look = word.strip("@").translate(_LOOK_ALIKES)
    if look.isascii():
        spellings.add(look)
        if _DISGUISES.intersection(look) and any(letter.isalpha() for letter in look):
            spellings |= {look.translate(_LEET), look.translate(_LEET_WITH_L)}
    stretched = {spelling for spelling in spellings if _STRETCHED.search(spelling)}
    for repeat in (r"\1", r"\1\1"):
        spellings |= {_STRETCHED.sub(repeat, spelling) for spelling in stretched}
    return frozenset(spellings)
