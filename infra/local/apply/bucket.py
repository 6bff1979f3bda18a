"""AWS::S3::Bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from infra.local.references import TemplateError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LEFT_OUT = {"BucketEncryption", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags"}
"""What changes nothing on a laptop: moto's objects are private and on its own disk."""

KNOWN = {
    "BucketName",
    "CorsConfiguration",
    "LifecycleConfiguration",
    "NotificationConfiguration",
    "VersioningConfiguration",
}


def apply(clients: Callable[[str], Any], logical_id: str, properties: Mapping[str, Any]) -> None:
    """The bucket with versioning, CORS, lifecycle and notifications to queues."""
    client = clients("s3")
    unknown = sorted(set(properties) - KNOWN - LEFT_OUT)
    if unknown:
        raise TemplateError(f"{logical_id} has {', '.join(unknown)}, which the laptop stack does not know")
    name = str(properties.get("BucketName", logical_id.lower()))
    if not _exists(client, name):
        client.create_bucket(Bucket=name)
    _apply_versioning(client, name, properties.get("VersioningConfiguration"))
    _apply_cors(client, name, properties.get("CorsConfiguration"))
    _apply_lifecycle(client, name, properties.get("LifecycleConfiguration"))
    _apply_notifications(client, name, properties.get("NotificationConfiguration"))


def _exists(client: Any, name: str) -> bool:
    try:
        client.head_bucket(Bucket=name)
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"404", "NoSuchBucket"}:
            raise
        return False
    return True


def _configured(get: Callable[..., dict[str, Any]], name: str) -> dict[str, Any]:
    """What `get` answers, or nothing where the bucket has no such configuration yet."""
    try:
        return get(Bucket=name)
    except ClientError as error:
        if not error.response["Error"]["Code"].startswith("NoSuch"):
            raise
        return {}


def _apply_versioning(client: Any, name: str, wanted: Mapping[str, Any] | None) -> None:
    status = wanted["Status"] if wanted else None
    if status and client.get_bucket_versioning(Bucket=name).get("Status") != status:
        client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": status})


def _apply_cors(client: Any, name: str, wanted: Mapping[str, Any] | None) -> None:
    if wanted is None:
        return
    renamed = {"ExposedHeaders": "ExposeHeaders", "MaxAge": "MaxAgeSeconds", "Id": "ID"}
    rules = [{renamed.get(key, key): value for key, value in rule.items()} for rule in wanted["CorsRules"]]
    for rule in rules:
        if "MaxAgeSeconds" in rule:
            rule["MaxAgeSeconds"] = int(rule["MaxAgeSeconds"])
    if _configured(client.get_bucket_cors, name).get("CORSRules") != rules:
        client.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": rules})


def _apply_lifecycle(client: Any, name: str, wanted: Mapping[str, Any] | None) -> None:
    if wanted is None:
        return
    rules = [_lifecycle_rule(rule) for rule in wanted["Rules"]]
    found = _configured(client.get_bucket_lifecycle_configuration, name).get("Rules", [])
    if found != rules:
        client.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})


def _lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    known = {"Id", "Status", "Prefix", "ExpirationInDays", "ExpiredObjectDeleteMarker"}
    known |= {"NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"}
    unknown = sorted(set(rule) - known)
    if unknown:
        raise TemplateError(f"a lifecycle rule has {', '.join(unknown)}, which the laptop stack does not know")
    made: dict[str, Any] = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "Id" in rule:
        made["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        made["Expiration"] = {"Days": int(rule["ExpirationInDays"])}
    elif rule.get("ExpiredObjectDeleteMarker"):
        made["Expiration"] = {"ExpiredObjectDeleteMarker": True}
    for name in ("NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"):
        if name in rule:
            made[name] = {key: int(days) for key, days in rule[name].items()}
    return made


def _apply_notifications(client: Any, name: str, wanted: Mapping[str, Any] | None) -> None:
    """S3 sends a test message whenever notifications are set, so they are set only where they differ."""
    if wanted is None:
        return
    unknown = sorted(set(wanted) - {"QueueConfigurations"})
    if unknown:
        raise TemplateError(f"notifications go to queues here, not to {', '.join(unknown)}")
    configurations = [_queue_notification(given) for given in wanted["QueueConfigurations"]]
    found = client.get_bucket_notification_configuration(Bucket=name).get("QueueConfigurations", [])
    if [_comparable(given) for given in found] != [_comparable(given) for given in configurations]:
        client.put_bucket_notification_configuration(
            Bucket=name, NotificationConfiguration={"QueueConfigurations": configurations}
        )


def _queue_notification(given: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"QueueArn": given["Queue"], "Events": [given["Event"]]}
    rules = given.get("Filter", {}).get("S3Key", {}).get("Rules", [])
    if rules:
        made["Filter"] = {"Key": {"FilterRules": [{"Name": r["Name"].lower(), "Value": r["Value"]} for r in rules]}}
    return made


def _comparable(given: Mapping[str, Any]) -> tuple[Any, ...]:
    rules = given.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    return given["QueueArn"], list(given["Events"]), [(r["Name"].lower(), r["Value"]) for r in rules]
