"""What AWS says to a request that it does not take, and how each protocol spells it."""

from __future__ import annotations

import json
from typing import Any

from infra.local.s3_front import Answer
from infra.local.s3_front import error as s3_error
from infra.local.signatures import Refusal as S3Refusal

_SERVER_ERRORS = {"InternalServerError": 500, "InternalFailure": 500, "InternalError": 500, "ServiceUnavailable": 503}
_SLOW_DOWN = 503


class Refused(Exception):
    """A request that AWS refuses. `code` is the SDK's `Error.Code`; `reasons` are a cancelled transaction's."""

    def __init__(self, code: str, message: str, reasons: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reasons = reasons


class Invalid(Refused):
    """DynamoDB's ValidationException."""

    def __init__(self, message: str) -> None:
        super().__init__("ValidationException", message)


class InvalidItem(Invalid):
    """A ValidationException about an item's values; inside a transaction it cancels, with reason ValidationError."""


def cancelled(reasons: list[tuple[str, str] | None]) -> Refused:
    """A cancelled transaction: for each of its operations what stood against it, None for nothing."""
    told = [{"Code": "None"} if reason is None else {"Code": reason[0], "Message": reason[1]} for reason in reasons]
    codes = ", ".join(reason["Code"] for reason in told)
    return Refused(
        "TransactionCanceledException",
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]",
        told,
    )


def answer_for(service: str, refused: Refused) -> Answer:
    """The refusal in the service's own protocol."""
    status = _SERVER_ERRORS.get(refused.code, 400)
    if service == "s3":
        return s3_error(S3Refusal(_SLOW_DOWN if refused.code == "SlowDown" else status, refused.code, refused.message))
    body: dict[str, Any] = {"__type": f"com.amazonaws.{service}#{refused.code}", "message": refused.message}
    headers = [("Content-Type", "application/x-amz-json-1.0")]
    if service == "dynamodb":
        body = {"__type": f"com.amazonaws.dynamodb.v20120810#{refused.code}", "Message": refused.message}
        if refused.reasons is not None:
            body["CancellationReasons"] = refused.reasons
    elif service == "sqs":  # the header has the old protocol's code, which SDKs still report
        body["__type"] = f"com.amazonaws.sqs#{refused.code.rpartition('.')[2]}"
        headers.append(("x-amzn-query-error", f"{refused.code};{'Receiver' if status >= 500 else 'Sender'}"))
    return Answer(f"{status} {'Bad Request' if status < 500 else 'Server Error'}", headers, json.dumps(body).encode())
