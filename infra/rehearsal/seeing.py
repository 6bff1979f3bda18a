"""What an account really has, read through AWS's API and told in the words of the templates.

Nothing here knows how things were made. Types without an entry are nobody's to see, and `check` says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

Clients = Callable[[str], Any]
Seen = Mapping[str, Any]

UNSEEN = {
    "AWS::DynamoDB::Table": {"SSESpecification"},
    "AWS::Lambda::Function": {"RecursiveLoop", "LoggingConfig", "Code"},
    "AWS::Lambda::LayerVersion": {"RetentionPolicy", "Content"},
    "AWS::Cognito::UserPool": {"UserPoolTier", "EmailConfiguration"},
    "AWS::KMS::Key": {"PendingWindowInDays"},
}
"""Properties that moto tells nothing of (code is compared by its hash instead, in `check`)."""


def _table(clients: Clients, name: str) -> Seen:
    client = clients("dynamodb")
    table = client.describe_table(TableName=name)["Table"]
    ttl = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    recovery = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    status = recovery["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    return {
        **table,
        "BillingMode": table["BillingModeSummary"]["BillingMode"],
        "TimeToLiveSpecification": {
            "AttributeName": ttl.get("AttributeName"),
            "Enabled": ttl["TimeToLiveStatus"] == "ENABLED",
        },
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": status == "ENABLED"},
    }


def _queue(clients: Clients, url: str) -> Seen:
    found = clients("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    redrive = json.loads(found["RedrivePolicy"]) if "RedrivePolicy" in found else None
    tags = clients("sqs").list_queue_tags(QueueUrl=url).get("Tags", {})
    told = [{"Key": key, "Value": value} for key, value in tags.items()]
    return {**found, "QueueName": url.rpartition("/")[2], "RedrivePolicy": redrive, "Tags": told}


def _queue_policy(clients: Clients, physical_id: str) -> Seen:
    sqs = clients("sqs")
    url = sqs.get_queue_url(QueueName=physical_id.removeprefix("policy-"))["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {})
    return {"Queues": [url], "PolicyDocument": json.loads(attributes.get("Policy") or "{}")}


def _bucket(clients: Clients, name: str) -> Seen:
    s3 = clients("s3")
    notifications = s3.get_bucket_notification_configuration(Bucket=name).get("QueueConfigurations", [])
    encryption = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    return {
        "BucketName": name,
        "PublicAccessBlockConfiguration": s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"],
        "OwnershipControls": s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"],
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {"ServerSideEncryptionByDefault": rule["ApplyServerSideEncryptionByDefault"]} for rule in encryption
            ]
        },
        "VersioningConfiguration": {"Status": s3.get_bucket_versioning(Bucket=name).get("Status")},
        "LifecycleConfiguration": {"Rules": _lifecycle(s3, name)},
        "CorsConfiguration": {"CorsRules": _cors(s3, name)},
        "NotificationConfiguration": {"QueueConfigurations": [_notification(found) for found in notifications]},
    }


def _lifecycle(s3: Any, name: str) -> list[Seen]:
    try:
        rules = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchLifecycleConfiguration":
            raise
        return []
    told = []
    for rule in rules:
        expiration = rule.get("Expiration", {})
        told.append(
            {
                **rule,
                "Id": rule["ID"],
                "Prefix": rule.get("Filter", {}).get("Prefix") or rule.get("Prefix"),
                "ExpirationInDays": expiration.get("Days"),
                "ExpiredObjectDeleteMarker": expiration.get("ExpiredObjectDeleteMarker"),
            }
        )
    return told


def _cors(s3: Any, name: str) -> list[Seen]:
    try:
        rules = s3.get_bucket_cors(Bucket=name)["CORSRules"]
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchCORSConfiguration":
            raise
        return []
    return [{**rule, "Id": rule.get("ID"), "MaxAge": rule.get("MaxAgeSeconds")} for rule in rules]


def _notification(found: Seen) -> Seen:
    rules = found.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    return {
        "Event": found["Events"][0],
        "Queue": found["QueueArn"],
        "Filter": {"S3Key": {"Rules": [{"Name": r["Name"].lower(), "Value": r["Value"]} for r in rules]}},
    }


def _bucket_policy(clients: Clients, physical_id: str) -> Seen:
    name = physical_id.removeprefix("policy-")
    return {"Bucket": name, "PolicyDocument": json.loads(clients("s3").get_bucket_policy(Bucket=name)["Policy"])}


def _user_pool(clients: Clients, pool_id: str) -> Seen:
    found = clients("cognito-idp").describe_user_pool(UserPoolId=pool_id)["UserPool"]
    return {**found, "UserPoolName": found["Name"], "Schema": found["SchemaAttributes"]}


def _pool_client(clients: Clients, client_id: str) -> Seen:
    client = clients("cognito-idp")
    for pool in client.list_user_pools(MaxResults=60)["UserPools"]:
        for found in client.list_user_pool_clients(UserPoolId=pool["Id"], MaxResults=60)["UserPoolClients"]:
            if found["ClientId"] == client_id:
                told = client.describe_user_pool_client(UserPoolId=pool["Id"], ClientId=client_id)["UserPoolClient"]
                return {**told, "GenerateSecret": "ClientSecret" in told}
    raise LookupError(f"no client {client_id}")


def _pool_group(clients: Clients, name: str) -> Seen:
    client = clients("cognito-idp")
    for pool in client.list_user_pools(MaxResults=60)["UserPools"]:
        for found in client.list_groups(UserPoolId=pool["Id"])["Groups"]:
            if found["GroupName"] == name:
                return dict(found)
    raise LookupError(f"no group {name}")


def _role(clients: Clients, name: str) -> Seen:
    iam = clients("iam")
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    managed = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {
        "AssumeRolePolicyDocument": iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"],
        "Policies": [
            {"PolicyName": p, "PolicyDocument": iam.get_role_policy(RoleName=name, PolicyName=p)["PolicyDocument"]}
            for p in inline
        ],
        "ManagedPolicyArns": [policy["PolicyArn"] for policy in managed],
    }


def _log_group(clients: Clients, name: str) -> Seen:
    found = clients("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    group = next(group for group in found if group["logGroupName"] == name)
    return {"LogGroupName": name, "RetentionInDays": group.get("retentionInDays")}


def _layer(clients: Clients, arn: str) -> Seen:
    name, version = arn.rsplit(":", 2)[1:]
    found = clients("lambda").get_layer_version(LayerName=name, VersionNumber=int(version))
    return {**found, "LayerName": name}


def _function(clients: Clients, name: str) -> Seen:
    found = clients("lambda").get_function(FunctionName=name)
    told = found["Configuration"]
    tags = [{"Key": key, "Value": value} for key, value in found.get("Tags", {}).items()]
    return {**told, "Layers": [layer["Arn"] for layer in told.get("Layers", [])], "Tags": tags}


def _mapping(clients: Clients, uuid: str) -> Seen:
    found = clients("lambda").get_event_source_mapping(UUID=uuid)
    if found["State"] != "Enabled":
        raise LookupError(f"the mapping is {found['State']}")
    return {**found, "FunctionName": found["FunctionArn"].rpartition(":")[2]}


def _invoke_config(clients: Clients, name: str) -> Seen:
    found = clients("lambda").get_function_event_invoke_config(FunctionName=name)
    return {**found, "FunctionName": name, "Qualifier": "$LATEST", "DestinationConfig": {}}


def _permission(clients: Clients, physical_id: str) -> Seen:
    client = clients("lambda")
    for function in client.list_functions()["Functions"]:
        for statement in _statements(client, function["FunctionName"]):
            if statement["Sid"] == physical_id:
                return {
                    "Action": statement["Action"],
                    "FunctionName": statement["Resource"].rpartition(":")[2],
                    "Principal": statement["Principal"]["Service"],
                    "SourceArn": statement["Condition"]["ArnLike"]["AWS:SourceArn"],
                }
    raise LookupError(f"no permission {physical_id}")


def _statements(client: Any, function: str) -> list[Seen]:
    try:
        return list(json.loads(client.get_policy(FunctionName=function)["Policy"])["Statement"])
    except client.exceptions.ResourceNotFoundException:
        return []


def _rule(clients: Clients, name: str) -> Seen:
    events = clients("events")
    found = events.describe_rule(Name=name)
    if found["State"] != "ENABLED":
        raise LookupError(f"the rule is {found['State']}")
    return {**found, "Targets": events.list_targets_by_rule(Rule=name)["Targets"]}


def _alarm(clients: Clients, name: str) -> Seen:
    found = clients("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    if not found:
        raise LookupError("no such alarm")
    return dict(found[0])


def _topic(clients: Clients, arn: str) -> Seen:
    found = clients("sns").list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    told = [{"Protocol": s["Protocol"], "Endpoint": s["Endpoint"]} for s in found]
    return {"TopicName": arn.rpartition(":")[2], "Subscription": told}


def _key(clients: Clients, key_id: str) -> Seen:
    found = clients("kms").describe_key(KeyId=key_id)["KeyMetadata"]
    policy = clients("kms").get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]
    return {**found, "KeyPolicy": json.loads(policy)}


SEEN: dict[str, Callable[[Clients, str], Seen]] = {
    "AWS::DynamoDB::Table": _table,
    "AWS::SQS::Queue": _queue,
    "AWS::SQS::QueuePolicy": _queue_policy,
    "AWS::S3::Bucket": _bucket,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::Cognito::UserPool": _user_pool,
    "AWS::Cognito::UserPoolClient": _pool_client,
    "AWS::Cognito::UserPoolGroup": _pool_group,
    "AWS::IAM::Role": _role,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::Lambda::LayerVersion": _layer,
    "AWS::Lambda::Function": _function,
    "AWS::Lambda::EventSourceMapping": _mapping,
    "AWS::Lambda::EventInvokeConfig": _invoke_config,
    "AWS::Lambda::Permission": _permission,
    "AWS::Events::Rule": _rule,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::SNS::Topic": _topic,
    "AWS::KMS::Key": _key,
}
