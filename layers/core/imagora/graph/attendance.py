"""Who comes to look, noted once a day in their head: beside a page's own reads, and past PynamoDB as those are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from imagora.graph.dormancy import PATIENCE, Dormancy, day_of
from imagora.graph.head import Head, head_key
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId
from imagora.kernel.wire import Refused, Unanswered
from imagora.table import due_key
from imagora.table.reader import Reader

_STANDS = "attribute_exists(PK) AND (attribute_not_exists(#d) OR #d < :d)"
_FIRST = "SET #d = :d, GSI2PK = if_not_exists(GSI2PK, :p), GSI2SK = if_not_exists(GSI2SK, :s)"
_WAKE = "SET #d = :d, GSI2PK = :p, GSI2SK = :s"


class Attendance(msgspec.Struct, frozen=True):
    """`reader` is where the heads are. Takes `kernel.aws.dynamodb()`, nothing else."""

    reader: Reader
    dormancy: Dormancy
    now: Clock

    def note(self, account: AccountId, head: Head) -> Callable[[], None] | None:
        """Note that somebody looked today, which is on its way then: call what this gives once the page is made.

        None where nothing has to be: seen today already, or following nobody. At most 1 conditional write a day; never
        makes a head that isn't there. Of who rests, this write is what brings them back: the stream tells, and the head
        is due at once. One that fails is logged, and made again with the next page.
        """
        now = self.now()
        today = day_of(now)
        if head.seen == today or not (head.following or head.resting):
            return None
        pk, sk = head_key(account)
        look_at = now + PATIENCE if head.resting else self.dormancy.look_at(account, today)
        asked = {
            "TableName": self.reader.table,
            "Key": {"PK": {"S": pk}, "SK": {"S": sk}},
            "UpdateExpression": _WAKE if head.resting else _FIRST,
            "ConditionExpression": _STANDS,
            "ExpressionAttributeNames": {"#d": "seen"},
            "ExpressionAttributeValues": {
                ":d": {"S": today},
                ":p": {"S": due_key.partition(pk)},
                ":s": {"S": due_key.sort_key(look_at, pk)},
            },
        }
        begun = self.reader.dynamodb.begin("UpdateItem", asked)
        return lambda: _end(begun, account)


def _end(begun: Callable[[], Any], account: AccountId) -> None:
    try:
        begun()
    except (Refused, Unanswered) as error:
        if getattr(error, "code", "") != "ConditionalCheckFailedException":  # noted already, or the head is gone
            _log(account, error)


def _log(account: AccountId, error: Exception) -> None:
    from aws_lambda_powertools import Logger  # a request that went well doesn't pay for it

    Logger(child=True).warning("a look at a home feed wasn't noted", account=account, error=repr(error))
