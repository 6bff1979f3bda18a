"""Whether a post is there for somebody who wants to do something with it, or to see who did."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from imagora.accounts.models import Author
from imagora.accounts.rows import profile_key, profile_of
from imagora.graph.head import head_key, head_of
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId, is_id
from imagora.posts.hydration import follow_key, is_public
from imagora.posts.listing import post_key, post_of
from imagora.posts.models import Post, PostNotFound
from imagora.table.reader import Key, Reader, Row

Rows = dict[Key, Row]


class Reached(msgspec.Struct, frozen=True):
    """A post that is there for the viewer. `row` is its item; `others` are the rows that were asked for besides."""

    post: Post
    row: Row
    author: Author
    viewpoint: Viewpoint
    others: Rows


class Reach(msgspec.Struct, frozen=True):
    """Two steps: the caller reads `keys`, and perhaps more; `judge` reads the author, and perhaps more."""

    reader: Reader
    viewpoints: Viewpoints

    @staticmethod
    def keys(post_id: str, viewer: AccountId | None) -> list[Key]:
        """What has to be read first: the post and the viewer's own account and head.

        Raises PostNotFound for what can't be an id.
        """
        if not is_id(post_id):
            raise PostNotFound
        return [post_key(post_id), *([profile_key(viewer), head_key(viewer)] if viewer else [])]

    def judge(self, rows: Rows, post_id: str, viewer: AccountId | None, *, also: Iterable[Key] = ()) -> Reached:
        """The post, if it is there for this viewer (1 step; half a read unit a row).

        Raises PostNotFound for what isn't there, isn't out (unless the viewer wrote it), or is kept from the viewer by
        a block, by a private account that didn't let them in, or because its author is gone.
        """
        row = rows.get(post_key(post_id))
        if row is None or row["status"] == "deleted":
            raise PostNotFound
        post, viewpoint = post_of(row), self._viewpoint(rows, viewer)
        keys = [profile_key(post.author), *([follow_key(viewer, post.author)] if viewer else [])]
        others = self.reader.batch([*keys, *also])
        found = others.get(keys[0])
        author = profile_of(found) if found else None
        if author is None or not _is_there(post, author, viewpoint, follows=keys[-1] in others):
            raise PostNotFound
        return Reached(post, row, author, viewpoint, others)

    def _viewpoint(self, rows: Rows, viewer: AccountId | None) -> Viewpoint:
        if viewer is None:
            return self.viewpoints.of(None)
        return self.viewpoints.behind(viewer, head_of(rows.get(head_key(viewer))))


def _is_there(post: Post, author: Author, viewpoint: Viewpoint, *, follows: bool) -> bool:
    viewer = viewpoint.account
    if viewer == post.author:
        return author.visible_to(viewer)
    if not is_public(post.status, author) or viewpoint.shut(author.id):
        return False
    return not author.private or (viewer is not None and follows)
