"""Reading posts: one by its id, or an author's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from imagora.accounts.errors import AccountNotFound
from imagora.accounts.service import Accounts
from imagora.graph.service import Graph
from imagora.graph.viewpoint import Viewpoints
from imagora.kernel.ids import AccountId, PostId, is_id
from imagora.media.models import Media
from imagora.media.store import MediaStore
from imagora.posts.hydration import Hydration, Pointer, Shown, is_public
from imagora.posts.models import PostNotFound
from imagora.posts.store import PostStore
from imagora.table.paging import Page, PageRequest

Filter = Literal["posts", "replies", "media"]

_SCANNED_PAGES = 4
"""How many pages of keys one request looks through for a filter; beyond that the cursor goes on."""


@dataclass(frozen=True)
class PostReader:
    posts: PostStore
    media: MediaStore
    accounts: Accounts
    graph: Graph
    hydration: Hydration
    viewpoints: Viewpoints

    def post(self, post_id: str, viewer: AccountId | None) -> Shown:
        """One post (2 steps; 3 for a private author's).

        Raises PostNotFound for what isn't there or isn't for this viewer: only its author sees one that isn't out.
        """
        post = self.posts.get(PostId(post_id)) if is_id(post_id) else None
        if post is None or post.status == "deleted":
            raise PostNotFound
        author = self.accounts.profiles([post.author]).get(post.author)
        if author is None or not author.visible_to(viewer):
            raise PostNotFound
        if viewer != post.author and not (is_public(post.status, author) and self.graph.may_see(viewer, author)):
            raise PostNotFound
        return Shown(post, author)

    def own_media(self, shown: Shown) -> dict[str, Media]:
        """The media of a post that isn't out yet, by id: its author sees how far they are (1 step)."""
        return {str(key): media for key, media in self.media.batch(shown.post.media_ids).items()}

    def of_author(self, handle: str, kind: Filter, viewer: AccountId | None, page: PageRequest) -> Page[Shown]:
        """An author's published posts, newest first: `posts` without replies, only `replies`, or those with `media`.

        3 steps: the handle, the keys (filters read keys only), the posts with their author. A private account's page is
        empty for who doesn't follow it. Raises AccountNotFound.
        """
        author_id = self.accounts.id_of(handle)
        pointers = self._pointers(author_id, kind, page)
        shown, authors = self.hydration.hydrate(pointers.items, self.viewpoints.of(viewer), authors=[author_id])
        author = authors.get(author_id)
        if author is None or not author.visible_to(viewer):
            raise AccountNotFound
        if not self.graph.may_see(viewer, author):
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
                    found.append(Pointer(post, author))
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
