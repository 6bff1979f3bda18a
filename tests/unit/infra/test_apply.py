"""Applying the template: what is left out is known by name, and nothing unknown passes."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest

from infra.local.apply import TemplateError, apply
from infra.local.apply.bucket import apply as apply_bucket
from infra.local.apply.queues import dead_letter_queues_first
from infra.local.apply.shapes import parameters


def _no_clients(service: str) -> Any:
    raise AssertionError(f"{service} is not needed")


def test_what_means_nothing_on_a_laptop_is_listed() -> None:
    resources = {
        "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {}},
        "Work": {
            "Type": "AWS::Lambda::Function",
            "Properties": {"Environment": {"Variables": {"IMAGORA_PUSH_LIMIT": 5}}},
        },
    }
    applied = apply({"Resources": resources, "Outputs": {"A": "b"}}, _no_clients)

    assert applied.skipped == ("Alarm", "Role")
    assert applied.environment == {"IMAGORA_PUSH_LIMIT": "5"}
    assert (applied.outputs, set(applied.resources)) == ({"A": "b"}, set(resources))


def test_an_unknown_type_of_resource_is_an_error() -> None:
    resources = {"Cluster": {"Type": "AWS::ECS::Cluster", "Properties": {}}}

    with pytest.raises(TemplateError, match=r"Cluster \(AWS::ECS::Cluster\)"):
        apply({"Resources": resources, "Outputs": {}}, _no_clients)


def test_functions_that_disagree_about_a_variable_are_an_error() -> None:
    resources = {
        name: {"Type": "AWS::Lambda::Function", "Properties": {"Environment": {"Variables": {"A": name}}}}
        for name in ("One", "Two")
    }

    with pytest.raises(TemplateError, match="Two gives A another value"):
        apply({"Resources": resources, "Outputs": {}}, _no_clients)


def test_an_unknown_property_of_a_bucket_is_an_error() -> None:
    with pytest.raises(TemplateError, match="ReplicationConfiguration"):
        apply_bucket(lambda _: None, "Bucket", {"ReplicationConfiguration": {}})


def test_dead_letter_queues_come_before_the_queues_that_name_them() -> None:
    ordered = dead_letter_queues_first({"A": {"RedrivePolicy": {}}, "B": {}, "C": {"RedrivePolicy": {}}, "D": {}})

    assert list(ordered) == ["B", "D", "A", "C"]


def test_values_get_the_types_that_the_operation_wants() -> None:
    client = botocore.session.Session().create_client(
        "dynamodb", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    given = {"TableName": "t", "TimeToLiveSpecification": {"AttributeName": "a", "Enabled": "true"}}

    assert parameters(client, "UpdateTimeToLive", given)["TimeToLiveSpecification"]["Enabled"] is True
    with pytest.raises(TemplateError, match=r"UpdateTimeToLive\.TimeToLiveSpecification has no Colour"):
        parameters(client, "UpdateTimeToLive", {"TimeToLiveSpecification": {"Colour": "blue"}})
