"""Keeping the index true to posts and accounts. Each call reads what there is now, so it may come twice and late."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.accounts import store as account_store
from imagora.accounts.errors import AccountNotFound
from imagora.accounts.models import Profile
from imagora.accounts.service import Accounts
from imagora.feeds.models import Entry
from imagora.feeds.open_lists import tags_of
from imagora.kernel.ids import AccountId, Position, PostId
from imagora.posts import facets
from imagora.posts.hydration import Pointer
from imagora.posts.listing import PostLists
from imagora.posts.models import Post
from imagora.search import tokens
from imagora.search.port import Indexed, Indexer

_TRIES = 4


class StillChanging(Exception):
    """The account changed each time that it was indexed: the message comes again."""


@dataclass(frozen=True)
class Indexing:
    index: Indexer
    posts: PostLists
    accounts: Accounts

    def post(self, post_id: PostId) -> None:
        """Have a published post found by what it says now. Retry-safe; what it said before is taken away when it ends.

        A private account's too: readers pass over it, and find it when the account opens. But a tag that nobody else
        used can't be found by it. 3 reads, and a write unit a token and a tag that are new.
        """
        post = self.posts.get(post_id)
        if post is None or post.position is None or post.status != "published":
            return
        places = _places(post)
        known = self.index.indexed(post_id)
        new = Indexed(places.tokens - known.tokens, places.tags - known.tags)
        if not (new.tokens or new.tags):
            return
        entry = Entry(post.position, Pointer(post.id, post.author, post.card.quote))
        self.index.add(entry, new, name_tags=self._is_open(post.author))
        if not self._stands(post_id, post.position):  # it ended, and taking it away may have been faster
            self.index.drop(post_id, post.position, _both(places, known))

    def _is_open(self, author: AccountId) -> bool:
        profile = self._profile(author)
        return profile is not None and not profile.private

    def _stands(self, post_id: PostId, position: Position) -> bool:
        post = self.posts.get(post_id)
        return post is not None and post.status == "published" and post.position == position

    def forget(self, post_id: PostId, position: Position, text: str) -> None:
        """A post that stood at this position is gone: so is what it was found by, earlier versions included.

        `text` is what it said last. Retry-safe; nothing happens where it stands there again.
        """
        if self._stands(post_id, position):
            return
        found = facets.detect(text)
        said = Indexed(frozenset(tokens.of_post(text, found)), frozenset(f.value for f in found if f.kind == "tag"))
        self.index.drop(post_id, position, _both(said, self.index.indexed(post_id)))

    def account(self, account_id: AccountId) -> None:
        """Have an account found by its handle and name as they are now; a deleted one by nothing. Retry-safe.

        Raises StillChanging where the account keeps changing meanwhile.
        """
        for _ in range(_TRIES):
            before = self._profile(account_id)
            self._name(account_id, before)
            after = self._profile(account_id)
            if _found_by(before) == _found_by(after):
                if after is not None:
                    account_store.named(after)
                return
        raise StillChanging

    def _name(self, account_id: AccountId, profile: Profile | None) -> None:
        wanted, known = _found_by(profile), self.index.indexed(account_id).tokens
        gone = profile is None or profile.status == "deleted"
        # Of who is gone the last run may have died before it took away the note of an empty set.
        if wanted != known or (gone and self.index.knows(account_id)):
            self.index.name(account_id, add=wanted - known, drop=known - wanted)

    def _profile(self, account_id: AccountId) -> Profile | None:
        try:
            return self.accounts.profile(account_id, consistent=True)
        except AccountNotFound:
            return None


def _places(post: Post) -> Indexed:
    return Indexed(frozenset(tokens.of_post(post.card.text, post.card.facets)), frozenset(tags_of(post)))


def _both(one: Indexed, other: Indexed) -> Indexed:
    return Indexed(one.tokens | other.tokens, one.tags | other.tags)


def _found_by(profile: Profile | None) -> frozenset[str]:
    """A suspended account keeps its place: readers pass over it, and may come to see it again."""
    if profile is None or profile.status in ("unconfirmed", "deleted"):
        return frozenset()
    return tokens.of_name(profile.handle, profile.name)
