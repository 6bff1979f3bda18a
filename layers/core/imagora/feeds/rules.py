"""What of a home feed its reader gets to see, and why: before anything is read of it, and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from imagora.accounts.models import Author
from imagora.feeds.models import Entry, FeedItem
from imagora.graph.viewpoint import Viewpoint
from imagora.kernel.ids import AccountId, PostId
from imagora.posts.hydration import Shown


class Rules(msgspec.Struct, frozen=True):
    """The reader's rules, as their head knows them now, whatever was pushed when."""

    viewpoint: Viewpoint

    def before(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those that nothing in the head speaks against. Most heads speak against nobody, and cost no look at each."""
        if self.viewpoint.minds_nobody:
            return list(entries)
        self.viewpoint.ask(who for entry in entries for who in (entry.pointer.author, entry.by, entry.answers) if who)
        return [entry for entry in entries if self._wants(entry)]

    def _wants(self, entry: Entry) -> bool:
        """A repost by whom the reader still follows, of somebody not hidden; a post and whom it answers, both followed.

        Who was never followed has no entries here, and who isn't any more stands in the head.
        """
        viewpoint, author = self.viewpoint, entry.pointer.author
        if entry.by is not None:
            return not (viewpoint.passes_over(entry.by) or viewpoint.hides(author))
        return not (viewpoint.passes_over(author) or (entry.answers and viewpoint.passes_over(entry.answers)))

    def after(
        self, entries: Sequence[Entry], shown: Mapping[PostId, Shown], authors: Mapping[AccountId, Author]
    ) -> list[FeedItem]:
        """The items in the order of their entries, each post once, where its newest entry put it."""
        items: dict[PostId, FeedItem] = {}
        mutes = bool(self.viewpoint.head.words)
        for entry in entries:
            post = entry.pointer.post
            one = shown.get(post)
            if one is None or post in items or (mutes and self._mutes(one)):
                continue
            item = self._item(entry, one, authors)
            if item is not None:
                items[post] = item
        return list(items.values())

    def _mutes(self, shown: Shown) -> bool:
        """Whether it has a muted word. Nobody mutes their own."""
        if shown.author.id == self.viewpoint.account:
            return False
        card = shown.post.card
        return self.viewpoint.mutes(card.text, [facet.value for facet in card.facets if facet.kind == "tag"])

    def _item(self, entry: Entry, shown: Shown, authors: Mapping[AccountId, Author]) -> FeedItem | None:
        if entry.by is None:
            return FeedItem(shown, "own" if shown.author.id == self.viewpoint.account else "followed")
        by = authors.get(entry.by)
        if by is None or not by.visible_to(self.viewpoint.account) or self.viewpoint.unwanted_kind(by.kind):
            return None
        return FeedItem(shown, "reposted", by)
