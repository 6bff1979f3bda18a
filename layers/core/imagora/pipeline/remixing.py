"""What follows from remixes: trees and counters, word to whose original it was; and what owners say of pictures."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.kernel.ids import MediaId, PostId
from imagora.kernel.messages import TermsChanged
from imagora.kernel.queues import Queue
from imagora.notifications.service import Notifications
from imagora.remixes.recording import Recording, told_by
from imagora.remixes.terms import Terms


@dataclass(frozen=True)
class Remixing:
    """Retry-safe, and in any order."""

    recording: Recording
    terms: Terms
    notifications: Notifications
    queue: Queue

    def post_out(self, post_id: PostId) -> None:
        """Have a published remix listed and counted, and whose original it was made from told of it."""
        post, originals = self.recording.post_out(post_id)
        if post is not None:
            for home, owner in told_by(post, originals).items():
                self.notifications.remixed(owner, home, post.author)

    def post_gone(self, post_id: PostId) -> None:
        self.recording.post_gone(post_id)

    def terms_changed(self, media_id: MediaId, after: PostId | None) -> None:
        """Have all posts that show a picture say what its owner says, some a message."""
        onward = self.terms.spread(media_id, after)
        if onward is not None:
            self.queue.send([TermsChanged(media_id=media_id, after=onward)])
