"""AWS::SQS::Queue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from infra.local.references import TemplateError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ATTRIBUTES = (
    "DelaySeconds",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
)


def dead_letter_queues_first(queues: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """A queue may name only a dead-letter queue that exists."""
    return dict(sorted(queues.items(), key=lambda entry: "RedrivePolicy" in entry[1]))


def apply(clients: Callable[[str], Any], logical_id: str, properties: Mapping[str, Any]) -> None:
    """The queue with its attributes. Raises `TemplateError` for a property that is not known here."""
    client = clients("sqs")
    unknown = sorted(set(properties) - set(ATTRIBUTES) - {"QueueName", "Tags"})
    if unknown:
        raise TemplateError(f"{logical_id} has {', '.join(unknown)}, which the laptop stack does not know")
    name = str(properties.get("QueueName", logical_id))
    wanted = {key: _text(properties[key]) for key in ATTRIBUTES if key in properties}
    url = _find(client, name)
    if url is None:
        client.create_queue(QueueName=name, Attributes=wanted)
        return
    found = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    differing = {key: value for key, value in wanted.items() if _plain(found.get(key)) != _plain(value)}
    if differing:
        client.set_queue_attributes(QueueUrl=url, Attributes=differing)


def _find(client: Any, name: str) -> str | None:
    try:
        return str(client.get_queue_url(QueueName=name)["QueueUrl"])
    except ClientError as error:
        if "NonExistentQueue" not in error.response["Error"]["Code"] + str(error):
            raise
        return None


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps({key: str(inner) for key, inner in value.items()})
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: str | None) -> Any:
    """An attribute in a form in which spelling does not matter."""
    if value is None or not value.startswith("{"):
        return None if value is None else value.lower()
    return {key: str(inner) for key, inner in json.loads(value).items()}
