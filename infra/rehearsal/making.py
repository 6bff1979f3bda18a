"""Each type of resource in our templates, made, changed and removed by the calls that CloudFormation would make.

A property that the type's maker does not know is an error: nothing is dropped unseen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError

from infra.local.apply import bucket, queues, table
from infra.local.apply.shapes import parameters
from infra.rehearsal import making_edge

Properties = Mapping[str, Any]
Clients = Callable[[str], Any]


@dataclass
class Made:
    """A resource that exists: what `Ref` gives, its attributes, and the properties that it was made with."""

    type: str
    physical_id: str
    attributes: dict[str, str] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)


class NotRehearsed(Exception):
    """The template asks for something that the rehearsal can't do."""


def make(clients: Clients, kind: str, properties: Properties, old: Made | None) -> Made:
    """Create the resource, or bring `old` to these properties."""
    made = _MAKERS[kind](clients, properties, old)
    made.properties = dict(properties)
    return made


def remove(clients: Clients, made: Made) -> None:
    """Delete the resource; one that is gone already doesn't matter."""
    try:
        _REMOVERS[made.type](clients, made)
    except ClientError as error:
        if not any(word in error.response["Error"]["Code"] for word in ("NotFound", "NoSuch", "NonExistent")):
            raise


def knows(kind: str) -> bool:
    return kind in _MAKERS


def _split(properties: Properties, *apart: str) -> tuple[dict[str, Any], dict[str, Any]]:
    rest = {key: value for key, value in properties.items() if key not in apart}
    return rest, {key: properties[key] for key in apart if key in properties}


def _table(clients: Clients, properties: Properties, _old: Made | None) -> Made:
    given, _ = _split(properties, "SSESpecification")  # moto tells nothing of it
    table.apply(clients, "Table", given)
    name = str(properties["TableName"])
    found = clients("dynamodb").describe_table(TableName=name)["Table"]
    return Made("AWS::DynamoDB::Table", name, {"Arn": found["TableArn"], "StreamArn": found["LatestStreamArn"]})


