"""Getting back what was lost from the table: another table as it was at a moment, and a careful copy from it.

The live table is never replaced: its name, its stream and everything that hangs on them stay. Restored items go back
only where nothing stands under their key, unless asked to overwrite; each copied item wakes the stream as any write
does, and every handler is idempotent.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.exceptions import ClientError

Sleep = Callable[[float], None]


@dataclass
class Copied:
    """How many items were looked at, written, and left since something else stands there by now."""

    seen: int = 0
    written: int = 0
    left: int = 0


def restore(dynamodb: Any, stage: str, at: datetime, *, sleep: Sleep = time.sleep) -> str:
    """Make a table `imagora-<stage>-<moment>` as the stage's was at that moment; answers its name.

    On AWS that takes from minutes to hours, and the new table costs storage until it is deleted. Safe to repeat.
    """
    name = f"imagora-{stage}-{at.astimezone(UTC):%Y%m%d%H%M%S}"
    try:
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=f"imagora-{stage}", TargetTableName=name, RestoreDateTime=at
        )
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"TableAlreadyExistsException", "ResourceInUseException"}:
            raise
    while dynamodb.describe_table(TableName=name)["Table"]["TableStatus"] != "ACTIVE":
        sleep(10)
    return name


def copy(dynamodb: Any, restored: str, live: str, *, prefix: str = "", overwrite: bool = False) -> Copied:
    """Copy items whose PK begins with `prefix` from the restored table into the live one. Safe to repeat.

    Items past their `expires_at` stay behind. Reads the whole restored table: a unit for each 8 KB.
    """
    done, now = Copied(), time.time()
    for page in dynamodb.get_paginator("scan").paginate(TableName=restored):
        for item in page["Items"]:
            if not item["PK"]["S"].startswith(prefix) or float(item.get("expires_at", {"N": "inf"})["N"]) < now:
                continue
            done.seen += 1
            if _put(dynamodb, live, item, overwrite=overwrite):
                done.written += 1
            else:
                done.left += 1
    return done


def _put(dynamodb: Any, table: str, item: dict[str, Any], *, overwrite: bool) -> bool:
    condition = {} if overwrite else {"ConditionExpression": "attribute_not_exists(PK)"}
    try:
        dynamodb.put_item(TableName=table, Item=item, **condition)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description="Restore from a point in time.")
    parser.add_argument("--stage", required=True)
    parser.add_argument("--at", default="", help="a moment, such as 2026-11-22T09:30:00Z")
    parser.add_argument("--from", dest="restored", default="", help="a restored table, to copy from")
    parser.add_argument("--prefix", default="", help="only items whose PK begins so")
    parser.add_argument("--overwrite", action="store_true", help="also where something stands by now")
    given = parser.parse_args()
    dynamodb = boto3.client("dynamodb")
    if bool(given.at) == bool(given.restored):
        sys.exit("Say AT=<moment> to restore a table, or FROM=<restored table> to copy from it.")
    if given.at:
        name = restore(dynamodb, given.stage, datetime.fromisoformat(given.at))
        print(f"restored: {name}. Copy from it: make restore STAGE={given.stage} FROM={name} PREFIX=…")
        return
    done = copy(dynamodb, given.restored, f"imagora-{given.stage}", prefix=given.prefix, overwrite=given.overwrite)
    print(f"{done.seen} items looked at, {done.written} written, {done.left} left as they are by now")


if __name__ == "__main__":
    main()
