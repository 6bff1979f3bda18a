"""Who publishes a post, and what it answers or quotes: whether that is there for them, and whether they may."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from imagora.accounts.models import Author, Profile
from imagora.accounts.rows import profile_key
from imagora.accounts.service import speaking_of
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId, PostId
from imagora.posts.hydration import follow_key
from imagora.posts.models import MAX_PATH, Gate, Post, PostNotFound, PrivatePost, Quoted, QuoteGated, ReplyGated
from imagora.posts.reach import Looked, Reach, Reached, Rows
from imagora.posts.tallies import is_crowded
from imagora.table.reader import Key


class Answered(msgspec.Struct, frozen=True):
    """What a post is about: the one that it replies to, the one that it quotes, those of them that are crowded."""

    parent: Post | None = None
    quoted: Post | None = None
    quoted_author: Author | None = None
    crowded: frozenset[PostId] = frozenset()

    @property
    def root(self) -> PostId | None:
        return (self.parent.card.root or self.parent.id) if self.parent is not None else None

    @property
    def path(self) -> tuple[PostId, ...]:
        """The ancestors of the new post, root first: all of them, or the root and the nearest."""
        if self.parent is None:
            return ()
        whole = (*self.parent.path, self.parent.id)
        return whole if len(whole) <= MAX_PATH else (whole[0], *whole[len(whole) - MAX_PATH + 1 :])

    @property
    def quote(self) -> Quoted | None:
        return Quoted(self.quoted.id, self.quoted.author) if self.quoted is not None else None


NOTHING = Answered()


class Ground(msgspec.Struct, frozen=True):
    """What there is when somebody publishes: who they are, what the post is about, and all rows that were read."""

    author: Profile
    about: Answered
    rows: Rows


@dataclass(frozen=True)
class Answering:
    reach: Reach
    now: Clock

    def look(self, author: AccountId, reply_to: str | None, quote_of: str | None, also: Iterable[Key] = ()) -> Ground:
        """The author, what is answered and quoted, and these rows besides, all consistently: 1 step.

        One step more for each post of which this process doesn't know yet who wrote it. Raises Unauthenticated,
        AccountSuspended, AccountMuted, PostNotFound for what isn't there or isn't out, PrivatePost for a quote of what
        followers alone may see, ReplyGated and QuoteGated.
        """
        asked = [post_id for post_id in (reply_to, quote_of) if post_id is not None]
        looked = self.reach.look(asked, author, also=also, consistent=True)
        profile = speaking_of(looked.rows.get(profile_key(author)), self.now())
        parent = None if reply_to is None else self._may_reply(looked, reply_to, author)
        quoted = None if quote_of is None else self._may_quote(looked, quote_of, author)
        found: Sequence[Reached] = [one for one in (parent, quoted) if one is not None]
        about = Answered(
            parent.post if parent else None,
            quoted.post if quoted else None,
            quoted.author if quoted else None,
            frozenset(one.post.id for one in found if is_crowded(one.row, self.now())),
        )
        return Ground(profile, about, looked.rows)

    def _may_reply(self, looked: Looked, post_id: str, author: AccountId) -> Reached:
        reached = self._published(looked, post_id, author)
        gates = reached.post.card.gates
        if gates is not None and not _lets_in(gates.reply, reached, author):
            raise ReplyGated
        return reached

    def _may_quote(self, looked: Looked, post_id: str, author: AccountId) -> Reached:
        reached = self._published(looked, post_id, author)
        if reached.author.private:
            raise PrivatePost
        gates = reached.post.card.gates
        if gates is not None and not _lets_in(gates.quote, reached, author):
            raise QuoteGated
        return reached

    def _published(self, looked: Looked, post_id: str, author: AccountId) -> Reached:
        reached = self.reach.judge(looked, post_id, author)
        if reached.post.status != "published":
            raise PostNotFound
        return reached


def _lets_in(gate: Gate, reached: Reached, who: AccountId) -> bool:
    if who == reached.post.author or gate == "everyone":
        return True
    if gate == "followers":
        return follow_key(who, reached.post.author) in reached.others
    return gate == "mentioned" and any(facet.account_id == who for facet in reached.post.card.facets)
