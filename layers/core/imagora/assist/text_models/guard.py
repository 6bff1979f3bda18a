"""What a model's answer must not be: our instructions repeated, or a carrier of what nobody who asks wrote.

Deterministic, and a floor: it recognises the mark in the instructions, plainly or in the usual disguises, stretches of
the instructions themselves, and links and names out of the blue. It doesn't recognise a paraphrase.
"""

from __future__ import annotations

import binascii
import codecs
import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Final

_STRETCH: Final = 8
"""Words in a row that an answer may not share with the instructions."""

_WORD: Final = re.compile(r"[a-z0-9]+")
_NOT_PLAIN: Final = re.compile(r"[^a-z0-9]+")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2}[\s:,-]?){8,}")
_LINK: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/[^\s<>\"')\]]+"
    r"|\b[\w-]+\.(?:com|net|org|info|biz|io|co|app|dev|xyz|top|site|online|shop|link|click|example|ru|cn|de|uk|eu|ai|ly)\b",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"[\w.+-]*[@＠][\w.-]{2,}")


def repeats(text: str, instructions: str, mark: str) -> bool:
    """Whether this text has the mark, however disguised, or a stretch of the instructions."""
    return any(mark in form for form in _forms(text)) or bool(_stretches(text) & _stretches(instructions))


def foreign(text: str, written: str) -> bool:
    """Whether this text has a link or a name that the person who asks didn't write."""
    own = written.casefold()
    return any(found.rstrip(".,;:!?…").casefold() not in own for kind in (_LINK, _NAME) for found in kind.findall(text))


def _stretches(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[start : start + _STRETCH]) for start in range(len(words) - _STRETCH + 1)}


def _forms(text: str) -> Iterator[str]:
    """The text as letters and digits alone: plain, backwards, rotated by 13, and what is encoded in it."""
    plain = _NOT_PLAIN.sub("", text.lower())
    yield plain
    yield plain[::-1]
    yield codecs.encode(plain, "rot13")
    for run in _BASE64.findall(text):
        yield from _decoded(run)
    for run in _HEX.findall(text):
        yield _NOT_PLAIN.sub("", bytes.fromhex(re.sub(r"[^0-9a-fA-F]", "", run)).decode("latin-1").lower())


def _decoded(run: str) -> Iterator[str]:
    """What base 64 may hold, wherever in the run it begins."""
    for start in range(4):
        part = run[start:].rstrip("=").translate(str.maketrans("-_", "+/"))
        try:
            data = b64decode(part + "=" * (-len(part) % 4))
        except (binascii.Error, ValueError):
            continue
        yield _NOT_PLAIN.sub("", data.decode("latin-1").lower())
