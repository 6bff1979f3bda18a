"""Ids are ULIDs: 26 characters of Crockford base 32 that sort by the time they were made."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NewType

from ulid import ULID

AccountId = NewType("AccountId", str)
PostId = NewType("PostId", str)
MediaId = NewType("MediaId", str)
JobId = NewType("JobId", str)
Position = NewType("Position", str)
"""Where something stands in a feed: a ULID minted by the write that made it visible."""

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


def new_id(now: datetime) -> str:
    """A fresh ULID whose time part is `now`."""
    return str(ULID.from_datetime(now))


def is_id(text: str) -> bool:
    """Whether a text from outside may be an id at all; what isn't is answered 404 without a read."""
    return _ULID.fullmatch(text) is not None


def time_of(ulid: str) -> datetime:
    """When this id was minted, to the millisecond."""
    return ULID.from_str(ulid).datetime