def _queue(clients: Clients, properties: Properties, _old: Made | None) -> Made:
    given, apart = _split(properties, "Tags")
    queues.apply(clients, "Queue", given)
    name = str(properties["QueueName"])
    url = clients("sqs").get_queue_url(QueueName=name)["QueueUrl"]
    if tags := {entry["Key"]: entry["Value"] for entry in apart.get("Tags", [])}:
        clients("sqs").tag_queue(QueueUrl=url, Tags=tags)
    arn = clients("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return Made("AWS::SQS::Queue", url, {"Arn": arn, "QueueName": name, "QueueUrl": url})


def _queue_policy(clients: Clients, properties: Properties, _old: Made | None) -> Made:
    document = json.dumps(properties["PolicyDocument"])
    for url in properties["Queues"]:
        clients("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})
    return Made("AWS::SQS::QueuePolicy", f"policy-{properties['Queues'][0].rpartition('/')[2]}")


def _bucket(clients: Clients, properties: Properties, _old: Made | None) -> Made:
    given, apart = _split(properties, "BucketEncryption", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags")
    bucket.apply(clients, "Bucket", given)
    name, s3 = str(properties["BucketName"]), clients("s3")
    if "PublicAccessBlockConfiguration" in apart:
        closed = parameters(
            s3, "PutPublicAccessBlock",
            {"PublicAccessBlockConfiguration": apart["PublicAccessBlockConfiguration"], "Bucket": name},
        )  # fmt: skip
        s3.put_public_access_block(**closed)
    if "OwnershipControls" in apart:
        s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=apart["OwnershipControls"])
    if "BucketEncryption" in apart:
        rules = [
            {"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}
            for rule in apart["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        ]
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})
    domain = f"{name}.s3.us-east-1.amazonaws.com"
    return Made("AWS::S3::Bucket", name, {"Arn": f"arn:aws:s3:::{name}", "RegionalDomainName": domain})


def _bucket_policy(clients: Clients, properties: Properties, _old: Made | None) -> Made:
    name = str(properties["Bucket"])
    clients("s3").put_bucket_policy(Bucket=name, Policy=json.dumps(properties["PolicyDocument"]))
    return Made("AWS::S3::BucketPolicy", f"policy-{name}")


def _user_pool(clients: Clients, properties: Properties, old: Made | None) -> Made:
    client = clients("cognito-idp")
    if old is None:
        settings = {("PoolName" if key == "UserPoolName" else key): value for key, value in properties.items()}
        pool = client.create_user_pool(**parameters(client, "CreateUserPool", settings))["UserPool"]
        pool_id = pool["Id"]
    else:
        pool_id = old.physical_id
        given, _ = _split(properties, "Schema", "UsernameConfiguration", "UserPoolName")
        client.update_user_pool(**parameters(client, "UpdateUserPool", {**given, "UserPoolId": pool_id}))
    arn = client.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Arn"]
    return Made("AWS::Cognito::UserPool", pool_id, {"Arn": arn})


def _pool_client(clients: Clients, properties: Properties, old: Made | None) -> Made:
    client = clients("cognito-idp")
    if old is None:
        made = client.create_user_pool_client(**parameters(client, "CreateUserPoolClient", properties))
        return Made("AWS::Cognito::UserPoolClient", made["UserPoolClient"]["ClientId"])
    given, _ = _split(properties, "GenerateSecret")
    client.update_user_pool_client(**parameters(client, "UpdateUserPoolClient", {**given, "ClientId": old.physical_id}))
    return Made("AWS::Cognito::UserPoolClient", old.physical_id)


def _pool_group(clients: Clients, properties: Properties, old: Made | None) -> Made:
    client, operation = clients("cognito-idp"), "CreateGroup" if old is None else "UpdateGroup"
    call = client.create_group if old is None else client.update_group
    call(**parameters(client, operation, properties))
    return Made("AWS::Cognito::UserPoolGroup", str(properties["GroupName"]))


def _role(clients: Clients, properties: Properties, old: Made | None) -> Made:
    iam = clients("iam")
    given, _ = _split(properties, "AssumeRolePolicyDocument", "Policies", "Tags")
    if given:
        raise NotRehearsed(f"a role with {', '.join(given)}")
    trust = json.dumps(properties["AssumeRolePolicyDocument"])
    inline = {p["PolicyName"]: p["PolicyDocument"] for p in properties["Policies"]}
    name = (
        old.physical_id if old else f"imagora-{'-'.join(inline)}-{sha256(json.dumps(inline).encode()).hexdigest()[:8]}"
    )
    if old is None:
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    else:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=trust)
    for policy in set(iam.list_role_policies(RoleName=name)["PolicyNames"]) - set(inline):
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    for policy, document in inline.items():
        iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document))
    return Made("AWS::IAM::Role", name, {"Arn": iam.get_role(RoleName=name)["Role"]["Arn"]})


def _remove_role(clients: Clients, made: Made) -> None:
    iam = clients("iam")
    for policy in iam.list_role_policies(RoleName=made.physical_id)["PolicyNames"]:
        iam.delete_role_policy(RoleName=made.physical_id, PolicyName=policy)
    iam.delete_role(RoleName=made.physical_id)


def _log_group(clients: Clients, properties: Properties, old: Made | None) -> Made:
    logs, name = clients("logs"), str(properties["LogGroupName"])
    if old is None:
        logs.create_log_group(logGroupName=name)
    logs.put_retention_policy(logGroupName=name, retentionInDays=int(properties["RetentionInDays"]))
    found = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return Made("AWS::Logs::LogGroup", name, {"Arn": next(g["arn"] for g in found if g["logGroupName"] == name)})


def _layer(clients: Clients, properties: Properties, old: Made | None) -> Made:
    if old is not None:
        return old  # versions never change; other contents are another logical id
    client = clients("lambda")
    arn = client.publish_layer_version(**parameters(client, "PublishLayerVersion", properties))["LayerVersionArn"]
    return Made("AWS::Lambda::LayerVersion", arn)


