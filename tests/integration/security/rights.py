"""What the code asks of AWS, as IAM would judge it: (who, action, resource) of every call, on their way out.

Service Authorization Reference, "Actions, resources, and condition keys" for DynamoDB, S3, SQS, Cognito and SSM: which
actions an operation needs. SignUp, ConfirmSignUp, ResendConfirmationCode, ForgotPassword, ConfirmForgotPassword and
RevokeToken are not signed and need none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from botocore.client import BaseClient

from imagora.kernel import wire
from imagora.media.bucket import Bucket
from infra.local.gateway import Gateway
from infra.local.pump.handlers import Handlers

Right = tuple[str, str, str]
"""(function's logical id or `api`, action, resource: as `Table`, `Table/index/GSI1`, `MediaQueue`, `media/`)."""

_UNSIGNED = {
    "SignUp", "ConfirmSignUp", "ResendConfirmationCode", "ForgotPassword", "ConfirmForgotPassword", "RevokeToken",
}  # fmt: skip
_LOCAL_STAGE_ONLY = {"AdminConfirmSignUp"}
_TRANSACT = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
_S3_ACTIONS = {"HeadObject": "GetObject", "DeleteObjects": "DeleteObject", "ListObjectsV2": "ListBucket"}


def needed(service: str, operation: str, asked: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The (action, resource) pairs that IAM looks for when this operation is called."""
    match service:
        case "dynamodb":
            yield from _table_rights(operation, asked)
        case "s3":
            yield from _bucket_rights(operation, asked)
        case "sqs":
            queue = asked["QueueUrl"].rpartition("/")[2]
            yield f"sqs:{operation.removesuffix('Batch')}", queue
        case "cognito-idp":
            if operation not in _UNSIGNED | _LOCAL_STAGE_ONLY:
                yield f"cognito-idp:{operation}", "UserPool"
        case _:
            yield f"{service}:{operation}", "*"


def _table_rights(operation: str, asked: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if operation == "DescribeTable":
        yield "dynamodb:DescribeTable", "Table"
    elif operation == "TransactWriteItems":
        for item in asked["TransactItems"]:
            yield f"dynamodb:{_TRANSACT[next(iter(item))]}", "Table"
    else:
        index = asked.get("IndexName")
        yield f"dynamodb:{operation}", f"Table/index/{index}" if index else "Table"


def _bucket_rights(operation: str, asked: dict[str, Any]) -> Iterator[tuple[str, str]]:
    action = f"s3:{_S3_ACTIONS.get(operation, operation)}"
    if operation == "CopyObject":
        source = asked["CopySource"]
        key = source["Key"] if isinstance(source, dict) else source.split("/", 1)[1]
        yield "s3:GetObject", _folder(key)
        yield "s3:PutObject", _folder(asked["Key"])
    elif operation == "DeleteObjects":
        for each in asked["Delete"]["Objects"]:
            yield action, _folder(each["Key"])
    elif operation in ("GetObject", "DeleteObject") and asked.get("VersionId"):
        yield f"{action}Version", _folder(asked["Key"])
    else:
        yield action, _folder(asked["Key"]) if "Key" in asked else "Bucket"


def _folder(key: str) -> str:
    return key.partition("/")[0] + "/"


class Recorder:
    """Who is at work is one for the whole process: to be used where one request or one handler runs at a time."""

    def __init__(self) -> None:
        self.rights: set[Right] = set()
        self._who: str | None = None

    def note(self, pairs: Iterable[tuple[str, str]]) -> None:
        if self._who is not None:
            self.rights |= {(self._who, action, resource) for action, resource in pairs}

    @contextmanager
    def as_(self, who: str) -> Iterator[None]:
        before, self._who = self._who, who
        try:
            yield
        finally:
            self._who = before


@contextmanager
def recording() -> Iterator[Recorder]:
    """Record what the API and the functions ask for; what tests ask for themselves does not count."""
    recorder = Recorder()
    call, respond, handle = BaseClient._make_api_call, Gateway.respond, Handlers.call
    form, link = Bucket.form, Bucket.link

    def make_api_call(client: Any, operation: str, asked: dict[str, Any]) -> Any:
        recorder.note(needed(client.meta.service_model.service_name, operation, asked))
        return call(client, operation, asked)

    def respond_as_api(gateway: Any, request: Any) -> Any:
        with recorder.as_("api"):
            return respond(gateway, request)

    def call_as_function(handlers: Any, name: str, event: dict[str, Any]) -> Any:
        with recorder.as_(handlers._find(name).id):
            return handle(handlers, name, event)

    def around(operation: str, asked: Any, go: Callable[[Any], Any]) -> Any:
        recorder.note(needed(_service_of(operation), operation, asked))
        return go(asked)

    def sign_form(bucket: Any, key: str, **conditions: Any) -> Any:
        recorder.note([("s3:PutObject", _folder(key))])  # asked for when the form is sent, with the signer's rights
        return form(bucket, key, **conditions)

    def sign_link(bucket: Any, key: str, **conditions: Any) -> Any:
        recorder.note([("s3:GetObject", _folder(key))])  # as a form's
        return link(bucket, key, **conditions)

    patches = {
        (BaseClient, "_make_api_call"): make_api_call,
        (Bucket, "form"): sign_form,
        (Bucket, "link"): sign_link,
        (Gateway, "respond"): respond_as_api,
        (Handlers, "call"): call_as_function,
    }
    with wire.surrounded(around), _all(patches):
        yield recorder


@contextmanager
def _all(patches: dict[tuple[type, str], Any]) -> Iterator[None]:
    started = [mock.patch.object(owner, name, value) for (owner, name), value in patches.items()]
    for patch in started:
        patch.start()
    try:
        yield
    finally:
        for patch in started:
            patch.stop()


def _service_of(operation: str) -> str:
    if operation == "GetParameter":
        return "ssm"
    return "sqs" if re.match("SendMessage|ReceiveMessage|DeleteMessage|GetQueueAttributes", operation) else "dynamodb"
