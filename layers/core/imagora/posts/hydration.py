"""From ids to posts that can be shown: one batch read for posts and their authors, then the rules.

Lists hold pointers only, so edits, renames, counters and withdrawals show at once everywhere. Most reads of all wait for
this, so its rows are read straight into a struct; `posts.listing` and `accounts.rows` read the same from plain rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from imagora.accounts.models import FeedMode, Kind, Profile
from imagora.accounts.models import Status as AccountStatus
from imagora.accounts.rows import profile_key
from imagora.kernel.clock import parse
from imagora.kernel.ids import AccountId, Position, PostId
from imagora.posts.listing import card_of, post_key
from imagora.posts.models import Ai, Counts, Post
from imagora.posts.models import Status as PostStatus
from imagora.table.reader import Flag, Number, Reader, Text


class Pointer(msgspec.Struct, frozen=True):
    """A post and its author: what every list keeps of a post, so that both are read in one step."""

    post: PostId
    author: AccountId


class Shown(msgspec.Struct, frozen=True):
    """A post as it may be shown to somebody, with its author."""

    post: Post
    author: Profile


class Hydration(msgspec.Struct, frozen=True):
    """Reads what pointers point to."""

    reader: Reader

    def hydrate(
        self, pointers: Iterable[Pointer], authors: Sequence[AccountId] = ()
    ) -> tuple[dict[PostId, Shown], dict[AccountId, Profile]]:
        """The published posts among these by id, and their authors, with those asked for besides (1 step).

        Half a read unit a post and a distinct author (each at most 4 KB). What is not published, or whose author is
        gone, is left out. Whether a private author's post is for this reader is the caller's to say.
        """
        wanted = list(pointers)
        people = dict.fromkeys([pointer.author for pointer in wanted])
        people.update(dict.fromkeys(authors))
        keys = [post_key(pointer.post) for pointer in wanted]
        keys += map(profile_key, people)
        posts: dict[PostId, _Row] = {}
        profiles: dict[AccountId, Profile] = {}
        for row in self.reader.batch_as(_Row, keys):
            if row.SK.S == "POST":
                posts[PostId(row.PK.S[5:])] = row
            else:
                profile = _profile(row)
                profiles[profile.id] = profile
        shown: dict[PostId, Shown] = {}
        for pointer in wanted:
            found, author = posts.get(pointer.post), profiles.get(pointer.author)
            if found is not None and author is not None and is_public(found.status.S, author):
                shown[pointer.post] = Shown(_post(found), author)
        return shown, profiles


def is_public(status: str, author: Profile) -> bool:
    """Whether anybody but its author may see a post at all."""
    return status == "published" and author.visible_to(None)


_NOTHING, _ZERO, _NO = Text(""), Number(0), Flag(False)  # noqa: FBT003


class _Row(msgspec.Struct, gc=False):
    """A post or a profile, with the attributes that a page needs."""

    PK: Text
    SK: Text
    status: Text = _NOTHING
    author: Text = _NOTHING
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
    bio: Text = _NOTHING
    avatar: Text | None = None
    kind: Text = _NOTHING
    private: Flag = _NO
    created_at: Text = _NOTHING
    followers_count: Number = _ZERO
    following_count: Number = _ZERO
    posts_count: Number = _ZERO
    feed_mode: Text = _NOTHING


def _post(row: _Row) -> Post:
    declared: Ai | None = row.declared.S if row.declared else None  # type: ignore[assignment]
    status: PostStatus = row.status.S  # type: ignore[assignment]
    return Post(
        PostId(row.PK.S[5:]),
        AccountId(row.author.S),
        status,
        card_of(row.card.S),
        declared,
        Position(row.position.S) if row.position else None,
        Counts(row.likes.N, row.reposts.N, row.replies.N, row.quotes.N, row.remixes.N),
    )


def _profile(row: _Row) -> Profile:
    kind: Kind = row.kind.S  # type: ignore[assignment]
    status: AccountStatus = row.status.S  # type: ignore[assignment]
    feed_mode: FeedMode = row.feed_mode.S  # type: ignore[assignment]
    return Profile(
        AccountId(row.PK.S[5:]),
        row.handle.S,
        row.name.S,
        row.bio.S,
        row.avatar.S if row.avatar else None,
        kind,
        row.private.BOOL,
        status,
        parse(row.created_at.S),
        row.followers_count.N,
        row.following_count.N,
        row.posts_count.N,
        feed_mode,
    )
