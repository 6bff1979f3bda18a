"""What every item of the table has. Rooms derive their items from `Item`; all of them share one connection.

The kind of an item is readable from its key, so nothing is filtered by class after it was read (and paid for).
"""

from __future__ import annotations

from typing import ClassVar

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from imagora.kernel import aws


class ByGsi1(GlobalSecondaryIndex["Item"]):  # type: ignore[no-untyped-call]
    """Lists that don't hang on the item's own key: an author's posts, a person's followers, jobs, media."""

    class Meta:
        index_name = "GSI1"
        projection = KeysOnlyProjection()

    GSI1PK = UnicodeAttribute(hash_key=True)
    GSI1SK = UnicodeAttribute(range_key=True)


class ByDue(GlobalSecondaryIndex["Item"]):  # type: ignore[no-untyped-call]
    """Sparse: only what still awaits a stage, by the time when somebody has to look after it."""

    class Meta:
        index_name = "GSI2"
        projection = KeysOnlyProjection()

    GSI2PK = UnicodeAttribute(hash_key=True)
    GSI2SK = UnicodeAttribute(range_key=True)


class Item(Model):
    """One item. `expires_at` (epoch seconds) is the table's TTL; readers check it too, since TTL deletes late."""

    class Meta:
        table_name: ClassVar[str] = ""
        connect_timeout_seconds = 2
        read_timeout_seconds = 10
        max_retry_attempts = 4
        max_pool_connections = 24

    PK = UnicodeAttribute(hash_key=True)
    SK = UnicodeAttribute(range_key=True)
    GSI1PK = UnicodeAttribute(null=True)
    GSI1SK = UnicodeAttribute(null=True)
    GSI2PK = UnicodeAttribute(null=True)
    GSI2SK = UnicodeAttribute(null=True)
    type = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)

    by_gsi1 = ByGsi1()
    by_due = ByDue()


def connect(table_name: str) -> None:
    """Point all items at this table, through the process's own DynamoDB client. Call before the first read or write."""
    if Item.Meta.table_name == table_name and Item._connection is not None:  # noqa: SLF001
        return
    Item.Meta.table_name = table_name
    connection = Item._get_connection().connection  # noqa: SLF001
    # One session and one client a process: PynamoDB would make its own (two more clients cost 100 ms of a cold start).
    connection._client = aws.client("dynamodb")  # noqa: SLF001


def disconnect() -> None:
    """Forget the connection, so that the next `connect` starts afresh. For tests."""
    Item._connection = None  # noqa: SLF001
    Item.Meta.table_name = ""
