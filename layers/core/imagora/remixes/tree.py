"""The tree below a picture: what was made from it, and from that, as somebody may see it."""

from __future__ import annotations

from typing import Final

import msgspec

from imagora.graph.viewpoint import Viewpoint
from imagora.kernel.ids import MediaId
from imagora.posts.hydration import Hydration, Shown
from imagora.posts.models import Picture
from imagora.remixes.listing import Entry, RemixLists
from imagora.remixes.sight import Seen
from imagora.table.paging import Page, PageRequest

ROUNDS: Final = 3
_AT_LEAST: Final = 40
"""How many entries a further round looks through, so that a short page tells nothing of what is hidden."""


class Remix(msgspec.Struct, frozen=True):
    """A published picture, `depth` steps below the one that was asked about, made from `parent`."""

    picture: Picture
    parent: MediaId
    depth: int
    shown: Shown


class Tree(msgspec.Struct, frozen=True):
    lists: RemixLists
    hydration: Hydration

    def below(self, seen: Seen, page: PageRequest) -> Page[Remix]:
        """What was made from a picture that somebody sees and is out, newest first, at whatever remove (2 steps).

        Left out is what this viewer may not see or doesn't want in lists. What is left out is made up for by reading
        on, at most twice; beyond that the page is shorter.
        """
        root, limit, after = seen.media.id, page.limit + 1, page.after
        kept: list[tuple[Entry, Remix]] = []
        for _ in range(ROUNDS):
            wanted = limit if after == page.after else max(limit, _AT_LEAST)
            found = self.lists.below(root, limit=wanted + 1, after=after)
            kept += self._shown(found[:wanted], seen.viewpoint)
            after = found[wanted - 1].place if len(found) > wanted else None
            if after is None or len(kept) >= limit:
                break
        items = [one for _, one in kept[: page.limit]]
        return Page(items, kept[page.limit - 1][0].place if len(kept) >= limit else after)

    def _shown(self, entries: list[Entry], viewpoint: Viewpoint) -> list[tuple[Entry, Remix]]:
        viewpoint.ask(entry.author for entry in entries)
        wanted = [entry for entry in entries if not viewpoint.hides(entry.author)]
        shown, _ = self.hydration.hydrate([entry.pointer for entry in wanted], viewpoint) if wanted else ({}, {})
        found = [(entry, _remix(entry, shown[entry.post])) for entry in wanted if entry.post in shown]
        return [(entry, one) for entry, one in found if one is not None]


def _remix(entry: Entry, shown: Shown) -> Remix | None:
    pictures = shown.post.card.pictures
    picture = next((one for one in pictures if one.id == entry.media), None)
    return None if picture is None else Remix(picture, entry.parent, entry.depth, shown)
