"""After a medium is settled: its job may be over, and posts that waited for it may go out."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.generation.settlement import Settlement
from imagora.kernel.messages import JobDrawn, MediaSettled, Settle
from imagora.media.store import MediaStore
from imagora.moderation.events import Subject
from imagora.moderation.reporting import Reporting
from imagora.posts.service import Posts


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
        if media.status == "held":
            self.reporting.hold(Subject("media", media.id), media.owner)
        if media.job is not None and self.jobs.settle(media.job) and media.status in ("ready", "held"):
            self.posts.remove_pictures([media.id])  # drawn by a worker that didn't know yet that its job was over
        for post_id in self.media.waiting(media.id):
            self.posts.publish_pending(post_id)
