"""What time takes away in the cloud: expired items of tables, and objects past their bucket's lifecycle rules.

moto stores both settings and does nothing about them, so a laptop's data would keep what people deleted.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import FakeDeleteMarker, s3_backends

from infra.local.moto_fast.indexes import indexes_of
from infra.local.state import ACCOUNT, LOCK, REGION

if TYPE_CHECKING:
    from moto.dynamodb.models.table import Table
    from moto.s3.models import FakeBucket, LifecycleRule

_BY_TIME_TO_LIVE = {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}
"""`userIdentity` of the stream records that time to live makes."""


def expire(now: datetime) -> int:
    """Take away everything that is past its time; answer how much that was.

    AWS does this within a few days for items, and once a day for objects.
    """
    with LOCK:
        tables = dynamodb_backends[ACCOUNT][REGION].tables.values()
        buckets = s3_backends[ACCOUNT]["aws"].buckets.values()
        return sum(_expire_items(table, now) for table in tables) + sum(
            _expire_objects(bucket, now) for bucket in buckets
        )


def _expire_items(table: Table, now: datetime) -> int:
    attribute = table.ttl.get("AttributeName")
    if table.ttl["TimeToLiveStatus"] != "ENABLED" or attribute is None:
        return 0
    expired = [item for item in indexes_of(table).all_items() if _is_past(item.attrs.get(attribute), now)]
    for item in expired:
        table.delete_item(item.hash_key, item.range_key)
        if table.stream_shard is not None:
            table.stream_shard.items[-1].record["userIdentity"] = _BY_TIME_TO_LIVE
    return len(expired)


def _is_past(value: Any, now: datetime) -> bool:
    return value is not None and value.type == "N" and float(value.value) < now.timestamp()


def _expire_objects(bucket: FakeBucket, now: datetime) -> int:
    expired = 0
    for rule in bucket.rules:
        if rule.status != "Enabled":
            continue
        prefix = (rule.filter.prefix if rule.filter else rule.prefix) or ""
        for name in [name for name in bucket.keys if name.startswith(prefix)]:
            expired += _expire_versions(bucket, name, rule, now)
    return expired


def _expire_versions(bucket: FakeBucket, name: str, rule: LifecycleRule, now: datetime) -> int:
    """Apply one rule to one key, oldest version first; answer how many versions came or went."""
    versions = bucket.keys.getlist(name)
    kept = _without_noncurrent(versions, rule, now)
    current = versions[-1]
    outlived = not isinstance(current, FakeDeleteMarker) and _is_older(current, rule.expiration_days, now)
    if outlived and bucket.is_versioned:
        kept.append(FakeDeleteMarker(key=current))
    elif outlived:
        kept.remove(current)
    is_lone_marker = len(kept) == 1 and isinstance(kept[0], FakeDeleteMarker)
    if is_lone_marker and rule.expired_object_delete_marker in {True, "true"}:
        kept = []
    changed = len({id(version) for version in versions} ^ {id(version) for version in kept})
    if not kept:
        bucket.keys.pop(name)
    elif changed:
        bucket.keys.setlist(name, kept)
    return changed


def _without_noncurrent(versions: list[Any], rule: LifecycleRule, now: datetime) -> list[Any]:
    """The versions without those that were followed by another too long ago."""
    followers = [*versions[1:], None]
    return [
        version
        for version, follower in zip(versions, followers, strict=True)
        if follower is None or not _is_older(follower, rule.nve_noncurrent_days, now)
    ]


def _is_older(version: Any, days: str | None, now: datetime) -> bool:
    """Whether a version is older than the rule's days; never for a rule that names none."""
    if not days:
        return False
    made: datetime = version.last_modified.replace(tzinfo=UTC)
    return now - made > timedelta(days=int(days))
