"""Bringing the local services into the state that the translated template describes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.apply import bucket, queues, table, user_pool
from infra.local.references import TemplateError

__all__ = ["Applied", "TemplateError", "apply"]

Clients = Callable[[str], Any]
"""Service name → boto3 client."""

_log = logging.getLogger("imagora.local.apply")

APPLIED = {
    "AWS::DynamoDB::Table": table.apply,
    "AWS::SQS::Queue": queues.apply,
    "AWS::S3::Bucket": bucket.apply,
    "AWS::Cognito::UserPool": user_pool.apply_pool,
    "AWS::Cognito::UserPoolClient": user_pool.apply_client,
    "AWS::Cognito::UserPoolGroup": user_pool.apply_group,
}
"""In the order in which they need each other: a bucket's notification needs its queue."""

PUMPED = {
    "AWS::Lambda::Function",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Events::Rule",
    "AWS::Scheduler::Schedule",
}
"""What the event pump makes of the template."""

WITHOUT_MEANING = {
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::Events::EventBusPolicy",
    "AWS::IAM::ManagedPolicy",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::IAM::Role",
    "AWS::KMS::Key",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Permission",
    "AWS::Logs::LogGroup",
    "AWS::Logs::MetricFilter",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
}
"""Who may do what, what is logged and who is woken: a laptop has one person and one process."""


@dataclass(frozen=True)
class Applied:
    """What a process needs to work with the applied stack.

    environment: the variables of the template's functions. outputs: the template's. resources: logical id →
    `{"Type", "Properties"}`, resolved, for the pump. skipped: logical ids that have no meaning on a laptop.
    """

    environment: dict[str, str]
    outputs: dict[str, str]
    resources: dict[str, Any]
    skipped: tuple[str, ...]


def apply(translated: Mapping[str, Any], clients: Clients) -> Applied:
    """Make what is missing, adjust what differs, keep all data; a second time changes nothing.

    `translated` comes from `translate`. Raises `TemplateError` before anything is made for a type of resource that
    is neither applied, nor pumped, nor known to have no meaning here.
    """
    resources = dict(translated["Resources"])
    skipped = _skipped(resources)
    _log.debug("Without meaning on a laptop: %s", ", ".join(skipped))
    for kind, apply_one in APPLIED.items():
        chosen = {name: found["Properties"] for name, found in resources.items() if found["Type"] == kind}
        ordered = queues.dead_letter_queues_first(chosen) if kind == "AWS::SQS::Queue" else chosen
        for logical_id, properties in ordered.items():
            apply_one(clients, logical_id, properties)
    return Applied(_environment(resources), dict(translated["Outputs"]), resources, skipped)


def _skipped(resources: Mapping[str, Any]) -> tuple[str, ...]:
    unknown = sorted(
        f"{name} ({found['Type']})"
        for name, found in resources.items()
        if found["Type"] not in APPLIED and found["Type"] not in PUMPED | WITHOUT_MEANING
    )
    if unknown:
        raise TemplateError(f"the laptop stack does not know what to do with {', '.join(unknown)}")
    return tuple(sorted(name for name, found in resources.items() if found["Type"] in WITHOUT_MEANING))


def _environment(resources: Mapping[str, Any]) -> dict[str, str]:
    """The variables of all functions together. Raises `TemplateError` where two give one name two values."""
    merged: dict[str, str] = {}
    for logical_id, found in resources.items():
        if found["Type"] != "AWS::Lambda::Function":
            continue
        variables = found["Properties"].get("Environment", {}).get("Variables", {})
        for name, value in variables.items():
            if merged.setdefault(name, str(value)) != str(value):
                raise TemplateError(f"{logical_id} gives {name} another value than another function does")
    return merged
