"""The instance's own secrets, kept as one SecureString that no template ever holds."""

from __future__ import annotations

import argparse
import json
import secrets
from getpass import getpass
from typing import Any

import boto3
from botocore.exceptions import ClientError

_LENGTH = 2
"""Cursor keys: the first signs, both verify."""


def keys_parameter(stage: str) -> str:
    """The name of the stage's parameter, as in `IMAGORA_KEYS_PARAMETER`."""
    return f"/imagora/{stage}/keys"


def ensure_keys(ssm_client: Any, stage: str, *, edge: bool = False) -> None:
    """Make the stage's keys unless it has some: `{"cursor": [current, previous], "identity": …}`.

    Each key is 32 random bytes in URL-safe base64. What is there is never overwritten: a new `identity` key would
    cut every email claim off from its account. With `edge` the secret by which the API knows its edge is added where
    it is missing. Safe to repeat, also by two at once. Webhooks' keys are made with them, in a parameter of their own.
    """
    keys = {"cursor": [_key(), _key()], "identity": _key(), **({"edge": _key()} if edge else {})}
    try:
        _write(ssm_client, stage, keys, overwrite=False)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterAlreadyExists":
            raise
        if edge and not (known := read_keys(ssm_client, stage)).get("edge"):
            _write(ssm_client, stage, {**known, "edge": _key()}, overwrite=True)
    _ensure_webhook_keys(ssm_client, stage)


def read_keys(ssm_client: Any, stage: str) -> dict[str, Any]:
    """The stage's keys."""
    found = ssm_client.get_parameter(Name=keys_parameter(stage), WithDecryption=True)
    keys: dict[str, Any] = json.loads(found["Parameter"]["Value"])
    return keys


def rotate(ssm_client: Any, stage: str, name: str) -> None:
    """A new secret of this name; the one before stays good beside it.

    `cursor`: cursors that people hold stay readable until the next rotation. `edge`: the API lets both in, so that
    nothing is refused while CloudFront takes up the new one with the next deployment. `identity` can't be rotated.
    """
    keys = read_keys(ssm_client, stage)
    if name == "cursor":
        keys["cursor"] = [_key(), *keys["cursor"]][:_LENGTH]
    elif name == "edge":
        keys["edge_previous"], keys["edge"] = keys.get("edge", ""), _key()
    else:
        raise ValueError("cursor and edge can be rotated, nothing else")
    _write(ssm_client, stage, keys, overwrite=True)


def webhook_keys_parameter(stage: str) -> str:
    """The name of the parameter with webhooks' keys, as in `IMAGORA_WEBHOOK_KEYS_PARAMETER`."""
    return f"/imagora/{stage}/webhooks"


def _ensure_webhook_keys(ssm_client: Any, stage: str) -> None:
    """Make the key that webhooks' secrets are derived from, `{"1": …}`, unless there is one. Never overwritten."""
    try:
        ssm_client.put_parameter(
            Name=webhook_keys_parameter(stage), Value=json.dumps({"1": _key()}), Type="SecureString", Overwrite=False
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterAlreadyExists":
            raise


def rotate_webhook_keys(ssm_client: Any, stage: str) -> None:
    """A new key for secrets that are made from now on; those made before keep the key that they were made under."""
    name = webhook_keys_parameter(stage)
    found = ssm_client.get_parameter(Name=name, WithDecryption=True)
    keys: dict[str, str] = json.loads(found["Parameter"]["Value"])
    keys[str(max(map(int, keys)) + 1)] = _key()
    ssm_client.put_parameter(Name=name, Value=json.dumps(keys), Type="SecureString", Overwrite=True)


def providers_parameter(stage: str) -> str:
    """The name of the parameter with keys of providers, as in `IMAGORA_PROVIDERS_PARAMETER`."""
    return f"/imagora/{stage}/providers"


def keep_provider_key(ssm_client: Any, stage: str, provider: str, key: str) -> None:
    """Keep a provider's key in place of the one before; an empty one takes it away. Others stay."""
    try:
        found = ssm_client.get_parameter(Name=providers_parameter(stage), WithDecryption=True)
        keys: dict[str, str] = json.loads(found["Parameter"]["Value"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterNotFound":
            raise
        keys = {}
    kept = {name: value for name, value in (keys | {provider: key}).items() if value}
    ssm_client.put_parameter(
        Name=providers_parameter(stage), Value=json.dumps(kept), Type="SecureString", Overwrite=True
    )


def _write(ssm_client: Any, stage: str, keys: dict[str, Any], *, overwrite: bool) -> None:
    ssm_client.put_parameter(
        Name=keys_parameter(stage), Value=json.dumps(keys), Type="SecureString", Overwrite=overwrite
    )


def _key() -> str:
    return secrets.token_urlsafe(32)


def main() -> None:
    parser = argparse.ArgumentParser(description="Rotate one of a stage's secrets, or keep a provider's key.")
    parser.add_argument("--stage", required=True)
    parser.add_argument("--name", required=True, choices=["cursor", "edge", "webhooks", "openai"])
    given = parser.parse_args()
    if given.name == "openai":
        keep_provider_key(boto3.client("ssm"), given.stage, given.name, getpass("The key: ").strip())
        print(f"{given.name}: kept; it is used within five minutes.")
        return
    if given.name == "webhooks":
        rotate_webhook_keys(boto3.client("ssm"), given.stage)
        print("webhooks: a new key, for secrets that are made from now on.")
        return
    rotate(boto3.client("ssm"), given.stage, given.name)
    print(f"{given.name}: a new secret; the one before is good too until the next rotation.")
    if given.name == "edge":
        print(f"In five minutes, when every function has read it: make deploy STAGE={given.stage}")


if __name__ == "__main__":
    main()
