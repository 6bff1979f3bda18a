"""template.yaml against its own rules and the code beside it."""

from __future__ import annotations

import ast
import json
import re

import pytest

from infra.local.pump.filters import RecordFilter
from tests.contract.expanded_template import (
    ALARMS,
    FUNCTIONS,
    MAPPINGS,
    QUEUES,
    ROOT,
    SOURCE,
    STACK,
    WORK_QUEUES,
    listed,
    mapped_function,
    metric_dimensions,
    of_type,
    role_statements,
    snake,
    statements,
    target,
    text_of,
)


def _relay_filter() -> RecordFilter:
    (stream,) = [m for m in MAPPINGS.values() if target(m["EventSourceArn"]) == "Table"]
    return RecordFilter(stream["FilterCriteria"])


PIXEL_FUNCTIONS = {"GenerateImage", "ProcessMedia", "CheckProvenance"}
STATEFUL = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool"}


class TestFunctions:
    @pytest.mark.parametrize("name", FUNCTIONS)
    def test_each_has_a_folder_with_its_handler(self, name: str) -> None:
        assert SOURCE["Resources"][name]["Properties"]["CodeUri"] == f"functions/{snake(name)}/"
        assert FUNCTIONS[name]["Handler"] == "handler.handle"
        module = ast.parse((ROOT / "functions" / snake(name) / "handler.py").read_text())
        assigned = {
            t.id for n in module.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)
        }
        defined = {n.name for n in module.body if isinstance(n, ast.FunctionDef)}
        assert "handle" in assigned | defined

    def test_each_folder_is_in_the_template(self) -> None:
        folders = {p.name for p in (ROOT / "functions").iterdir() if p.is_dir() and not p.name.startswith(("_", "."))}
        assert folders <= {snake(name) for name in FUNCTIONS}

    @pytest.mark.parametrize("name", FUNCTIONS)
    def test_only_those_that_touch_pixels_carry_the_imaging_layer(self, name: str) -> None:
        layers = {re.sub(r"[0-9a-f]{10}$", "", target(layer)) for layer in FUNCTIONS[name]["Layers"]}
        assert layers == ({"CoreLayer", "ImagingLayer"} if name in PIXEL_FUNCTIONS else {"CoreLayer"})

    @pytest.mark.parametrize("name", FUNCTIONS)
    def test_each_logs_to_a_group_of_its_own_that_forgets(self, name: str) -> None:
        groups = of_type("AWS::Logs::LogGroup")
        group = groups[target(FUNCTIONS[name]["LoggingConfig"]["LogGroup"])]
        assert group["RetentionInDays"] == {"Ref": "LogRetention"}
        assert text_of(group["LogGroupName"]) == "/aws/lambda/" + text_of(FUNCTIONS[name]["FunctionName"])

    @pytest.mark.parametrize("name", [*FUNCTIONS, None])
    def test_each_has_an_alarm_on_errors(self, name: str | None) -> None:
        function = f"${{{name}}}" if name else "imagora-${Stage}"  # without a name: the API's, which Chalice makes
        watched = [d for alarm in ALARMS.values() for d in metric_dimensions(alarm)]
        assert ("Errors", "FunctionName", function) in watched

    @pytest.mark.parametrize("name", FUNCTIONS)
    def test_one_that_messages_itself_is_not_taken_for_a_runaway_loop(self, name: str) -> None:
        sources = {target(m["EventSourceArn"]) for m in MAPPINGS.values() if mapped_function(m) == name}
        sends = [s for s in role_statements(name) if "sqs:SendMessage" in listed(s["Action"])]
        targets = {target(r) for s in sends for r in listed(s["Resource"])}
        assert FUNCTIONS[name].get("RecursiveLoop") == ("Allow" if sources & targets else None)


