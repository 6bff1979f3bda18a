"""What decisions of moderators do to posts: taken away and given back where they were, labelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from imagora.accounts.errors import AccountNotFound
from imagora.accounts.store import count_posts
from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.errors import AccountSuspended, Unavailable
from imagora.kernel.ids import Position, PostId, new_id
from imagora.media.models import Media, relabelled
from imagora.media.store import MediaStore
from imagora.posts import conversation_store
from imagora.posts.labelling import Expect, relabel
from imagora.posts.models import Labels, Post, StatusChanged, labels_with, read_anew
from imagora.posts.pending import LOOK_AFTER, SPREAD_WITHIN, complete, release, stop_waiting
from imagora.posts.store import PostStore
from imagora.table.transaction import Transaction

_TRIES = 4


@dataclass(frozen=True)
class Withdrawal:
    """All of it is retry-safe: a decision that was carried out already finds nothing to do."""

    posts: PostStore
    media: MediaStore
    now: Clock

    def withdraw(self, post_id: PostId, case: str, expect: Expect) -> Post | None:
        """Take a published post away (1 read, 1 transaction); the post, None where there is none (any more).

        Gone from every list and count with this write; replies stay, it is `unavailable` above them. One that this case
        holds never goes out. Raises Unavailable where it keeps changing under us, and what `expect` adds.
        """
        for _ in range(_TRIES):
            post = self.posts.get(post_id)
            if post is None or post.status == "deleted":
                return None
            if post.status != "published" and not _held(post, case):
                return post
            try:
                self._away(post, case, expect).commit()
            except StatusChanged:
                continue
            except AccountNotFound:
                return None  # its author is gone, and the erasure takes it
            return post
        raise Unavailable

    def _away(self, post: Post, case: str, expect: Expect) -> Transaction:
        transaction = Transaction()
        expect(transaction)
        self.posts.withhold(transaction, post, case)
        if post.status == "pending":
            stop_waiting(transaction, self.media, post)
        else:
            conversation_store.leave(transaction, post, now=self.now())
            count_posts(transaction, post.author, -1)
        return transaction

    def admit(self, post_id: PostId, case: str, expect: Expect) -> None:
        """Let a post out that this case held: now, or when its pictures are ready. Raises as `withdraw` does."""
        for _ in range(_TRIES):
            post = self.posts.get(post_id)
            if post is None or not _held(post, case):
                return
            media, now = self.media.fresh(post.media_ids), self.now()
            transaction = Transaction()
            expect(transaction)
            if len(media) == len(post.media_ids) and all(one.status == "ready" for one in media):
                release(transaction, self.posts, self.media, post, media, now)
            else:
                self.posts.let_wait(transaction, post, look_after=now + LOOK_AFTER)
            try:
                transaction.commit()
            except StatusChanged:
                continue
            except (AccountNotFound, AccountSuspended):
                return  # the sweep looks again, in case its author comes back
            return
        raise Unavailable

    def restore(self, post_id: PostId, case: str, expect: Expect) -> bool:
        """Give back what this case took away, or what waited for a picture that it kept: at its old position.

        True where it is out now. One whose pictures aren't all ready stays where it is. Raises as `withdraw` does.
        """
        for _ in range(_TRIES):
            post = self.posts.get(post_id)
            if post is None or post.status != "rejected" or post.withheld_by not in (case, None):
                return post is not None and post.status == "published"
            media = self.media.fresh(post.media_ids)
            if len(media) < len(post.media_ids) or any(one.status != "ready" for one in media):
                return False
            try:
                self._back(post, media, self.now(), expect).commit()
            except StatusChanged:
                continue
            except AccountNotFound:
                return False
            return True
        raise Unavailable

    def _back(self, post: Post, media: list[Media], now: datetime, expect: Expect) -> Transaction:
        if post.position is None:  # it never went out
            card = complete(post.card, media, post.declared, rfc3339(now))
            labels = labels_with(post.labels, media)
            post = msgspec.structs.replace(post, card=card, labels=labels, position=Position(new_id(now)))
        transaction = Transaction()
        expect(transaction)
        self.posts.restore(transaction, post, look_after=now + SPREAD_WITHIN)
        count_posts(transaction, post.author, 1, back=True)
        conversation_store.join(transaction, post, now=now, fresh=False)
        return transaction

    def label_by_ai(self, post_id: PostId, found: Labels) -> None:
        """Have these labels stand on a post for what its text says, and no others. Raises Unavailable."""

        def anew(post: Post) -> Labels:
            return read_anew(post.labels, found, self.media.fresh(post.media_ids) if post.position else [])

        relabel(self.posts, post_id, anew)

    def label(self, post_id: PostId, case: str, labels: Labels, expect: Expect) -> None:
        """Have these labels of this case stand on a post, and no others of it. Raises as `withdraw` does."""
        relabel(self.posts, post_id, lambda post: relabelled(post.labels, case, labels), expect)


def _held(post: Post, case: str) -> bool:
    return post.status == "pending" and post.held_by == case
