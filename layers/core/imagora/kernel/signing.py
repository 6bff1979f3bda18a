"""Signature Version 4 for requests that post a JSON body: to a service's root as `wire` does, or to a path of it.

Source: AWS General Reference, "Create a signed AWS API request". A test holds every signature to botocore's own signer.
"""

from __future__ import annotations

import hmac
import time
from hashlib import sha256
from urllib.parse import quote

_ALGORITHM = "AWS4-HMAC-SHA256"


class Credentials:
    """An access key, its secret, and the token that temporary ones come with (None for a user's own)."""

    __slots__ = ("access_key", "secret_key", "token")

    def __init__(self, access_key: str, secret_key: str, token: str | None = None) -> None:
        self.access_key = access_key
        self.secret_key = secret_key
        self.token = token

    def __repr__(self) -> str:
        return "Credentials(…)"


class Signer:
    """Signs requests to one service in one region. The signing key is derived once a day; threads may share it."""

    def __init__(self, service: str, region: str, host: str, content_type: str) -> None:
        self._service = service
        self._region = region
        self._host = host
        self._content_type = content_type
        self._derived: tuple[str, str, bytes] = ("", "", b"")

    def headers(self, target: str, body: bytes, credentials: Credentials, at: float) -> dict[str, str]:
        """All headers of the request that calls `target` with this body; `at` is in seconds since 1970."""
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))
        headers = {"Content-Type": self._content_type, "Host": self._host, "X-Amz-Date": moment}
        if credentials.token:
            headers["X-Amz-Security-Token"] = credentials.token
        headers["X-Amz-Target"] = target
        names = ";".join(headers).lower()
        lines = "".join(f"{name.lower()}:{value}\n" for name, value in headers.items())  # they stand in order already
        canonical = f"POST\n/\n\n{lines}\n{names}\n{sha256(body).hexdigest()}"
        scope = f"{moment[:8]}/{self._region}/{self._service}/aws4_request"
        signed = f"{_ALGORITHM}\n{moment}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
        signature = hmac.digest(self._key(moment[:8], credentials), signed.encode(), "sha256").hex()
        headers["Authorization"] = (
            f"{_ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
        )
        return headers

    def _key(self, day: str, credentials: Credentials) -> bytes:
        known_day, known_secret, key = self._derived
        if known_day != day or known_secret != credentials.secret_key:
            key = _derive(day, self._region, self._service, credentials)
            self._derived = (day, credentials.secret_key, key)
        return key


def sign_path(
    service: str, region: str, host: str, path: str, body: bytes, credentials: Credentials, *, at: float
) -> dict[str, str]:
    """All headers of a request that posts this JSON to `path`, which is percent-encoded as it goes over the wire.

    In what is signed the path is encoded once more, as every service but S3 wants it.
    """
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))
    headers = {"Content-Type": "application/json", "Host": host, "X-Amz-Date": moment}
    if credentials.token:
        headers["X-Amz-Security-Token"] = credentials.token
    names = ";".join(headers).lower()
    lines = "".join(f"{name.lower()}:{value}\n" for name, value in headers.items())
    canonical = f"POST\n{quote(path, safe='/~')}\n\n{lines}\n{names}\n{sha256(body).hexdigest()}"
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    signed = f"{_ALGORITHM}\n{moment}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    key = _derive(moment[:8], region, service, credentials)
    signature = hmac.digest(key, signed.encode(), "sha256").hex()
    headers["Authorization"] = (
        f"{_ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return headers


def _derive(day: str, region: str, service: str, credentials: Credentials) -> bytes:
    key = f"AWS4{credentials.secret_key}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
