"""What search asks of an index. The embedded one lives in the table; another engine would stand beside it.

An index answers with what may match and where it stood: whether it still does, and whether it is for this reader, is
looked up in the posts and accounts themselves. So it may lag behind and may keep what is gone, but must not miss.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import msgspec

from imagora.feeds.models import Entry
from imagora.kernel.ids import AccountId, Position, PostId
from imagora.table.paging import Page


class Named(msgspec.Struct, frozen=True, gc=False):
    """An account under one of its tokens. `place` is where that stands, to go on after."""

    place: str
    token: str
    account: AccountId


class Tag(msgspec.Struct, frozen=True, gc=False):
    """A tag, and the position of the newest post that bore it."""

    tag: str
    last: Position


class Index(Protocol):
    """To look things up in."""

    def posts(self, tokens: Sequence[str], *, limit: int, after: str | None) -> Page[Entry]:
        """Posts that may have all of these tokens (at least one is given), newest first."""

    def names(self, prefix: str, *, limit: int, after: str | None, up_to: str | None = None) -> Sequence[Named]:
        """Accounts with a token that begins like this, by their places: beyond `after`, no further than `up_to`."""

    def tags(self, prefix: str, *, limit: int, after: str | None) -> Sequence[Tag]:
        """Tags that begin like this, in the order of their letters."""


class Indexed(msgspec.Struct, frozen=True, gc=False):
    """Where something stands in the index: under which tokens, and on which tags' pages."""

    tokens: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()


class Indexer(Protocol):
    """To keep up to date. Everything may be repeated."""

    def indexed(self, of: PostId | AccountId) -> Indexed:
        """Where a post or an account stands."""

    def knows(self, account: AccountId) -> bool:
        """Whether anything is kept of an account, be it that it stands nowhere."""

    def add(self, entry: Entry, places: Indexed, *, name_tags: bool) -> None:
        """Put a post there; with `name_tags` the tags themselves can be found, too."""

    def drop(self, post_id: PostId, position: Position, places: Indexed) -> None:
        """Take a post away from there, and forget it."""

    def name(self, account: AccountId, *, add: Collection[str], drop: Collection[str]) -> None:
        """Put an account under tokens, and take it away from under others."""
