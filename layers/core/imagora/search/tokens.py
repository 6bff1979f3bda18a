"""Which tokens a text is found by. Pure; the same rules read posts, names and queries, so they always meet.

A token is a folded word of any script (`kernel.text.fold`), or a sign and what it marks (`#art`, `@ann`). Scripts that
put no space between words give pairs of neighbouring characters, since nobody can tell where a word ends without a
dictionary. A token is cut at 64 bytes: it is part of a key, and what shares 64 bytes is near enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby, pairwise

from imagora.kernel import text as texts
from imagora.posts.facets import Facet

MAX_OF_POST = 40
"""Each costs a write. Three hundred characters hold some thirty different words that aren't in every text."""

MAX_OF_QUERY = 8
MIN_BYTES, MAX_BYTES = 2, 64

_ENGLISH = (
    "a about all also am an and any are as at be been but by can could did do does for from had has have he her him "
    "his how i if in into is it its just me more my no not of on or our out she so than that the their them then there "
    "these they this to up us was we were what when which who will with would you your"
)
_GERMAN = (
    "aber als am an auch auf aus bei bin bis da das dass dem den der des die dies diese dieser du ein eine einem einen "
    "einer eines er es für hat habe ich ihr im in ist ja kann man mein mich mir mit nach nicht noch nur ob oder sein "
    "sich sie sind so über um und uns unter von vor war was wenn wer wie wir wird zu zum zur"
)
_COMMON = frozenset(f"{_ENGLISH} {_GERMAN} http https www".split())
"""And what every link begins with: in so many posts that they would find nothing by finding all."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"  # Han
)
_ASCII_WORD = re.compile(r"[a-z0-9_]+")
_HANDLE = re.compile(r"[a-z0-9_]{3,30}")
_SIGNED = re.compile(r"(?:^|(?<=\s))([#@])(\S+)")
_OTHER, _SPACED, _SOLID = range(3)


def of_post(text: str, facets: Iterable[Facet] = ()) -> tuple[str, ...]:
    """The tokens of a post: its tags and mentions, then its words, in order, each once, 40 at most."""
    signs = (f"{_SIGN[facet.kind]}{facet.value}" for facet in facets if facet.kind in _SIGN)
    return _first(MAX_OF_POST, signs, words(text))


_SIGN = {"tag": "#", "mention": "@"}


def of_query(query: str) -> tuple[str, ...]:
    """The first 8 tokens of what somebody looks for. `#tag` and `@handle` ask for just that, not for the word.

    Empty where nothing in it can be looked for: signs alone, words that every text has.
    """
    folded = texts.fold(query)
    signs: list[str] = []
    rest: list[str] = []
    end = 0
    for match in _SIGNED.finditer(folded):
        if _marks(match[1], match[2]):
            signs.append(match[1] + match[2])
            rest.append(folded[end : match.start()])
            end = match.end()
    return _first(MAX_OF_QUERY, signs, words(" ".join([*rest, folded[end:]])))


def _marks(sign: str, marked: str) -> bool:
    """Whether this may be a tag, or a handle."""
    if sign == "@":
        return _HANDLE.fullmatch(marked) is not None
    return all(map(_kind, marked)) and any(map(str.isalpha, marked))


def of_name(handle: str, name: str) -> frozenset[str]:
    """What an account is found by: its handle and the words of its name, however common."""
    return frozenset(map(_cut, (handle, handle.strip("_"), *_pieces(texts.fold(name))))) - {""}


def in_name(query: str) -> tuple[str, ...]:
    """What an account's tokens have to begin with, for it to be found by this: at most 8, each once."""
    return tuple(dict.fromkeys(map(_cut, _pieces(texts.fold(query)))))[:MAX_OF_QUERY]


def words(text: str) -> Iterator[str]:
    """Yield the words of a text that somebody may look for, folded; common ones and single letters are left out."""
    for piece in _pieces(texts.fold(text)):
        if piece not in _COMMON and texts.utf8_length(piece) >= MIN_BYTES:
            yield piece


def _first(limit: int, *sources: Iterable[str]) -> tuple[str, ...]:
    tokens: dict[str, None] = {}
    for source in sources:
        for token in source:
            tokens[_cut(token)] = None
            if len(tokens) == limit:
                return tuple(tokens)
    return tuple(tokens)


def _cut(token: str) -> str:
    if len(token) <= MAX_BYTES // 4:
        return token  # four bytes a character at most
    return token.encode()[:MAX_BYTES].decode(errors="ignore")


def _pieces(folded: str) -> Iterator[str]:
    """Yield words, and pairs of what is written without spaces."""
    if folded.isascii():
        yield from filter(None, (word.strip("_") for word in _ASCII_WORD.findall(folded)))
        return
    for kind, characters in groupby(folded, _kind):
        run = "".join(characters)
        if kind == _SOLID:
            yield from _pairs(run)
        elif kind == _SPACED and (word := run.strip("_")):
            yield word


def _pairs(run: str) -> Iterator[str]:
    """Yield neighbouring characters, each with the marks that it bears; one that stands alone, alone."""
    characters: list[str] = []
    for character in run:
        if characters and unicodedata.category(character)[0] == "M":
            characters[-1] += character
        else:
            characters.append(character)
    if len(characters) == 1:
        yield characters[0]
    for first, second in pairwise(characters):
        yield first + second


@cache
def _kind_of_other(character: str) -> int:
    if _UNSPACED.match(character) and unicodedata.category(character)[0] in "LMN":
        return _SOLID
    return _SPACED if unicodedata.category(character)[0] in "LMN" else _OTHER


def _kind(character: str) -> int:
    if character.isascii():
        return _SPACED if character.isalnum() or character == "_" else _OTHER
    return _kind_of_other(character)
