"""Checks as they are written. They end once: `pending → done | failed`."""

from __future__ import annotations

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from imagora.kernel.clock import epoch, rfc3339
from imagora.media.inspections import GIVEN_UP_AFTER, Inspection, check_key
from imagora.media.models import Rejection, StatusChanged
from imagora.provenance.findings import Findings
from imagora.table import due
from imagora.table.item import Item
from imagora.table.transaction import Transaction, guarded


class CheckItem(Item):
    status = UnicodeAttribute()
    content_type = UnicodeAttribute()
    bytes = NumberAttribute()
    created_at = UnicodeAttribute()
    findings = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)


class InspectionStore:
    def add(self, transaction: Transaction, inspection: Inspection) -> None:
        """Put a new check; it is due when no file can come any more (4 write units with its due time)."""
        pk, sk = check_key(inspection.id)
        item = CheckItem(
            pk,
            sk,
            type="check",
            GSI2PK=due.partition(pk),
            GSI2SK=due.sort_key(inspection.created_at + GIVEN_UP_AFTER, pk),
            expires_at=epoch(inspection.expires_at),
            status=inspection.status,
            content_type=inspection.content_type,
            bytes=inspection.bytes,
            created_at=rfc3339(inspection.created_at),
        )
        transaction.create(item)

    def end(self, check_id: str, ending: Findings | Rejection) -> None:
        """`pending → done` with findings, or `→ failed` (1 conditional update).

        Raises StatusChanged for one that has ended, or is gone.
        """
        told = msgspec.json.encode(ending).decode()
        found = isinstance(ending, Findings)
        actions: list[Action] = [
            CheckItem.status.set("done" if found else "failed"),
            (CheckItem.findings if found else CheckItem.failure).set(told),
            CheckItem.GSI2PK.remove(),
            CheckItem.GSI2SK.remove(),
        ]
        with guarded(StatusChanged()):
            CheckItem(*check_key(check_id)).update(actions=actions, condition=CheckItem.status == "pending")
