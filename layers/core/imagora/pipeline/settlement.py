"""After a medium is settled: its job may be over, and posts that waited for it may go out."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.generation.settlement import Settlement
from imagora.kernel.messages import JobDrawn, MediaSettled, Settle
from imagora.media import opinion_store
from imagora.media.models import Media
from imagora.media.store import MediaStore
from imagora.moderation import opinions
from imagora.moderation.events import Subject
from imagora.moderation.reporting import Reporting
from imagora.posts.service import Posts

_MOST_POSTS = 20
"""So many posts that show a picture are asked whether a person has decided about them."""


@dataclass(frozen=True)
class Settling:
    jobs: Settlement
    media: MediaStore
    posts: Posts
    reporting: Reporting

    def settle(self, message: Settle) -> None:
        """Carry on whatever waited. Retry-safe."""
        match message:
            case JobDrawn():
                self.jobs.settle(message.job_id)
            case MediaSettled():
                self._after_media(message)

    def _after_media(self, message: MediaSettled) -> None:
        media = self.media.get(message.media_id)
        if media is None or not media.settled:
            return
        self.posts.library.tidy(media)
        self._to_its_case(media)
        if media.job is not None and self.jobs.settle(media.job, media.id) and media.status in ("ready", "held"):
            self._take_back(media)
        for post_id in self.media.waiting(media.id):
            self.posts.publish_pending(post_id)

    def _to_its_case(self, media: Media) -> None:
        """What checkers said of it becomes a step of its case; one that is held has a case in any way."""
        subject = Subject("media", media.id)
        if media.opinion:
            opinion = opinions.read(media.opinion)
            if opinion.again and self._a_person_decided(media):
                opinion_store.heard(media)
                return
            gone = media.status in ("rejected", "removed") and not opinion.opens
            if gone or self.reporting.checked(subject, media.owner, opinion):
                opinion_store.heard(media)
        elif media.status == "held":
            self.reporting.hold(subject, media.owner)

    def _a_person_decided(self, media: Media) -> bool:
        """Whether a person decided about this picture, or about a post that shows it: a later look overrules nobody."""
        subjects = [Subject("media", media.id), *(Subject("post", post_id) for post_id in media.shown_in[:_MOST_POSTS])]
        cases = (self.reporting.store.about(subject) for subject in subjects)
        return any(case is not None and case.decided_by_a_person for case in cases)

    def _take_back(self, media: Media) -> None:
        """Drawn by a worker that didn't know yet that its job was over. But one that an appeal gave back stays."""
        case = self.reporting.store.about(Subject("media", media.id))
        if case is None or not case.overturned:
            self.posts.remove_pictures([media.id])
