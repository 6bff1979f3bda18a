"""Due times: what awaits a stage says when somebody has to look after it, so that no lost wake-up strands it.

The sparse index GSI2 holds `DUE#<0..7>` / `<deadline>#<PK>`; the attributes go when the stage is done.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from imagora.table.due_key import SHARDS, partition, sort_key
from imagora.table.item import Item
from imagora.table.transaction import guarded

__all__ = ["SHARDS", "Settled", "done", "partition", "postpone", "sort_key"]


class Settled(Exception):
    """The item isn't due any more, or was postponed by somebody else."""


def postpone(pk: str, sk: str, *, seen: str, until: datetime) -> None:
    """Have an item looked at again at `until` (1 conditional update).

    Raises Settled when its due key isn't the one that was seen.
    """
    with guarded(Settled()):
        Item(pk, sk).update(actions=[Item.GSI2SK.set(sort_key(until, pk))], condition=Item.GSI2SK == seen)


def done(pk: str, sk: str) -> None:
    """Nobody has to look after this item any more (1 update). Retry-safe; nothing happens where the item is gone."""
    with suppress(Settled), guarded(Settled()):
        Item(pk, sk).update(actions=[Item.GSI2PK.remove(), Item.GSI2SK.remove()], condition=Item.PK.exists())
