"""From where somebody looks: whom they may not see or don't want to see, decided from one read of their head."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from imagora.graph.head import FOR_EVER, NO_HEAD, Head, head_key, head_of
from imagora.graph.listing import block_key
from imagora.kernel.clock import Clock, epoch
from imagora.kernel.ids import AccountId
from imagora.table.reader import Reader

if TYPE_CHECKING:
    from imagora.graph.words import Words


class Crowd(msgspec.Struct):
    """Who blocks an account that more block than its head can name: asked of the blocks themselves, once each."""

    reader: Reader
    account: AccountId
    known: dict[AccountId, bool] = msgspec.field(default_factory=dict)

    def ask(self, authors: Iterable[AccountId]) -> None:
        """Learn of all of these together (1 step, half a read unit each)."""
        unknown = {block_key(author, self.account): author for author in authors if author not in self.known}
        if unknown:
            found = self.reader.batch(unknown)
            self.known.update({author: key in found for key, author in unknown.items()})

    def blocks(self, author: AccountId) -> bool:
        if author not in self.known:
            self.ask([author])
        return self.known[author]


class Viewpoint(msgspec.Struct):
    """What a viewer (None: nobody) decided about others, and others about them, as of `now`."""

    account: AccountId | None
    head: Head
    now: datetime
    crowd: Crowd | None = None
    _words: Words | None = None

    def ask(self, authors: Iterable[AccountId]) -> None:
        """Learn all at once whether these block the viewer. Only notorious accounts wait for that, 1 step."""
        if self.crowd is not None:
            self.crowd.ask(authors)

    @property
    def minds_nobody(self) -> bool:
        """Whether nobody is kept from this viewer's lists, nor this viewer from anybody's."""
        return self.hides_nobody and not self.head.unfollowed

    @property
    def hides_nobody(self) -> bool:
        """Whether `hides` is true of nobody."""
        head = self.head
        return not (head.muted or head.blocking or head.blocked_by or self.crowd)

    def shut(self, author: AccountId) -> bool:
        """Whether a block stands between the two, either way: everything of each is as if it weren't there."""
        return author in self.head.blocking or self.blocked_by(author)

    def shut_among(self, authors: Collection[AccountId]) -> Collection[AccountId]:
        """Those of these from whom a block parts the viewer (1 step for notorious accounts, none for others)."""
        if self.crowd is None and not self.head.blocking and not self.head.blocked_by:
            return ()  # as most people, who are spared a question an author
        self.ask(authors)
        return [author for author in authors if self.shut(author)]

    def blocking(self, author: AccountId) -> bool:
        return author in self.head.blocking

    def blocked_by(self, author: AccountId) -> bool:
        return author in self.head.blocked_by or (self.crowd is not None and self.crowd.blocks(author))

    def muting(self, author: AccountId) -> bool:
        """Whether the viewer mutes this author, and still does."""
        until = self.head.muted.get(author)
        return until is not None and (until == FOR_EVER or until > epoch(self.now))

    def hides(self, author: AccountId) -> bool:
        """Whether this author's doings are in no list for this viewer: home, explore, tags, search, thread replies."""
        return self.shut(author) or self.muting(author)

    def unwanted_kind(self, kind: str) -> bool:
        """Whether the viewer chose not to see accounts of this kind. Personas are bots, too: nobody writes there."""
        return self.head.hide_bots and kind != "human"

    @property
    def wishes(self) -> bool:
        """Whether there is anything that `unwanted` is true of."""
        head = self.head
        return head.hide_ai or head.hide_bots or bool(head.labels)

    def unwanted(self, author: AccountId, kind: str, ai: str, labels: Iterable[str]) -> bool:
        """Whether the viewer chose not to see posts like this: by a machine, by a bot, with such a label.

        Never one's own.
        """
        head = self.head
        if author == self.account:
            return False
        return (
            (head.hide_ai and ai in ("generated", "assisted"))
            or self.unwanted_kind(kind)
            or any(head.labels.get(label) == "hide" for label in labels)
        )

    def passes_over(self, author: AccountId) -> bool:
        """Whether a home feed passes over this author: hidden, or not followed any more."""
        return self.head.passes_over(author, self.now) or self.hides(author)

    def mutes(self, text: str, tags: Iterable[str]) -> bool:
        """Whether a text (with these tags in it) has a muted word. Never asked of one's own posts."""
        if not self.head.words:
            return False
        if self._words is None:
            from imagora.graph.words import Words

            self._words = Words.read(self.head.words, self.now)
        return self._words.match(text, tags)


NOBODY = Viewpoint(None, NO_HEAD, datetime.min.replace(tzinfo=UTC))


class Viewpoints(msgspec.Struct, frozen=True):
    reader: Reader
    now: Clock

    def of(self, viewer: AccountId | None) -> Viewpoint:
        """From where this viewer looks (1 read, half a unit per started 4 KB; nothing is read for nobody)."""
        if viewer is None:
            return Viewpoint(None, NO_HEAD, self.now())
        return self.behind(viewer, head_of(self.reader.get(head_key(viewer))))

    def behind(self, viewer: AccountId, head: Head) -> Viewpoint:
        """As `of`, where the head was read already."""
        return Viewpoint(viewer, head, self.now(), Crowd(self.reader, viewer) if head.crowded else None)
