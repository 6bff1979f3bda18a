"""Liking, reposting and bookmarking posts, and taking it back. Everything is idempotent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from imagora.accounts.rows import profile_key
from imagora.accounts.service import acting_of, speaking_of
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId, Position, PostId, new_id
from imagora.posts import reactions_store as store
from imagora.posts.hydration import Pointer
from imagora.posts.listing import post_key
from imagora.posts.marks import BOOKMARK, LIKE, REPOST, Mark, partition
from imagora.posts.models import PostNotFound, PrivatePost
from imagora.posts.reach import Looked, Reach, Reached
from imagora.posts.tallies import is_crowded
from imagora.table.reader import Reader, Row
from imagora.table.transaction import Transaction

_ERASED_AT_ONCE = 25


@dataclass(frozen=True)
class Reactions:
    """Use cases of marks. Each of them raises AccountSuspended, Unauthenticated, and PostNotFound for what isn't there
    for who asks.
    """

    reader: Reader
    reach: Reach
    now: Clock

    def like(self, who: AccountId, post_id: str) -> None:
        """Like a post (2 steps: post, author and oneself, then the write of 5 units for a post of up to 1 KB).

        A step more where this process doesn't know yet who wrote the post.
        The counter is exact, however many do it at once. Raises Contended (503) when even the shards were too busy.
        """
        reached = self._published(who, post_id)
        transaction = Transaction()
        store.like(transaction, who, _pointer(reached), now=self.now(), crowded=self._crowded(reached.row))
        _commit_once(transaction)

    def repost(self, who: AccountId, post_id: str) -> None:
        """Pass a post on to one's followers. Raises PrivatePost for what a private account wrote, AccountMuted."""
        looked = self._look(who, post_id)
        speaking_of(looked.rows.get(profile_key(who)), self.now())
        reached = self._out(looked, who, post_id)
        if reached.author.private:
            raise PrivatePost
        now, transaction = self.now(), Transaction()
        store.repost(
            transaction, who, _pointer(reached), Position(new_id(now)), now=now, crowded=self._crowded(reached.row)
        )
        _commit_once(transaction)

    def bookmark(self, who: AccountId, post_id: str) -> None:
        """Keep a post for later; nobody else learns of it."""
        store.bookmark(who, _pointer(self._published(who, post_id)), new_id(self.now()))

    def unlike(self, who: AccountId, post_id: str) -> None:
        """Like a post no longer (2 steps), also one that isn't there for them any more."""
        self._take_back(who, post_id, LIKE)

    def unrepost(self, who: AccountId, post_id: str) -> None:
        """Take a repost back: it goes from the lists at once, from followers' feeds a moment later."""
        self._take_back(who, post_id, REPOST)

    def unbookmark(self, who: AccountId, post_id: str) -> None:
        looked = self._look(who, post_id, authors=False)
        self._undo(looked, who, post_id, lambda post, _: store.forget(who, post, BOOKMARK))

    def _take_back(self, who: AccountId, post_id: str, kind: Mark) -> None:
        def undo(post: PostId, row: Row) -> None:
            transaction = Transaction()
            store.take_back(transaction, who, post, kind, now=self.now(), crowded=self._crowded(row))
            transaction.commit()

        self._undo(self._look(who, post_id, authors=False), who, post_id, undo)

    def _undo(self, looked: Looked, who: AccountId, post_id: str, undo: Callable[[PostId, Row], None]) -> None:
        """Undo what is there; where nothing is, the answer must not tell of posts that aren't there for them."""
        row = looked.rows.get(post_key(post_id))
        if row is None:
            raise PostNotFound
        try:
            undo(PostId(post_id), row)
        except store.NotMarked:
            self.reach.judge(looked, post_id, who)

    def _look(self, who: AccountId, post_id: str, *, authors: bool = True) -> Looked:
        looked = self.reach.look([post_id], who, authors=authors, consistent=True)
        acting_of(looked.rows.get(profile_key(who)))
        return looked

    def _published(self, who: AccountId, post_id: str) -> Reached:
        return self._out(self._look(who, post_id), who, post_id)

    def _out(self, looked: Looked, who: AccountId, post_id: str) -> Reached:
        reached = self.reach.judge(looked, post_id, who)
        if reached.post.status != "published":
            raise PostNotFound
        return reached

    def _crowded(self, row: Row) -> bool:
        return is_crowded(row, self.now())

    def erase(self, account: AccountId) -> bool:
        """Take back what a deleted account did: 25 marks a call. Returns whether more may be left. Retry-safe."""
        rows = self.reader.query(partition(account), prefix="MARK#", limit=_ERASED_AT_ONCE)
        for row in rows:
            _, post, kind = row["SK"].split("#")
            self._erase(account, PostId(post), kind)
        return bool(rows)

    def _erase(self, account: AccountId, post: PostId, kind: Mark) -> None:
        try:
            if kind == BOOKMARK:
                store.forget(account, post, kind)
                return
            transaction = Transaction()
            store.take_back(transaction, account, post, kind, now=self.now())
            transaction.commit()
        except store.NotMarked:
            return  # this message came twice


def _pointer(reached: Reached) -> Pointer:
    return Pointer(reached.post.id, reached.post.author, reached.post.card.quote)


def _commit_once(transaction: Transaction) -> None:
    try:
        transaction.commit()
    except store.AlreadyMarked:
        return
