"""Where AWS is, and who we are there: lean clients for what pages wait for, botocore's for the rest.

The environment that Lambda gives a function is read here; whatever is less plain (profiles, roles, containers, special
endpoints) botocore is asked for. Endpoints come from the SDKs' variables (`AWS_ENDPOINT_URL…`).
"""

from __future__ import annotations

import os
import random
from functools import cache
from typing import TYPE_CHECKING, Any

from imagora.kernel.signing import Credentials
from imagora.kernel.wire import Comprehend, Dynamodb, Rekognition, Sqs, Ssm

if TYPE_CHECKING:
    import botocore.session

_ATTEMPTS = 4
_RETRIES = {"mode": "standard", "max_attempts": _ATTEMPTS}
_UNUSUAL = (
    "AWS_PROFILE", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
)  # fmt: skip
_DOMAINS = (("cn-", "amazonaws.com.cn"), ("us-iso", ""), ("eu-iso", ""), ("eusc-", ""))
"""Regions outside amazonaws.com, by the start of their names; of those without a domain here botocore knows it."""


@cache
def _session() -> botocore.session.Session:
    import botocore.session

    return botocore.session.get_session()


@cache
def client(service: str) -> Any:
    """A client of this service: connects within 2 s, answers within 10 s, tries 4 times with back-off.

    Thread-safe, kept for the life of the process. S3 signs with version 4 (presigned forms need it).
    """
    from botocore.config import Config

    made = _session().create_client(
        service,
        config=Config(
            connect_timeout=2,
            read_timeout=10,
            retries=_RETRIES,
            max_pool_connections=24,
            signature_version="v4" if service != "s3" else "s3v4",
            s3={"addressing_style": "path"} if _endpoint_is_local() else None,
            parameter_validation=False,
        ),
    )
    if service == "dynamodb":
        made.meta.events.register("needs-retry.dynamodb", _retry_after_conflict)
    return made


def _retry_after_conflict(response: Any, attempts: int, **_: Any) -> float | None:
    """Seconds until a plain write is tried again that met a transaction on its item; None for anything else.

    DynamoDB refuses it with TransactionConflictException and wrote nothing; botocore's retries leave that out.
    """
    code = response[1].get("Error", {}).get("Code") if response else None
    if code != "TransactionConflictException" or attempts >= _ATTEMPTS:
        return None
    return random.uniform(0, 0.02 * 2**attempts)


@cache
def dynamodb() -> Dynamodb:
    """The table's reads."""
    return Dynamodb("dynamodb:DynamoDB_20120810", endpoint("dynamodb"), region(), credentials)


@cache
def sqs() -> Sqs:
    return Sqs("sqs:AmazonSQS", endpoint("sqs"), region(), credentials)


@cache
def sqs_at_a_glance() -> Sqs:
    """For what is nice to know: asked once, and a second is long enough."""
    return Sqs("sqs:AmazonSQS", endpoint("sqs"), region(), credentials, tries=1, seconds=1.0)


@cache
def ssm() -> Ssm:
    return Ssm("ssm:AmazonSSM", endpoint("ssm"), region(), credentials, version="1.1")


@cache
def rekognition() -> Rekognition:
    """Asked twice at most: whoever waits for a picture's check has a queue behind it."""
    return Rekognition(
        "rekognition:RekognitionService", endpoint("rekognition"), region(), credentials, version="1.1", tries=2
    )


@cache
def comprehend() -> Comprehend:
    """Asked twice at most: somebody waits for their post."""
    return Comprehend(
        "comprehend:Comprehend_20171127", endpoint("comprehend"), region(), credentials, version="1.1", tries=2
    )


def endpoint(service: str, *, elsewhere: str = "") -> str:
    """Where a service is: `https://dynamodb.eu-central-1.amazonaws.com`, or what the SDKs' variables say.

    `elsewhere`: the region, where it isn't our own.
    """
    if elsewhere and elsewhere != region() and not _given_endpoint(service):
        return f"https://{service}.{elsewhere}.amazonaws.com"
    if any(map(os.environ.get, _UNUSUAL)):
        return str(client(service).meta.endpoint_url)
    if given := _given_endpoint(service):
        return given
    domain = next((domain for start, domain in _DOMAINS if region().startswith(start)), "amazonaws.com")
    return f"https://{service}.{region()}.{domain}" if domain else str(client(service).meta.endpoint_url)


def _given_endpoint(service: str) -> str:
    variable = f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_')}"
    return os.environ.get(variable) or os.environ.get("AWS_ENDPOINT_URL") or ""


def region() -> str:
    return (
        os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or str(client("dynamodb").meta.region_name)
    )


def credentials() -> Credentials:
    """The credentials to sign with now: the function's own, or what botocore finds (and renews)."""
    given = _given_credentials()
    if given is not None:
        return given
    found = _session().get_credentials()
    if found is None:
        raise LookupError("no AWS credentials were found")
    frozen = found.get_frozen_credentials()
    return Credentials(frozen.access_key, frozen.secret_key, frozen.token)


@cache
def _given_credentials() -> Credentials | None:
    """What Lambda puts into the environment; it starts another process before they expire."""
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if not key or not secret:
        return None
    return Credentials(key, secret, os.environ.get("AWS_SESSION_TOKEN") or os.environ.get("AWS_SECURITY_TOKEN"))


def _endpoint_is_local() -> bool:
    url = _session().get_config_variable("endpoint_url") or _session().get_scoped_config().get("endpoint_url", "")
    return "127.0.0.1" in str(url) or "localhost" in str(url)


def forget() -> None:
    """Drop session and clients: the next call makes new ones from the environment as it is then. For tests."""
    for made in (client, dynamodb, sqs, sqs_at_a_glance, ssm, rekognition, comprehend, _session, _given_credentials):
        made.cache_clear()
