"""What the check must notice: one thing of each kind, taken away or set otherwise behind the deployment's back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from infra.rehearsal.seeing import Clients

Lose = Callable[[Clients, str], Any]


def _alarm(clients: Clients, stage: str) -> None:
    clients("cloudwatch").delete_alarms(AlarmNames=[f"imagora-{stage}-media-dead"])


def _threshold(clients: Clients, stage: str) -> None:
    found = clients("cloudwatch").describe_alarms(AlarmNames=[f"imagora-{stage}-erasure-dead"])["MetricAlarms"][0]
    known = {"AlarmName", "Namespace", "MetricName", "Dimensions", "Statistic", "Period", "EvaluationPeriods",
             "ComparisonOperator", "TreatMissingData", "AlarmDescription"}  # fmt: skip
    clients("cloudwatch").put_metric_alarm(**{k: v for k, v in found.items() if k in known}, Threshold=1e6)


def _mapping(clients: Clients, stage: str) -> None:
    found = clients("lambda").list_event_source_mappings(FunctionName=f"imagora-{stage}-split-fanout")
    clients("lambda").delete_event_source_mapping(UUID=found["EventSourceMappings"][0]["UUID"])


def _partial_failures(clients: Clients, stage: str) -> None:
    found = clients("lambda").list_event_source_mappings(FunctionName=f"imagora-{stage}-settle-media")
    uuid = found["EventSourceMappings"][0]["UUID"]
    clients("lambda").update_event_source_mapping(UUID=uuid, FunctionResponseTypes=[])


def _notification(clients: Clients, stage: str) -> None:
    clients("s3").put_bucket_notification_configuration(
        Bucket=f"imagora-{stage}-123456789012", NotificationConfiguration={}
    )


def _schedule(clients: Clients, _stage: str) -> None:
    rule = clients("events").list_rules()["Rules"][0]["Name"]
    clients("events").disable_rule(Name=rule)


def _schedule_permission(clients: Clients, stage: str) -> None:
    name = f"imagora-{stage}-sweep-stalled"
    policy = json.loads(clients("lambda").get_policy(FunctionName=name)["Policy"])
    clients("lambda").remove_permission(FunctionName=name, StatementId=policy["Statement"][0]["Sid"])


def _queue_policy(clients: Clients, stage: str) -> None:
    url = clients("sqs").get_queue_url(QueueName=f"imagora-{stage}-media")["QueueUrl"]
    clients("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})


def _redrive_policy(clients: Clients, stage: str) -> None:
    url = clients("sqs").get_queue_url(QueueName=f"imagora-{stage}-generation")["QueueUrl"]
    clients("sqs").set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "30"})


def _timeout(clients: Clients, stage: str) -> None:
    clients("lambda").update_function_configuration(FunctionName=f"imagora-{stage}-generate-image", Timeout=3)


def _role_policy(clients: Clients, stage: str) -> None:
    role = clients("lambda").get_function(FunctionName=f"imagora-{stage}-relay-stream")["Configuration"]["Role"]
    clients("iam").put_role_policy(
        RoleName=role.rpartition("/")[2],
        PolicyName="everything",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
        ),
    )


def _recovery(clients: Clients, stage: str) -> None:
    clients("dynamodb").update_continuous_backups(
        TableName=f"imagora-{stage}", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )


def _group(clients: Clients, _stage: str) -> None:
    pool = clients("cognito-idp").list_user_pools(MaxResults=1)["UserPools"][0]["Id"]
    clients("cognito-idp").delete_group(GroupName="admin", UserPoolId=pool)


def _log_group(clients: Clients, stage: str) -> None:
    clients("logs").put_retention_policy(logGroupName=f"/aws/lambda/imagora-{stage}", retentionInDays=1)


def _function(clients: Clients, stage: str) -> None:
    clients("lambda").delete_function(FunctionName=f"imagora-{stage}-erase-content")


def _api_id(clients: Clients) -> str:
    return str(clients("apigateway").get_rest_apis()["items"][0]["id"])


def _route(clients: Clients, _stage: str) -> None:
    client, api_id = clients("apigateway"), _api_id(clients)
    resources = client.get_resources(restApiId=api_id, limit=500)["items"]
    health = next(r["id"] for r in resources if r["path"] == "/v1/health")
    client.delete_method(restApiId=api_id, resourceId=health, httpMethod="GET")


def _guard(clients: Clients, _stage: str) -> None:
    client, api_id = clients("apigateway"), _api_id(clients)
    resources = client.get_resources(restApiId=api_id, limit=500)["items"]
    me = next(r["id"] for r in resources if r["path"] == "/v1/me")
    client.put_method(restApiId=api_id, resourceId=me, httpMethod="GET", authorizationType="NONE")
    client.put_integration(
        restApiId=api_id, resourceId=me, httpMethod="GET", type="AWS_PROXY", integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:imagora-{_stage}/invocations",
    )  # fmt: skip


def _gateway_response(clients: Clients, _stage: str) -> None:
    clients("apigateway").delete_gateway_response(restApiId=_api_id(clients), responseType="UNAUTHORIZED")


def _api_permission(clients: Clients, stage: str) -> None:
    name = f"imagora-{stage}"
    policy = json.loads(clients("lambda").get_policy(FunctionName=name)["Policy"])
    clients("lambda").remove_permission(FunctionName=name, StatementId=policy["Statement"][0]["Sid"])


def _edge_secret(clients: Clients, stage: str) -> None:
    name = f"/imagora/{stage}/keys"
    keys = json.loads(clients("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
    clients("ssm").put_parameter(
        Name=name, Type="SecureString", Overwrite=True, Value=json.dumps({**keys, "edge": "another"})
    )


def _edge_cache(clients: Clients, _stage: str) -> None:
    client = clients("cloudfront")
    outputs = clients("cloudformation").describe_stacks(StackName=f"imagora-{_stage}-edge")["Stacks"][0]["Outputs"]
    distribution = {o["OutputKey"]: o["OutputValue"] for o in outputs}["DistributionId"]
    found = client.get_distribution(Id=distribution)
    config = found["Distribution"]["DistributionConfig"]
    config["CacheBehaviors"]["Items"][0]["CachePolicyId"] = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    client.update_distribution(Id=distribution, IfMatch=found["ETag"], DistributionConfig=config)


LOSSES: dict[str, tuple[Lose, str]] = {
    "an alarm": (_alarm, "MediaDeadLetterAlarm"),
    "an alarm's threshold": (_threshold, "ErasureDeadLetterAlarm"),
    "an event source mapping": (_mapping, "SplitFanoutPublications"),
    "partial batch failures": (_partial_failures, "FunctionResponseTypes"),
    "the bucket's notification": (_notification, "NotificationConfiguration"),
    "the schedule": (_schedule, "SweepStalledEveryMinute"),
    "the schedule's permission": (_schedule_permission, "SweepStalledEveryMinutePermission"),
    "a queue's policy": (_queue_policy, "MediaQueuePolicy"),
    "a queue's visibility timeout": (_redrive_policy, "VisibilityTimeout"),
    "a function's timeout": (_timeout, "GenerateImage"),
    "a role that may more": (_role_policy, "RelayStreamRole"),
    "point-in-time recovery": (_recovery, "PointInTimeRecovery"),
    "a group of people": (_group, "AdminGroup"),
    "how long logs are kept": (_log_group, "ApiLog"),
    "a function": (_function, "EraseContent"),
    "a route": (_route, "no route GET /v1/health"),
    "a route's authorizer": (_guard, "GET /v1/me is not guarded"),
    "a gateway response": (_gateway_response, "UNAUTHORIZED"),
    "the gateway's permission": (_api_permission, "the gateway may not call"),
    "the edge's secret": (_edge_secret, "the edge doesn't send the secret"),
    "the API behind a cache": (_edge_cache, "Distribution"),
}
"""What is lost → (how, a word that the finding must have)."""
