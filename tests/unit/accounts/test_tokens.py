from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from imagora.accounts.tokens import KeysUnavailable, TokenVerifier
from imagora.kernel.errors import Unauthenticated

POOL, CLIENT = "eu-central-1_AbCdEfGhI", "client0123456789"
ACCOUNT = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
KEY = rsa.generate_private_key(65537, 2048)
FOREIGN_KEY = rsa.generate_private_key(65537, 2048)
PUBLIC_PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def jwks(**keys: rsa.RSAPrivateKey) -> bytes:
    return json.dumps(
        {
            "keys": [
                {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig"}
                for kid, key in keys.items()
            ]
        }
    ).encode()


def members(**changes: Any) -> dict[str, Any]:
    """A good access token's; None takes a member out."""
    now = int(time.time())
    good = {
        "iss": f"https://cognito-idp.eu-central-1.amazonaws.com/{POOL}",
        "client_id": CLIENT,
        "token_use": "access",
        "username": ACCOUNT,
        "sub": "not the account",
        "iat": now,
        "exp": now + 3600,
        "scope": "aws.cognito.signin.user.admin",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(claims: dict[str, Any], *, key: Any = KEY, algorithm: str = "RS256", kid: str = "k1") -> str:
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class Pool:
    """A user pool's key document, and how often it was fetched."""

    def __init__(self, **keys: rsa.RSAPrivateKey) -> None:
        self.document, self.fetches, self.now = jwks(**keys), 0, 1000.0

    def fetch(self) -> bytes:
        self.fetches += 1
        return self.document

    def verifier(self) -> TokenVerifier:
        return TokenVerifier(POOL, CLIENT, self.fetch, clock=lambda: self.now)


def test_claims_are_told_when_the_token_is_good() -> None:
    claims = Pool(k1=KEY).verifier().verify(signed(members(**{"cognito:groups": ["moderator"]})))
    assert claims.account_id == ACCOUNT
    assert claims.groups == ("moderator",)
    assert claims.members["client_id"] == CLIENT


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other"},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"client_id": "another"},
        {"client_id": None, "aud": CLIENT},
        {"token_use": "id", "aud": CLIENT},
        {"token_use": None},
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
        {"username": None},
        {"username": "somebody"},
        {"username": 7},
    ],
)
def test_token_is_refused_when_a_claim_is_wrong(changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        Pool(k1=KEY).verifier().verify(signed(members(**changes)))


def unsigned(algorithm: str) -> str:
    return f"{part({'alg': algorithm, 'kid': 'k1', 'typ': 'JWT'})}.{part(members())}."


def signed_with_public_key(key: bytes) -> str:
    """The classic confusion: the public key taken for an HMAC secret."""
    head = f"{part({'alg': 'HS256', 'kid': 'k1'})}.{part(members())}"
    mac = hmac.new(key, head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def tampered() -> str:
    head, _, signature = signed(members()).split(".")
    return f"{head}.{part(members(username='01BX5ZZKBKACTAV9WEVGEMMVRZ'))}.{signature}"


def with_own_key() -> str:
    """A key of the attacker's in the header."""
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(FOREIGN_KEY.public_key()))
    headers = {"kid": "k1", "jwk": jwk, "jku": "https://evil.example/jwks.json"}
    return jwt.encode(members(), FOREIGN_KEY, algorithm="RS256", headers=headers)


@pytest.mark.parametrize(
    "token",
    [
        unsigned("none"),
        unsigned("None"),
        unsigned("RS256"),
        signed_with_public_key(PUBLIC_PEM),
        signed_with_public_key(PUBLIC_PEM.strip()),
        signed(members(), key=FOREIGN_KEY),
        signed(members(), algorithm="RS512"),
        signed(members(), algorithm="PS256"),
        signed(members(), kid="unknown"),
        jwt.encode(members(), KEY, algorithm="RS256"),
        with_own_key(),
        tampered(),
        "",
        "a.b.c",
        "\u2603.\u2603.\u2603",
        signed(members()) + ".more",
        signed(members(padding="x" * 9000)),
    ],
)
def test_token_is_refused_when_its_signature_is_not_the_pools(token: str) -> None:
    with pytest.raises(Unauthenticated):
        Pool(k1=KEY).verifier().verify(token)


def test_keys_are_fetched_once() -> None:
    pool = Pool(k1=KEY)
    verifier = pool.verifier()
    assert pool.fetches == 0
    for _ in range(3):
        verifier.verify(signed(members()))
    assert pool.fetches == 1


def test_keys_are_fetched_again_when_a_new_one_appears_but_once_a_minute() -> None:
    pool = Pool(k1=KEY)
    verifier = pool.verifier()
    verifier.verify(signed(members()))
    pool.document = jwks(k1=KEY, k2=FOREIGN_KEY)
    rotated = signed(members(), key=FOREIGN_KEY, kid="k2")
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            verifier.verify(rotated)
    assert pool.fetches == 1
    pool.now += 60
    assert verifier.verify(rotated).account_id == ACCOUNT
    assert pool.fetches == 2


_NO_KEY = b'{"keys": [{"kty": "RSA", "kid": "k1", "use": "sig", "n": "x", "e": "AQAB"}]}'


@pytest.mark.parametrize("document", [b"<html>busy</html>", b"{}", b"", _NO_KEY])
def test_verifying_waits_for_better_times_when_the_keys_cannot_be_had(document: bytes) -> None:
    pool = Pool(k1=KEY)
    good, pool.document = pool.document, document
    verifier = pool.verifier()
    with pytest.raises(KeysUnavailable):
        verifier.verify(signed(members()))
    pool.document = good
    assert verifier.verify(signed(members())).account_id == ACCOUNT


def test_verifying_waits_for_better_times_when_the_network_fails() -> None:
    def fail() -> bytes:
        raise TimeoutError

    with pytest.raises(KeysUnavailable):
        TokenVerifier(POOL, CLIENT, fail).verify(signed(members()))
