"""What AWS lets one account do, and what the template sets. AWS's published defaults.

`looked up`: in AWS's documentation. Where nothing is said, it is remembered from there.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks import shipped
from imagora.feeds import models

PARTITION_WRITES = 1_000
PARTITION_READS = 3_000
"""Units a second of one partition of a table. (DynamoDB Developer Guide, "Warm throughput"; looked up.)"""

NEW_TABLE_WRITES = 4_000
TABLE_WRITES = 40_000
"""Write units a second: of an on-demand table at its start, and by the default quota of a table.

On-demand serves at once up to double the highest peak so far; beyond that it may throttle for up to 30 minutes.
(Developer Guide, "On-demand capacity mode", from memory; 40,000 by AWS's database blog, looked up.)
"""

BATCH_WRITE = 25
"""Items a BatchWriteItem takes. (API reference.)"""

PAGE, PAGES_A_RUN = models.PAGE_OF_FOLLOWERS, models.PAGES_A_RUN

FIRST_POLLERS = 5
POLLERS_A_SECOND = 5.0
"""An SQS event source starts with 5 concurrent batches and adds 300 a minute, up to 1,000. (Lambda guide, "Configuring
scaling behavior for SQS event source mappings"; looked up.)
"""

IN_FLIGHT = 120_000
"""Messages of a standard queue that were received and not yet deleted; what waits there is unlimited. (SQS Developer
Guide, "Quotas related to queues"; looked up.)
"""

LAMBDA_CONCURRENCY = 1_000
"""Default quota of a region and account."""


@dataclass(frozen=True)
class Setup:
    """How much of it an instance uses."""

    name: str
    page_workers: int
    split_workers: int
    writes: float
    warm: bool = False
    """Whether its workers run already."""
    failed: float = 0.0
    """Of the pages that find the table at its limit, the share that fail and come again (see `throttled`)."""


_QUEUE = shipped.queue_of("FanOutPage")
COMES_AGAIN, RECEIVES = float(_QUEUE["VisibilityTimeout"]), int(_QUEUE["RedrivePolicy"]["maxReceiveCount"])
"""Seconds until a page that failed is received again, and how often that happens at most."""

_PAGES, _SPLITS = shipped.concurrency("FanOutPage"), shipped.concurrency("SplitFanout")
AS_SHIPPED = Setup("as shipped, a new table", _PAGES, _SPLITS, NEW_TABLE_WRITES)
WARM = Setup("as shipped, a table warmed to its quota", _PAGES, _SPLITS, TABLE_WRITES)
WIDE = Setup("all that the quotas give", LAMBDA_CONCURRENCY, _SPLITS, TABLE_WRITES)
SETUPS = (AS_SHIPPED, WARM, WIDE)
