"""Which instance an operator's command speaks to: the laptop's stack, or one in the cloud."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.datadir import DataDir, NotRunning

LOCAL = "local"

_OUTPUTS = {
    "IMAGORA_TABLE": "TableName",
    "IMAGORA_BUCKET": "BucketName",
    "IMAGORA_USER_POOL_ID": "UserPoolId",
    "IMAGORA_USER_POOL_CLIENT_ID": "UserPoolClientId",
    "IMAGORA_KEYS_PARAMETER": "KeysParameter",
}
"""Variable → output of the stack `imagora-<stage>`."""

_PARAMETERS = {"IMAGORA_PLANS": "Plans", "IMAGORA_DAILY_PICTURES": "DailyPictures"}
"""Variable → parameter of it, for what operators' commands have to know of its configuration."""


class NoInstance(RuntimeError):
    """The instance cannot be reached; the message says why, in one line."""


def enter(stage: str, data_dir: Path) -> None:
    """Make this process one of the instance's: its environment is set, so that `imagora.wiring` works.

    For `local` that is the stack that runs on `data_dir`; for any other stage the deployed one, with the shell's own
    AWS credentials. Raises `NoInstance`.
    """
    os.environ.update(_local(data_dir) if stage == LOCAL else _deployed(stage))


def _local(data_dir: Path) -> dict[str, str]:
    try:
        return DataDir(data_dir).running().environment
    except NotRunning as error:
        raise NoInstance(str(error)) from None


def _deployed(stage: str) -> dict[str, str]:
    name = f"imagora-{stage}"
    try:
        answer: Any = boto3.client("cloudformation").describe_stacks(StackName=name)
    except ClientError as error:
        raise NoInstance(f"cannot read the stack {name}: {error.response['Error']['Message']}") from None
    except BotoCoreError as error:
        raise NoInstance(f"cannot ask AWS for the stack {name}: {error}") from None
    stack = answer["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    given = {one["ParameterKey"]: one.get("ParameterValue", "") for one in stack.get("Parameters", [])}
    missing = sorted(set(_OUTPUTS.values()) - set(outputs))
    if missing:
        raise NoInstance(f"the stack {name} has no output {', '.join(missing)}: deploy this version first")
    chosen = {variable: given[name] for variable, name in _PARAMETERS.items() if name in given}
    return {"IMAGORA_STAGE": stage, **chosen, **{variable: outputs[output] for variable, output in _OUTPUTS.items()}}
