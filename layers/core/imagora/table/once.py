"""Idempotency of what creates: the key is written in the same transaction as the thing it created.

So there is nothing to clean up and no moment in which one exists without the other: of two requests with one key, one
creates, and the other finds what the first created.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from imagora.kernel.clock import epoch
from imagora.kernel.errors import DomainError

if TYPE_CHECKING:
    from imagora.table.transaction import Transaction

KEEP = timedelta(hours=24)


class KeyReused(DomainError):
    """This Idempotency-Key was used for another request. Use a fresh key for a new request."""

    code = "idempotency_key_reused"


class InFlight(DomainError):
    """A request with this Idempotency-Key is under way. Ask again in a moment."""

    code = "idempotency_in_flight"

    def retry_after(self) -> int | None:
        return 1


class Once(msgspec.Struct, frozen=True):
    """One request that must create one thing, however often it comes.

    `owner` is the account (for a sign-up, a pseudonym of the email); `fingerprint` covers method, path and body.
    """

    owner: str
    key: str
    fingerprint: str

    @classmethod
    def of(cls, owner: str, key: str, *, secret: str, method: str, path: str, body: bytes) -> Once:
        """The fingerprint is keyed, since a body may hold a password."""
        message = f"{method}\0{path}\0".encode() + body
        return cls(owner, key, hmac.new(secret.encode(), message, sha256).hexdigest())

    def look_up(self, now: datetime) -> str | None:
        """What an earlier request with this key created (1 consistent read), or None.

        Raises KeyReused when that request was another one.
        """
        from imagora.table.once_item import OnceItem

        try:
            found = OnceItem.get(f"IDEM#{self.owner}#{self.key}", "IDEM", consistent_read=True)
        except OnceItem.DoesNotExist:
            return None
        if found.expires_at is not None and found.expires_at <= epoch(now):
            return None
        if not hmac.compare_digest(found.fingerprint, self.fingerprint):
            raise KeyReused
        return str(found.created_id)

    def join(self, transaction: Transaction, created_id: str, now: datetime) -> None:
        """Record in this transaction that the request created `created_id`.

        `commit` raises InFlight when another request with the same key was faster: look it up again then.
        """
        from imagora.table.once_item import OnceItem

        transaction.put(
            OnceItem(
                f"IDEM#{self.owner}#{self.key}",
                "IDEM",
                fingerprint=self.fingerprint,
                created_id=created_id,
                expires_at=epoch(now + KEEP),
            ),
            OnceItem.PK.does_not_exist() | (OnceItem.expires_at <= epoch(now)),
            otherwise=InFlight(),
        )
