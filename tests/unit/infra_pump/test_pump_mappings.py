"""What is read from the template, resolved or not, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.pump.mappings import FunctionSpec, TemplateError, read_functions, read_mappings
from infra.local.pump.schedule import parse_rate, read_schedules

FUNCTION = {
    "Type": "AWS::Lambda::Function",
    "Properties": {
        "FunctionName": "imagora-local-fan-out-page",
        "Handler": "handler.handle",
        "Timeout": 60,
        "MemorySize": 512,
        "Environment": {"Variables": {"IMAGORA_PUSH_LIMIT": 3}},
    },
}
QUEUE_ARN = "arn:aws:sqs:us-east-1:123456789012:pages"
STREAM_ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/imagora-local/stream/2026"


def mapping(**properties: Any) -> dict[str, Any]:
    given = {"FunctionName": "FanOutPage", "EventSourceArn": QUEUE_ARN, **properties}
    return {
        "FanOutPage": FUNCTION,
        "Pages": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "pages"}},
        "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "imagora-local"}},
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "pictures"}},
        "Mapping": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": given},
    }


def test_a_function_is_read_with_its_folder_and_environment() -> None:
    function = read_functions({"FanOutPage": FUNCTION})["FanOutPage"]
    assert function.folder == "fan_out_page"
    assert function.timeout == 60
    assert function.environment == {"IMAGORA_PUSH_LIMIT": "3"}
    assert function.arn.endswith(":function:imagora-local-fan-out-page")


@pytest.mark.parametrize(
    ("logical_id", "folder"),
    [("RelayStream", "relay_stream"), ("SendHTTPHook", "send_http_hook"), ("Sweep", "sweep")],
)
def test_folders_are_the_snake_case_of_logical_ids(logical_id: str, folder: str) -> None:
    spec = FunctionSpec(logical_id, logical_id, "handler.handle", timeout=3, memory=128, environment={})
    assert spec.folder == folder


@pytest.mark.parametrize(
    "name",
    [
        "FanOutPage",
        "imagora-local-fan-out-page",
        "arn:aws:lambda:us-east-1:123456789012:function:imagora-local-fan-out-page",
        "arn:aws:lambda:us-east-1:123456789012:function:imagora-local-fan-out-page:live",
        {"Ref": "FanOutPage"},
        {"Fn::GetAtt": ["FanOutPage", "Arn"]},
    ],
)
def test_a_mapping_finds_its_function_however_it_is_named(name: Any) -> None:
    _, queues = read_mappings(mapping(FunctionName=name))
    assert queues[0].function.id == "FanOutPage"


@pytest.mark.parametrize("source", [QUEUE_ARN, {"Fn::GetAtt": ["Pages", "Arn"]}, {"Fn::GetAtt": "Pages.Arn"}])
def test_a_queue_mapping_is_read_whole(source: Any) -> None:
    streams, queues = read_mappings(
        mapping(
            EventSourceArn=source,
            BatchSize=5,
            MaximumBatchingWindowInSeconds=2,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            ScalingConfig={"MaximumConcurrency": 2},
        )
    )
    assert streams == []
    found = queues[0]
    assert (found.queue, found.batch_size, found.window, found.partial) == ("pages", 5, 2.0, True)
    assert found.concurrency == 2


@pytest.mark.parametrize("source", [STREAM_ARN, {"Fn::GetAtt": ["Table", "StreamArn"]}])
@pytest.mark.parametrize("destination", ["arn:aws:s3:::pictures", {"Fn::GetAtt": ["Bucket", "Arn"]}])
def test_a_stream_mapping_is_read_whole(source: Any, destination: Any) -> None:
    streams, _ = read_mappings(
        mapping(
            EventSourceArn=source,
            BisectBatchOnFunctionError=True,
            MaximumRetryAttempts=10,
            MaximumRecordAgeInSeconds=60,
            DestinationConfig={"OnFailure": {"Destination": destination}},
        )
    )
    found = streams[0]
    assert (found.table, found.batch_size, found.partial) == ("imagora-local", 100, False)
    assert (found.bisect, found.retries, found.max_age) == (True, 10, 60)
    assert found.on_failure == "arn:aws:s3:::pictures"


def test_a_disabled_mapping_is_left_out() -> None:
    assert read_mappings(mapping(Enabled=False)) == ([], [])


@pytest.mark.parametrize(
    "properties",
    [
        {"FunctionName": "Nobody"},
        {"EventSourceArn": "arn:aws:kinesis:us-east-1:123456789012:stream/x"},
        {"EventSourceArn": {"Fn::GetAtt": ["FanOutPage", "Arn"]}},
        {
            "EventSourceArn": STREAM_ARN,
            "DestinationConfig": {"OnFailure": {"Destination": {"Ref": "FanOutPage"}}},
        },
    ],
)
def test_what_cannot_be_pumped_is_refused(properties: dict[str, Any]) -> None:
    with pytest.raises(TemplateError):
        read_mappings(mapping(**properties))


@pytest.mark.parametrize(
    ("expression", "seconds"), [("rate(1 minute)", 60), ("rate(5 minutes)", 300), ("rate(2 days)", 172800)]
)
def test_rates_are_understood(expression: str, seconds: int) -> None:
    assert parse_rate(expression) == seconds


@pytest.mark.parametrize("expression", ["cron(0 12 * * ? *)", "rate(0 minutes)", "rate(1 week)", "at(2026)"])
def test_other_schedules_are_refused(expression: str) -> None:
    with pytest.raises(TemplateError, match="rate"):
        parse_rate(expression)


def test_rules_and_schedules_are_read_with_their_events() -> None:
    resources = {
        "FanOutPage": FUNCTION,
        "Minutely": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "ScheduleExpression": "rate(1 minute)",
                "Targets": [{"Id": "1", "Arn": {"Fn::GetAtt": ["FanOutPage", "Arn"]}}],
            },
        },
        "Hourly": {
            "Type": "AWS::Scheduler::Schedule",
            "Properties": {
                "ScheduleExpression": "rate(1 hour)",
                "Target": {"Arn": "FanOutPage", "Input": '{"v": 1}'},
            },
        },
        "Off": {
            "Type": "AWS::Events::Rule",
            "Properties": {"ScheduleExpression": "rate(1 hour)", "State": "DISABLED", "Targets": [{"Arn": "x"}]},
        },
    }
    minutely, hourly = read_schedules(resources)
    assert (minutely.id, minutely.interval) == ("Minutely", 60)
    event = minutely.event()
    assert (event["source"], event["detail-type"]) == ("aws.events", "Scheduled Event")
    assert event["resources"] == [minutely.arn]
    assert (hourly.interval, hourly.event()) == (3600, {"v": 1})
