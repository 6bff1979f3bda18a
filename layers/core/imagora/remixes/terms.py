"""What an owner says of a picture, carried to the posts that show it: their cards repeat it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec

from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import MediaId, PostId
from imagora.media.models import Media
from imagora.media.store import MediaStore
from imagora.posts.models import Picture, StatusChanged
from imagora.posts.store import PostStore
from imagora.table.transaction import Transaction

AT_ONCE: Final = 10
"""Posts that one call deals with, the newest first."""

_TRIES: Final = 4


@dataclass(frozen=True)
class Terms:
    """Whether somebody may remix a picture is asked of the picture itself: a card that lags only shows it."""

    posts: PostStore
    media: MediaStore

    def spread(self, media_id: MediaId, after: PostId | None = None) -> PostId | None:
        """Have the newest posts that show it, those beyond `after`, say what its owner says. Retry-safe.

        1 read, and 1 read and 1 transaction a post. Answers where to go on; None where all posts are done.
        Raises Unavailable where a post keeps changing under us.
        """
        media = self.media.get(media_id)
        if media is None:
            return None
        left = [post for post in sorted(media.shown_in, reverse=True) if after is None or post < after]
        for post_id in left[:AT_ONCE]:
            self._restate(post_id, lambda picture: _as_said(picture, media))
        return left[AT_ONCE - 1] if len(left) > AT_ONCE else None

    def _restate(self, post_id: PostId, say: Callable[[Picture], Picture]) -> None:
        for _ in range(_TRIES):
            post = self.posts.get(post_id)
            if post is None or not post.card.pictures:
                return  # gone; or it isn't out yet, and takes what is said then
            card = msgspec.structs.replace(post.card, pictures=tuple(map(say, post.card.pictures)))
            if card == post.card:
                return
            transaction = Transaction()
            self.posts.edit(transaction, post, card, worded=False, labels=post.labels)
            try:
                transaction.commit()
            except StatusChanged:
                continue
            return
        raise Unavailable


def _as_said(picture: Picture, media: Media) -> Picture:
    if picture.id != media.id:
        return picture
    shared = media.shared_prompt is not None
    return msgspec.structs.replace(picture, remix_policy=media.remix_policy, prompt_shared=shared)
