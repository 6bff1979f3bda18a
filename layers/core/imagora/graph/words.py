"""Muted words: kept in a reader's head, compared with what posts say.

A word matches as a word, in any case and width: `art` is not in `start`. Scripts that don't part their words (Han,
kana, Thai and their neighbours) match anywhere; Korean words may carry a particle. A phrase is matched over any white
space.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from imagora.kernel.clock import epoch
from imagora.kernel.text import fold

Scope = Literal["text", "tags", "both"]


class MutedWord(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True):
    """A word as it was given, where it is looked for, and until when (epoch seconds; None: for ever)."""

    word: str
    scope: Scope = "both"
    until: int | None = None

    def over(self, now: datetime) -> bool:
        return self.until is not None and self.until <= epoch(now)


_KEPT = msgspec.json.Decoder(list[MutedWord])


def read(kept: str, now: datetime) -> list[MutedWord]:
    """The muted words in a head that aren't over."""
    return [word for word in _KEPT.decode(kept) if not word.over(now)] if kept else []


def write(words: Sequence[MutedWord]) -> str:
    """As a head keeps them; "" for none."""
    return msgspec.json.encode(words).decode() if words else ""


def plain(text: str) -> str:
    """A text in the form in which it is compared: folded, white space and apostrophes all alike."""
    return " ".join(fold(text).replace("\u2019", "'").split())


class Words(NamedTuple):
    """Muted words, ready to be compared with many texts."""

    in_text: tuple[str, ...]
    in_tags: frozenset[str]
    anywhere: tuple[str, ...]

    @classmethod
    def read(cls, kept: str, now: datetime) -> Words:
        """From a head, without those that are over."""
        words = [(plain(word.word), word.scope) for word in read(kept, now)]
        return cls(
            in_text=tuple(word for word, scope in words if scope == "text"),
            in_tags=frozenset(word for word, scope in words if scope != "text"),
            anywhere=tuple(word for word, scope in words if scope == "both"),
        )

    def match(self, text: str, tags: Iterable[str]) -> bool:
        """Whether a text with these tags has one of them. A tag isn't text: `text` doesn't look into tags."""
        folded = [plain(tag) for tag in tags]
        if not self.in_tags.isdisjoint(folded):
            return True
        if not (self.in_text or self.anywhere):
            return False
        said = plain(text)
        if any(_stands_in(word, said) for word in self.anywhere):
            return True
        return bool(self.in_text) and _any_in(self.in_text, _without(folded, said))


def _any_in(words: Iterable[str], text: str) -> bool:
    return any(_stands_in(word, text) for word in words)


def _without(tags: Sequence[str], text: str) -> str:
    for tag in sorted(tags, key=len, reverse=True):
        text = text.replace(f"#{tag}", " ")
    return text


def _stands_in(word: str, text: str) -> bool:
    """Whether the word is in the text with a boundary on either side."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if _parted(text[at - 1 : at], word[0], korean=False) and _parted(word[-1], text[end : end + 1], korean=True):
            return True
        at = text.find(word, at + 1)
    return False


def _parted(before: str, after: str, *, korean: bool) -> bool:
    """Whether a word may end between these two characters ("" at the end of a text)."""
    if not (before and after) or not (_of_word(before) and _of_word(after)):
        return True
    if unicodedata.category(after).startswith("M"):
        return False  # a mark belongs to what it stands on
    return _unparted(before) or _unparted(after) or (korean and "\uac00" <= before <= "\ud7a3")


def _of_word(character: str) -> bool:
    return character == "_" or character.isalnum() or unicodedata.category(character).startswith("M")


_UNPARTED = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u0f00", "\u0fff"),  # Tibetan
    ("\u1000", "\u109f"),  # Myanmar
    ("\u1780", "\u17ff"),  # Khmer
    ("\u3040", "\u30ff"),  # Hiragana, Katakana
    ("\u3400", "\u9fff"),  # Han
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)
"""Scripts whose words stand without a space between them (Unicode blocks)."""


def _unparted(character: str) -> bool:
    return character >= "\u0e00" and any(first <= character <= last for first, last in _UNPARTED)
