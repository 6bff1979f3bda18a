"""From ids to posts that can be shown: one batch read for posts and their authors, then the rules.

Lists hold pointers only, so edits, renames, counters, blocks and withdrawals show at once everywhere. Most reads of all
wait for this, so its rows are read straight into a struct; `posts.listing` and `accounts.rows` read plain rows.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from imagora.accounts.models import Author
from imagora.accounts.rows import profile_key
from imagora.graph.viewpoint import Viewpoint
from imagora.kernel.ids import AccountId, PostId
from imagora.posts.authorship import Authorship
from imagora.posts.listing import card_of, labels_of, post_key
from imagora.posts.models import Counts, Post, Quoted
from imagora.table.reader import Flag, Key, Number, Reader, Text

if TYPE_CHECKING:
    from imagora.posts.marks import MarkLists, Marks

__all__ = ["Hydration", "Pointer", "Quoted", "Shown", "Tombstone"]

Missing = Literal["deleted", "unavailable"]
"""Why a post isn't shown: it is gone, or it isn't for this viewer."""


class Pointer(msgspec.Struct, frozen=True, gc=False):
    """A post, its author and what it quotes: what every list keeps of a post, so that all is read in one step."""

    post: PostId
    author: AccountId
    quote: Quoted | None = None


class Tombstone(msgspec.Struct, frozen=True, gc=False):
    """What stands where a post isn't shown. `replies` counts the living replies to it."""

    id: PostId
    kind: Missing
    replies: int = 0


class Shown(msgspec.Struct, frozen=True, gc=False):
    """A post as it may be shown to somebody, with its author, what it quotes, and what the viewer marked it with.

    `quote` has no quote of its own. `marks` is None for nobody.
    """

    post: Post
    author: Author
    quote: Shown | Tombstone | None = None
    marks: Marks | None = None


class Hydration(msgspec.Struct, frozen=True):
    """Reads what pointers point to."""

    reader: Reader
    marks: MarkLists
    authorship: Authorship = msgspec.field(default_factory=Authorship)

    def hydrate(
        self,
        pointers: Iterable[Pointer],
        viewpoint: Viewpoint,
        *,
        authors: Sequence[AccountId] = (),
        followed: Container[AccountId] = frozenset(),
    ) -> tuple[dict[PostId, Shown], dict[AccountId, Author]]:
        """What of these the viewer may see, by id, and all their authors, with those asked for besides.

        1 step: half a read unit a post, a quoted post and a distinct author (each at most 4 KB), and in parallel the
        viewer's marks. Left out is what isn't published, whose author is gone or kept away by a block, and a private
        account's post for whom it didn't let in: `followed` are those whom the viewer surely follows, and only where
        others are private one step more asks. What is quoted and is such becomes a tombstone. A pointer that doesn't
        tell of its quote costs a step too.
        """
        resolved, known = self.resolve(pointers, viewpoint, authors=authors, followed=followed)
        return {post_id: one for post_id, one in resolved.items() if type(one) is Shown}, known

    def resolve(
        self,
        pointers: Iterable[Pointer],
        viewpoint: Viewpoint,
        *,
        authors: Sequence[AccountId] = (),
        followed: Container[AccountId] = frozenset(),
        given: Iterable[Post] = (),
        asked: PostId | None = None,
    ) -> tuple[dict[PostId, Shown | Tombstone], dict[AccountId, Author]]:
        """As `hydrate`, with a tombstone for each that isn't to be shown. `given` are posts that were read already.

        `asked` is the post that the viewer named: it is shown whatever they chose not to see.
        """
        wanted, found = list(pointers), _Found({post.id: post for post in given}, {})
        quotes = [pointer.quote for pointer in wanted if pointer.quote is not None]
        quotes += [post.card.quote for post in found.posts.values() if post.card.quote is not None]
        marks = self._read([*wanted, *quotes], found, authors, [pointer.post for pointer in wanted], viewpoint.account)
        told = {quote.post for quote in quotes}
        untold = [
            post.card.quote
            for pointer in wanted
            if (post := found.posts.get(pointer.post)) and post.card.quote and post.card.quote.post not in told
        ]
        if untold:
            self._read(untold, found, (), (), None)
        kept_out = self._kept_out(found.authors.values(), viewpoint.account, followed)
        sight = _Sight(
            found.posts,
            found.authors,
            {*kept_out, *viewpoint.shut_among(found.authors)},
            viewpoint if viewpoint.wishes else None,
            asked,
        )
        return {pointer.post: sight.show(pointer, marks.get(pointer.post)) for pointer in wanted}, found.authors

    def _read(
        self,
        wanted: Sequence[Pointer | Quoted],
        found: _Found,
        authors: Sequence[AccountId],
        marked: Sequence[PostId],
        viewer: AccountId | None,
    ) -> dict[PostId, Marks]:
        """Add posts and authors to what was found, and answer the viewer's marks: all in one step."""
        by = {one.post: one.author for one in wanted}
        keys = [post_key(post) for post in by if post not in found.posts]
        keys += map(profile_key, dict.fromkeys([*by.values(), *authors]))
        marks = self.marks.begin(viewer, marked) if viewer is not None else None
        found.add(self.reader.batch_as(_Row, keys), by)
        self.authorship.note(by)
        return marks() if marks is not None else {}

    def _kept_out(
        self, authors: Iterable[Author], viewer: AccountId | None, followed: Container[AccountId]
    ) -> Iterable[AccountId]:
        """The private ones among these who didn't let the viewer in (1 step, where there are any to ask about)."""
        private = [one.id for one in authors if one.private and one.id != viewer and one.id not in followed]
        if not private or viewer is None:
            return private
        let_in = self.reader.batch([follow_key(viewer, author) for author in private])
        return {author for author in private if follow_key(viewer, author) not in let_in}


