"""Where an item stands on the index of what is due. Apart from `due`, for who only reads: nothing of PynamoDB here."""

from __future__ import annotations

from datetime import datetime
from zlib import crc32

from imagora.kernel.clock import rfc3339

SHARDS = 8


def partition(pk: str) -> str:
    """The shard of the due index in which an item with this partition key stands."""
    return f"DUE#{crc32(pk.encode()) % SHARDS}"


def sort_key(deadline: datetime, pk: str) -> str:
    return f"{rfc3339(deadline)}#{pk}"
