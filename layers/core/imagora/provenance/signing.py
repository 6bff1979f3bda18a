"""The port behind which the signing key is, and the laptop's adapter. KMS's is in `kms`."""

from __future__ import annotations

from typing import Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

_COORDINATE = 32  # bytes of a number on P-256


class Signer(Protocol):
    """A key on P-256 and its certificate.

    `chain`: certificates in PEM, the key's own first, the root left out.
    """

    @property
    def chain(self) -> str: ...

    def sign(self, message: bytes) -> bytes:
        """The signature ES256 (RFC 7518, 3.4) of a message of any length: r and s, 32 bytes each.

        Raises kernel.errors.Unavailable where the key can't be reached now: try again.
        """
        ...


class LocalSigner:
    """A key that lies here, in a file: for development."""

    def __init__(self, chain: str, key: str) -> None:
        loaded = serialization.load_pem_private_key(key.encode("ascii"), password=None)
        if not isinstance(loaded, ec.EllipticCurvePrivateKey) or not isinstance(loaded.curve, ec.SECP256R1):
            raise TypeError("manifests are signed with a key on P-256")
        self.chain = chain
        self._key = loaded

    def __repr__(self) -> str:
        return "LocalSigner(…)"

    def sign(self, message: bytes) -> bytes:
        return raw_signature(self._key.sign(message, ec.ECDSA(hashes.SHA256())))


def raw_signature(der: bytes) -> bytes:
    """r and s, 32 bytes each, from the DER that KMS and OpenSSL answer (RFC 3279, 2.2.3).

    Raises ValueError for what is no such signature.
    """
    r, s = decode_dss_signature(der)
    return r.to_bytes(_COORDINATE) + s.to_bytes(_COORDINATE)