def _remove_layer(clients: Clients, made: Made) -> None:
    name, version = made.physical_id.rsplit(":", 2)[1:]
    clients("lambda").delete_layer_version(LayerName=name, VersionNumber=int(version))


def _function(clients: Clients, properties: Properties, old: Made | None) -> Made:
    client, name = clients("lambda"), str(properties["FunctionName"])
    settings, apart = _split(properties, "Code", "RecursiveLoop", "Tags", "Architectures")
    tags = {entry["Key"]: entry["Value"] for entry in apart.get("Tags", [])}
    if old is None:
        given = {**settings, "Code": apart["Code"], "Tags": tags, "Architectures": apart["Architectures"]}
        client.create_function(**parameters(client, "CreateFunction", given))
    else:
        client.update_function_configuration(**parameters(client, "UpdateFunctionConfiguration", settings))
        if old.properties["Code"] != apart["Code"]:
            given = {"FunctionName": name, "Architectures": apart["Architectures"], **apart["Code"]}
            client.update_function_code(**parameters(client, "UpdateFunctionCode", given))
    # RecursiveLoop is left out: moto has no PutFunctionRecursionConfig.
    return Made(
        "AWS::Lambda::Function", name, {"Arn": client.get_function(FunctionName=name)["Configuration"]["FunctionArn"]}
    )


def _mapping(clients: Clients, properties: Properties, old: Made | None) -> Made:
    client = clients("lambda")
    if old is None:
        given = parameters(client, "CreateEventSourceMapping", properties)
        return Made("AWS::Lambda::EventSourceMapping", client.create_event_source_mapping(**given)["UUID"])
    given, _ = _split(properties, "EventSourceArn", "StartingPosition")
    client.update_event_source_mapping(
        **parameters(client, "UpdateEventSourceMapping", {**given, "UUID": old.physical_id})
    )
    return old


def _invoke_config(clients: Clients, properties: Properties, _old: Made | None) -> Made:
    client = clients("lambda")
    client.put_function_event_invoke_config(**parameters(client, "PutFunctionEventInvokeConfig", properties))
    return Made("AWS::Lambda::EventInvokeConfig", str(properties["FunctionName"]))


def _permission(clients: Clients, properties: Properties, old: Made | None) -> Made:
    if old is not None:
        _remove_permission(clients, old)
    client = clients("lambda")
    made = Made("AWS::Lambda::Permission", f"permission-{properties['FunctionName']}-{properties['Principal']}")
    made.physical_id = made.physical_id.replace(".", "-").replace(":", "-")
    client.add_permission(**parameters(client, "AddPermission", {**properties, "StatementId": made.physical_id}))
    return made


def _remove_permission(clients: Clients, made: Made) -> None:
    clients("lambda").remove_permission(FunctionName=made.properties["FunctionName"], StatementId=made.physical_id)


def _rule(clients: Clients, properties: Properties, old: Made | None) -> Made:
    events = clients("events")
    given, apart = _split(properties, "Targets")
    name = old.physical_id if old else str(given.get("Name") or "imagora-" + apart["Targets"][0]["Id"].lower())
    arn = events.put_rule(**parameters(events, "PutRule", {**given, "Name": name}))["RuleArn"]
    events.put_targets(Rule=name, Targets=apart["Targets"])
    return Made("AWS::Events::Rule", name, {"Arn": arn})


def _remove_rule(clients: Clients, made: Made) -> None:
    targets = [target["Id"] for target in made.properties["Targets"]]
    clients("events").remove_targets(Rule=made.physical_id, Ids=targets)
    clients("events").delete_rule(Name=made.physical_id)


def _alarm(clients: Clients, properties: Properties, _old: Made | None) -> Made:
    client = clients("cloudwatch")
    client.put_metric_alarm(**_numbers(parameters(client, "PutMetricAlarm", properties)))
    return Made("AWS::CloudWatch::Alarm", str(properties["AlarmName"]))


def _numbers(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, **({"Threshold": float(given["Threshold"])} if "Threshold" in given else {})}


