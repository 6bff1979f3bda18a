"""Names, ids and ARNs of local resources, the same on every start and on every laptop."""

from __future__ import annotations

import hashlib

from infra.local.state import ACCOUNT, REGION

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
