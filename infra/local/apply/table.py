"""AWS::DynamoDB::Table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from infra.local.apply.shapes import parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CREATED_WITH = (
    "TableName",
    "BillingMode",
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "DeletionProtectionEnabled",
)


def apply(clients: Callable[[str], Any], logical_id: str, properties: Mapping[str, Any]) -> None:
    """The table with its indexes and stream, its time to live and point-in-time recovery. Encryption is left out."""
    client = clients("dynamodb")
    wanted = {name: properties[name] for name in CREATED_WITH if name in properties}
    wanted.setdefault("TableName", logical_id)
    if "StreamSpecification" in properties:
        wanted["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
    wanted = parameters(client, "CreateTable", wanted)
    name = wanted["TableName"]
    existing = _describe(client, name)
    if existing is None:
        client.create_table(**wanted)
    else:
        _adjust(client, existing, wanted)
    _apply_time_to_live(client, name, properties.get("TimeToLiveSpecification"))
    _apply_recovery(client, name, properties.get("PointInTimeRecoverySpecification"))


def _describe(client: Any, name: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = client.describe_table(TableName=name)["Table"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return None
    return found


def _adjust(client: Any, existing: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Add indexes that are new in the template, and follow its deletion protection."""
    known = {index["IndexName"] for index in existing.get("GlobalSecondaryIndexes", [])}
    for index in wanted.get("GlobalSecondaryIndexes", []):
        if index["IndexName"] not in known:
            client.update_table(
                TableName=wanted["TableName"],
                AttributeDefinitions=wanted["AttributeDefinitions"],
                GlobalSecondaryIndexUpdates=[{"Create": index}],
            )
    protected = bool(wanted.get("DeletionProtectionEnabled", False))
    if bool(existing.get("DeletionProtectionEnabled", False)) != protected:
        client.update_table(TableName=wanted["TableName"], DeletionProtectionEnabled=protected)


def _apply_time_to_live(client: Any, name: str, wanted: Mapping[str, Any] | None) -> None:
    if wanted is None:
        return
    found = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    specification = parameters(client, "UpdateTimeToLive", {"TimeToLiveSpecification": wanted})
    enabled = specification["TimeToLiveSpecification"]["Enabled"]
    same_attribute = found.get("AttributeName") == wanted["AttributeName"]
    if (found["TimeToLiveStatus"] == "ENABLED") != enabled or not same_attribute:
        client.update_time_to_live(TableName=name, **specification)


def _apply_recovery(client: Any, name: str, wanted: Mapping[str, Any] | None) -> None:
    if wanted is None:
        return
    found = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    status = found["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    specification = parameters(client, "UpdateContinuousBackups", {"PointInTimeRecoverySpecification": wanted})
    enabled = specification["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    if (status == "ENABLED") != enabled:
        client.update_continuous_backups(TableName=name, **specification)
