"""What the lists that are open to everybody have in common: tag pages, search, explore.

They hold pointers of every published post, and what isn't for everybody, or not for this viewer, is passed over when
they are read. So an account that goes private is gone from them at once, and back when it opens again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from imagora.feeds.models import Entry
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId, PostId
from imagora.kernel.parallel import together
from imagora.posts.hydration import Hydration, Shown
from imagora.posts.models import Post
from imagora.table.paging import Page, PageRequest

ROUNDS = 3
_AT_LEAST = 40
"""How many entries a further round looks through: where a page of one looked at one more only, an empty page with a
cursor would tell that something hidden is there."""

Find = Callable[[int, str | None], Page[Entry]]
"""(limit, after) → entries, newest first, and where they go on."""


class OpenLists(msgspec.Struct, frozen=True):
    """Pages of lists that are open to everybody, as one viewer may see them."""

    hydration: Hydration
    viewpoints: Viewpoints

    def page(
        self, viewer: AccountId | None, page: PageRequest, find: Find, belongs: Callable[[Post], bool]
    ) -> Page[Shown]:
        """A page of posts that `belongs` to the list, by what they say now, newest first.

        2 steps: what `find` takes (the viewer's head in parallel), and posts with authors. What is passed over is made
        up for by reading on, at most twice; beyond that the page is shorter. Whether there is another page depends on
        posts that this viewer may see alone, so that a cursor tells nothing about others.
        """
        limit = page.limit + 1
        found, viewpoint = together([partial(find, limit, page.after), partial(self.viewpoints.of, viewer)])
        kept: list[tuple[Entry, Shown]] = []
        for _ in range(ROUNDS):
            shown = self.show(found.items, viewpoint)
            kept += [
                (entry, one) for entry in found.items if (one := shown.get(entry.pointer.post)) and belongs(one.post)
            ]
            if found.next is None or len(kept) >= limit:
                break
            found = find(max(limit, _AT_LEAST), found.next)
        posts = [one for _, one in kept[: page.limit]]
        if len(kept) >= limit:
            return Page(posts, kept[page.limit - 1][0].position)
        return Page(posts, found.next)

    def show(self, entries: Sequence[Entry], viewpoint: Viewpoint) -> dict[PostId, Shown]:
        """Those of these that are open to everybody, and that the viewer doesn't hide (1 step)."""
        viewpoint.ask(entry.pointer.author for entry in entries)
        wanted = [entry.pointer for entry in entries if not viewpoint.hides(entry.pointer.author)]
        shown, _ = self.hydration.hydrate(wanted, viewpoint) if wanted else ({}, {})
        return {post: one for post, one in shown.items() if is_open(one, viewpoint)}


def is_open(shown: Shown, viewpoint: Viewpoint) -> bool:
    """Whether a post that a viewer may see may stand where everybody's posts stand, too."""
    author = shown.author
    if author.private or viewpoint.hides(author.id):
        return False
    return author.id == viewpoint.account or not viewpoint.mutes(shown.post.card.text, tags_of(shown.post))


def tags_of(post: Post) -> tuple[str, ...]:
    """The tags in a post, folded, each once."""
    return tuple(dict.fromkeys(facet.value for facet in post.card.facets if facet.kind == "tag"))
