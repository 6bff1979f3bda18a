"""Signing with a key that AWS KMS keeps (ECC_NIST_P256, SIGN_VERIFY): $1 a month and $0.15 per 10,000 signatures."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError, HTTPClientError

from imagora.kernel.errors import Unavailable
from imagora.provenance.signing import raw_signature

_TRANSIENT = {"ThrottlingException", "KMSInternalException", "DependencyTimeoutException", "KeyUnavailableException"}
"""What the API reference of Sign says may pass by itself. A disabled or deleted key doesn't."""


class KeyUnavailable(Unavailable):
    """The signing key can't be reached. Try again shortly; nothing was published unsigned."""


@dataclass(frozen=True)
class KmsSigner:
    """`kms` is a botocore client, `key_id` the key's id, ARN or alias, `chain` its certificate in PEM."""

    kms: Any
    key_id: str
    chain: str

    def sign(self, message: bytes) -> bytes:
        """Sign in 1 request. KMS takes messages of up to 4,096 bytes, so only their hash is sent, whatever the length.

        Raises KeyUnavailable where KMS is busy, down or out of reach; what else it refuses (a disabled key, missing
        rights) propagates as botocore's ClientError, since only the operator can mend that.
        """
        try:
            answer = self.kms.sign(
                KeyId=self.key_id,
                Message=sha256(message).digest(),
                MessageType="DIGEST",
                SigningAlgorithm="ECDSA_SHA_256",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _TRANSIENT:
                raise KeyUnavailable from error
            raise
        except (EndpointConnectionError, HTTPClientError) as error:
            raise KeyUnavailable from error
        return raw_signature(bytes(answer["Signature"]))
