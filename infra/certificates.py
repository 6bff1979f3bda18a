"""Certificates for the key that signs pictures' manifests: from a root of one's own, or from an authority.

The key is KMS's and never leaves it. `own` makes a root, issues the key's certificate from it and forgets the root's
key, so that nothing else is ever issued below it. `request` has KMS sign a certificate request for an authority, and
`import` takes what that answered. Both end with the parameter that the next deployment needs.

Sources: RFC 2986 (certificate requests), KMS API reference, "GetPublicKey", "Sign".
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from imagora.provenance import authority

MOST_LETTERS = 3_000
"""What the parameter SigningCertificates holds: two or three certificates of keys on P-256."""

_ECDSA_WITH_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")  # AlgorithmIdentifier, RFC 5758, 3.2


class Unfit(Exception):
    """The key or the certificates are not what manifests are signed with; the message says why, in one line."""


@dataclass(frozen=True)
class SigningKey:
    """The stage's key. `kms` is a botocore client, `key_id` the key's id or ARN."""

    kms: Any
    key_id: str

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """Raises Unfit for a key that isn't on P-256 or isn't for signatures."""
        answer = self.kms.get_public_key(KeyId=self.key_id)
        if (answer["KeySpec"], answer["KeyUsage"]) != ("ECC_NIST_P256", "SIGN_VERIFY"):
            raise Unfit(f"{self.key_id} is {answer['KeySpec']} for {answer['KeyUsage']}, not a signing key on P-256")
        found = serialization.load_der_public_key(answer["PublicKey"])
        if not isinstance(found, ec.EllipticCurvePublicKey):
            raise Unfit(f"{self.key_id} is on no elliptic curve")
        return found

    def sign(self, message: bytes) -> bytes:
        """ECDSA with SHA-256, in DER."""
        answer = self.kms.sign(
            KeyId=self.key_id,
            Message=sha256(message).digest(),
            MessageType="DIGEST",
            SigningAlgorithm="ECDSA_SHA_256",
        )
        return bytes(answer["Signature"])


def key_of(cloudformation: Any, kms: Any, stage: str) -> SigningKey:
    """The signing key of a deployed stage. Raises Unfit where there is none."""
    name = f"imagora-{stage}"
    try:
        found = cloudformation.describe_stack_resource(StackName=name, LogicalResourceId="SigningKey")
    except ClientError as error:
        raise Unfit(f"{name} has no signing key yet: {error.response['Error']['Message']}") from error
    return SigningKey(kms, found["StackResourceDetail"]["PhysicalResourceId"])


def own(key: SigningKey, *, organisation: str, now: datetime) -> list[str]:
    """The key's certificate and a new root above it (PEM, the root last)."""
    root = authority.make_root(organisation=organisation, now=now)
    return [authority.certify(root, key.public_key(), organisation=organisation, now=now), root.pem]


def request(key: SigningKey, *, organisation: str) -> str:
    """A certificate request (PEM) for this key, signed by KMS."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation} pictures"),
        ]
    )
    public_key = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    version, no_attributes = b"\x02\x01\x00", b"\xa0\x00"
    info = _sequence(version, subject.public_bytes(), public_key, no_attributes)
    signature = key.sign(info)
    der = _sequence(info, _ECDSA_WITH_SHA256, _tagged(0x03, b"\0" + signature))
    return x509.load_der_x509_csr(der).public_bytes(serialization.Encoding.PEM).decode("ascii")


def imported(key: SigningKey, pem: str) -> list[str]:
    """An authority's certificates for this key, the key's first and the root last; each signed by the next.

    Raises Unfit for any others.
    """
    try:
        chain = x509.load_pem_x509_certificates(pem.encode("ascii"))
    except ValueError as error:
        raise Unfit(f"these are no certificates in PEM: {error}") from error
    if chain[0].public_key() != key.public_key():
        raise Unfit("the first certificate is for another key than the stage's")
    for below, above in zip(chain, [*chain[1:], chain[-1]], strict=True):
        try:
            below.verify_directly_issued_by(above)
        except Exception as error:  # a wrong name, key type or signature: each has an exception of its own
            raise Unfit(
                f"{below.subject.rfc4514_string()} is not issued by {above.subject.rfc4514_string()}"
            ) from error
    if len(chain) < 2:
        raise Unfit("a certificate that vouches for itself is nobody's word: put the authority's below it")
    return [one.public_bytes(serialization.Encoding.PEM).decode("ascii") for one in chain]


def parameter(chain: list[str]) -> str:
    """`SigningCertificates=…`, for `make deploy`. Raises Unfit for more than it holds."""
    value = ",".join(map(authority.encoded_of, chain))
    if len(value) > MOST_LETTERS:
        raise Unfit(f"the certificates take {len(value)} letters; the parameter holds {MOST_LETTERS}")
    return f"SigningCertificates={value}"


def _sequence(*parts: bytes) -> bytes:
    return _tagged(0x30, b"".join(parts))


def _tagged(tag: int, content: bytes) -> bytes:
    """DER's tag, length and content (X.690, 8.1)."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    written = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(written)]) + written + content


def main() -> None:
    parser = argparse.ArgumentParser(description="Certificates for the key that signs a stage's manifests.")
    parser.add_argument("command", choices=["own", "request", "import"])
    parser.add_argument("--stage", required=True)
    parser.add_argument("--organisation", default="Imagora", help="who signs, as readers of manifests show it")
    parser.add_argument("--chain", type=Path, help="what the authority answered, in PEM, the root last")
    given = parser.parse_args()
    try:
        _run(key_of(boto3.client("cloudformation"), boto3.client("kms"), given.stage), given)
    except (Unfit, ClientError, BotoCoreError, OSError) as error:
        sys.exit(f"no certificates: {error}")


def _run(key: SigningKey, given: argparse.Namespace) -> None:
    if given.command == "request":
        print(request(key, organisation=given.organisation))
        return
    if given.command == "import" and given.chain is None:
        raise Unfit("--chain says where the authority's certificates are")
    pem = given.chain.read_text(encoding="ascii") if given.command == "import" else ""
    chain = imported(key, pem) if pem else own(key, organisation=given.organisation, now=datetime.now(UTC))
    print(f"The root, for whoever wants to trust this instance's pictures:\n\n{chain[-1]}")
    print(f'Deploy with it:\n\nmake deploy STAGE={given.stage} PARAMS="{parameter(chain)}"')


if __name__ == "__main__":
    main()
