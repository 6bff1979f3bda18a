"""KMS's signer, held to the service's own model by botocore's Stubber, with every way that it can fail."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import botocore.session
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from botocore.stub import Stubber
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from imagora.provenance import authority
from imagora.provenance.kms import KeyUnavailable, KmsSigner
from imagora.provenance.notary import Notary
from imagora.provenance.reading import CredentialReader
from tests.unit.provenance import drawing as draw

KEY = ec.generate_private_key(ec.SECP256R1())
KEY_ID = "alias/imagora-prod-signing"


@pytest.fixture
def stub() -> Iterator[Stubber]:
    client = botocore.session.get_session().create_client(
        "kms", region_name="eu-central-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def asked(message: bytes) -> dict[str, object]:
    return {
        "KeyId": KEY_ID,
        "Message": sha256(message).digest(),
        "MessageType": "DIGEST",
        "SigningAlgorithm": "ECDSA_SHA_256",
    }


def answer(message: bytes) -> dict[str, object]:
    signature = KEY.sign(sha256(message).digest(), ec.ECDSA(Prehashed(hashes.SHA256())))
    return {"KeyId": "arn:aws:kms:…", "Signature": signature, "SigningAlgorithm": "ECDSA_SHA_256"}


@pytest.mark.parametrize("length", [1, 4_096, 4_097, 200_000])
def test_a_message_of_any_length_is_hashed_first(stub: Stubber, length: int) -> None:
    message = b"x" * length
    stub.add_response("sign", answer(message), asked(message))
    signature = KmsSigner(stub.client, KEY_ID, "").sign(message)
    assert len(signature) == 64


@pytest.mark.parametrize(
    "code", ["ThrottlingException", "KMSInternalException", "DependencyTimeoutException", "KeyUnavailableException"]
)
def test_what_passes_by_itself_is_unavailable(stub: Stubber, code: str) -> None:
    stub.add_client_error("sign", code)
    with pytest.raises(KeyUnavailable):
        KmsSigner(stub.client, KEY_ID, "").sign(b"x")


@pytest.mark.parametrize("code", ["DisabledException", "AccessDeniedException", "KMSInvalidStateException"])
def test_what_only_the_operator_can_mend_propagates(stub: Stubber, code: str) -> None:
    stub.add_client_error("sign", code)
    with pytest.raises(ClientError, match=code):
        KmsSigner(stub.client, KEY_ID, "").sign(b"x")


class _Unreachable:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def sign(self, **_: object) -> None:
        raise self.error


@pytest.mark.parametrize("error", [EndpointConnectionError(endpoint_url="kms"), ReadTimeoutError(endpoint_url="kms")])
def test_a_service_out_of_reach_is_unavailable(error: Exception) -> None:
    with pytest.raises(KeyUnavailable):
        KmsSigner(_Unreachable(error), KEY_ID, "").sign(b"x")


def test_an_answer_that_is_no_signature_is_refused(stub: Stubber) -> None:
    stub.add_response("sign", {"KeyId": KEY_ID, "Signature": b"garbage"}, asked(b"x"))
    with pytest.raises(ValueError):
        KmsSigner(stub.client, KEY_ID, "").sign(b"x")


class _Kms:
    """KMS as it answers, with a key that the test knows."""

    def sign(self, **request: bytes) -> dict[str, bytes]:
        assert len(request["Message"]) == 32
        return {"Signature": KEY.sign(request["Message"], ec.ECDSA(Prehashed(hashes.SHA256())))}


def test_a_rendition_signed_by_kms_is_trusted_with_the_operators_root() -> None:
    root = authority.make_root(organisation="Imagora", now=draw.NOW)
    chain = authority.certify(root, KEY.public_key(), organisation="Imagora", now=draw.NOW)
    signed = Notary(KmsSigner(_Kms(), KEY_ID, chain), root.pem).sign(draw.webp(), "image/webp", draw.created())
    found = CredentialReader(root.pem).read(signed, "image/webp")
    assert found is not None
    assert (found.trusted, found.issuer, found.media_id) == (True, "Imagora", draw.FIRST)
