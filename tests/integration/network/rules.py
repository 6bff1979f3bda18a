"""The rules of the network in plain sets: what anybody would say should be seen, without a table, a feed or a queue.

Nothing here knows how Imagora does it. A town of random people (town.py) is held against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(eq=False)
class Post:
    """A post as its author meant it. `turn` is when it was made; `parent` and `quote` are posts."""

    author: str
    word: str
    turn: int
    parent: Post | None = None
    quote: Post | None = None
    deleted: bool = False
    pushed: set[str] = field(default_factory=set)
    """Of a reply: the readers who followed both when it was carried to them."""

    def __repr__(self) -> str:
        answered = f", answers {self.parent.turn} by {self.parent.author}" if self.parent else ""
        return f"({self.turn} by {self.author}{answered}{', deleted' if self.deleted else ''}, pushed {self.pushed})"

    def ancestors(self) -> list[Post]:
        """The root first."""
        return [*self.parent.ancestors(), self.parent] if self.parent else []


@dataclass(eq=False)
class Repost:
    """Somebody showing a post to their followers."""

    by: str
    post: Post
    turn: int
    pushed: set[str] | None = None
    """The readers who followed `by` when it was carried to them; None until then."""


@dataclass
class Network:
    """People by handle, and everything between them."""

    people: list[str] = field(default_factory=list)
    private: set[str] = field(default_factory=set)
    follows: set[tuple[str, str]] = field(default_factory=set)
    requests: set[tuple[str, str]] = field(default_factory=set)
    blocks: set[tuple[str, str]] = field(default_factory=set)
    mutes: set[tuple[str, str]] = field(default_factory=set)
    posts: list[Post] = field(default_factory=list)
    likes: set[tuple[str, Post]] = field(default_factory=set)
    bookmarks: set[tuple[str, Post]] = field(default_factory=set)
    reposts: dict[tuple[str, Post], Repost] = field(default_factory=dict)
    turn: int = 0

    def next_turn(self) -> int:
        self.turn += 1
        return self.turn

    # Who may see what

    def shut(self, one: str, other: str) -> bool:
        return (one, other) in self.blocks or (other, one) in self.blocks

    def hides(self, viewer: str, author: str) -> bool:
        """Whether lists pass over this author."""
        return viewer != author and (self.shut(viewer, author) or (viewer, author) in self.mutes)

    def sees(self, viewer: str, post: Post) -> bool:
        """Whether the post exists for this viewer."""
        if post.deleted or self.shut(viewer, post.author):
            return False
        return post.author == viewer or post.author not in self.private or (viewer, post.author) in self.follows

    def near(self, reader: str, author: str) -> bool:
        """Whether the reader follows the author; everybody is near to themselves."""
        return reader == author or (reader, author) in self.follows

    # What they do

    def follow(self, one: str, other: str) -> None:
        if (one, other) not in self.follows:
            (self.requests if other in self.private else self.follows).add((one, other))

    def unfollow(self, one: str, other: str) -> None:
        self.requests.discard((one, other))
        self.follows.discard((one, other))

    def block(self, one: str, other: str) -> None:
        self.blocks.add((one, other))
        for pair in ((one, other), (other, one)):
            self.unfollow(*pair)

    def open(self, person: str) -> None:
        self.private.discard(person)
        for pair in [pair for pair in self.requests if pair[1] == person]:
            self.requests.discard(pair)
            self.follows.add(pair)

    def carry(self) -> None:
        """What was made since the last time reaches its readers, as they stand now."""
        for post in self.posts:
            if post.parent is not None and not post.deleted:
                post.pushed |= (
                    {
                        reader
                        for reader in self.people
                        if self.near(reader, post.author) and self.near(reader, post.parent.author)
                    }
                    if not post.pushed
                    else set()
                )
                post.pushed.add(post.author)
        for repost in self.reposts.values():
            if repost.pushed is None:
                repost.pushed = {reader for reader in self.people if self.near(reader, repost.by)}

    # What they see

    def home(self, reader: str) -> tuple[list[Post], set[Post]]:
        """The posts that must stand in a home feed, in order, and those besides that may (replies carried late)."""
        places: dict[Post, int] = {}
        may: set[Post] = set()
        for post in self.posts:
            if self._in_home(reader, post):
                if post.parent is None or reader in post.pushed:
                    places[post] = post.turn
                else:
                    may.add(post)
        for repost in self.reposts.values():
            if self._shown_to(reader, repost):
                places[repost.post] = max(places.get(repost.post, 0), repost.turn)
        return sorted(places, key=lambda post: -places[post]), may - places.keys()

    def _in_home(self, reader: str, post: Post) -> bool:
        if not self.sees(reader, post) or self.hides(reader, post.author) or not self.near(reader, post.author):
            return False
        return post.parent is None or (
            self.near(reader, post.parent.author) and not self.hides(reader, post.parent.author)
        )

    def _shown_to(self, reader: str, repost: Repost) -> bool:
        if repost.pushed is None or reader not in repost.pushed or not self.near(reader, repost.by):
            return False
        return (
            self.sees(reader, repost.post)
            and not self.hides(reader, repost.by)
            and not self.hides(reader, repost.post.author)
        )

    def public(self, viewer: str) -> Iterator[Post]:
        """What explore, tags and search may show."""
        for post in self.posts:
            if post.author not in self.private and self.sees(viewer, post) and not self.hides(viewer, post.author):
                yield post

    def replies(self, viewer: str, post: Post) -> list[Post]:
        """Direct replies: the author's own first, then by time; deleted ones stay as tombstones."""
        direct = [reply for reply in self.posts if reply.parent is post]
        shown = [
            reply
            for reply in direct
            if reply.deleted or (self.sees(viewer, reply) and not self.hides(viewer, reply.author))
        ]
        return sorted(shown, key=lambda reply: (reply.author != post.author, reply.turn))

    def counts(self, post: Post) -> dict[str, int]:
        return {
            "likes": sum(liked is post for _, liked in self.likes),
            "reposts": sum(reposted is post for _, reposted in self.reposts),
            "replies": sum(reply.parent is post and not reply.deleted for reply in self.posts),
            "quotes": sum(quoting.quote is post and not quoting.deleted for quoting in self.posts),
            "remixes": 0,
        }
