"""What the recount of counters writes: how far it came, and an account's counter that drifted."""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from imagora.accounts.rows import profile_key
from imagora.accounts.store import ProfileItem
from imagora.table.item import Item
from imagora.table.reader import Key
from imagora.table.transaction import guarded

CURSOR: Key = ("RECOUNT", "CURSOR")


class CursorItem(Item):
    """`RECOUNT` / `CURSOR`: the account at which the next recount goes on."""

    place = UnicodeAttribute()


class Moved(Exception):
    """The counter isn't any more what was read."""


def keep_place(place: str) -> None:
    CursorItem(*CURSOR, place=place).save()


def repair(account_id: str, counter: str, *, seen: int, right: int) -> None:
    """Set an account's counter right (1 conditional update). Raises Moved when it isn't what was seen."""
    attribute: NumberAttribute = getattr(ProfileItem, counter)
    with guarded(Moved()):
        ProfileItem(*profile_key(account_id)).update(actions=[attribute.set(right)], condition=attribute == seen)
