"""Checks that anybody may ask for: a file is sent, what is known of it is told, and that alone is kept, for a day.

`CHECK#<id>` / `CHECK`; the bytes lie at `checks/<id>` until they were looked at. Who knows a check's id may read it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from imagora.kernel.clock import Clock, epoch, parse
from imagora.kernel.errors import DomainError
from imagora.kernel.ids import is_id
from imagora.media.models import Rejection
from imagora.provenance.findings import Findings
from imagora.table.reader import Key, Reader, Row

KEEP = timedelta(hours=24)
FORM_SECONDS = 600
GIVEN_UP_AFTER = timedelta(seconds=FORM_SECONDS + 300)

Status = Literal["pending", "done", "failed"]

NOTHING_CAME = Rejection("not_uploaded", "No picture came for this check, or it got lost. Start a new one.")


class CheckNotFound(DomainError):
    """There is no such check. Results are kept for 24 hours."""

    code = "check_not_found"


class Inspection(msgspec.Struct, frozen=True):
    """One check. `findings` are there once it is `done`, `failure` once it is `failed`."""

    id: str
    status: Status
    content_type: str
    bytes: int
    created_at: datetime
    expires_at: datetime
    findings: Findings | None = None
    failure: Rejection | None = None


class InspectionLists(msgspec.Struct, frozen=True):
    """Checks as they are read."""

    reader: Reader
    now: Clock

    def get(self, check_id: str) -> Inspection:
        """One consistent read. Raises CheckNotFound, for one that is over a day old, too."""
        row = self.reader.get(check_key(check_id), consistent=True) if is_id(check_id) else None
        if row is None or row["expires_at"] <= epoch(self.now()):
            raise CheckNotFound
        return inspection_of(row)


def check_key(check_id: str) -> Key:
    return f"CHECK#{check_id}", "CHECK"


def object_key(check_id: str) -> str:
    """Where the bytes lie until they were looked at."""
    return f"checks/{check_id}"


def inspection_of(row: Row) -> Inspection:
    """A check from its item."""
    created_at = parse(row["created_at"])
    return Inspection(
        id=row["PK"].removeprefix("CHECK#"),
        status=row["status"],
        content_type=row["content_type"],
        bytes=row["bytes"],
        created_at=created_at,
        expires_at=created_at + KEEP,
        findings=msgspec.json.decode(row["findings"], type=Findings) if "findings" in row else None,
        failure=msgspec.json.decode(row["failure"], type=Rejection) if "failure" in row else None,
    )
