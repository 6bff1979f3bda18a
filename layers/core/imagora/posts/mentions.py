"""Whom a text mentions: the accounts behind its handles, as they are when it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from imagora.accounts.rows import handle_key
from imagora.kernel.ids import AccountId
from imagora.posts import facets
from imagora.posts.facets import Facet
from imagora.table.reader import Key, Row

MAX_MENTIONS = 10
"""Of how many different handles in one text the accounts are looked up; the others stay text."""


class Written(msgspec.Struct, frozen=True):
    """What in a text is more than text. Read `keys` (half a unit a handle); `named` says who bears them."""

    found: Sequence[Facet]

    @classmethod
    def of(cls, text: str) -> Written:
        return cls(facets.detect(text))

    @property
    def keys(self) -> list[Key]:
        handles = dict.fromkeys(facet.value for facet in self.found if facet.kind == "mention")
        return [handle_key(handle) for handle in list(handles)[:MAX_MENTIONS]]

    def named(self, rows: Mapping[Key, Row]) -> tuple[Facet, ...]:
        """The facets, mentions with the accounts that these rows tell of."""
        return tuple(_named(facet, rows) if facet.kind == "mention" else facet for facet in self.found)


def _named(mention: Facet, rows: Mapping[Key, Row]) -> Facet:
    row = rows.get(handle_key(mention.value))
    return msgspec.structs.replace(mention, account_id=AccountId(row["account_id"]) if row else None)
