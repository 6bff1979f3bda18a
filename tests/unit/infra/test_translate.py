"""The template on a laptop: parameters, conditions, references, and what cannot be resolved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.local import names
from infra.local.intrinsics import Resolver
from infra.local.translate import TemplateError, translate

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String}
  Batch: {Type: Number, Default: 5}
  Mode: {Type: String, Default: hold, AllowedValues: [hold, trust]}
Conditions:
  IsLive: !Equals [!Ref Stage, live]
Globals:
  Function:
    Runtime: python3.13
    Handler: handler.handle
    Environment: {Variables: {QUEUE: !Ref Queue, MODE: !Ref Mode}}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "${Stage}-work"
      RedrivePolicy: !If [IsLive, {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5}, !Ref AWS::NoValue]
  Dead: {Type: AWS::SQS::Queue, Condition: IsLive}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/work/
      Events:
        Jobs: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn, BatchSize: !Ref Batch}}
Outputs:
  Url: {Value: !Ref Queue}
  DeadArn: {Condition: IsLive, Value: !GetAtt Dead.Arn}
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "template.yaml"
    file.write_text(TEMPLATE)
    return file


def test_everything_is_resolved_to_local_names(template: Path) -> None:
    made = translate(template, {"Stage": "local"})
    resources = made["Resources"]

    url = "https://sqs.us-east-1.amazonaws.com/123456789012/local-work"
    assert made["Outputs"] == {"Url": url}
    assert resources["Queue"]["Properties"] == {"QueueName": "local-work"}
    assert "Dead" not in resources
    assert resources["Work"]["Properties"]["Environment"]["Variables"] == {"QUEUE": url, "MODE": "hold"}
    mapping = resources["WorkJobs"]["Properties"]
    assert mapping["EventSourceArn"] == "arn:aws:sqs:us-east-1:123456789012:local-work"
    assert mapping["BatchSize"] == "5"


def test_a_condition_that_holds_brings_its_resources(template: Path) -> None:
    made = translate(template, {"Stage": "live", "Mode": "trust"})

    dead = made["Outputs"]["DeadArn"]
    assert made["Resources"]["Queue"]["Properties"]["RedrivePolicy"]["deadLetterTargetArn"] == dead
    assert made["Resources"]["Work"]["Properties"]["Environment"]["Variables"]["MODE"] == "trust"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "Stage needs a value"),
        ({"Stage": "local", "Colour": "blue"}, "no parameter Colour"),
        ({"Stage": "local", "Mode": "maybe"}, "may be hold, trust only"),
    ],
)
def test_wrong_parameters_are_refused(template: Path, parameters: dict[str, str], message: str) -> None:
    with pytest.raises(TemplateError, match=message):
        translate(template, parameters)


def _resolve(value: Any, **resources: Any) -> Any:
    made = {"Resources": {"It": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": value}}, **resources}}
    return Resolver(made, {"Name": "n"}).properties("It")["QueueName"]


TABLE = {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "t"}}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Fn::Join": ["-", ["a", {"Ref": "Name"}, 3]]}, "a-n-3"),
        ({"Fn::Sub": "${Name}-${!Name}-${AWS::AccountId}"}, "n-${Name}-123456789012"),
        ({"Fn::Sub": ["${Mine}-${Table.Arn}", {"Mine": "m"}]}, "m-arn:aws:dynamodb:us-east-1:123456789012:table/t"),
        ({"Fn::Select": [1, {"Fn::Split": [",", "a,b"]}]}, "b"),
        ({"Fn::GetAtt": ["Table", "StreamArn"]}, names.arn("dynamodb", f"table/t/stream/{names.STREAM_LABEL}")),
    ],
)
def test_intrinsic_functions_are_worked_out(value: Any, expected: str) -> None:
    assert _resolve(value, Table=TABLE) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"Ref": "Nowhere"}, "neither parameter nor resource"),
        ({"Fn::GetAtt": ["Table", "Colour"]}, "does not know Table.Colour"),
        ({"Fn::ImportValue": "other"}, "does not know Fn::ImportValue"),
        ({"Fn::If": ["Never", 1, 2]}, "no condition Never"),
    ],
)
def test_what_cannot_be_resolved_is_an_error(value: Any, message: str) -> None:
    with pytest.raises(TemplateError, match=message):
        _resolve(value, Table=TABLE)


def test_ids_of_people_are_the_same_everywhere_and_differ_by_name() -> None:
    pool = names.user_pool_id("imagora-local")

    assert pool == names.user_pool_id("imagora-local") != names.user_pool_id("imagora-other")
    assert names.user_pool_client_id(pool, "web") != names.user_pool_client_id(pool, "app")
    assert names.issuer(pool).endswith(pool)
