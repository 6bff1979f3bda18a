"""People's text: made clean once, where it enters, and measured the way readers see it.

`regex` (Unicode's grapheme clusters and properties) costs import time at a cold start: only text that isn't ASCII
ever loads it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regex import Pattern

MARKS_PER_RUN = 10
"""Combining marks that may follow one another. The longest real stack (Tibetan) has 8; towers have dozens.

The bound also keeps normalisation linear: CPython sorts a run of marks by insertion, quadratic in its length.
"""

_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_DROPPED = re.compile(
    # Kept: a flag such as Scotland's.
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f)"
    "|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls; line ends and tabs are replaced before
    "\ud800-\udfff"  # halves of surrogate pairs: not text, and UTF-8 can't hold them
    "\u202a-\u202e\u2066-\u2069"  # bidi embeddings, overrides, isolates
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"  # byte order mark, annotations, noncharacters
    "\U000e0000-\U000e007f]"  # tag characters: invisible ASCII, good only for flags and for smuggling orders
)
_BLANK_LINES = re.compile(r"\n{4,}")
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_IGNORABLE}]+")
_VISIBLE = re.compile(rf"[^\s{_IGNORABLE}\u2800]")


@cache
def _cluster() -> Pattern[str]:
    import regex

    return regex.compile(r"\X")


@cache
def _tower() -> Pattern[str]:
    import regex

    return regex.compile(rf"(\p{{M}}{{{MARKS_PER_RUN}}})\p{{M}}+")


def clean(text: str, *, multiline: bool) -> str:
    """Make a person's text fit to store and show: NFC, no controls, no towers of marks, trimmed. Idempotent.

    Bidi embeddings, overrides and isolates go: unbalanced they turn round the interface next to them, and
    pages isolate every text by markup anyway. The harmless direction marks (U+200E, U+200F, U+061C) stay, and
    so do the joiners that Persian, the Indic scripts and emoji need. What has nothing visible in it becomes "".

    `multiline` keeps line ends (as `\\n`, with at most two blank lines in a row); without it every run of
    white space is one space. Never raises; the result may be empty or too long: see `fits`.
    """
    text = _DROPPED.sub(r"\1", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    if not text.isascii():
        text = _level(unicodedata.normalize("NFC", _level(text)))
    if not _VISIBLE.search(text):
        return ""
    if not multiline:
        return " ".join(text.split())
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n\n", lines).strip()


def _level(text: str) -> str:
    return _tower().sub(r"\1", text)


def graphemes(text: str) -> int:
    """Count what a reader calls characters: extended grapheme clusters (Unicode UAX #29). Linear."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return sum(1 for _ in _cluster().finditer(text))


def utf8_length(text: str) -> int:
    """Bytes of the text as UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def fits(text: str, max_graphemes: int, max_bytes: int) -> bool:
    """Say whether the text stays within both limits. Bytes are looked at first: they bound the other work."""
    return utf8_length(text) <= max_bytes and graphemes(text) <= max_graphemes


def fold(text: str) -> str:
    """Bring handles and tags to the one form in which they are the same: Unicode's NFKC_Casefold (UAX #31).

    Case, width and compatibility forms fall together (`ＡＩ` = `ai`, `Straße` = `STRASSE`); what is invisible
    goes. Idempotent. For text that went through `clean`, or is short: runs of marks aren't bounded here.
    """
    if text.isascii():
        return text.lower()
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", unicodedata.normalize("NFKC", folded).casefold()))
