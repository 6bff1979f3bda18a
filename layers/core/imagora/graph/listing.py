"""The graph as it is read: keys, and who stands under them. Writing is the store's.

A follow, a request, a block hang on who made it (`USER#<maker>`), and stand on GSI1 under whom it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from imagora.accounts.models import Author
from imagora.graph.models import Following, Relation
from imagora.kernel.ids import AccountId
from imagora.kernel.parallel import together
from imagora.table.reader import Key, Reader, Row

OUT_OF_REACH = "~"
"""Before the follower's id on GSI1: a follow of somebody who rests. It sorts after every id."""

_BEYOND_IDS = "["
"""Sorts after every character of an id, and before OUT_OF_REACH."""

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
    """Ids of followers by id, resting ones among the others, so that no list tells who stays away.

    1 step: two Queries on GSI1.
    """
    ask = partial(_followers, reader, followee, after, limit, ascending=ascending)
    active, resting = together([partial(ask, place=""), partial(ask, place=OUT_OF_REACH)])
    return sorted((*active, *resting), reverse=not ascending)[:limit]


def within_reach(reader: Reader, followee: str, after: str | None, limit: int) -> list[AccountId]:
    """Ids of the followers who don't rest, ascending: one Query on GSI1."""
    return _followers(reader, followee, after, limit, ascending=True, place="")


def _followers(
    reader: Reader, followee: str, after: str | None, limit: int, *, ascending: bool, place: str
) -> list[AccountId]:
    """Followers who stand at one place: "" or OUT_OF_REACH, and then their id."""
    lowest, highest = f"{place}0", f"{place}{_BEYOND_IDS}"
    if after is not None and ascending:
        lowest = f"{place}{after}!"  # just beyond it: ids are of one length
    elif after is not None:
        highest = f"{place}{after[:-1]}{chr(ord(after[-1]) - 1)}\x7f"
    rows = reader.query(
        f"FOLLOWERS#{followee}", index="GSI1", limit=limit, between=(lowest, highest), ascending=ascending
    )
    return [AccountId(row["GSI1SK"].removeprefix(place)) for row in rows]


def follows_of(reader: Reader, follower: str, after: str | None, limit: int) -> dict[AccountId, bool]:
    """Whom somebody follows, ascending, and whether the fan-out reaches each follow: one consistent Query."""
    rows = reader.query(
        f"USER#{follower}",
        prefix=FOLLOW,
        limit=limit,
        after=None if after is None else FOLLOW + after,
        ascending=True,
        consistent=True,
    )
    return {AccountId(row["SK"].removeprefix(FOLLOW)): not row["GSI1SK"].startswith(OUT_OF_REACH) for row in rows}


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
