"""The instance's secret keys: one encrypted parameter, read when first needed, kept for five minutes.

Source: `/imagora/<stage>/keys` in SSM, JSON `{"cursor": [current, previous], "identity": "…"}`. Cursor keys can be
rotated (both verify, the first signs); the identity key can't, because email claims are stored under its HMAC. `edge`,
where there is an edge, is the secret by which the API knows its requests, `edge_previous` the one that it replaced.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from hashlib import sha256

import msgspec

_KEEP_SECONDS = 300
_AGAIN_SECONDS = 10
"""A key that was refused is read again, but no sooner after the last time: one that is plainly wrong stays so."""


class SecretKeys(msgspec.Struct, frozen=True):
    cursor: tuple[str, ...]
    identity: str
    edge: str = ""
    edge_previous: str = ""

    def is_edges(self, secret: str) -> bool:
        """Whether this is the edge's secret, or the one before: a rotation takes minutes to reach all of CloudFront."""
        given = secret.encode()
        return any(known and hmac.compare_digest(known.encode(), given) for known in (self.edge, self.edge_previous))

    def __repr__(self) -> str:
        return "SecretKeys(…)"


class KeyRing(msgspec.Struct):
    """Keeps what `fetch` (the parameter's text) gave for five minutes, so that a rotation needs no deploy."""

    fetch: Callable[[], str]
    _keys: SecretKeys | None = None
    _until: float = 0.0

    def current(self) -> SecretKeys:
        if self._keys is None or time.monotonic() > self._until:
            self._keys = msgspec.json.decode(self.fetch(), type=SecretKeys)
            self._until = time.monotonic() + _KEEP_SECONDS
        return self._keys

    def pseudonym(self, purpose: str, value: str) -> str:
        """A keyed hash of something personal (HMAC-SHA256, hex): the same every time, useless to others."""
        return hmac.new(self.current().identity.encode(), f"{purpose}\0{value}".encode(), sha256).hexdigest()


class ProviderKeys(msgspec.Struct):
    """Keys of providers, by provider (`openai`): a parameter of their own, so that who asks them reads no other secret.

    `fetch` gives the parameter's text, JSON `{"openai": "sk-…"}`; kept for five minutes.
    """

    fetch: Callable[[], str]
    _keys: dict[str, str] = msgspec.field(default_factory=dict)
    _until: float = 0.0

    def of(self, provider: str) -> str:
        """The key for this provider, empty where there is none."""
        if time.monotonic() > self._until:
            self._read()
        return self._keys.get(provider, "")

    def renewed(self, provider: str) -> str:
        """The key for this provider after the one that was kept was refused: it may have been rotated since."""
        if time.monotonic() > self._until - _KEEP_SECONDS + _AGAIN_SECONDS:
            self._read()
        return self._keys.get(provider, "")

    def _read(self) -> None:
        self._keys = msgspec.json.decode(self.fetch() or "{}", type=dict[str, str])
        self._until = time.monotonic() + _KEEP_SECONDS

    def __repr__(self) -> str:
        return "ProviderKeys(…)"
