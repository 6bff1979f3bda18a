"""What S3 checks of presigned links and upload forms, which moto takes unread.

Signature version 4 in the query: docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html; POST
policies: docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCESS_KEY = "test"
SECRET_KEY = "imagora-local"  # noqa: S105 - opens nothing but a laptop's moto
LONGEST_LINK = 604_800
"""Seconds: AWS signs no link for longer than a week."""


@dataclass(frozen=True)
class Refusal:
    """An S3 error: HTTP status, `Code`, `Message`."""

    status: int
    code: str
    message: str


def _signature(credential: str, text: str) -> str:
    """Sign `text` for a credential scope `<key>/<date>/<region>/<service>/aws4_request`."""
    key = f"AWS4{SECRET_KEY}".encode()
    for part in credential.split("/")[1:]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


_MISMATCH = Refusal(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
)


def check_link(method: str, path: str, query: str, headers: Mapping[str, str], *, now: datetime) -> Refusal | None:
    """Check a presigned link (method, raw path, raw query, lower-case headers): its signature and its expiry."""
    pairs = parse_qsl(query, keep_blank_values=True)
    fields = dict(pairs)
    if "X-Amz-Signature" not in fields:
        return Refusal(400, "InvalidRequest", "Please use AWS4-HMAC-SHA256.")
    try:
        signed_at = datetime.strptime(fields["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        lifetime = int(fields["X-Amz-Expires"])
        credential = fields["X-Amz-Credential"]
        signed_headers = fields["X-Amz-SignedHeaders"].split(";")
    except (KeyError, ValueError):
        return Refusal(400, "AuthorizationQueryParametersError", "The query-string authentication is incomplete.")
    if not 0 < lifetime <= LONGEST_LINK or now > signed_at + timedelta(seconds=lifetime):
        return Refusal(403, "AccessDenied", "Request has expired")
    canonical_query = "&".join(
        sorted(f"{_quoted(key)}={_quoted(value)}" for key, value in pairs if key != "X-Amz-Signature")
    )
    canonical_headers = "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in signed_headers)
    canonical = "\n".join(
        (method, path, canonical_query, canonical_headers, ";".join(signed_headers), "UNSIGNED-PAYLOAD")
    )
    text = "\n".join(
        (
            "AWS4-HMAC-SHA256",
            fields["X-Amz-Date"],
            credential.split("/", 1)[-1],
            hashlib.sha256(canonical.encode()).hexdigest(),
        )
    )
    if not hmac.compare_digest(_signature(credential, text), fields["X-Amz-Signature"]):
        return _MISMATCH
    return None


def check_form(bucket: str, fields: Mapping[str, str], size: int, *, now: datetime) -> Refusal | None:
    """Check an upload form against its signed policy: signature, expiry, every condition, no field beyond them.

    `fields` are the form's without the file, `size` the file's bytes.
    """
    given = {name.lower(): value for name, value in fields.items()}
    policy_text = given.get("policy")
    if policy_text is None or "x-amz-signature" not in given:
        return Refusal(403, "AccessDenied", "Access Denied")
    expected = _signature(given.get("x-amz-credential", ""), policy_text)
    if not hmac.compare_digest(expected, given["x-amz-signature"]):
        return _MISMATCH
    try:
        policy = json.loads(base64.b64decode(policy_text))
        expires = datetime.fromisoformat(policy["expiration"])
    except (ValueError, KeyError, binascii.Error):
        return Refusal(400, "InvalidPolicyDocument", "Invalid Policy: Invalid JSON.")
    if now > expires:
        return Refusal(403, "AccessDenied", "Invalid according to Policy: Policy expired.")
    return _check_conditions(policy.get("conditions", []), {**given, "bucket": bucket}, size)


def _check_conditions(conditions: list[Any], given: dict[str, str], size: int) -> Refusal | None:
    covered = {"policy", "x-amz-signature", "file", "bucket"}
    for condition in conditions:
        operator, name, value = _normalised(condition)
        if operator == "content-length-range":
            if size < int(name):
                return Refusal(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
            if size > int(value):
                return Refusal(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
            continue
        covered.add(name)
        actual = given.get(name, "")
        holds = actual.startswith(value) if operator == "starts-with" else actual == value
        if not holds:
            failed = f'["{operator}", "${name}", "{value}"]'
            return Refusal(403, "AccessDenied", f"Invalid according to Policy: Policy Condition failed: {failed}")
    extra = sorted(name for name in given if name not in covered and not name.startswith("x-ignore-"))
    if extra:
        return Refusal(403, "AccessDenied", f"Invalid according to Policy: Extra input fields: {extra[0]}")
    return None


def _normalised(condition: Any) -> tuple[str, str, str]:
    """(operator, lower-case field, value) of a condition in either of its two spellings."""
    if isinstance(condition, dict):
        name, value = next(iter(condition.items()))
        return "eq", name.lower(), str(value)
    operator, name, value = condition
    return str(operator).lower(), str(name).removeprefix("$").lower(), str(value)


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
