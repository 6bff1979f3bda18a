"""Answers of DynamoDB and its streams: written as JSON straight away.

Stock moto walks every attribute value along botocore's model of it, which is most of the time of a Query.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.responses import DynamoResult
from moto.dynamodbstreams.responses import DynamoDBStreamsHandler

from infra.local.moto_fast.items import to_plain

if TYPE_CHECKING:
    from infra.local.moto_fast.patching import Patches


def _plain(value: object) -> Any:
    if isinstance(value, DynamoType):
        return to_plain(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or UTC).timestamp()
    raise TypeError(f"{type(value).__name__} has no place in an answer")


def _execute(self: ActionResult, context: object) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of the answer; members without a value are left out, as on AWS."""
    del context
    result: dict[str, Any] = self.result  # type: ignore[assignment]
    body = {name: value for name, value in (result or {}).items() if value is not None}
    return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(body, default=_plain)


class StreamResult(ActionResult):
    execute_result = _execute  # type: ignore[assignment]


def patch(patches: Patches) -> None:
    stock_get_records = DynamoDBStreamsHandler.get_records

    def init(self: DynamoResult, result: object) -> None:
        ActionResult.__init__(self, result)

    def get_records(self: DynamoDBStreamsHandler) -> ActionResult:
        return StreamResult(stock_get_records(self).result)

    patches.set(DynamoResult, "__init__", init)
    patches.set(DynamoResult, "execute_result", _execute)
    patches.set(DynamoDBStreamsHandler, "get_records", get_records)
