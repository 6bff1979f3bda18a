"""Heads as they are written: always a part of what changed the relation. How they are laid out is in `head`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from imagora.graph.head import BLOCKED_BY, BLOCKING, FOR_EVER, MUTED, POINTERS_LIVE, UNFOLLOWED, Head, head_key
from imagora.kernel.clock import epoch
from imagora.kernel.ids import AccountId
from imagora.table import due
from imagora.table.item import Item
from imagora.table.transaction import Transaction, guarded

MAX_NAMED = 3_000
"""At most so many accounts stand in a head as blocking its owner, and as many as unfollowed: 90 KB each of 400."""

_PRUNED_AT_ONCE = 50


class HeadItem(Item):
    """`FEED#<uid>` / `~HEAD`. Besides these, an attribute each for whom the owner unfollowed, blocks, mutes."""

    pulled = UnicodeSetAttribute(null=True)
    words = UnicodeAttribute(null=True)
    crowded = BooleanAttribute(null=True)
    following = NumberAttribute(null=True)
    seen = UnicodeAttribute(null=True)
    labels = UnicodeAttribute(null=True)
    hide_ai = BooleanAttribute(null=True)
    hide_bots = BooleanAttribute(null=True)
    status = UnicodeAttribute(null=True)


class _Unfollowed(Exception):
    """The reader doesn't follow this author any more."""


def on_follow(
    transaction: Transaction,
    reader: AccountId,
    author: AccountId,
    *,
    pull: bool,
    today: str,
    look_at: datetime,
    when: Condition | None,
    otherwise: Exception,
) -> None:
    """In the transaction of a follow: show the author's pointers again, and pull them if they aren't pushed.

    Who was never seen counts as seen `today`; at `look_at` somebody looks whether they come, unless that is due anyway.
    `commit` raises `otherwise` where `when` (`no_block`) isn't so.
    """
    pk, _ = head_key(reader)
    actions: list[Action] = [
        _named(UNFOLLOWED, author).remove(),
        HeadItem.following.add(1),
        HeadItem.seen.set(HeadItem.seen | today),
        HeadItem.GSI2PK.set(HeadItem.GSI2PK | due.partition(pk)),
        HeadItem.GSI2SK.set(HeadItem.GSI2SK | due.sort_key(look_at, pk)),
    ]
    if pull:
        actions.append(HeadItem.pulled.add({author}))
    transaction.update(HeadItem(*head_key(reader)), actions, when, otherwise=otherwise)


def check(transaction: Transaction, reader: AccountId, when: Condition, *, otherwise: Exception) -> None:
    """Have the transaction fail where a reader's head isn't so."""
    transaction.check(HeadItem(*head_key(reader)), when, otherwise=otherwise)


def no_block(other: AccountId, *, crowded: bool) -> Condition:
    """That a head still knows of no block between its owner and the other, and still is `crowded` or not."""
    condition: Condition = _named(BLOCKING, other).does_not_exist() & _named(BLOCKED_BY, other).does_not_exist()
    return condition if crowded else condition & HeadItem.crowded.does_not_exist()


def on_unfollow(transaction: Transaction, reader: AccountId, author: AccountId, head: Head, now: datetime) -> None:
    """In the transaction of an unfollow: pass over the author's pointers for as long as they live."""
    transaction.update(HeadItem(*head_key(reader)), [*ended(author, now), *_pruned(head, now, but=author)])


def ended(author: AccountId, now: datetime) -> list[Action]:
    """What changes in a reader's head when a follow ends, by whatever way."""
    return [
        _named(UNFOLLOWED, author).set(epoch(now + POINTERS_LIVE)),
        HeadItem.pulled.delete({author}),
        HeadItem.following.add(-1),
    ]


