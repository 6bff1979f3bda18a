"""template.yaml as CloudFormation and the laptop stack see it: after SAM's expansion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parents[2]


class NoManagedPolicies:
    """SAM asks for AWS's managed policies; ours names none."""

    def load(self) -> dict[str, str]:
        return {}


def expand() -> dict[str, Any]:
    """The template as CloudFormation gets it. Code is given an S3 address, so that nothing is built or uploaded."""
    template = yaml_parse((ROOT / "template.yaml").read_text())
    for resource in template["Resources"].values():
        for code in {"CodeUri", "ContentUri"} & resource.get("Properties", {}).keys():
            resource["Properties"][code] = "s3://artefacts/code.zip"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        return transform(template, {}, NoManagedPolicies())  # type: ignore[no-any-return]


STACK = expand()
SOURCE = yaml_parse((ROOT / "template.yaml").read_text())


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    """Properties of all resources of a type, by logical id."""
    return {name: r["Properties"] for name, r in STACK["Resources"].items() if r["Type"] == kind}


FUNCTIONS = of_type("AWS::Lambda::Function")
QUEUES = of_type("AWS::SQS::Queue")
WORK_QUEUES = {name: queue for name, queue in QUEUES.items() if not name.endswith("DeadLetterQueue")}
MAPPINGS = of_type("AWS::Lambda::EventSourceMapping")
ROLES = of_type("AWS::IAM::Role")
ALARMS = of_type("AWS::CloudWatch::Alarm")


def target(value: Any) -> str:
    """The logical id that a Ref or GetAtt points at."""
    return value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0]


def text_of(value: Any) -> str:
    """An ARN as text, with ${…} where an intrinsic function stands."""
    if isinstance(value, str):
        return value
    if "Fn::Sub" in value:
        return str(value["Fn::Sub"])
    return "${" + (value["Ref"] if "Ref" in value else ".".join(value["Fn::GetAtt"])) + "}"


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every statement, those under a condition too."""
    for statement in document["Statement"]:
        choices = statement["Fn::If"][1:] if "Fn::If" in statement else [statement]
        yield from (choice for choice in choices if "Effect" in choice)


def role_statements(function: str) -> list[dict[str, Any]]:
    return [s for p in ROLES[f"{function}Role"]["Policies"] for s in statements(p["PolicyDocument"])]


def mapped_function(mapping: dict[str, Any]) -> str:
    return target(mapping["FunctionName"])


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def metric_dimensions(alarm: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(metric, dimension, value) for every dimension of an alarm's one metric, or of all in its expression."""
    metrics = [m["MetricStat"]["Metric"] for m in alarm.get("Metrics", []) if "MetricStat" in m] or [alarm]
    for metric in metrics:
        for dimension in metric.get("Dimensions", []):
            yield metric["MetricName"], dimension["Name"], text_of(dimension["Value"])
