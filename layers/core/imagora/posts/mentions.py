"""Whom a text mentions: the accounts behind its handles, as they are when it is published."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from imagora.accounts.rows import handle_key
from imagora.kernel.ids import AccountId
from imagora.posts import facets
from imagora.posts.facets import Facet
from imagora.table.reader import Reader

MAX_MENTIONS = 10
"""Of how many different handles in one text the accounts are looked up; the others stay text."""


class Mentions(msgspec.Struct, frozen=True):
    reader: Reader

    def facets(self, text: str) -> tuple[Facet, ...]:
        """The facets of a text, mentions with their accounts (1 step where there are any, half a unit a handle)."""
        found = facets.detect(text)
        handles = list(dict.fromkeys(facet.value for facet in found if facet.kind == "mention"))[:MAX_MENTIONS]
        return self._named(found, handles) if handles else tuple(found)

    def _named(self, found: Sequence[Facet], handles: Sequence[str]) -> tuple[Facet, ...]:
        claims = self.reader.batch(map(handle_key, handles))
        owners = {handle: AccountId(row["account_id"]) for (pk, _), row in claims.items() for handle in [pk[7:]]}
        return tuple(
            msgspec.structs.replace(facet, account_id=owners.get(facet.value)) if facet.kind == "mention" else facet
            for facet in found
        )
