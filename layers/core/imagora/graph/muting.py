"""What a muted word may be. Pure; every refusal names its field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from imagora.graph.words import MutedWord, Scope, plain
from imagora.kernel.clock import epoch
from imagora.kernel.errors import InvalidInput
from imagora.kernel.text import clean, fits

MAX_WORDS = 200
_GRAPHEMES, _BYTES = 100, 400


def muted_word(text: str, scope: Scope, until: datetime | None, *, field: str) -> MutedWord:
    """A muted word as it is kept: cleaned, without the `#` of a tag. Raises InvalidInput."""
    word = clean(text, multiline=False)
    if plain(word).lstrip("#").strip():
        word = word.lstrip("#\uff03").strip() or word
    if not plain(word):
        raise InvalidInput.of(field, "required", "A muted word has at least one character that can be seen.")
    if not fits(word, _GRAPHEMES, _BYTES):
        raise InvalidInput.of(field, "length", f"A muted word has up to {_GRAPHEMES} characters and {_BYTES} bytes.")
    return MutedWord(word, scope, None if until is None else epoch(until))


def once_each(words: Iterable[MutedWord]) -> list[MutedWord]:
    """The same words, each once a scope, whatever its case: the last one counts, in the place of the first."""
    return list({(plain(word.word), word.scope): word for word in words}.values())
