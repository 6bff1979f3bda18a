"""The local authority: made once, kept, its owner's alone; and certificates for keys that lie elsewhere."""

from __future__ import annotations

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from imagora.provenance import authority
from imagora.provenance.signing import LocalSigner, raw_signature
from tests.unit.provenance.drawing import NOW

ROOT = Path(__file__).parents[3]


def opened(folder: Path) -> authority.Authority:
    return authority.open_or_make(folder, organisation="Imagora (development)", now=NOW)


def test_it_is_made_at_the_first_run_and_kept(tmp_path: Path) -> None:
    first = opened(tmp_path / "data" / "authority")
    assert opened(tmp_path / "data" / "authority") == first
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["authority"]


def test_its_files_are_its_owners_alone(tmp_path: Path) -> None:
    opened(tmp_path / "authority")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "authority").iterdir()}
    assert modes == {"root.pem": 0o600, "chain.pem": 0o600, "key.pem": 0o600}
    assert stat.S_IMODE((tmp_path / "authority").stat().st_mode) == 0o700


def test_processes_that_start_together_share_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(opened, [tmp_path / "authority"] * 8))
    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["authority"]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        opened(tmp_path / "file" / "authority")


def test_the_leaf_says_what_c2pa_asks_for() -> None:
    made = authority.make(organisation="Imagora", now=NOW)
    root, leaf = (x509.load_pem_x509_certificate(pem.encode()) for pem in (made.root, made.chain))
    leaf.verify_directly_issued_by(root)
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert leaf.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    assert ExtendedKeyUsageOID.EMAIL_PROTECTION in leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "Imagora"
    assert leaf.not_valid_before_utc < NOW < leaf.not_valid_after_utc == NOW + authority.LIFE


def test_a_key_that_lies_elsewhere_gets_its_certificate() -> None:
    root = authority.make_root(organisation="Imagora", now=NOW)
    public_key = ec.generate_private_key(ec.SECP256R1()).public_key()
    leaf = x509.load_pem_x509_certificate(
        authority.certify(root, public_key, organisation="Imagora", now=NOW).encode("ascii")
    )
    leaf.verify_directly_issued_by(root.certificate)
    assert leaf.public_key() == public_key


def test_keys_are_not_shown() -> None:
    made = authority.make(organisation="Imagora", now=NOW)
    assert "KEY" not in f"{made!r}{LocalSigner(made.chain, made.key)!r}"


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        rsa.generate_private_key(public_exponent=65537, key_size=2048),
    ],
    ids=["P-384", "RSA"],
)
def test_a_key_of_another_kind_is_refused(key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
    with pytest.raises(TypeError, match="P-256"):
        LocalSigner("", pem)


def test_a_signature_of_small_numbers_keeps_its_length() -> None:
    assert raw_signature(bytes.fromhex("3006020101020102")) == (1).to_bytes(32) + (2).to_bytes(32)


def test_what_is_no_signature_is_refused() -> None:
    with pytest.raises(ValueError):
        raw_signature(b"garbage")


def test_neither_signing_nor_reading_the_table_loads_c2pa() -> None:
    """Only functions with pixels have it."""
    modules = ("authority", "kms", "likeness", "manifest", "models", "nearest", "signing")
    code = f"import sys, {', '.join(f'imagora.provenance.{name}' for name in modules)}; print('c2pa' in sys.modules)"
    environment = {"PYTHONPATH": str(ROOT / "layers" / "core"), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    assert ran.stdout.strip() == "False"


def test_certificates_are_valid_now_for_a_clock_that_is_behind() -> None:
    made = authority.make(organisation="Imagora", now=datetime.now(UTC))
    assert x509.load_pem_x509_certificate(made.chain.encode()).not_valid_before_utc < datetime.now(UTC)
