"""Looks at a file that somebody asked about, and deletes it. Needs the imaging layer."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

from imagora.media import pixels, views, xmp
from imagora.media.bucket import Bucket
from imagora.media.inspection_store import InspectionStore
from imagora.media.inspections import CheckNotFound, Inspection, InspectionLists
from imagora.media.models import MAX_BYTES, Rejection, StatusChanged
from imagora.provenance.check import Detector, Specimen
from imagora.provenance.findings import Findings

_KEY = re.compile(r"checks/([0-9A-Z]{26})")
_SIDE = 480
"""Pixels that are looked at, as of a thumbnail: what works are kept by is made from one."""


@dataclass(frozen=True)
class Inspector:
    lists: InspectionLists
    store: InspectionStore
    bucket: Bucket
    detector: Detector

    def inspect(self, key: str, version: str | None) -> None:
        """Look at the object under this key, then delete these very bytes. Retry-safe.

        A file that is no picture we take ends the check as `failed`, with the reason: it comes from strangers, and is
        held to all bounds before anything of it is decoded.
        """
        inspection = self._pending(key)
        if inspection is not None:
            data = self.bucket.read(key, version=version, at_most=MAX_BYTES)
            if data is None:
                return  # a repeated delivery: it was looked at and deleted
            with suppress(StatusChanged):  # given up, or looked at by another delivery, while we looked
                self.store.end(inspection.id, self._look(inspection, data))
        self.bucket.erase(key, version)

    def _pending(self, key: str) -> Inspection | None:
        match = _KEY.fullmatch(key)
        try:
            found = self.lists.get(match[1]) if match else None
        except CheckNotFound:
            return None
        return found if found is not None and found.status == "pending" else None

    def _look(self, inspection: Inspection, data: bytes) -> Findings | Rejection:
        try:
            image = pixels.decode(data, declared=inspection.content_type, longest=_SIDE)
        except pixels.UnreadableImage as error:
            return Rejection(error.code, error.detail)
        mark = xmp.read_source_type(data)
        return self.detector.examine(Specimen(data, inspection.content_type, views.to_look_up(image), mark))
