"""What a text answers, for who judges it: irony and quotes are told from slurs by what stands above them."""

from __future__ import annotations

from collections.abc import Sequence

from imagora.kernel.ids import PostId
from imagora.posts.listing import post_key, post_of
from imagora.posts.models import Post
from imagora.table.reader import Reader

NEAREST = 5
"""So many ancestors go along, besides the root."""

_LONGEST = 1_000
"""So many characters of each."""


def texts_above(reader: Reader, path: Sequence[PostId], given: Sequence[Post] = ()) -> tuple[str, ...]:
    """The texts of a post's ancestors that are out, root first: the root's and the nearest ones' (at most 1 step).

    `given`: posts that were read already; one that isn't in `path`, such as a quoted one, comes last.
    """
    wanted = list(dict.fromkeys([*path[:1], *path[-NEAREST:]]))
    known = {post.id: post for post in given}
    unread = [post_id for post_id in wanted if post_id not in known]
    rows = reader.batch(map(post_key, unread)) if unread else {}
    known |= {post.id: post for post in map(post_of, rows.values())}
    order = [*wanted, *(post.id for post in given if post.id not in wanted)]
    found = [known[post_id] for post_id in order if post_id in known]
    return tuple(post.card.text[:_LONGEST] for post in found if post.status == "published" and post.card.text)


def texts_of(post: Post) -> str:
    """All that a post says in words: its text, then its pictures' descriptions."""
    return "\n\n".join(filter(None, [post.card.text, *(picture.alt for picture in post.card.pictures)]))
