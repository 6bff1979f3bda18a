"""How deliveries are signed, so that their receiver knows them for ours: as Standard Webhooks has it.

A secret is derived, never stored: HMAC-SHA256 of account and salt under one of the instance's webhook keys. The table
holds the salt alone, so neither it nor a copy of it can sign anything.

Source: https://www.standardwebhooks.com (specification 1.0.0, "Signature scheme": symmetric).
"""

from __future__ import annotations

import hmac
import secrets
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from hashlib import sha256

import msgspec

from imagora.kernel.ids import AccountId

PREFIX = "whsec_"
_KEEP_SECONDS = 300


class Seed(msgspec.Struct, frozen=True):
    """What a secret is derived from: the name of the instance's key, and a salt of its own."""

    key: str
    salt: str


class SigningKeys(msgspec.Struct):
    """The instance's webhook keys by name, the newest having the highest number: `{"1": "…"}`.

    `fetch` gives the parameter's text; kept for five minutes, and asked for again where a name isn't known.
    """

    fetch: Callable[[], str]
    _keys: dict[str, str] = msgspec.field(default_factory=dict)
    _until: float = 0.0

    def new_seed(self) -> Seed:
        """For a new secret, under the newest key."""
        return Seed(max(self._current(), key=int), secrets.token_hex(16))

    def secret(self, account: AccountId, seed: Seed) -> bytes:
        """The 32 bytes that sign. Raises KeyError for a key that the instance doesn't have."""
        if seed.key not in self._current():
            self._until = 0.0  # a rotation may have come since
        key = self._current()[seed.key]
        return hmac.digest(key.encode(), f"webhook\0{account}\0{seed.salt}".encode(), "sha256")

    def _current(self) -> dict[str, str]:
        if time.monotonic() > self._until:
            self._keys = msgspec.json.decode(self.fetch(), type=dict[str, str])
            self._until = time.monotonic() + _KEEP_SECONDS
        return self._keys

    def __repr__(self) -> str:
        return "SigningKeys(…)"


def shown(secret: bytes) -> str:
    """A secret as its owner gets to see it once: `whsec_` and base64."""
    return PREFIX + b64encode(secret).decode()


def headers(signers: Sequence[bytes], *, event_id: str, at: int, body: bytes) -> dict[str, str]:
    """The three headers of one try. `at`: seconds since 1970; a signature a secret, separated by spaces."""
    signed = f"{event_id}.{at}.".encode() + body
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{_mac(secret, signed)}" for secret in signers),
    }


def _mac(secret: bytes, signed: bytes) -> str:
    return b64encode(hmac.new(secret, signed, sha256).digest()).decode()
