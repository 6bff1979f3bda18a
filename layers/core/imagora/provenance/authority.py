"""A certificate authority of one's own: a root, and a certificate below it for the key that signs manifests.

On the laptop it is made at the first run and kept in the data folder; its keys lie there as files, so its signatures
prove nothing to anyone else. In the cloud the signing key is KMS's and never leaves it: `certify` issues its
certificate from a root that the operator keeps offline.

Sources: C2PA Technical Specification 2.2, "Credential types" (what a certificate must say), RFC 5280.
"""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE: Final = timedelta(days=3_650)
"""How long root and leaf are valid. Without a time-stamping authority a signature ends with its certificate."""

_SKEW: Final = timedelta(hours=1)
"""How far back a certificate begins, for machines whose clocks are behind."""

_ROOT, _CHAIN, _KEY = "root.pem", "chain.pem", "key.pem"


@dataclass(frozen=True, slots=True)
class Authority:
    """PEM texts: the root that readers trust, the chain that goes into manifests (the leaf first, without the root)
    and the leaf's private key (PKCS #8).
    """

    root: str
    chain: str
    key: str

    def __repr__(self) -> str:
        return "Authority(…)"


@dataclass(frozen=True, slots=True)
class Root:
    """A root certificate with its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        return _pem(self.certificate)


def open_or_make(folder: Path, *, organisation: str, now: datetime) -> Authority:
    """The authority kept in this folder; made where there is none yet.

    Several processes may ask at once: each makes one aside, and the first to put it in place wins for all.
    Files are their owner's alone (0600 in a folder of 0700).
    """
    if not folder.exists():
        _place(make(organisation=organisation, now=now), folder)
    return Authority(*((folder / name).read_text(encoding="ascii") for name in (_ROOT, _CHAIN, _KEY)))


def make(*, organisation: str, now: datetime) -> Authority:
    """A new root and a leaf below it, both on P-256. The root's key is forgotten: nothing else can be issued."""
    root = make_root(organisation=organisation, now=now)
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(root.pem, certify(root, key.public_key(), organisation=organisation, now=now), _key_pem(key))


def make_root(*, organisation: str, now: datetime) -> Root:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(organisation, f"{organisation} root")
    usage = _usage(digital_signature=False)
    builder = _builder(name, name, key.public_key(), key.public_key(), now, ca=True).add_extension(usage, critical=True)
    return Root(builder.sign(key, hashes.SHA256()), key)


def certify(root: Root, public_key: ec.EllipticCurvePublicKey, *, organisation: str, now: datetime) -> str:
    """A leaf's certificate (PEM) for the key that signs manifests, KMS's or one's own.

    Readers show `organisation` as who signed.
    """
    name = _name(organisation, f"{organisation} pictures")
    issuer = root.certificate
    builder = _builder(name, issuer.subject, public_key, root.key.public_key(), now, ca=False)
    builder = builder.add_extension(_usage(digital_signature=True), critical=True)
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
    return _pem(builder.add_extension(purposes, critical=False).sign(root.key, hashes.SHA256()))


def pem_of(encoded: str) -> str:
    """A certificate in PEM from its DER in base 64, as the configuration has it.

    Raises ValueError for what is no certificate.
    """
    return _pem(x509.load_der_x509_certificate(base64.b64decode(encoded, validate=True)))


def encoded_of(pem: str) -> str:
    """The other way: one line, for the configuration."""
    der = x509.load_pem_x509_certificate(pem.encode("ascii")).public_bytes(serialization.Encoding.DER)
    return base64.b64encode(der).decode("ascii")


def _place(authority: Authority, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, text in ((_ROOT, authority.root), (_CHAIN, authority.chain), (_KEY, authority.key)):
            with os.fdopen(os.open(aside / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
        aside.rename(folder)
    except OSError:
        if not folder.exists():  # another process was faster: its authority is everyone's
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePublicKey,
    now: datetime,
    *,
    ca: bool,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _usage(*, digital_signature: bool) -> x509.KeyUsage:
    """A leaf signs data, a root signs certificates and lists of revoked ones."""
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=not digital_signature,
        crl_sign=not digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(organisation: str, common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption()).decode("ascii")
