"""What `Ref` and `Fn::GetAtt` give for each type of resource, on a laptop."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from infra.local import names
from infra.local.state import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class TemplateError(ValueError):
    """The template says something that the laptop stack cannot make sense of."""


NAMING_PROPERTIES = (
    "TableName",
    "QueueName",
    "BucketName",
    "UserPoolName",
    "UserPoolId",
    "ClientName",
    "GroupName",
    "FunctionName",
    "LayerName",
    "RoleName",
    "LogGroupName",
    "TopicName",
    "AlarmName",
    "Name",
)


def physical_name(logical_id: str, properties: Mapping[str, Any]) -> str:
    """The name that the template gives a resource, or its logical id."""
    for key in NAMING_PROPERTIES:
        if key in properties and key != "UserPoolId":
            return str(properties[key])
    return logical_id


def _function_arn(name: str, _: Mapping[str, Any]) -> str:
    return names.arn("lambda", f"function:{name}")


def _queue_url(name: str, _: Mapping[str, Any]) -> str:
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"


def _layer(name: str, _: Mapping[str, Any]) -> str:
    return names.arn("lambda", f"layer:{name}:1")


def _client(name: str, properties: Mapping[str, Any]) -> str:
    return names.user_pool_client_id(str(properties["UserPoolId"]), name)


def _pool(name: str, _: Mapping[str, Any]) -> str:
    return names.user_pool_id(name)


def _mapping_id(name: str, _: Mapping[str, Any]) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"imagora:{name}"))


_REFERENCES: dict[str, Callable[[str, Mapping[str, Any]], str]] = {
    "AWS::SQS::Queue": _queue_url,
    "AWS::Cognito::UserPool": _pool,
    "AWS::Cognito::UserPoolClient": _client,
    "AWS::Lambda::LayerVersion": _layer,
    "AWS::Lambda::EventSourceMapping": _mapping_id,
    "AWS::SNS::Topic": lambda name, _: names.arn("sns", name),
}
"""What `Ref` gives; for every other type it is the resource's name."""

_ATTRIBUTES: dict[tuple[str, str], Callable[[str, Mapping[str, Any]], str]] = {
    ("AWS::DynamoDB::Table", "Arn"): lambda name, _: names.arn("dynamodb", f"table/{name}"),
    ("AWS::DynamoDB::Table", "StreamArn"): lambda name, _: names.arn(
        "dynamodb", f"table/{name}/stream/{names.STREAM_LABEL}"
    ),
    ("AWS::SQS::Queue", "Arn"): lambda name, _: names.arn("sqs", name),
    ("AWS::SQS::Queue", "QueueName"): lambda name, _: name,
    ("AWS::SQS::Queue", "QueueUrl"): _queue_url,
    ("AWS::S3::Bucket", "Arn"): lambda name, _: f"arn:aws:s3:::{name}",
    ("AWS::S3::Bucket", "DomainName"): lambda name, _: f"{name}.s3.amazonaws.com",
    ("AWS::S3::Bucket", "RegionalDomainName"): lambda name, _: f"{name}.s3.{REGION}.amazonaws.com",
    ("AWS::Cognito::UserPool", "Arn"): lambda name, _: names.arn("cognito-idp", f"userpool/{names.user_pool_id(name)}"),
    ("AWS::Cognito::UserPool", "ProviderName"): lambda name, _: (
        f"cognito-idp.{REGION}.amazonaws.com/{names.user_pool_id(name)}"
    ),
    ("AWS::Cognito::UserPool", "ProviderURL"): lambda name, _: names.issuer(names.user_pool_id(name)),
    ("AWS::Cognito::UserPool", "UserPoolId"): _pool,
    ("AWS::Cognito::UserPoolClient", "ClientId"): _client,
    ("AWS::Lambda::Function", "Arn"): _function_arn,
    ("AWS::Lambda::LayerVersion", "LayerVersionArn"): _layer,
    ("AWS::IAM::Role", "Arn"): lambda name, _: f"arn:aws:iam::{ACCOUNT}:role/{name}",
    ("AWS::Logs::LogGroup", "Arn"): lambda name, _: names.arn("logs", f"log-group:{name}:*"),
    ("AWS::KMS::Key", "Arn"): lambda name, _: names.arn("kms", f"key/{name}"),
    ("AWS::SNS::Topic", "TopicArn"): lambda name, _: names.arn("sns", name),
    ("AWS::SNS::Topic", "TopicName"): lambda name, _: name,
    ("AWS::Events::Rule", "Arn"): lambda name, _: names.arn("events", f"rule/{name}"),
    ("AWS::Scheduler::Schedule", "Arn"): lambda name, _: names.arn("scheduler", f"schedule/default/{name}"),
    ("AWS::CloudWatch::Alarm", "Arn"): lambda name, _: names.arn("cloudwatch", f"alarm:{name}"),
}


def reference(logical_id: str, kind: str, properties: Mapping[str, Any]) -> str:
    """What `!Ref` gives for this resource."""
    name = physical_name(logical_id, properties)
    return _REFERENCES.get(kind, lambda name, _: name)(name, properties)


def attribute(logical_id: str, kind: str, name: str, properties: Mapping[str, Any]) -> str:
    """What `!GetAtt` gives; raises `TemplateError` for an attribute that is not known here."""
    found = _ATTRIBUTES.get((kind, name))
    if found is None:
        raise TemplateError(f"the laptop stack does not know {logical_id}.{name} ({kind})")
    return found(physical_name(logical_id, properties), properties)
