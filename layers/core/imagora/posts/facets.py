"""What in a post's text is more than text: whom it mentions, what it is tagged with, where it links to."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

import msgspec

from imagora.kernel import text as texts
from imagora.kernel.ids import AccountId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from regex import Pattern

MAX_FACETS = 50
TAG_GRAPHEMES = 64
TAG_BYTES = 512
"""A tag is part of a table key (2,048 bytes at most), and 64 clusters alone would not bound it."""

FacetKind = Literal["mention", "tag", "link"]

_SIGNS = ("@", "＠", "#", "＃", "://")
_WORD = r"\p{L}\p{M}\p{N}_"
_START = (
    rf"(?<![{_WORD}])(?P<link>https?://)"
    # Not in an address (anna@example.org), not of another network (@anna@example.org, @anna.example.org).
    rf"|(?<![{_WORD}@＠/+\-])[@＠](?P<mention>[A-Za-z0-9_]{{3,30}})(?![{_WORD}@＠]|\.[a-z0-9])"
    # Not an HTML entity (&#39;), not a fragment (/#top).
    rf"|(?<![{_WORD}#＃&/])[#＃](?P<tag>[\p{{L}}\p{{N}}_][{_WORD}\u200c\u200d]*)"
)
_HOST = (
    r"(?i:https?)://(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}\-]*\.)+[\p{L}\p{N}][\p{L}\p{M}\p{N}\-]+(?::\d{1,5})?(?:[/?#].*)?"
)
_TAG = rf"[{_WORD}]*\p{{L}}[{_WORD}]*"
_ASCII_TAG = re.compile(r"[0-9_]*[a-z][a-z0-9_]*")

_PAIRS = {")": "(", "]": "["}
_ENDS_LINK = frozenset('<>"`{}|\\^«»“”„‹›。、，！？；：「」『』（）［］【】《》〈〉')
_TRAILING = ".,:;!?'’*~…(["


class Facet(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One stretch of a text: UTF-8 byte offsets `start` to `end` (exclusive), with the sign (`@`, `#`).

    `value`: the folded handle, the folded tag, or the URL as it was written. `account_id`: who bore a mentioned handle
    when the text was published, None where nobody did.
    """

    start: int
    end: int
    kind: FacetKind
    value: str
    account_id: AccountId | None = None


@cache
def _pattern(source: str, *, ignore_case: bool = False) -> Pattern[str]:
    import regex

    return regex.compile(source, regex.IGNORECASE if ignore_case else 0)


def detect(text: str) -> list[Facet]:
    """Find the first 50 facets of a cleaned text, in order, none overlapping. Linear in the length.

    Mentions: `@` and a handle, whether or not anyone bears it. Tags: `#` or `＃` and letters of any script,
    digits, marks and `_`, one letter at least, up to 64 grapheme clusters. Links: with `http://` or `https://`
    only, a host with a dot, and no user name in front of it (`https://bank.example@evil.example`); the
    punctuation that closes the sentence and a bracket that opened outside stay outside.
    """
    if not any(sign in text for sign in _SIGNS):
        return []
    facets: list[Facet] = []
    char = byte = 0
    for start, end, kind, value in _stretches(text):
        byte += texts.utf8_length(text[char:start])
        length = texts.utf8_length(text[start:end])
        facets.append(Facet(byte, byte + length, kind, value))
        byte, char = byte + length, end
        if len(facets) == MAX_FACETS:
            break
    return facets


def _stretches(text: str) -> Iterator[tuple[int, int, FacetKind, str]]:
    """Yield (start, end, kind, value) in characters. Each character is passed once, whatever comes of it."""
    pattern, position = _pattern(_START, ignore_case=True), 0
    while match := pattern.search(text, position):
        start, position = match.span()
        if match["link"]:
            position = _link_end(text, position)
            url = text[start:position].rstrip(_TRAILING)
            if _pattern(_HOST).fullmatch(url):
                yield start, start + len(url), "link", match["link"].lower() + url[len(match["link"]) :]
        elif match["mention"]:
            yield start, position, "mention", match["mention"].lower()
        elif tag := tag_of(match["tag"]):
            yield start, position, "tag", tag


def _link_end(text: str, position: int) -> int:
    """Where the address stops: at white space, what no address holds, a bracket that opened before it."""
    opened: list[str] = []
    for index in range(position, len(text)):
        character = text[index]
        if character in _ENDS_LINK or character.isspace():
            return index
        if character in "([":
            opened.append(character)
        elif character in _PAIRS and (not opened or opened.pop() != _PAIRS[character]):
            return index
    return len(text)


def tag_of(written: str) -> str | None:
    """A tag's one form (without its sign), or None where it is too long, has no letter, or folds to what is no word."""
    if written.isascii():
        tag = written.lower()
        return tag if len(tag) <= TAG_GRAPHEMES and _ASCII_TAG.fullmatch(tag) else None
    if not texts.fits(written, TAG_GRAPHEMES, TAG_BYTES):
        return None
    tag = texts.fold(written)
    return tag if texts.utf8_length(tag) <= TAG_BYTES and _pattern(_TAG).fullmatch(tag) else None