class TestQueues:
    @pytest.mark.parametrize("name", WORK_QUEUES)
    def test_each_has_a_dead_letter_queue_with_an_alarm(self, name: str) -> None:
        redrive = WORK_QUEUES[name]["RedrivePolicy"]
        dead = target(redrive["deadLetterTargetArn"])
        assert dead == name.removesuffix("Queue") + "DeadLetterQueue"
        assert redrive["maxReceiveCount"] == 5
        assert QUEUES[dead]["MessageRetentionPeriod"] == 14 * 86_400
        watched = [d for alarm in ALARMS.values() for d in metric_dimensions(alarm)]
        assert ("ApproximateNumberOfMessagesVisible", "QueueName", f"${{{dead}.QueueName}}") in watched

    @pytest.mark.parametrize("name", WORK_QUEUES)
    def test_each_hides_a_message_for_six_timeouts_of_its_consumer(self, name: str) -> None:
        (mapping,) = [m for m in MAPPINGS.values() if target(m["EventSourceArn"]) == name]
        timeout = FUNCTIONS[mapped_function(mapping)]["Timeout"]
        windowed = "MaximumBatchingWindowInSeconds" in mapping
        window = STACK["Parameters"]["StreamWindow"]["MaxValue"] if windowed else 0
        assert WORK_QUEUES[name]["VisibilityTimeout"] >= 6 * timeout + window

    @pytest.mark.parametrize("name", QUEUES)
    def test_each_is_encrypted_and_refuses_plain_http(self, name: str) -> None:
        assert QUEUES[name]["SqsManagedSseEnabled"] is True
        (policy,) = [p for p in of_type("AWS::SQS::QueuePolicy").values() if p["Queues"] == [{"Ref": name}]]
        denied = [s for s in statements(policy["PolicyDocument"]) if s["Effect"] == "Deny"]
        assert denied[0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert target(denied[0]["Resource"]) == name


class TestEventSources:
    @pytest.mark.parametrize("name", MAPPINGS)
    def test_each_reports_partial_failures(self, name: str) -> None:
        assert MAPPINGS[name]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]

    @pytest.mark.parametrize("name", [n for n, m in MAPPINGS.items() if target(m["EventSourceArn"]) != "Table"])
    def test_each_queue_is_read_with_bounded_concurrency(self, name: str) -> None:
        assert MAPPINGS[name]["ScalingConfig"]["MaximumConcurrency"]

    def test_the_stream_gives_up_late_and_keeps_what_it_gave_up(self) -> None:
        (stream,) = [m for m in MAPPINGS.values() if target(m["EventSourceArn"]) == "Table"]
        assert stream["StartingPosition"] == "TRIM_HORIZON"
        assert stream["BisectBatchOnFunctionError"] is True
        assert stream["MaximumRetryAttempts"] == 10
        assert 3_600 <= stream["MaximumRecordAgeInSeconds"] < 86_400
        assert target(stream["DestinationConfig"]["OnFailure"]["Destination"]) == "Bucket"
        keeps = [s for s in role_statements("RelayStream") if "s3:PutObject" in listed(s["Action"])]
        assert [text_of(s["Resource"]) for s in keeps] == ["${Bucket.Arn}/aws/lambda/*"]

    @pytest.mark.parametrize(
        ("sample", "wakes"),
        [
            ("job_queued", True),
            ("job_waits", True),
            ("media_ready", True),
            ("post_published", True),
            ("follow_created", True),
            ("account_deleted", True),
            ("like_made", True),
            ("account_created", True),
            ("repost_made", True),
            ("repost_undone", True),
            ("tally_changed", True),
            ("case_decided", True),
            ("post_edited", True),
            ("post_deleted", True),
            ("reader_away", True),
            ("reader_back", True),
            ("ttl_remove", False),
        ],
    )
    def test_the_stream_wakes_the_relay_only_for_what_calls_for_something(self, sample: str, wakes: bool) -> None:
        (record,) = json.loads((ROOT / "events" / f"relay_stream.{sample}.json").read_text())["Records"]
        assert _relay_filter().matches(record) is wakes

    def test_feeds_likes_and_counters_never_wake_the_relay(self) -> None:
        busy = [
            ("FEED#A", "01B"),
            ("FEED#A", "~HEAD"),
            ("USER#A", "MARK#B#b"),
            ("REPOSTS#A", "B"),
            ("REPLIES#A", "1#01B"),
            ("TREND#A", "TREND"),
            ("NOTES#A", "like#B"),
            ("USER#A", "CREDITS#2026-11"),
            ("USER#A", "CREDIT#01B"),
            ("RATE#A", "RATE"),
            ("RECENT#0", "01B"),
        ]
        changes = [{"dynamodb": {"Keys": {"PK": {"S": pk}, "SK": {"S": sk}}, "NewImage": {}}} for pk, sk in busy]
        liked = {"Keys": {"PK": {"S": "POST#A"}, "SK": {"S": "POST"}}, "NewImage": {"status": {"S": "published"}}}
        assert not any(_relay_filter().matches(change) for change in [*changes, {"dynamodb": liked}])

    def test_a_new_name_wakes_the_relay(self) -> None:
        keys = {"PK": {"S": "USER#A"}, "SK": {"S": "PROFILE"}}
        named = {"dynamodb": {"Keys": keys, "NewImage": {"status": {"S": "active"}, "name": {"S": "Ann"}}}}
        assert _relay_filter().matches(named)

    def test_the_stream_has_no_more_patterns_than_aws_takes(self) -> None:
        (stream,) = [m for m in MAPPINGS.values() if target(m["EventSourceArn"]) == "Table"]
        assert len(stream["FilterCriteria"]["Filters"]) <= 5

    def test_the_bucket_tells_of_what_came_in_and_of_nothing_else(self) -> None:
        told = of_type("AWS::S3::Bucket")["Bucket"]["NotificationConfiguration"]["QueueConfigurations"]
        assert {target(one["Queue"]): one["Filter"]["S3Key"]["Rules"] for one in told} == {
            "MediaQueue": [{"Name": "prefix", "Value": "incoming/"}],
            "CheckQueue": [{"Name": "prefix", "Value": "checks/"}],
        }
        assert listed(STACK["Resources"]["Bucket"]["DependsOn"]) == ["MediaQueuePolicy", "CheckQueuePolicy"]

    @pytest.mark.parametrize("queue", ["MediaQueue", "CheckQueue"])
    def test_only_our_own_bucket_tells_a_queue(self, queue: str) -> None:
        policy = of_type("AWS::SQS::QueuePolicy")[f"{queue}Policy"]["PolicyDocument"]
        (allowed,) = [s for s in statements(policy) if s["Effect"] == "Allow"]
        name = text_of(of_type("AWS::S3::Bucket")["Bucket"]["BucketName"])
        assert text_of(allowed["Condition"]["ArnEquals"]["aws:SourceArn"]).endswith(f":s3:::{name}")
        assert allowed["Condition"]["StringEquals"]["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}

    def test_what_runs_by_the_clock(self) -> None:
        rules = of_type("AWS::Events::Rule").values()
        assert {target(rule["Targets"][0]["Arn"]): rule["ScheduleExpression"] for rule in rules} == {
            "SweepStalled": "rate(1 minute)",
            "ReconcileCounts": "rate(1 day)",
        }


class TestState:
    def test_what_holds_state_outlives_the_stack(self) -> None:
        kept = {n: r for n, r in STACK["Resources"].items() if r["Type"] in STATEFUL}
        assert {r["Type"] for r in kept.values()} == STATEFUL
        assert {(r["DeletionPolicy"], r["UpdateReplacePolicy"]) for r in kept.values()} == {("Retain", "Retain")}

    def test_the_table_is_what_the_code_expects(self) -> None:
        table = of_type("AWS::DynamoDB::Table")["Table"]
        indexes = {
            i["IndexName"]: ([k["AttributeName"] for k in i["KeySchema"]], i["Projection"])
            for i in table["GlobalSecondaryIndexes"]
        }
        keys_only = {"ProjectionType": "KEYS_ONLY"}
        assert indexes == {
            "GSI1": (["GSI1PK", "GSI1SK"], keys_only),
            "GSI2": (["GSI2PK", "GSI2SK"], keys_only),
        }
        assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
        assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}

    def test_the_bucket_is_private_and_refuses_plain_http(self) -> None:
        bucket = of_type("AWS::S3::Bucket")["Bucket"]
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        policy = of_type("AWS::S3::BucketPolicy")["BucketPolicy"]["PolicyDocument"]
        (denied,) = [s for s in statements(policy) if s["Effect"] == "Deny"]
        assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}

    def test_passwords_go_through_the_api_only(self) -> None:
        client = of_type("AWS::Cognito::UserPoolClient")["UserPoolClient"]
        assert set(client["ExplicitAuthFlows"]) == {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
        assert client["PreventUserExistenceErrors"] == "ENABLED"
        assert client["EnableTokenRevocation"] is True
        assert client["GenerateSecret"] is False


class TestAlarms:
    def test_every_alarm_reaches_the_operator_who_gave_an_address(self) -> None:
        expected = {"Fn::If": ["HasAlarmEmail", [{"Ref": "AlarmTopic"}], {"Ref": "AWS::NoValue"}]}
        assert [name for name, alarm in ALARMS.items() if alarm["AlarmActions"] != expected] == []

    @pytest.mark.parametrize(
        ("metric", "dimension", "value"),
        [
            ("IteratorAge", "FunctionName", "${RelayStream}"),
            ("OnFailureDestinationDeliveredEventCount", "EventSourceMappingUUID", "${RelayStreamChanges}"),
            ("WriteThrottleEvents", "TableName", "${Table}"),
            ("ReadThrottleEvents", "TableName", "${Table}"),
            ("WriteThrottleEvents", "GlobalSecondaryIndexName", "GSI1"),
            ("WriteThrottleEvents", "GlobalSecondaryIndexName", "GSI2"),
            ("Invocations", "FunctionName", "${SweepStalled}"),
            ("CounterDrift", "stage", "${Stage}"),
        ],
    )
    def test_what_operators_must_know_is_watched(self, metric: str, dimension: str, value: str) -> None:
        assert (metric, dimension, value) in [d for alarm in ALARMS.values() for d in metric_dimensions(alarm)]

    def test_throttled_functions_are_watched(self) -> None:
        assert "Throttles" in {alarm.get("MetricName") for alarm in ALARMS.values()}
