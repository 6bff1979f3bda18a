"""From ids to posts that can be shown: one batch read for posts and their authors, then the rules.

Lists hold pointers only, so edits, renames, counters and withdrawals show at once everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from imagora.accounts.models import Profile
from imagora.accounts.rows import profile_key, profile_of
from imagora.kernel.ids import AccountId, PostId
from imagora.posts.listing import post_key, post_of
from imagora.posts.models import Post
from imagora.table.reader import Key, Reader, Row


class Pointer(msgspec.Struct, frozen=True):
    """A post and its author: what every list keeps of a post, so that both are read in one step."""

    post: PostId
    author: AccountId


class Shown(msgspec.Struct, frozen=True):
    """A post as it may be shown to somebody, with its author."""

    post: Post
    author: Profile


class Hydration(msgspec.Struct, frozen=True):
    reader: Reader

    def hydrate(
        self, pointers: Iterable[Pointer], also: Sequence[Key] = ()
    ) -> tuple[dict[PostId, Shown], dict[Key, Row]]:
        """The published posts among these by id, and the rows under the keys asked for besides (1 step).

        Half a read unit a post, a distinct author and a further key (each at most 4 KB). What is not published, or
        whose author is gone, is left out. Whether a private author's post is for this reader is the caller's to say.
        """
        wanted = list(pointers)
        keys = [
            *(post_key(pointer.post) for pointer in wanted),
            *(profile_key(author) for author in dict.fromkeys(pointer.author for pointer in wanted)),
            *also,
        ]
        rows = self.reader.batch(keys)
        authors = {
            pointer.author: profile_of(rows[profile_key(pointer.author)])
            for pointer in wanted
            if profile_key(pointer.author) in rows
        }
        shown: dict[PostId, Shown] = {}
        for pointer in wanted:
            row, author = rows.get(post_key(pointer.post)), authors.get(pointer.author)
            if row is not None and author is not None and is_public(row["status"], author):
                shown[pointer.post] = Shown(post_of(row), author)
        return shown, {key: rows[key] for key in also if key in rows}


def is_public(status: str, author: Profile) -> bool:
    """Whether anybody but its author may see a post at all."""
    return status == "published" and author.visible_to(None)
