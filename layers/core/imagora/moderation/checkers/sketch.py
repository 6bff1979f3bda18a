"""How alike two texts are, from a few numbers: what is stored of a text so that copies of it are found.

The fingerprint is equal for texts that differ only in case, disguise, links' tails, numbers and who is mentioned. The
sketch (MinHash: A. Broder, "On the resemblance and containment of documents", 1997) also finds texts with some words
changed; its bands are keys to look candidates up by, as locality-sensitive hashing does. Neither can be
read back.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final

from imagora.kernel import text as texts

BANDS: Final = 6
_ROWS: Final = 2
SIZE: Final = BANDS * _ROWS
FEWEST_WORDS: Final = 5
"""Shorter texts are said by many people of themselves: greetings aren't copies."""

_LINK: Final = re.compile(r"https?://(?:www\.)?([^\s/<>\"]+)[^\s<>\"]*", re.IGNORECASE)
_MENTION: Final = re.compile(r"(?<![\w@])@\w{3,30}")
_WORD: Final = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_DIGITS: Final = re.compile(r"\d+")


def words(text: str) -> list[str]:
    """What is compared: folded words; a link is its host, a number any number, a mention nobody in particular."""
    plain = _MENTION.sub(" ", _LINK.sub(r" \1 ", texts.fold(texts.clean(text, multiline=True))))
    return [_DIGITS.sub("0", word) for word in _WORD.findall(plain)]


def fingerprint(text: str) -> str | None:
    """16 bytes in hex, equal for copies; None for a text too short to be told from others' own words."""
    found = words(text)
    return _digest(" ".join(found), 16).hex() if len(found) >= FEWEST_WORDS else None


def sketch(text: str) -> tuple[int, ...]:
    """Twelve numbers of 32 bits; empty for a text that is too short. Linear in the length."""
    found = words(text)
    if len(found) < FEWEST_WORDS:
        return ()
    shingles = {" ".join(found[start : start + 2]) for start in range(len(found) - 1)}
    bases = [int.from_bytes(_digest(shingle, 8)) for shingle in shingles]
    return tuple(min(_mixed(base, turn) for base in bases) for turn in range(SIZE))


def resemblance(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """How much two texts share, 0..1, estimated to about ±0.15; 0 where one is too short."""
    return sum(x == y for x, y in zip(a, b, strict=True)) / SIZE if a and b else 0.0


def bands(numbers: tuple[int, ...]) -> tuple[str, ...]:
    """Six keys: texts that are half alike share at least one in five of six cases, unrelated ones hardly ever."""
    return tuple(
        f"{band}#{numbers[_ROWS * band]:08x}{numbers[_ROWS * band + 1]:08x}" for band in range(BANDS if numbers else 0)
    )


def _digest(text: str, size: int) -> bytes:
    return blake2b(text.encode(), digest_size=size, person=b"imagora-sketch").digest()


def _mixed(base: int, turn: int) -> int:
    """One of many hashes of the same thing: multiply by an odd number and keep the upper half."""
    return ((base * (2 * (turn * 0x9E3779B97F4A7C15) + 0x632BE59BD9B4E019) + turn) & (1 << 64) - 1) >> 32