class _Found(msgspec.Struct):
    """The rows of a page, as posts and authors."""

    posts: dict[PostId, Post]
    authors: dict[AccountId, Author]

    def add(self, rows: Iterable[_Row], by: Mapping[PostId, AccountId]) -> None:
        posts, authors = self.posts, self.authors
        for row in rows:
            if row.handle is _NOTHING:
                post_id: PostId = row.PK.S[5:]  # type: ignore[assignment]
                posts[post_id] = _post(row, post_id, by[post_id])
            else:
                author = _author(row)
                authors[author.id] = author


class _Sight(msgspec.Struct):
    """What of a page one viewer gets to see: not what these authors, `away`, wrote."""

    posts: dict[PostId, Post]
    authors: dict[AccountId, Author]
    away: set[AccountId]
    wishes: Viewpoint | None = None
    asked: PostId | None = None

    def show(self, pointer: Pointer, marks: Marks | None) -> Shown | Tombstone:
        post, author = self.posts.get(pointer.post), self.authors.get(pointer.author)
        if post is None or author is None:
            return Tombstone(pointer.post, "deleted")
        if not self._public(post, author):
            return Tombstone(pointer.post, _missing(post, author), post.counts.replies)
        quote = post.card.quote
        return Shown(post, author, None if quote is None else self._quoted(quote), marks)

    def _quoted(self, quote: Quoted) -> Shown | Tombstone:
        post, author = self.posts.get(quote.post), self.authors.get(quote.author)
        if post is None or author is None:
            return Tombstone(quote.post, "deleted")
        return Shown(post, author) if self._public(post, author) else Tombstone(quote.post, _missing(post, author))

    def _public(self, post: Post, author: Author) -> bool:
        """Said at once of what anybody may see: as `is_public`, and by nobody who is away."""
        return (
            post.status == "published"
            and author.status == "active"
            and author.id not in self.away
            and (self.wishes is None or post.id == self.asked or not _unwanted(post, author, self.wishes))
        )


def _unwanted(post: Post, author: Author, viewpoint: Viewpoint) -> bool:
    """Whether the viewer chose not to see posts like this."""
    return viewpoint.unwanted(author.id, author.kind, post.card.ai, [label.value for label in post.labels])


def _missing(post: Post, author: Author) -> Missing:
    return "deleted" if "deleted" in (post.status, author.status) else "unavailable"


def is_public(status: str, author: Author) -> bool:
    """Whether anybody but its author may see a post at all."""
    return status == "published" and author.visible_to(None)


def follow_key(follower: str, followee: str) -> Key:
    return f"USER#{follower}", f"FOLLOW#{followee}"


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
    hidden: Flag = _NO
    labels: Text | None = None
    handle: Text = _NOTHING
    name: Text = _NOTHING
    avatar: Text | None = None
    kind: Text = _NOTHING
    private: Flag = _NO


def _post(row: _Row, post_id: PostId, author: AccountId) -> Post:
    return Post(
        post_id,
        author,
        row.status.S,  # type: ignore[arg-type]
        card_of(row.card.S),
        row.declared.S if row.declared is not None else None,  # type: ignore[arg-type]
        row.position.S if row.position is not None else None,  # type: ignore[arg-type]
        Counts.of(row.likes.N, row.reposts.N, row.replies.N, row.quotes.N, row.remixes.N),
        row.hidden.BOOL,
        labels=labels_of(row.labels.S) if row.labels is not None else (),
    )


def _author(row: _Row) -> Author:
    return Author(
        row.PK.S[5:],  # type: ignore[arg-type]
        row.handle.S,
        row.name.S,
        row.avatar.S if row.avatar is not None else None,
        row.kind.S,  # type: ignore[arg-type]
        row.private.BOOL,
        row.status.S,  # type: ignore[arg-type]
    )
