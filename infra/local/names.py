"""Names, ids and ARNs of local resources, the same on every start and on every laptop."""

from __future__ import annotations

import hashlib

from infra.local.state import ACCOUNT, REGION

STREAM_LABEL = "2026-01-01T00:00:00.000"
"""The label of every table's stream. In the cloud it is the time when the stream was turned on."""

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def arn(service: str, resource: str, *, region: str = REGION, account: str = ACCOUNT) -> str:
    return f"arn:aws:{service}:{region}:{account}:{resource}"


def user_pool_id(name: str) -> str:
    """The id that a user pool of this name gets: `us-east-1_` and nine characters, as Cognito's look."""
    return f"{REGION}_{_digest('pool', name, length=9)}"


def user_pool_client_id(pool_id: str, name: str) -> str:
    """The id that an app client of this name gets in this pool: 26 characters, as Cognito's look."""
    return _digest("client", pool_id, name, length=26)


def _digest(*parts: str, length: int) -> str:
    number = int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest(), "big")
    characters = []
    for _ in range(length):
        number, digit = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[digit])
    return "".join(characters)


def issuer(pool_id: str) -> str:
    """The `iss` claim of this pool's tokens; moto writes the same as Cognito."""
    return f"https://cognito-idp.{REGION}.amazonaws.com/{pool_id}"
