"""Which works may be found by what they look like: those in published posts of open accounts, until they are gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imagora.accounts.errors import AccountNotFound
from imagora.accounts.service import Accounts
from imagora.kernel.ids import AccountId, MediaId, PostId
from imagora.media.store import MediaStore
from imagora.posts.listing import PostLists
from imagora.provenance.nearest import NearestWorks
from imagora.provenance.origins import Origins


@dataclass(frozen=True)
class Originals:
    posts: PostLists
    accounts: Accounts
    media: MediaStore
    works: NearestWorks
    origins: Origins

    def post_out(self, post_id: PostId) -> None:
        """Have a published post's pictures found by whoever publishes their like. Retry-safe.

        A private account's are not: being told of them would show that they exist.
        """
        post = self.posts.get(post_id)
        if post is None or post.status != "published" or not post.media_ids or not self._is_open(post.author):
            return
        for media_id in dict.fromkeys(post.media_ids):
            self.works.publish(media_id)
            media = self.media.get(media_id)
            if media is None or media.status != "ready":  # taken away meanwhile, and forgetting it may have been faster
                self.withhold(media_id) if media is not None and media.withheld_by else self.forget([media_id])

    def withhold(self, media_id: MediaId) -> None:
        """Let a picture that a decision took away not be found; it may come back. Retry-safe."""
        self.works.unpublish(media_id)

    def forget(self, media_ids: Iterable[MediaId]) -> None:
        """Keep nothing of pictures that were taken away. Retry-safe."""
        for media_id in media_ids:
            self.works.forget(media_id)
            self.origins.delete(media_id)

    def _is_open(self, account: AccountId) -> bool:
        try:
            return not self.accounts.profile(account).private
        except AccountNotFound:
            return False
