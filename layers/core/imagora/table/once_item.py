"""The item behind an Idempotency-Key."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from imagora.table.item import Item


class OnceItem(Item):
    """`IDEM#<owner>#<key>` / `IDEM`: the request's fingerprint and what it created. Never a token. TTL 24 h."""

    fingerprint = UnicodeAttribute()
    created_id = UnicodeAttribute()
