"""Searching posts by all of some tokens, and tags by how they begin. For accounts see `accounts`."""

from __future__ import annotations

import msgspec

from imagora.feeds.models import Entry
from imagora.feeds.open_lists import OpenLists
from imagora.kernel import text as texts
from imagora.kernel.errors import InvalidInput
from imagora.kernel.ids import AccountId
from imagora.posts.hydration import Shown
from imagora.posts.models import Post
from imagora.search import tokens
from imagora.search.port import Index, Tag
from imagora.table.paging import Page, PageRequest, cut

MAX_QUERY = 100


class Search(msgspec.Struct, frozen=True):
    """What a viewer finds. Queries come as `fold_query` gave them."""

    index: Index
    lists: OpenLists

    def posts(self, query: str, viewer: AccountId | None, page: PageRequest) -> Page[Shown]:
        """Posts that have all of the query's first 8 tokens now, replies included, newest first.

        2 steps where one round of the index suffices; at most three rounds of it and three of posts more. Nobody's own
        private posts either: search is for what is open. Nothing where the query has no token.
        """
        wanted = tokens.of_query(query)
        if not wanted:
            return Page([])

        def find(limit: int, after: str | None) -> Page[Entry]:
            return self.index.posts(wanted, limit=limit, after=after)

        def belongs(post: Post) -> bool:
            return set(wanted).issubset(tokens.of_post(post.card.text, post.card.facets))

        return self.lists.page(viewer, page, find, belongs)

    def tags(self, query: str, page: PageRequest) -> Page[Tag]:
        """Tags that begin like this, with or without their sign, in the order of their letters (1 step)."""
        prefix = query.removeprefix("#")
        if not prefix:
            return Page([])
        found = self.index.tags(prefix, limit=page.limit + 1, after=page.after)
        return cut(found, page.limit, lambda tag: tag.tag)


def fold_query(written: str) -> str:
    """What is looked for, folded.

    Raises InvalidInput for what is empty or longer than 100 characters.
    """
    query = texts.fold(texts.clean(written, multiline=False)).strip()
    if not 0 < len(query) <= MAX_QUERY:
        raise InvalidInput.of("q", "length", f"What is looked for has 1 to {MAX_QUERY} characters.")
    return query
