"""Pictures that must not come back, nor stay elsewhere: the blocklist, copies, and cases that only follow another one.

A rejection under one of these rules puts the picture on the blocklist; an overturn takes it off. Where a person
decided, published copies are looked for, too: each gets a case of its own, so that whoever published it is told and can
appeal, and all of these fall with the one that they follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from imagora.kernel.messages import CaseSettled, Trace
from imagora.kernel.queues import Queue
from imagora.media.models import Media
from imagora.moderation.case import Case
from imagora.moderation.checkers.blocklist_table import BlocklistTable
from imagora.moderation.errors import CaseChanged
from imagora.moderation.reporting import Reporting
from imagora.provenance.nearest import NearestWorks

LISTED_RULES: Final = frozenset({"minors_sexual", "nonconsensual_intimate", "terror_propaganda"})
"""Rules whose pictures harm somebody each time that they are seen. Others depend on the post, or on who says it."""

_BLOCKLIST: Final = "blocklist"
_AT_ONCE: Final = 25


@dataclass(frozen=True)
class Spreading:
    blocklist: BlocklistTable
    works: NearestWorks
    reporting: Reporting
    queues: Callable[[], Mapping[str, Queue]]

    def taken(self, case: Case, media: Media) -> None:
        """A picture was taken away by this case: it isn't found by its looks any more, and may be listed. Retry-safe.

        Raises CaseChanged where the case was decided otherwise meanwhile: do what holds now.
        """
        views = self.works.views_of(media.id)
        self.works.unpublish(media.id)
        if not spreads(case) or case.first is None or case.first.rule is None:
            return
        hashes = list(dict.fromkeys(view.coarse for view in views))
        self.blocklist.add(case.id, case.first.rule, [media.digest] if media.digest else [], hashes)
        if self.reporting.store.get(case.id).settled != case.settled:
            raise CaseChanged
        if case.first.judge.kind == "human":
            self.queues()["media"].send([Trace(media_id=media.id, case_id=case.id)])

    def settle(self, case: Case) -> None:
        """Where a case was overturned, its pictures leave the list, and what followed it falls, 25 a message."""
        first = case.first
        if first is None or not case.overturned or first.action not in ("reject", "suspend"):
            return
        if first.rule is not None:
            self.blocklist.remove(case.id, first.rule)
        followers = self.reporting.store.followers(case.id, limit=_AT_ONCE)
        for follower in followers:
            self.reporting.take_back(follower)
            self.reporting.store.unfollow(case.id, follower)
        if len(followers) == _AT_ONCE:
            self.queues()["activity"].send([CaseSettled(case_id=case.id)])


def spreads(case: Case) -> bool:
    """Whether a rejection by this case is one for good and everywhere. One that only followed the list adds nothing."""
    first = case.first
    return first is not None and first.rule in LISTED_RULES and first.judge.provider != _BLOCKLIST
