"""What the template says about functions and their event sources, read once into plain data.

Input is the `Resources` of the translated CloudFormation template: logical id → {"Type", "Properties"}.
Intrinsics may be resolved to ARNs already, or still be `Ref` and `Fn::GetAtt`: both are understood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.pump.filters import RecordFilter

Resources = Mapping[str, Mapping[str, Any]]

REGION = "us-east-1"
ACCOUNT = "123456789012"
_AFTER = "imagora:served-after"
_PARTIAL = "ReportBatchItemFailures"


class TemplateError(ValueError):
    """The template asks for something that the pump does not do, or points at a resource that is not there."""


@dataclass(frozen=True)
class FunctionSpec:
    """One AWS::Lambda::Function. `folder` is where its handler lives below `functions/`; `timeout` in seconds."""

    id: str
    name: str
    handler: str
    timeout: int
    memory: int
    environment: Mapping[str, str]

    @property
    def folder(self) -> str:
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", self.id).lower()

    @property
    def arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.name}"


@dataclass(frozen=True)
class QueueMapping:
    """An SQS queue in front of a function. `window` in seconds.

    `after`: another queue, whose messages go first (the queue's tag `imagora:served-after`). In the cloud the function
    itself sees to that.
    """

    id: str
    function: FunctionSpec
    queue: str
    batch_size: int
    window: float
    partial: bool
    filter: RecordFilter
    concurrency: int | None
    after: str | None = None


@dataclass(frozen=True)
class StreamMapping:
    """A table's stream in front of a function.

    `retries` and `max_age` (seconds) are -1 for "for ever"; `on_failure` is the ARN of a bucket or queue.
    """

    id: str
    function: FunctionSpec
    table: str
    batch_size: int
    window: float
    partial: bool
    filter: RecordFilter
    bisect: bool
    retries: int
    max_age: int
    on_failure: str | None


Mappings = tuple[list[StreamMapping], list[QueueMapping]]


def of_type(resources: Resources, kind: str) -> dict[str, Mapping[str, Any]]:
    return {
        logical_id: resource.get("Properties") or {}
        for logical_id, resource in sorted(resources.items())
        if resource.get("Type") == kind
    }


def read_functions(resources: Resources) -> dict[str, FunctionSpec]:
    """Every function of the template by logical id."""
    return {
        logical_id: FunctionSpec(
            id=logical_id,
            name=_text(properties.get("FunctionName"), logical_id),
            handler=str(properties.get("Handler", "handler.handle")),
            timeout=int(properties.get("Timeout", 3)),
            memory=int(properties.get("MemorySize", 128)),
            environment=_environment(properties),
        )
        for logical_id, properties in of_type(resources, "AWS::Lambda::Function").items()
    }


def _text(value: object, default: str) -> str:
    return value if isinstance(value, str) else default


def _environment(properties: Mapping[str, Any]) -> dict[str, str]:
    variables = (properties.get("Environment") or {}).get("Variables") or {}
    return {name: str(value) for name, value in variables.items()}


def find_function(value: Any, functions: Mapping[str, FunctionSpec]) -> FunctionSpec:
    """The function that a name, ARN, alias ARN, `Ref` or `Fn::GetAtt` means; raises TemplateError."""
    wanted = referenced_id(value)
    if wanted is None:
        text = str(value)
        wanted = text.split(":function:", 1)[1].split(":", 1)[0] if ":function:" in text else text
    for function in functions.values():
        if wanted in (function.id, function.name):
            return function
    raise TemplateError(f"no function of the template is called {wanted!r}")


def referenced_id(value: Any) -> str | None:
    """The logical id inside an intrinsic that was left unresolved; None for anything else."""
    if not isinstance(value, Mapping):
        return None
    if "Ref" in value:
        return str(value["Ref"])
    target = value.get("Fn::GetAtt")
    if isinstance(target, str):
        return target.split(".", 1)[0]
    return str(target[0]) if target else None


def read_mappings(resources: Resources) -> Mappings:
    """Stream and queue mappings that are enabled, each ordered by logical id; raises TemplateError, BadFilter."""
    functions = read_functions(resources)
    streams: list[StreamMapping] = []
    queues: list[QueueMapping] = []
    for logical_id, properties in of_type(resources, "AWS::Lambda::EventSourceMapping").items():
        if properties.get("Enabled", True) in (False, "false"):
            continue
        function = find_function(properties.get("FunctionName"), functions)
        service, name = _source(properties.get("EventSourceArn"), resources)
        if service == "sqs":
            after = _served_after(name, resources)
            queues.append(_queue_mapping(logical_id, function, name, properties, after))
        else:
            streams.append(_stream_mapping(logical_id, function, name, properties, resources))
    return streams, queues


def _source(value: Any, resources: Resources) -> tuple[str, str]:
    """("sqs", queue name) or ("dynamodb", table name) of an event source."""
    logical_id = referenced_id(value)
    if logical_id is not None:
        return _source_by_id(logical_id, resources)
    arn = str(value).split(":", 5)
    if len(arn) == 6 and arn[2] == "sqs":
        return "sqs", arn[5]
    if len(arn) == 6 and arn[2] == "dynamodb":
        return "dynamodb", arn[5].split("/")[1]
    raise TemplateError(f"events come from SQS or DynamoDB streams here, not from {value!r}")


def _source_by_id(logical_id: str, resources: Resources) -> tuple[str, str]:
    resource = resources.get(logical_id, {})
    properties = resource.get("Properties") or {}
    match resource.get("Type"):
        case "AWS::SQS::Queue":
            return "sqs", _text(properties.get("QueueName"), logical_id)
        case "AWS::DynamoDB::Table":
            return "dynamodb", _text(properties.get("TableName"), logical_id)
    raise TemplateError(f"an event source points at {logical_id!r}, which is neither queue nor table")


def _served_after(queue: str, resources: Resources) -> str | None:
    """The queue that this one gives way to, by its tag."""
    for logical_id, properties in of_type(resources, "AWS::SQS::Queue").items():
        if _text(properties.get("QueueName"), logical_id) == queue:
            tags = {str(tag["Key"]): tag["Value"] for tag in properties.get("Tags") or ()}
            return str(tags[_AFTER]) if _AFTER in tags else None
    return None


def _queue_mapping(
    logical_id: str, function: FunctionSpec, queue: str, properties: Mapping[str, Any], after: str | None
) -> QueueMapping:
    concurrency = (properties.get("ScalingConfig") or {}).get("MaximumConcurrency")
    return QueueMapping(
        id=logical_id,
        function=function,
        queue=queue,
        batch_size=int(properties.get("BatchSize", 10)),
        window=float(properties.get("MaximumBatchingWindowInSeconds", 0)),
        partial=_PARTIAL in (properties.get("FunctionResponseTypes") or []),
        filter=RecordFilter(properties.get("FilterCriteria")),
        concurrency=None if concurrency is None else int(concurrency),
        after=after,
    )


def _stream_mapping(
    logical_id: str, function: FunctionSpec, table: str, properties: Mapping[str, Any], resources: Resources
) -> StreamMapping:
    destination = ((properties.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    return StreamMapping(
        id=logical_id,
        function=function,
        table=table,
        batch_size=int(properties.get("BatchSize", 100)),
        window=float(properties.get("MaximumBatchingWindowInSeconds", 0)),
        partial=_PARTIAL in (properties.get("FunctionResponseTypes") or []),
        filter=RecordFilter(properties.get("FilterCriteria")),
        bisect=properties.get("BisectBatchOnFunctionError") in (True, "true"),
        retries=int(properties.get("MaximumRetryAttempts", -1)),
        max_age=int(properties.get("MaximumRecordAgeInSeconds", -1)),
        on_failure=None if destination is None else _destination(destination, resources),
    )


def _destination(value: Any, resources: Resources) -> str:
    logical_id = referenced_id(value)
    if logical_id is None:
        return str(value)
    resource = resources.get(logical_id, {})
    properties = resource.get("Properties") or {}
    match resource.get("Type"):
        case "AWS::S3::Bucket":
            return f"arn:aws:s3:::{_text(properties.get('BucketName'), logical_id)}"
        case "AWS::SQS::Queue":
            return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{_text(properties.get('QueueName'), logical_id)}"
    raise TemplateError(f"the failure destination {logical_id!r} is neither bucket nor queue")
