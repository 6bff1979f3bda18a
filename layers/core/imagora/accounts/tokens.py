"""Access tokens, verified where no gateway did it: on public routes, and by the laptop's gateway.

What is checked and why: AWS, "Verifying JSON web tokens" (Cognito developer guide), and RFC 8725 on algorithms.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from imagora.kernel.errors import Unauthenticated, Unavailable
from imagora.kernel.ids import AccountId, is_id

_REFETCH_SECONDS = 60.0
_LEEWAY_SECONDS = 5  # between Cognito's clock and ours
_LONGEST = 8_192


class KeysUnavailable(Unavailable):
    """The keys that verify tokens can't be had at the moment. Try again shortly."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a good token says. `members` is all of it."""

    account_id: AccountId
    groups: tuple[str, ...]
    members: Mapping[str, Any]


class _KeySet(msgspec.Struct, frozen=True):
    keys: list[dict[str, Any]]


@dataclass
class TokenVerifier:
    """`fetch` gives the pool's JWKS document; its keys are kept until a token names one that isn't among them.

    Then it is fetched again, once a minute at most, so that invented key ids cost nothing. Thread-safe.
    """

    user_pool_id: str
    client_id: str
    fetch: Callable[[], bytes]
    clock: Callable[[], float] = time.monotonic
    _keys: dict[str, Any] = field(default_factory=dict)
    _fetched_at: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def issuer(self) -> str:
        """The same for moto as for Cognito, whatever the endpoint."""
        region = self.user_pool_id.partition("_")[0]
        return f"https://cognito-idp.{region}.amazonaws.com/{self.user_pool_id}"

    def verify(self, token: str) -> Claims:
        """What the token says, if it is a living access token of our pool and client, signed with RS256.

        Raises Unauthenticated for any other, KeysUnavailable (503) when the pool's keys can't be had.
        """
        import jwt

        if len(token) > _LONGEST:
            raise Unauthenticated
        try:
            header = jwt.get_unverified_header(token)
            members = jwt.decode(
                token,
                self._key(header),
                algorithms=["RS256"],
                issuer=self.issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss"], "verify_aud": False},  # access tokens have no audience
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise Unauthenticated from error
        return self._claims(members)

    def _claims(self, members: dict[str, Any]) -> Claims:
        if members.get("token_use") != "access" or members.get("client_id") != self.client_id:
            raise Unauthenticated
        username = members.get("username")
        if not isinstance(username, str) or not is_id(username):
            raise Unauthenticated
        groups = members.get("cognito:groups")
        return Claims(AccountId(username), tuple(groups) if isinstance(groups, list) else (), members)

    def _key(self, header: dict[str, Any]) -> Any:
        kid = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(kid, str):
            raise Unauthenticated
        with self._lock:
            if kid not in self._keys and self._may_fetch():
                self._keys = self._fetched()
                self._fetched_at = self.clock()
            if kid not in self._keys:
                raise Unauthenticated
            return self._keys[kid]

    def _may_fetch(self) -> bool:
        return self._fetched_at is None or self.clock() - self._fetched_at >= _REFETCH_SECONDS

    def _fetched(self) -> dict[str, Any]:
        import jwt

        try:
            document = msgspec.json.decode(self.fetch(), type=_KeySet)
            return {
                key["kid"]: jwt.PyJWK(key, algorithm="RS256").key
                for key in document.keys
                if key.get("kty") == "RSA" and key.get("use", "sig") == "sig" and "kid" in key
            }
        except (OSError, msgspec.MsgspecError, jwt.PyJWTError) as error:
            raise KeysUnavailable from error
