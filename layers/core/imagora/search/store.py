"""The embedded index as it is written. How it is laid out is in `listing`.

Beside the index stands what was put into it, `INDEXED#<id>` / `INDEXED`, so that repeating costs a read, and that all
of it can be taken away again, that of earlier versions included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import chain

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action

from imagora.feeds.models import Entry
from imagora.feeds.tags import pointer_item, tag_partition
from imagora.kernel.ids import AccountId, Position, PostId
from imagora.search.listing import name_key, tag_key, word_partition
from imagora.search.port import Indexed
from imagora.table.item import Item
from imagora.table.reader import Key, Reader
from imagora.table.transaction import guarded
from imagora.table.writer import Writer


class IndexedItem(Item):
    """`INDEXED#<post or account>` / `INDEXED`: the tokens under which it stands, and the tags on whose pages."""

    tokens = UnicodeSetAttribute(null=True)
    tags = UnicodeSetAttribute(null=True)


class TagItem(Item):
    """`TAGS#<first 2 characters>` / `<tag>`: the position of the newest post that bore it."""

    last = UnicodeAttribute()


class _StillThere(Exception):
    """It stands under other tokens."""


class _Newer(Exception):
    """A newer post bore this tag."""


class IndexStore:
    """Keeps the index up to date. See `port.Indexer`."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    def indexed(self, of: PostId | AccountId) -> Indexed:
        """1 consistent read."""
        row = self._reader.get(_indexed_key(of), consistent=True) or {}
        return Indexed(frozenset(row.get("tokens") or ()), frozenset(row.get("tags") or ()))

    def knows(self, account: AccountId) -> bool:
        """1 consistent read."""
        return self._reader.get(_indexed_key(account), consistent=True) is not None

    def add(self, entry: Entry, places: Indexed, *, name_tags: bool) -> None:
        """1 write unit a token, 1 a tag and 1 more where it can be found, 25 a request; 1 for what was put."""
        self._writer.put(pointer_item(partition, entry) for partition in _partitions(places))
        for tag in sorted(places.tags) if name_tags else ():
            self._name_tag(tag, entry.position)
        self._note(entry.pointer.post, places)

    def _name_tag(self, tag: str, position: Position) -> None:
        last = TagItem.last
        with suppress(_Newer), guarded(_Newer()):
            TagItem(*tag_key(tag)).update(
                actions=[last.set(position)], condition=last.does_not_exist() | (last < position)
            )

    def drop(self, post_id: PostId, position: Position, places: Indexed) -> None:
        """1 write unit a token and a tag, 25 a request; a tag that no post bears any more can't be found either."""
        self._writer.delete((partition, position) for partition in _partitions(places))
        self._writer.delete([*map(tag_key, self._unused(places.tags, position)), _indexed_key(post_id)])

    def _unused(self, tags: Iterable[str], position: Position) -> list[str]:
        """Those of these tags whose page has nothing beside this position (the read may lag behind)."""
        pages = {tag: self._reader.query(tag_partition(tag), limit=2) for tag in sorted(tags)}
        return [tag for tag, rows in pages.items() if all(row["SK"] == position for row in rows)]

    def name(self, account: AccountId, *, add: Collection[str], drop: Collection[str]) -> None:
        """1 write unit a token, 25 a request; 1 for what was put, and 1 for what was taken away."""
        self._writer.put(_name_item(name_key(token, account)) for token in sorted(add))
        self._writer.delete(name_key(token, account) for token in sorted(drop))
        self._note(account, Indexed(frozenset(add)))
        if drop:
            IndexedItem(*_indexed_key(account)).update(actions=[IndexedItem.tokens.delete(set(drop))])
        if not add:
            self._forget_if_empty(account)

    def _forget_if_empty(self, account: AccountId) -> None:
        with suppress(_StillThere), guarded(_StillThere()):
            IndexedItem(*_indexed_key(account)).delete(condition=IndexedItem.tokens.does_not_exist())

    def _note(self, of: str, places: Indexed) -> None:
        put = ((IndexedItem.tokens, places.tokens), (IndexedItem.tags, places.tags))
        actions: list[Action] = [attribute.add(set(values)) for attribute, values in put if values]
        if actions:
            IndexedItem(*_indexed_key(of)).update(actions=actions)


def _partitions(places: Indexed) -> Iterator[str]:
    return chain(map(word_partition, sorted(places.tokens)), map(tag_partition, sorted(places.tags)))


def _indexed_key(of: str) -> Key:
    return f"INDEXED#{of}", "INDEXED"


def _name_item(key: Key) -> dict[str, dict[str, str]]:
    return {"PK": {"S": key[0]}, "SK": {"S": key[1]}}
