"""Which works may be found by what they look like: those in published posts of open accounts, until they are gone.

And whose pictures look like them: a post with a near copy of somebody else's earlier picture says so, and the
original's author is told. One's own pictures may be posted as often as one likes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from imagora.accounts.errors import AccountNotFound
from imagora.accounts.service import Accounts
from imagora.graph.viewpoint import Viewpoints
from imagora.kernel.ids import AccountId, MediaId, PostId
from imagora.media.store import MediaStore
from imagora.notifications.service import Notifications
from imagora.posts.attribution import Attributions
from imagora.posts.labelling import relabel, resembling
from imagora.posts.models import Post
from imagora.posts.store import PostStore
from imagora.provenance.likeness import Views
from imagora.provenance.nearest import Near, NearestWorks
from imagora.provenance.origins import Origins

MOST_NEAR: Final = 10
"""Works that a picture is kept to look like."""


@dataclass(frozen=True)
class Originals:
    posts: PostStore
    accounts: Accounts
    media: MediaStore
    works: NearestWorks
    origins: Origins
    attributions: Attributions
    viewpoints: Viewpoints
    notifications: Notifications

    def post_out(self, post_id: PostId) -> None:
        """Have a published post's pictures found by whoever publishes their like, and look whom they are like.

        A private account's are not: being told of them would show that they exist. Retry-safe, and in any order: what
        came first is told by the posts' positions.
        """
        post = self.posts.get(post_id)
        if post is None or post.status != "published" or not post.media_ids or not self._is_open(post.author):
            return
        for media_id in dict.fromkeys(post.media_ids):
            self._show(media_id)
        self._credit(post)
        self._reconsider(post.media_ids)  # copies of what was away for a while

    def post_gone(self, post_id: PostId) -> None:
        """What a post showed is no longer there to be named: copies of it are judged anew. Retry-safe.

        Whom it was told to as a copy is told so no more. Of a deleted post's pictures `forget` is told, by their ids.
        """
        post = self.posts.get(post_id)
        if post is not None and post.status == "published":
            return
        told = self.origins.told_of(post_id)
        self.notifications.copy_gone(told, post_id)
        self.origins.forget_told(post_id, told)
        self._reconsider(post.media_ids if post is not None else ())

    def forget(self, media_ids: Iterable[MediaId]) -> None:
        """Keep nothing of pictures that were taken away; nobody's looks like them any more. Retry-safe."""
        for media_id in media_ids:
            self.works.forget(media_id)
            self._reconsider([media_id])
            self.origins.delete(media_id)

    def _show(self, media_id: MediaId) -> None:
        orientations = self.works.publish(media_id)
        media = self.media.get(media_id)
        if media is None or media.status != "ready":  # taken away meanwhile, and forgetting it may have been faster
            self.works.unpublish(media_id) if media is not None and media.withheld_by else self.forget([media_id])
        elif media.origin == "upload":
            self._look_up(media_id, orientations)

    def _look_up(self, media_id: MediaId, orientations: Views) -> None:
        """Add what it looks like by now to what was found when it came: the nearest, of equal ones the earliest."""
        origin = self.origins.get(media_id)
        if origin is None:
            return
        found = self.works.find(orientations, but=media_id, limit=MOST_NEAR)
        near = {one.media_id: one for one in (*origin.nearest, *found)}
        nearest = tuple(sorted(near.values(), key=_nearness)[:MOST_NEAR])
        if nearest != origin.nearest:
            self.origins.put(media_id, msgspec.structs.replace(origin, nearest=nearest))

    def _credit(self, post: Post) -> None:
        """Have a post say whether a picture of it looks like somebody else's, and tell whose that is."""
        originals = self.attributions.of(post, self.viewpoints.of(None)).values()
        for one in originals:
            self.origins.note_copy(one.media_id, one.author.id, post.id)
        confidence = round(1 - min(one.distance for one in originals), 3) if originals else None
        if resembling(post.labels, confidence) != post.labels:
            relabel(self.posts, post.id, lambda now: resembling(now.labels, confidence))
        for owner in dict.fromkeys(one.author.id for one in originals):
            self.notifications.copied(owner, post.id)

    def _reconsider(self, media_ids: Iterable[MediaId]) -> None:
        """Judge the posts with copies of these pictures anew."""
        for post_id in dict.fromkeys(copy for media_id in media_ids for copy in self.origins.copies(media_id)):
            post = self.posts.get(post_id)
            if post is not None and post.status == "published":
                self._credit(post)

    def _is_open(self, account: AccountId) -> bool:
        try:
            return not self.accounts.profile(account).private
        except AccountNotFound:
            return False


def _nearness(one: Near) -> tuple[float, MediaId]:
    return one.distance, one.media_id
