"""A reader's head: what has to be known of somebody before anything is shown to them. One item, one read.

`FEED#<uid>` / `~HEAD` sorts after every position of the feed (`~` is greater than any ULID character), so the first
page of a home feed brings it along for nothing. Whom it names stand in attributes of their own (`x#<account>`, …), not
in maps: an attribute can be set and removed whether or not another one is there. Writing is `head_store`'s.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from imagora.kernel.ids import AccountId
from imagora.table.reader import Key, Row

HEAD = "~HEAD"

UNFOLLOWED, BLOCKING, BLOCKED_BY, MUTED = "h#", "x#", "y#", "m#"
"""What an attribute's name starts with, before the account's id. Values: until when (epoch), 1, 1, until when or 0."""

FOR_EVER = 0

RESTING = "resting"
"""The status of a head whose owner stays away; any other head has none."""

POINTERS_LIVE = timedelta(days=30)
"""How long a pointer stays in a feed, and so how long those of an unfollowed author have to be passed over."""


Choice = Literal["show", "warn", "hide"]
"""What becomes of posts with a label: a label that isn't named is shown."""

MAX_LABELS = 100


class Head(msgspec.Struct, frozen=True):
    """What a reader decided about others, and others about them.

    pulled: followed accounts whose posts aren't pushed. unfollowed: whose pointers are passed over, until when (epoch).
    muted: until when (epoch; 0: for ever). words: the muted words as JSON, for `words.Words`. crowded: more accounts
    block this one than `blocked_by` names. following: how many it follows. seen: the day (UTC) of the last look at the
    home feed; resting: its feed isn't filled, or not whole yet (`dormancy`). labels, hide_ai, hide_bots: what it
    wants to see of labelled posts, of what AI made, of bots.
    """

    pulled: frozenset[AccountId] = frozenset()
    unfollowed: dict[AccountId, int] = msgspec.field(default_factory=dict)
    blocking: frozenset[AccountId] = frozenset()
    blocked_by: frozenset[AccountId] = frozenset()
    muted: dict[AccountId, int] = msgspec.field(default_factory=dict)
    words: str = ""
    crowded: bool = False
    following: int = 0
    seen: str = ""
    resting: bool = False
    labels: dict[str, Choice] = msgspec.field(default_factory=dict)
    hide_ai: bool = False
    hide_bots: bool = False

    def passes_over(self, author: AccountId, now: datetime) -> bool:
        """Whether pointers to this author are left over from before an unfollow."""
        return author in self.unfollowed and self.unfollowed[author] > now.timestamp()


NO_HEAD = Head()


def head_key(reader: str) -> Key:
    return f"FEED#{reader}", HEAD


def head_of(row: Row | None) -> Head:
    """The head in a row, or the empty one."""
    if row is None:
        return NO_HEAD
    named: dict[str, dict[Any, int]] = {UNFOLLOWED: {}, BLOCKING: {}, BLOCKED_BY: {}, MUTED: {}}
    for name, value in row.items():
        if name[1:2] == "#":
            named[name[:2]][name[2:]] = value
    return Head(
        pulled=row.get("pulled") or frozenset(),
        unfollowed=named[UNFOLLOWED],
        blocking=frozenset(named[BLOCKING]),
        blocked_by=frozenset(named[BLOCKED_BY]),
        muted=named[MUTED],
        words=row.get("words", ""),
        crowded="crowded" in row,
        following=row.get("following", 0),
        seen=row.get("seen", ""),
        resting=row.get("status") == RESTING,
        labels=msgspec.json.decode(row["labels"]) if "labels" in row else {},
        hide_ai="hide_ai" in row,
        hide_bots="hide_bots" in row,
    )
