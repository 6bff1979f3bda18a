"""Reading posts: one by its id, or an author's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

import msgspec

from imagora.accounts.errors import AccountNotFound
from imagora.accounts.models import Author
from imagora.graph.listing import may_see
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId, MediaId, PostId, is_id
from imagora.kernel.parallel import together
from imagora.media.models import Media
from imagora.posts.hydration import Hydration, Pointer, Shown, Tombstone
from imagora.posts.listing import PostLists, quote_in
from imagora.posts.models import Post, PostNotFound
from imagora.table.paging import Page, PageRequest
from imagora.table.reader import Reader

Filter = Literal["posts", "replies", "media"]

_SCANNED_PAGES = 4
"""How many pages of keys one request looks through for a filter; beyond that the cursor goes on."""


OwnerOf = Callable[[str], AccountId]
"""Whose handle this is; raises AccountNotFound."""

MediaOf = Callable[[Sequence[MediaId]], Mapping[MediaId, Media]]
"""Media by their ids."""


class PostReader(msgspec.Struct, frozen=True):
    reader: Reader
    posts: PostLists
    owner_of: OwnerOf
    media_of: MediaOf
    hydration: Hydration
    viewpoints: Viewpoints

    def post(self, post_id: str, viewer: AccountId | None) -> Shown:
        """One post (2 steps; 3 for a private author's).

        Raises PostNotFound for what isn't there or isn't for this viewer: only its author sees one that isn't out.
        """
        return self.shown(*self.found(post_id, viewer))

    def shown(self, post: Post, viewpoint: Viewpoint) -> Shown:
        """As `post`, of one that was read already (1 step; 2 for a private author's)."""
        pointer = Pointer(post.id, post.author, post.card.quote)
        resolved, authors = self.hydration.resolve([pointer], viewpoint, given=[post], asked=post.id)
        return self.own_or(post, resolved[post.id], authors, viewpoint)

    def found(self, post_id: str, viewer: AccountId | None) -> tuple[Post, Viewpoint]:
        """A post that isn't deleted, and from where the viewer looks (1 step). Raises PostNotFound."""
        if not is_id(post_id):
            raise PostNotFound
        post, viewpoint = self._seen_by(viewer, partial(self.posts.get, PostId(post_id)))
        if post is None or post.status == "deleted":
            raise PostNotFound
        return post, viewpoint

    def _seen_by(self, viewer: AccountId | None, look: Callable[[], Any]) -> tuple[Any, Viewpoint]:
        """What `look` finds, and from where the viewer looks (in parallel)."""
        if viewer is None:
            return look(), self.viewpoints.of(None)
        found, viewpoint = together([look, partial(self.viewpoints.of, viewer)])
        return found, viewpoint

    @staticmethod
    def own_or(
        post: Post, resolved: Shown | Tombstone, authors: Mapping[AccountId, Author], viewpoint: Viewpoint
    ) -> Shown:
        """A post as everybody sees it, or as its author does though nobody else may. Raises PostNotFound."""
        if isinstance(resolved, Shown):
            return resolved
        author = authors.get(post.author)
        if author is None or viewpoint.account != author.id or not author.visible_to(author.id):
            raise PostNotFound
        return Shown(post, author)

    def own_media(self, shown: Shown) -> dict[str, Media]:
        """The media of a post that isn't out yet, by id: its author sees how far they are (1 step)."""
        return {str(key): media for key, media in self.media_of(shown.post.media_ids).items()}

    def of_author(self, handle: str, kind: Filter, viewer: AccountId | None, page: PageRequest) -> Page[Shown]:
        """An author's published posts, newest first: `posts` without replies, only `replies`, or those with `media`.

        3 steps: the handle, the keys (filters read keys only), the posts with their author. The page is empty for who
        blocks the author, and a private account's for who doesn't follow it. Raises AccountNotFound.
        """
        author_id, viewpoint = self._seen_by(viewer, partial(self.owner_of, handle))
        if viewpoint.blocked_by(author_id):
            raise AccountNotFound
        pointers = Page([]) if viewpoint.blocking(author_id) else self._pointers(author_id, kind, page)
        shown, authors = self.hydration.hydrate(pointers.items, viewpoint, authors=[author_id], followed={author_id})
        author = authors.get(author_id)
        if author is None or not author.visible_to(viewer):
            raise AccountNotFound
        if not may_see(self.reader, viewer, author):
            return Page([])
        return Page([shown[pointer.post] for pointer in pointers.items if pointer.post in shown], pointers.next)

    def _pointers(self, author: AccountId, kind: Filter, page: PageRequest) -> Page[Pointer]:
        found: list[Pointer] = []
        after, wanted = page.after, page.limit
        for _ in range(_SCANNED_PAGES):
            rows = self.posts.of_author(author, limit=wanted + 1, after=after)
            for post, position, traits in rows[:wanted]:
                after = f"{position}#{traits}"
                if _passes(traits, kind):
                    found.append(Pointer(post, author, quote_in(traits)))
                    if len(found) == wanted:
                        break
            more = len(rows) > wanted or (bool(rows) and after != f"{rows[-1][1]}#{rows[-1][2]}")
            if len(found) == wanted or not more:
                return Page(found, after if more else None)
        return Page(found, after)


def _passes(traits: str, kind: Filter) -> bool:
    if kind == "media":
        return "m" in traits
    return ("r" in traits) == (kind == "replies")
