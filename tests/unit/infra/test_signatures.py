"""Presigned links and upload forms against botocore's own signer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import botocore.session
import pytest
from botocore.config import Config

from infra.local.signatures import ACCESS_KEY, SECRET_KEY, Refusal, check_form, check_link


def _s3(secret: str = SECRET_KEY):
    return botocore.session.Session().create_client(
        "s3",
        region_name="us-east-1",
        endpoint_url="http://127.0.0.1:4566",
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=secret,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )


def _check(link: str, method: str = "GET", **options: datetime) -> str | None:
    parts = urlsplit(link)
    refusal = check_link(
        method, parts.path, parts.query, {"host": parts.netloc}, now=options.get("now", datetime.now(UTC))
    )
    return refusal.code if refusal else None


@pytest.mark.parametrize("key", ["a.png", "ä b/+&=~.png", "incoming/01J/x%2F.png"])
def test_a_link_that_botocore_signed_is_good(key: str) -> None:
    link = _s3().generate_presigned_url("get_object", {"Bucket": "b", "Key": key, "VersionId": "v 1"}, ExpiresIn=60)

    assert _check(link) is None
    assert _check(link, "PUT") == "SignatureDoesNotMatch"
    assert _check(link, now=datetime.now(UTC) + timedelta(seconds=120)) == "AccessDenied"
    assert _check(link.replace("v%201", "v%202")) == "SignatureDoesNotMatch"


def test_a_link_of_another_secret_is_refused() -> None:
    link = _s3("other").generate_presigned_url("get_object", {"Bucket": "b", "Key": "a"}, ExpiresIn=60)

    assert _check(link) == "SignatureDoesNotMatch"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("AWSAccessKeyId=test&Signature=x&Expires=9999999999", "InvalidRequest"),
        ("X-Amz-Signature=x", "AuthorizationQueryParametersError"),
        ("X-Amz-Signature=x&X-Amz-Date=soon&X-Amz-Expires=9", "AuthorizationQueryParametersError"),
    ],
)
def test_a_link_that_is_not_whole_is_refused(query: str, code: str) -> None:
    assert _check(f"http://127.0.0.1/b/a?{query}") == code


def test_a_form_is_held_to_every_condition() -> None:
    form = _s3().generate_presigned_post(
        "b",
        "incoming/${filename}",
        Fields={"Content-Type": "image/png", "x-amz-meta-by": "mia"},
        Conditions=[
            ["starts-with", "$Content-Type", "image/"],
            {"x-amz-meta-by": "mia"},
            ["content-length-range", 1, 5],
        ],
    )["fields"]
    form["key"] = "incoming/mine.png"

    def check(size: int = 3, bucket: str = "b", **fields: str) -> Refusal | None:
        return check_form(bucket, form | fields, size, now=datetime.now(UTC))

    assert check() is None
    assert check(**{"x-ignore-this": "1"}) is None
    refused = {
        "elsewhere": check(key="media/mine.png"),
        "other bucket": check(bucket="c"),
        "other type": check(**{"Content-Type": "text/html"}),
        "other owner": check(**{"x-amz-meta-by": "eve"}),
        "extra field": check(tagging="x"),
        "empty": check(size=0),
        "too large": check(size=6),
        "no policy": check_form("b", {"key": "incoming/a"}, 3, now=datetime.now(UTC)),
        "expired": check_form("b", form, 3, now=datetime.now(UTC) + timedelta(days=1)),
    }
    assert {name: refusal.code for name, refusal in refused.items() if refusal} == {
        "elsewhere": "AccessDenied",
        "other bucket": "AccessDenied",
        "other type": "AccessDenied",
        "other owner": "AccessDenied",
        "extra field": "AccessDenied",
        "empty": "EntityTooSmall",
        "too large": "EntityTooLarge",
        "no policy": "AccessDenied",
        "expired": "AccessDenied",
    }
