"""Tag pages: `TAG#<tag>` / `<position>`, a pointer to each published post that bears the tag, or bore it once."""

from __future__ import annotations

import msgspec

from imagora.feeds.models import Entry
from imagora.feeds.open_lists import OpenLists, tags_of
from imagora.kernel.errors import InvalidInput
from imagora.kernel.ids import AccountId, Position, PostId
from imagora.posts.facets import tag_of
from imagora.posts.hydration import Pointer, Shown
from imagora.posts.models import Post, Quoted
from imagora.table.paging import Page, PageRequest, cut
from imagora.table.reader import Reader, Row

Tagged = dict[str, dict[str, str]]
"""An item in DynamoDB's JSON."""


class TagPages(msgspec.Struct, frozen=True):
    reader: Reader
    lists: OpenLists

    def page(self, tag: str, viewer: AccountId | None, page: PageRequest) -> Page[Shown]:
        """Posts with this (folded) tag, replies included, newest first (2 steps); empty for one that nobody used."""

        def find(limit: int, after: str | None) -> Page[Entry]:
            rows = self.reader.query(tag_partition(tag), limit=limit + 1, after=after)
            return cut(list(map(entry_of, rows)), limit, lambda entry: entry.position)

        def belongs(post: Post) -> bool:
            return tag in tags_of(post)

        return self.lists.page(viewer, page, find, belongs)


def fold_tag(written: str) -> str:
    """The one form of a tag, as posts have it. Raises InvalidInput for what can't be a tag."""
    tag = tag_of(written)
    if tag is None:
        message = "A tag has letters, digits and underscores, one letter at least, and up to 64 characters."
        raise InvalidInput.of("tag", "invalid", message)
    return tag


def tag_partition(tag: str) -> str:
    return f"TAG#{tag}"


def entry_of(row: Row) -> Entry:
    """The entry in a row of a tag's page, or of whatever else keeps pointers as `pointer_item` writes them."""
    quote = Quoted(PostId(row["q"]), AccountId(row["qa"])) if "q" in row else None
    return Entry(Position(row["SK"]), Pointer(PostId(row["p"]), AccountId(row["a"]), quote))


def pointer_item(partition: str, entry: Entry) -> Tagged:
    """A pointer as an item, for as long as its post is there (some 130 bytes, 1 write unit)."""
    pointer = entry.pointer
    item: Tagged = {
        "PK": {"S": partition},
        "SK": {"S": entry.position},
        "p": {"S": pointer.post},
        "a": {"S": pointer.author},
    }
    if pointer.quote is not None:
        item |= {"q": {"S": pointer.quote.post}, "qa": {"S": pointer.quote.author}}
    return item
