"""A request as routes see it: who asks, where their page starts, which key makes it happen once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from chalicelib.answers import Answer
from imagora import wiring
from imagora.kernel.errors import InvalidInput, Unauthenticated
from imagora.kernel.ids import AccountId
from imagora.table.once import Once
from imagora.table.paging import Page, PageRequest

DEFAULT_LIMIT = 50
MAX_LIMIT = 100
_MAX_KEY = 128

T = TypeVar("T")


class Request(msgspec.Struct):
    """One HTTP request. `viewer` is the account that asks, None for nobody; `address` is where it comes from."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    viewer: AccountId | None
    address: str
    id: str
    token: str | None = None
    groups: frozenset[str] = frozenset()
    outgoing: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def account(self) -> AccountId:
        """The account that asks, on a route that needs one.

        Raises Unauthenticated for nobody.
        """
        if self.viewer is None:
            raise Unauthenticated
        return self.viewer

    def page(self, listing: str) -> PageRequest:
        """What part of the list is asked for.

        Raises InvalidInput for a limit outside 1..100, InvalidCursor for a cursor of another list or reader.
        """
        cursor = self.query.get("cursor")
        return PageRequest(
            self._limit(),
            wiring.cursors().read(cursor, listing=listing, reader=self.viewer or "") if cursor else None,
        )

    def listed(self, page: Page[T], listing: str) -> Answer:
        """A page as an answer, with the cursor that goes on after it."""
        return Answer(200, self.part(page, listing))

    def part(self, page: Page[T], listing: str) -> dict[str, object]:
        """As `listed`, for a list that is part of an answer."""
        body: dict[str, object] = {"items": page.items}
        if page.next is not None:
            body["cursor"] = wiring.cursors().mint(listing=listing, reader=self.viewer or "", position=page.next)
        return body

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """A query parameter that may be one of these; the first is the default."""
        value = self.query.get(name, allowed[0])
        if value not in allowed:
            raise InvalidInput.of(name, "invalid", f"This has to be one of: {', '.join(allowed)}.")
        return value

    def once(self, owner: str | None = None) -> Once | None:
        """The Idempotency-Key of this request as its owner's, None without one.

        Whose it is: the account's by default, on a public route without one the address's.

        Raises InvalidInput for a key that isn't 1 to 128 printable ASCII characters.
        """
        key = self.headers.get("idempotency-key")
        if key is None:
            return None
        if not (0 < len(key) <= _MAX_KEY and key.isascii() and key.isprintable()):
            raise InvalidInput.of("Idempotency-Key", "invalid", "A key has 1 to 128 printable ASCII characters.")
        secret = wiring.key_ring().current().identity
        return Once.of(
            owner or self.viewer or self._pseudonym(),
            key,
            secret=secret,
            method=self.method,
            path=self.path,
            body=self.body,
        )

    def _pseudonym(self) -> str:
        return wiring.key_ring().pseudonym("address", self.address)

    def _limit(self) -> int:
        text = self.query.get("limit", str(DEFAULT_LIMIT))
        if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MAX_LIMIT):
            raise InvalidInput.of("limit", "out_of_range", f"A limit is a whole number from 1 to {MAX_LIMIT}.")
        return int(text)
