"""Starting a check, and ending one for which nothing came."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from imagora.kernel.clock import Clock
from imagora.kernel.ids import new_id
from imagora.media.bucket import Bucket, Form
from imagora.media.inspection_store import InspectionStore
from imagora.media.inspections import FORM_SECONDS, KEEP, NOTHING_CAME, Inspection, object_key
from imagora.media.models import StatusChanged
from imagora.table.once import Once
from imagora.table.transaction import Transaction


@dataclass(frozen=True)
class Inspecting:
    store: InspectionStore
    bucket: Bucket
    now: Clock

    def begin(self, *, content_type: str, size: int, once: Once | None) -> Inspection:
        """Promise a check: it is `pending`, and waits for its file (1 transaction). One that never comes fails."""
        now = self.now()
        inspection = Inspection(new_id(now), "pending", content_type, size, now, now + KEEP)
        transaction = Transaction()
        self.store.add(transaction, inspection)
        if once is not None:
            once.join(transaction, inspection.id, now)
        transaction.commit()
        return inspection

    def form(self, inspection: Inspection) -> tuple[Form, datetime]:
        """The form that takes the file, and until when: exactly this key, this type, at most this many bytes."""
        form = self.bucket.form(
            object_key(inspection.id),
            content_type=inspection.content_type,
            at_most=inspection.bytes,
            seconds=FORM_SECONDS,
        )
        return form, self.now() + timedelta(seconds=FORM_SECONDS)

    def give_up(self, check_id: str) -> None:
        """End a check for which nothing came, or whose file got lost; what lies there of it goes. Retry-safe."""
        with suppress(StatusChanged):
            self.store.end(check_id, NOTHING_CAME)
        self.bucket.delete([object_key(check_id)])
