"""What AWS lets one account do, and what the template sets. Published defaults, remembered from AWS's documentation."""

from __future__ import annotations

from dataclasses import dataclass

PARTITION_WRITES = 1_000
PARTITION_READS = 3_000
"""Units a second of one partition of a table. (DynamoDB Developer Guide, "Designing partition keys".)"""

NEW_TABLE_WRITES = 4_000
TABLE_WRITES = 40_000
"""Write units a second: of an on-demand table at its start, and by the default quota of a table.

On-demand serves at once up to double the highest peak so far; beyond that it may throttle for up to 30 minutes.
(Developer Guide, "On-demand capacity mode"; "Quotas".)
"""

BATCH_WRITE = 25
PAGE = 500
PAGES_A_RUN = 20

FIRST_POLLERS = 5
POLLERS_A_SECOND = 5.0
"""An SQS event source starts with 5 concurrent batches and adds 300 a minute. (Lambda guide, "SQS scaling".)"""

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


AS_SHIPPED = Setup("as shipped, a new table", page_workers=20, split_workers=5, writes=NEW_TABLE_WRITES)
WARM = Setup("as shipped, a table warmed to its quota", page_workers=20, split_workers=5, writes=TABLE_WRITES)
WIDE = Setup("all that the quotas give", page_workers=LAMBDA_CONCURRENCY, split_workers=5, writes=TABLE_WRITES)
SETUPS = (AS_SHIPPED, WARM, WIDE)
