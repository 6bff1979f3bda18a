"""Ids are ULIDs: 26 characters of Crockford base 32 that sort by the time they were made.

Written out here (a dozen lines) because the library for it costs two thirds of a cold start's own instructions. A test
holds both to each other. Source: https://github.com/ulid/spec
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from typing import NewType

AccountId = NewType("AccountId", str)
PostId = NewType("PostId", str)
MediaId = NewType("MediaId", str)
JobId = NewType("JobId", str)
Position = NewType("Position", str)
"""Where something stands in a feed: a ULID minted by the write that made it visible."""

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_TIME_DIGITS = 10  # 48 bits of milliseconds since 1970; 80 random bits follow
_RANDOM_BYTES = 10
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def new_id(now: datetime) -> str:
    """A fresh ULID whose time part is `now`."""
    return _written((now - _EPOCH) // _MILLISECOND << 8 * _RANDOM_BYTES | int.from_bytes(os.urandom(_RANDOM_BYTES)))


def derived_id(moment: datetime, about: str) -> str:
    """The ULID of this moment that follows from `about`: the same for whoever asks again."""
    from hashlib import sha256

    random = int.from_bytes(sha256(about.encode()).digest()[:_RANDOM_BYTES])
    return _written((moment - _EPOCH) // _MILLISECOND << 8 * _RANDOM_BYTES | random)


def least_id(moment: datetime) -> str:
    """The id that sorts before all others minted at this moment, or after it."""
    return _written((moment - _EPOCH) // _MILLISECOND << 8 * _RANDOM_BYTES)


def _written(number: int) -> str:
    return "".join([_DIGITS[number >> 5 * place & 31] for place in range(_LENGTH - 1, -1, -1)])


def is_id(text: str) -> bool:
    """Whether a text from outside may be an id at all; what isn't is answered 404 without a read."""
    return _ULID.fullmatch(text) is not None


def time_of(ulid: str) -> datetime:
    """When this id was minted, to the millisecond. Raises ValueError for what is no ULID."""
    milliseconds = 0
    for digit in ulid[:_TIME_DIGITS]:
        milliseconds = milliseconds << 5 | _DIGITS.index(digit)
    return _EPOCH + milliseconds * _MILLISECOND
