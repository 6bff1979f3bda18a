"""Certificates for KMS's key, held to KMS's and CloudFormation's own models by botocore's Stubber."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from botocore.stub import ANY, Stubber
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from imagora.kernel.config import read
from imagora.provenance import authority
from imagora.provenance.kms import KmsSigner
from imagora.provenance.notary import Notary
from imagora.provenance.reading import CredentialReader
from infra.certificates import SigningKey, Unfit, imported, key_of, own, parameter, request
from tests.unit.provenance import drawing as draw

KEY = ec.generate_private_key(ec.SECP256R1())
KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
NOW = datetime.now(UTC)


def client(service: str) -> Any:
    return botocore.session.get_session().create_client(
        service, region_name="eu-central-1", aws_access_key_id="test", aws_secret_access_key="test"
    )


@pytest.fixture
def kms() -> Iterator[Stubber]:
    with Stubber(client("kms")) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def key(kms: Stubber) -> SigningKey:
    return SigningKey(kms.client, KEY_ID)


def tell_public_key(kms: Stubber, spec: str = "ECC_NIST_P256", usage: str = "SIGN_VERIFY") -> None:
    public = KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    answer = {"KeyId": KEY_ID, "PublicKey": public, "KeySpec": spec, "KeyUsage": usage}
    kms.add_response("get_public_key", answer, {"KeyId": KEY_ID})


class Kms:
    """KMS as it answers, with a key that the test knows."""

    def sign(self, **asked: bytes) -> dict[str, bytes]:
        assert asked["SigningAlgorithm"] == "ECDSA_SHA_256"
        return {"Signature": KEY.sign(asked["Message"], ec.ECDSA(Prehashed(hashes.SHA256())))}

    def get_public_key(self, **_: str) -> dict[str, Any]:
        public = KEY.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return {"PublicKey": public, "KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}


def test_pictures_signed_with_what_the_parameter_says_are_trusted(key: SigningKey, kms: Stubber) -> None:
    tell_public_key(kms)
    name, _, value = parameter(own(key, organisation="Harbour", now=NOW)).partition("=")
    assert name == "SigningCertificates"
    settings = read({"IMAGORA_STAGE": "prod", "IMAGORA_TABLE": "t", "IMAGORA_SIGNING_CERTIFICATES": value})
    *chain, root = map(authority.pem_of, settings.signing_certificates)
    signed = Notary(KmsSigner(Kms(), KEY_ID, "".join(chain)), root).sign(draw.webp(), "image/webp", draw.created())
    found = CredentialReader(root).read(signed, "image/webp")
    assert found is not None
    assert (found.trusted, found.issuer) == (True, "Harbour")


def test_a_request_is_signed_by_the_key_that_it_is_for() -> None:
    asked = x509.load_pem_x509_csr(request(SigningKey(Kms(), KEY_ID), organisation="Harbour").encode())
    assert asked.is_signature_valid
    assert asked.public_key() == KEY.public_key()
    assert asked.subject.rfc4514_string() == "CN=Harbour pictures,O=Harbour"


def test_a_request_asks_kms_for_a_signature_of_the_hash(key: SigningKey, kms: Stubber) -> None:
    tell_public_key(kms)
    expected = {"KeyId": KEY_ID, "Message": ANY, "MessageType": "DIGEST", "SigningAlgorithm": "ECDSA_SHA_256"}
    signature = KEY.sign(b"x", ec.ECDSA(hashes.SHA256()))
    kms.add_response("sign", {"KeyId": KEY_ID, "Signature": signature}, expected)
    assert request(key, organisation="Harbour").startswith("-----BEGIN CERTIFICATE REQUEST-----")


def test_what_an_authority_answered_is_taken(key: SigningKey, kms: Stubber) -> None:
    root = authority.make_root(organisation="An authority", now=NOW)
    leaf = authority.certify(root, KEY.public_key(), organisation="Harbour", now=NOW)
    tell_public_key(kms)
    chain = imported(key, leaf + root.pem)
    assert chain == [leaf, root.pem]
    assert len(parameter(chain)) < 3_000


def test_certificates_that_do_not_fit_are_refused_with_the_reason() -> None:
    key = SigningKey(Kms(), KEY_ID)
    root, other = (authority.make_root(organisation=name, now=NOW) for name in ("One", "Other"))
    leaf = authority.certify(root, KEY.public_key(), organisation="Harbour", now=NOW)
    stranger = ec.generate_private_key(ec.SECP256R1()).public_key()
    refused = {
        "another key": authority.certify(root, stranger, organisation="Harbour", now=NOW) + root.pem,
        "not issued by": leaf + other.pem,
        "no certificates": "hello",
    }
    for reason, pem in refused.items():
        with pytest.raises(Unfit, match=reason):
            imported(key, pem)
    with pytest.raises(Unfit, match="not issued by"):
        imported(key, leaf)  # its root is left out
    with pytest.raises(Unfit, match="letters"):
        parameter([root.pem] * 8)


@pytest.mark.parametrize(("spec", "usage"), [("RSA_2048", "SIGN_VERIFY"), ("ECC_NIST_P256", "KEY_AGREEMENT")])
def test_a_key_of_another_kind_is_refused(key: SigningKey, kms: Stubber, spec: str, usage: str) -> None:
    tell_public_key(kms, spec, usage)
    with pytest.raises(Unfit, match=spec):
        own(key, organisation="Harbour", now=NOW)


def test_the_key_is_the_stacks() -> None:
    with Stubber(client("cloudformation")) as stub:
        asked = {"StackName": "imagora-prod", "LogicalResourceId": "SigningKey"}
        detail = {
            "LogicalResourceId": "SigningKey",
            "PhysicalResourceId": KEY_ID,
            "ResourceType": "AWS::KMS::Key",
            "LastUpdatedTimestamp": NOW,
            "ResourceStatus": "CREATE_COMPLETE",
        }
        stub.add_response("describe_stack_resource", {"StackResourceDetail": detail}, asked)
        stub.add_client_error("describe_stack_resource", "ValidationError", "Stack 'imagora-prod' does not exist")
        assert key_of(stub.client, None, "prod") == SigningKey(None, KEY_ID)
        with pytest.raises(Unfit, match="does not exist"):
            key_of(stub.client, None, "prod")
