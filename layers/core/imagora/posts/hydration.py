"""From ids to posts that can be shown: one batch read for posts and their authors, then the rules.

Lists hold pointers only, so edits, renames, counters and withdrawals show at once everywhere. Most reads of all
wait for this, so its rows are read straight into a struct; `posts.listing` and `accounts.rows` read plain rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from imagora.accounts.models import Author, Kind
from imagora.accounts.models import Status as AccountStatus
from imagora.accounts.rows import profile_key
from imagora.kernel.ids import AccountId, Position, PostId
from imagora.posts.listing import card_of, post_key
from imagora.posts.models import Ai, Counts, Post
from imagora.posts.models import Status as PostStatus
from imagora.table.reader import Flag, Number, Reader, Text


class Pointer(msgspec.Struct, frozen=True, gc=False):
    """A post and its author: what every list keeps of a post, so that both are read in one step."""

    post: PostId
    author: AccountId


class Shown(msgspec.Struct, frozen=True, gc=False):
    """A post as it may be shown to somebody, with its author."""

    post: Post
    author: Author


class Hydration(msgspec.Struct, frozen=True):
    """Reads what pointers point to."""

    reader: Reader

    def hydrate(
        self, pointers: Iterable[Pointer], authors: Sequence[AccountId] = ()
    ) -> tuple[dict[PostId, Shown], dict[AccountId, Author]]:
        """The published posts among these by id, and their authors, with those asked for besides (1 step).

        Half a read unit a post and a distinct author (each at most 4 KB). What is not published, or whose author is
        gone, is left out. Whether a private author's post is for this reader is the caller's to say.
        """
        wanted = list(pointers)
        people = dict.fromkeys([pointer.author for pointer in wanted])
        people.update(dict.fromkeys(authors))
        keys = [post_key(pointer.post) for pointer in wanted]
        keys += map(profile_key, people)
        posts: dict[str, _Row] = {}
        known: dict[AccountId, Author] = {}
        for row in self.reader.batch_as(_Row, keys):
            if row.handle is _NOTHING:
                posts[row.PK.S[5:]] = row
            else:
                author = _author(row)
                known[author.id] = author
        shown: dict[PostId, Shown] = {}
        for pointer in wanted:
            found, by = posts.get(pointer.post), known.get(pointer.author)
            if found is not None and by is not None and is_public(found.status.S, by):
                shown[pointer.post] = Shown(_post(found, pointer), by)
        return shown, known


def is_public(status: str, author: Author) -> bool:
    """Whether anybody but its author may see a post at all."""
    return status == "published" and author.visible_to(None)


_NOTHING, _ZERO, _NO = Text(""), Number(0), Flag(False)  # noqa: FBT003


class _Row(msgspec.Struct, gc=False):
    """A post, or a profile (which has a handle), with the attributes that a page needs."""

    PK: Text
    status: Text = _NOTHING
    card: Text = _NOTHING
    declared: Text | None = None
    position: Text | None = None
    likes: Number = _ZERO
    reposts: Number = _ZERO
    replies: Number = _ZERO
    quotes: Number = _ZERO
    remixes: Number = _ZERO
    handle: Text = _NOTHING
    name: Text = _NOTHING
    avatar: Text | None = None
    kind: Text = _NOTHING
    private: Flag = _NO


def _post(row: _Row, pointer: Pointer) -> Post:
    declared: Ai | None = row.declared.S if row.declared else None  # type: ignore[assignment]
    status: PostStatus = row.status.S  # type: ignore[assignment]
    position: Position | None = row.position.S if row.position else None  # type: ignore[assignment]
    counts = Counts(row.likes.N, row.reposts.N, row.replies.N, row.quotes.N, row.remixes.N)
    return Post(pointer.post, pointer.author, status, card_of(row.card.S), declared, position, counts)


def _author(row: _Row) -> Author:
    account_id: AccountId = row.PK.S[5:]  # type: ignore[assignment]
    kind: Kind = row.kind.S  # type: ignore[assignment]
    status: AccountStatus = row.status.S  # type: ignore[assignment]
    avatar = row.avatar.S if row.avatar else None
    return Author(account_id, row.handle.S, row.name.S, avatar, kind, row.private.BOOL, status)
