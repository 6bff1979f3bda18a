"""One botocore session a process, and its clients. Endpoints come from the SDK's variables (`AWS_ENDPOINT_URL…`)."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

_ATTEMPTS = 4
_RETRIES = {"mode": "standard", "max_attempts": _ATTEMPTS}


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


@cache
def client(service: str) -> Any:
    """A client of this service: connects within 2 s, answers within 10 s, tries 4 times with back-off.

    Thread-safe, kept for the life of the process. S3 signs with version 4 (presigned forms need it).
    """
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


def _endpoint_is_local() -> bool:
    url = _session().get_config_variable("endpoint_url") or _session().get_scoped_config().get("endpoint_url", "")
    return "127.0.0.1" in str(url) or "localhost" in str(url)


def forget() -> None:
    """Drop session and clients: the next call makes new ones from the environment as it is then. For tests."""
    client.cache_clear()
    _session.cache_clear()
