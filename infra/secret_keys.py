"""The instance's own signing keys, kept as one SecureString that no template ever holds."""

from __future__ import annotations

import json
import secrets
from typing import Any

from botocore.exceptions import ClientError


def keys_parameter(stage: str) -> str:
    """The name of the stage's parameter, as in `IMAGORA_KEYS_PARAMETER`."""
    return f"/imagora/{stage}/keys"


def ensure_keys(ssm_client: Any, stage: str) -> None:
    """Make the stage's keys unless it has some: `{"cursor": [current, previous], "identity": …}`.

    Each key is 32 random bytes in URL-safe base64. What is there is never overwritten: a new `identity` key would
    cut every email claim off from its account. Safe to repeat, also by two at once.
    """
    value = json.dumps({"cursor": [_key(), _key()], "identity": _key()})
    try:
        ssm_client.put_parameter(Name=keys_parameter(stage), Value=value, Type="SecureString", Overwrite=False)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterAlreadyExists":
            raise


def _key() -> str:
    return secrets.token_urlsafe(32)