def _pruned(head: Head, now: datetime, *, but: AccountId) -> list[Action]:
    """Forget whom the owner unfollowed so long ago, or so many unfollows ago, that no pointers are left of them.

    (Who unfollows more than 3,000 accounts in a month may meet pointers of the first of them again.)
    """
    by_age = sorted(head.unfollowed, key=head.unfollowed.__getitem__)
    living = epoch(now)
    stale = [author for author in by_age if head.unfollowed[author] <= living]
    stale += by_age[len(stale) : len(by_age) - MAX_NAMED + 1]
    return [_named(UNFOLLOWED, author).remove() for author in stale[:_PRUNED_AT_ONCE] if author != but]


def on_block(transaction: Transaction, me: AccountId, other: AccountId, further: Iterable[Action]) -> None:
    """In the transaction of a block: the blocker's head names whom it blocks. `further` changes go along."""
    transaction.update(HeadItem(*head_key(me)), [_named(BLOCKING, other).set(1), *further])


def on_blocked(
    transaction: Transaction, other: AccountId, me: AccountId, head: Head, further: Iterable[Action]
) -> None:
    """In the transaction of a block: the blocked one's head names who blocks it, or that it can't name them all."""
    full = len(head.blocked_by) >= MAX_NAMED
    by = HeadItem.crowded.set(True) if full else _named(BLOCKED_BY, me).set(1)
    transaction.update(HeadItem(*head_key(other)), [by, *further])


def forget_blocked(transaction: Transaction, me: AccountId, other: AccountId) -> None:
    """In the transaction that ends a block: the blocker's head forgets it."""
    transaction.update(HeadItem(*head_key(me)), [_named(BLOCKING, other).remove()])


def forget_blocker(transaction: Transaction, other: AccountId, me: AccountId) -> None:
    """In the transaction that ends a block: the blocked one's head forgets it."""
    transaction.update(HeadItem(*head_key(other)), [_named(BLOCKED_BY, me).remove()])


def mute(me: AccountId, other: AccountId, *, until: datetime | None, head: Head, now: datetime) -> None:
    """Mute somebody, or change until when (1 write unit a KB of the head); what passed away goes. Idempotent."""
    stale = [m for m, when in head.muted.items() if when != FOR_EVER and when <= epoch(now) and m != other]
    HeadItem(*head_key(me)).update(
        [
            _named(MUTED, other).set(epoch(until) if until else FOR_EVER),
            *[_named(MUTED, account).remove() for account in stale[:_PRUNED_AT_ONCE]],
        ]
    )


def unmute(me: AccountId, other: AccountId) -> None:
    """Mute somebody no longer. Idempotent."""
    HeadItem(*head_key(me)).update([_named(MUTED, other).remove()])


def set_words(me: AccountId, words: str) -> None:
    """Keep the muted words, as JSON. Idempotent."""
    HeadItem(*head_key(me)).update([HeadItem.words.set(words) if words else HeadItem.words.remove()])


def set_wishes(me: AccountId, *, labels: str | None, hide_ai: bool | None, hide_bots: bool | None) -> None:
    """Keep what somebody wants to see: labels as JSON; None stays. Idempotent."""
    actions: list[Action] = []
    if labels is not None:
        actions.append(HeadItem.labels.set(labels) if labels else HeadItem.labels.remove())
    for attribute, wish in ((HeadItem.hide_ai, hide_ai), (HeadItem.hide_bots, hide_bots)):
        if wish is not None:
            actions.append(attribute.set(True) if wish else attribute.remove())
    if actions:
        HeadItem(*head_key(me)).update(actions)


def mark(owners: Sequence[AccountId], author: AccountId) -> None:
    """Note an author as one to pull in these heads (1 write each). Retry-safe; passes over who unfollowed."""
    for owner in owners:
        try:
            with guarded(_Unfollowed()):
                HeadItem(*head_key(owner)).update(
                    actions=[HeadItem.pulled.add({author})], condition=_named(UNFOLLOWED, author).does_not_exist()
                )
        except _Unfollowed:
            continue


def _named(kind: str, account: AccountId) -> Path:
    return Path([f"{kind}{account}"])
