"""Whether a post is there for somebody who wants to do something with it, or to see who did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from imagora.accounts.models import Author
from imagora.accounts.rows import profile_key, profile_of
from imagora.graph.head import head_key, head_of
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId, is_id
from imagora.posts.authorship import Authorship
from imagora.posts.hydration import follow_key, is_public
from imagora.posts.listing import post_key, post_of
from imagora.posts.models import Post, PostNotFound
from imagora.table.reader import Key, Reader, Row

Rows = dict[Key, Row]


class Looked(msgspec.Struct, frozen=True):
    """What one batch found, and everything that it was asked for: what isn't in `rows` but in `asked` isn't there."""

    rows: Rows
    asked: frozenset[Key]


class Reached(msgspec.Struct, frozen=True):
    """A post that is there for the viewer. `row` is its item; `others` are all rows that were read for it."""

    post: Post
    row: Row
    author: Author
    viewpoint: Viewpoint
    others: Rows


class Reach(msgspec.Struct, frozen=True):
    """`look`, then `judge`: one step where the process knows who wrote the posts, two where it doesn't."""

    reader: Reader
    viewpoints: Viewpoints
    authorship: Authorship

    def look(
        self,
        post_ids: Sequence[str],
        viewer: AccountId | None,
        *,
        also: Iterable[Key] = (),
        authors: bool = True,
        consistent: bool = False,
    ) -> Looked:
        """Read posts, the viewer's own account and head, and their authors where they are known (1 step).

        Half a read unit a row, double if consistent. Without `authors` only `judge` reads those: for who seldom judges.
        Raises PostNotFound for what can't be an id.
        """
        if not all(map(is_id, post_ids)):
            raise PostNotFound
        keys = [*map(post_key, post_ids), *also]
        if viewer is not None:
            keys += [profile_key(viewer), *([head_key(viewer)] if post_ids else [])]
        known = [author for post_id in post_ids if authors and (author := self.authorship.of(post_id))]
        keys += [key for author in known for key in _author_keys(author, viewer)]
        return Looked(self.reader.batch(keys, consistent=consistent), frozenset(keys))

    def judge(self, looked: Looked, post_id: str, viewer: AccountId | None, *, also: Iterable[Key] = ()) -> Reached:
        """The post, if it is there for this viewer (1 step where more has to be read; half a read unit a row).

        Raises PostNotFound for what isn't there, isn't out (unless the viewer wrote it), or is kept from the viewer by
        a block, by a private account that didn't let them in, or because its author is gone.
        """
        row = looked.rows.get(post_key(post_id))
        if row is None or row["status"] == "deleted":
            raise PostNotFound
        post, viewpoint = post_of(row), self._viewpoint(looked.rows, viewer)
        self.authorship.note({post.id: post.author})
        unread = [key for key in (*_author_keys(post.author, viewer), *also) if key not in looked.asked]
        others = looked.rows | (self.reader.batch(unread) if unread else {})
        found = others.get(profile_key(post.author))
        author = profile_of(found) if found else None
        follows = viewer is not None and follow_key(viewer, post.author) in others
        if author is None or not _is_there(post, author, viewpoint, follows=follows):
            raise PostNotFound
        return Reached(post, row, author, viewpoint, others)

    def _viewpoint(self, rows: Rows, viewer: AccountId | None) -> Viewpoint:
        if viewer is None:
            return self.viewpoints.of(None)
        return self.viewpoints.behind(viewer, head_of(rows.get(head_key(viewer))))


def _author_keys(author: AccountId, viewer: AccountId | None) -> list[Key]:
    """An author, and whether the viewer follows them."""
    if viewer is None or viewer == author:
        return [profile_key(author)]
    return [profile_key(author), follow_key(viewer, author)]


def _is_there(post: Post, author: Author, viewpoint: Viewpoint, *, follows: bool) -> bool:
    viewer = viewpoint.account
    if viewer == post.author:
        return author.visible_to(viewer)
    if not is_public(post.status, author) or viewpoint.shut(author.id):
        return False
    return not author.private or follows
