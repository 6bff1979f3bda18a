"""The graph as it is read: keys, and who stands under them. Writing is the store's.

A follow, a request, a block hang on who made it (`USER#<maker>`), and stand on GSI1 under whom it is about.
"""

from __future__ import annotations

from collections.abc import Mapping

from imagora.accounts.models import Author
from imagora.graph.models import Following, Relation
from imagora.kernel.ids import AccountId
from imagora.table.reader import Key, Reader, Row

FOLLOW, REQUEST, BLOCK = "FOLLOW#", "REQUEST#", "BLOCK#"


def follow_key(follower: str, followee: str) -> Key:
    return f"USER#{follower}", f"{FOLLOW}{followee}"


def request_key(follower: str, target: str) -> Key:
    return f"USER#{follower}", f"{REQUEST}{target}"


def block_key(blocker: str, blocked: str) -> Key:
    return f"USER#{blocker}", f"{BLOCK}{blocked}"


def relation_keys(viewer: str, other: str) -> tuple[Key, Key, Key]:
    return follow_key(viewer, other), request_key(viewer, other), follow_key(other, viewer)


def relation_of(viewer: str, other: str, found: Mapping[Key, Row], *, blocking: bool, muting: bool) -> Relation:
    """The relation in what a batch of `relation_keys` found; blocks and mutes are the viewpoint's to tell."""
    follows, requested, followed_by = (key in found for key in relation_keys(viewer, other))
    following: Following = "yes" if follows else "requested" if requested else "no"
    return Relation(following, followed_by, blocking, muting)


def follows(reader: Reader, follower: str, followee: str) -> bool:
    """Whether the one follows the other, asked consistently (1 read unit)."""
    return reader.get(follow_key(follower, followee), consistent=True) is not None


def may_see(reader: Reader, viewer: str | None, target: Author) -> bool:
    """Whether this viewer may see what a private account shows to its followers only (at most 1 read unit)."""
    if not target.private or viewer == target.id:
        return True
    return viewer is not None and follows(reader, viewer, target.id)


def followers(reader: Reader, followee: str, after: str | None, limit: int, *, ascending: bool) -> list[AccountId]:
    """Ids of followers by id: one Query on GSI1."""
    return _about(reader, f"FOLLOWERS#{followee}", after, limit, ascending=ascending)


def requesters(reader: Reader, target: str, after: str | None, limit: int) -> list[AccountId]:
    """Ids of who asks to follow, by id, newest account first: one Query on GSI1."""
    return _about(reader, f"REQUESTS#{target}", after, limit, ascending=False)


def blockers(reader: Reader, blocked: str, limit: int) -> list[AccountId]:
    """Ids of who blocks an account: one Query on GSI1."""
    return _about(reader, f"BLOCKERS#{blocked}", None, limit, ascending=True)


def outgoing(reader: Reader, maker: str, prefix: str, after: str | None, limit: int) -> list[AccountId]:
    """Whom somebody follows, asks to follow or blocks, by id, newest account first: one Query."""
    position = None if after is None else prefix + after
    rows = reader.query(f"USER#{maker}", prefix=prefix, limit=limit, after=position)
    return [AccountId(row["SK"].removeprefix(prefix)) for row in rows]


def _about(reader: Reader, whom: str, after: str | None, limit: int, *, ascending: bool) -> list[AccountId]:
    rows = reader.query(whom, index="GSI1", limit=limit, after=after, ascending=ascending)
    return [AccountId(row["GSI1SK"]) for row in rows]
