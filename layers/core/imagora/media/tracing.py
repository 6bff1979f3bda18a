"""Copies of a picture that was taken away, found by what they look like. Needs the imaging layer.

Only published works of open accounts are known by their looks (`provenance.nearest`). What isn't published yet, or is
for followers only, is found by the blocklist when it comes anew, and by people who report it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.errors import DomainError
from imagora.kernel.ids import MediaId, new_id
from imagora.kernel.messages import Trace
from imagora.kernel.queues import Queue
from imagora.media import opinion_store, pixels, views
from imagora.media.bucket import Bucket
from imagora.media.judging import BLOCKLIST
from imagora.media.models import MAX_BYTES, Media, StatusChanged, rendition_keys, withheld_keys
from imagora.media.store import MediaStore
from imagora.moderation import opinions
from imagora.moderation.case import Case, CaseId
from imagora.moderation.events import Checked, Judge, Subject
from imagora.moderation.listing import CaseLists
from imagora.moderation.opinions import Opinion
from imagora.provenance.nearest import Near, NearestWorks

AT_ONCE: Final = 100
"""Copies that one message deals with: as many as a lookup compares."""

ROUNDS: Final = 10
_BETWEEN_ROUNDS: Final = 60
"""Seconds after which the next are looked for: by then these are no longer found."""

SURE: Final = 0.15
"""Fine distance up to which a picture goes at once as a copy. One that is farther, but still alike, is shown to a
moderator first. Recompressed, mirrored and scaled copies were within 0.15 in nearly all cases, drawn ones being the
farthest; so were some strangers of one layout, such as posters with other words (docs/judging-pictures.md)."""

_SETTLED_WITHIN: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Tracing:
    store: MediaStore
    bucket: Bucket
    works: NearestWorks
    cases: CaseLists
    queue: Queue
    now: Clock

    def trace(self, message: Trace) -> None:
        """Form an opinion of every published copy of a picture: its own case follows from that. Retry-safe.

        Costs what `NearestWorks.find` costs, and a copy 1 read and 1 write unit; one that is only alike two reads more.
        """
        case, media = self._case(message.case_id), self.store.get(message.media_id)
        if case is None or media is None:
            return
        small = self._look_at(media)
        if small is None:
            return
        orientations = views.to_look_up(pixels.decode(small, declared="image/webp"))
        found = self.works.find(orientations, but=media.id, limit=AT_ONCE)
        accused = sum([self._accuse(case, near) for near in found])
        if accused and len(found) == AT_ONCE and message.round + 1 < ROUNDS:
            further = Trace(media_id=message.media_id, case_id=message.case_id, round=message.round + 1)
            self.queue.send([further], delay_seconds=_BETWEEN_ROUNDS)

    def _case(self, case_id: str) -> Case | None:
        """The case, if it still takes pictures away."""
        try:
            case = self.cases.get(case_id)
        except DomainError:
            return None
        verdict = case.in_force
        return case if verdict is not None and verdict.action in ("reject", "suspend") else None

    def _look_at(self, media: Media) -> bytes | None:
        """Its small rendition, wherever that lies."""
        places = (withheld_keys(media)["thumb"], *reversed(rendition_keys(media)["thumb"]))
        read = (self.bucket.read(place, version=None, at_most=MAX_BYTES) for place in places)
        return next((data for data in read if data), None)

    def _accuse(self, case: Case, near: Near) -> bool:
        """Whether it is to be taken away for being a copy."""
        media = self.store.get(near.media_id)
        if media is None or media.status not in ("ready", "held") or media.opinion:
            return False
        sure = near.distance <= SURE
        if not sure and self._was_asked(case, media.id):
            return False
        try:
            opinion_store.form_opinion(
                media, opinions.write(self._opinion(case, near, sure=sure)), look_after=self.now() + _SETTLED_WITHIN
            )
        except StatusChanged:
            return False  # its owner took it away, or somebody else decided
        return sure

    def _was_asked(self, case: Case, media_id: MediaId) -> bool:
        about = self.cases.about(Subject("media", media_id))
        return about is not None and any(check.evidence.get("case") == case.id for check in about.checks)

    def _opinion(self, case: Case, near: Near, *, sure: bool) -> Opinion:
        first = case.first
        rule = (first.rule if first is not None else None) or "none"
        checked = Checked(
            at=rfc3339(self.now()),
            judge=Judge(kind="ai", provider=BLOCKLIST, model="likeness", version="1", scores={rule: 1 - near.distance}),
            verdict="reject" if sure else "hold",
            rule=rule,
            evidence={"case": case.id, "distance": near.distance},
        )
        return Opinion(CaseId(new_id(self.now())), checked, follows=case.id if sure else None)