def _topic(clients: Clients, properties: Properties, _old: Made | None) -> Made:
    sns = clients("sns")
    arn = sns.create_topic(Name=properties["TopicName"])["TopicArn"]
    for subscription in properties.get("Subscription", []):
        sns.subscribe(TopicArn=arn, Protocol=subscription["Protocol"], Endpoint=subscription["Endpoint"])
    return Made("AWS::SNS::Topic", arn)


def _key(clients: Clients, properties: Properties, old: Made | None) -> Made:
    kms = clients("kms")
    if old is not None:
        kms.put_key_policy(KeyId=old.physical_id, PolicyName="default", Policy=json.dumps(properties["KeyPolicy"]))
        kms.update_key_description(KeyId=old.physical_id, Description=properties["Description"])
        return old
    made = kms.create_key(
        Description=properties["Description"],
        KeySpec=properties["KeySpec"],
        KeyUsage=properties["KeyUsage"],
        Policy=json.dumps(properties["KeyPolicy"]),
    )["KeyMetadata"]
    return Made("AWS::KMS::Key", made["KeyId"], {"Arn": made["Arn"], "KeyId": made["KeyId"]})


_MAKERS: dict[str, Callable[[Clients, Properties, Made | None], Made]] = {
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

_REMOVERS: dict[str, Callable[[Clients, Made], Any]] = {
    "AWS::DynamoDB::Table": lambda clients, made: clients("dynamodb").delete_table(TableName=made.physical_id),
    "AWS::SQS::Queue": lambda clients, made: clients("sqs").delete_queue(QueueUrl=made.physical_id),
    "AWS::SQS::QueuePolicy": lambda _clients, _made: None,  # goes with its queue
    "AWS::S3::Bucket": lambda clients, made: clients("s3").delete_bucket(Bucket=made.physical_id),
    "AWS::S3::BucketPolicy": lambda clients, made: clients("s3").delete_bucket_policy(Bucket=made.properties["Bucket"]),
    "AWS::Cognito::UserPool": lambda clients, made: clients("cognito-idp").delete_user_pool(
        UserPoolId=made.physical_id
    ),
    "AWS::Cognito::UserPoolClient": lambda clients, made: clients("cognito-idp").delete_user_pool_client(
        UserPoolId=made.properties["UserPoolId"], ClientId=made.physical_id
    ),
    "AWS::Cognito::UserPoolGroup": lambda clients, made: clients("cognito-idp").delete_group(
        UserPoolId=made.properties["UserPoolId"], GroupName=made.physical_id
    ),
    "AWS::IAM::Role": _remove_role,
    "AWS::Logs::LogGroup": lambda clients, made: clients("logs").delete_log_group(logGroupName=made.physical_id),
    "AWS::Lambda::LayerVersion": _remove_layer,
    "AWS::Lambda::Function": lambda clients, made: clients("lambda").delete_function(FunctionName=made.physical_id),
    "AWS::Lambda::EventSourceMapping": lambda clients, made: clients("lambda").delete_event_source_mapping(
        UUID=made.physical_id
    ),
    "AWS::Lambda::EventInvokeConfig": lambda clients, made: clients("lambda").delete_function_event_invoke_config(
        FunctionName=made.physical_id
    ),
    "AWS::Lambda::Permission": _remove_permission,
    "AWS::Events::Rule": _remove_rule,
    "AWS::CloudWatch::Alarm": lambda clients, made: clients("cloudwatch").delete_alarms(AlarmNames=[made.physical_id]),
    "AWS::SNS::Topic": lambda clients, made: clients("sns").delete_topic(TopicArn=made.physical_id),
    "AWS::KMS::Key": lambda clients, made: clients("kms").schedule_key_deletion(
        KeyId=made.physical_id, PendingWindowInDays=int(made.properties["PendingWindowInDays"])
    ),
}

for _kind, (_make, _remove) in making_edge.TYPES.items():
    _MAKERS[_kind] = _make(Made)
    _REMOVERS[_kind] = _remove
