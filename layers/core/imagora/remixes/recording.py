"""What follows for the tree of remixes when a post goes out, or is out no more."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId, MediaId, PostId
from imagora.media.models import Media
from imagora.media.store import MediaStore
from imagora.posts.models import Post
from imagora.posts.showcase import MOST_POSTS
from imagora.posts.store import PostStore
from imagora.remixes.listing import Listed
from imagora.remixes.store import RemixStore


@dataclass(frozen=True)
class Recording:
    """All of it may be repeated, and may come in any order."""

    store: RemixStore
    posts: PostStore
    media: MediaStore
    now: Clock

    def post_out(self, post_id: PostId) -> tuple[Post | None, list[Post]]:
        """List a post's remixes below what they were made from, and count them.

        Answers the post, None where it isn't out, and the posts with the originals: who wrote them is to be told. Costs
        1 read where there is no remix; for each besides 2 reads, those of the original's posts (MOST_POSTS at most),
        and what `RemixStore.enlist` writes.
        """
        post = self.posts.get(post_id)
        if post is None or post.status != "published" or post.position is None:
            return None, []
        originals: list[Post] = []
        for picture in post.card.pictures:
            media = self.media.get(picture.id) if picture.remix_of else None
            if media is None or not media.lineage:
                continue
            home = self._home(media.lineage[0])
            counted = home.id if home is not None else None
            listed = Listed(post.id, media.id, post.position, media.lineage, counted)
            self.store.enlist(listed, post.author, now=self.now())
            originals += [home] if home is not None else []
        return post, originals

    def post_gone(self, post_id: PostId) -> None:
        """Take a post's remixes out of the trees that they stand in (1 read, 1 Query)."""
        post = self.posts.get(post_id)
        if post is None or post.status != "published":
            for listed in self.store.of_post(post_id):
                self.store.strike(listed, now=self.now())

    def _home(self, original: MediaId) -> Post | None:
        """The earliest published post that shows a picture."""
        media = self.media.get(original)
        found = [self.posts.get(post) for post in _posts(media)] if media is not None else []
        out = [post for post in found if post is not None and post.status == "published"]
        return min(out, key=lambda post: (post.position or "", post.id), default=None)


def _posts(media: Media) -> list[PostId]:
    return sorted(media.shown_in)[:MOST_POSTS]


def told_by(post: Post, originals: list[Post]) -> dict[PostId, AccountId]:
    """Whom a post's remixes are to be told to, by their own post: nobody of their own."""
    return {one.id: one.author for one in originals if one.author != post.author}
