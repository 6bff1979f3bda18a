"""Cases as they are written. How they are laid out is in `listing`.

Each step of a case is one transaction: the event, the head that follows from it, what it means to its owner, the audit
log, and the public figures; on the condition that the head is as it was read. So of two moderators one is first, and
nothing is counted twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from imagora.kernel.clock import epoch, parse
from imagora.kernel.ids import AccountId, new_id
from imagora.moderation.case import Case, CaseId, apply
from imagora.moderation.errors import CaseChanged, CaseNotFound
from imagora.moderation.events import AnyEvent, Appealed, Ended
from imagora.moderation.listing import (
    AUDIT,
    MODERATED,
    OWNED,
    QUEUE,
    STATS,
    STRIKE,
    CaseLists,
    Report,
    Strike,
    case_key,
    event_key,
    follower_key,
    moderated_key,
    owned_key,
    queue_place,
    report_key,
    strike_key,
    subject_key,
)
from imagora.table import due
from imagora.table.item import Item
from imagora.table.transaction import Transaction, guarded

REFUSALS_STAY = timedelta(days=200)
"""A refused text is kept for as long as its author can appeal, and somebody can answer."""

AUDIT_STAYS = timedelta(days=730)
_ERASED_AT_ONCE = 25


class CaseItem(Item):
    """The head: `state` is the fold of all events as JSON; `settled` the number of the last one that decided.

    `carried`: the number of the last one that was carried out. Until then, and while an answer is promised, it is due.
    """

    rev = NumberAttribute()
    settled = NumberAttribute()
    carried = NumberAttribute(default=0)
    status = UnicodeAttribute()
    state = UnicodeAttribute()


class EventItem(Item):
    event = UnicodeAttribute()


class ReportItem(Item):
    """`CASE#<case>` / `R#<account>`: who reported it, once each. `contact`: how to reach somebody without account."""

    id = UnicodeAttribute()
    reason = UnicodeAttribute()
    note = UnicodeAttribute(null=True)
    contact = UnicodeAttribute(null=True)


class SubjectItem(Item):
    case = UnicodeAttribute()


class ModeratedItem(Item):
    """`USER#<uid>` / `MODERATED#<case>`. `refusal`: the case is about a text that exists only there."""

    refusal = BooleanAttribute(null=True)


class StrikeItem(Item):
    rule = UnicodeAttribute()
    action = UnicodeAttribute()


class AuditItem(Item):
    """`AUDIT#<month>` / `<ulid>`."""

    judge = UnicodeAttribute(null=True)
    deed = UnicodeAttribute()
    case = UnicodeAttribute()
    subject = UnicodeAttribute()
    rule = UnicodeAttribute(null=True)


class StatsItem(Item):
    """`STATS` / `<month>#<rule>#<0..3>`: an attribute a figure."""


class CaseStore(CaseLists, frozen=True):
    def open(self, transaction: Transaction, case: Case, *, before: CaseId | None) -> None:
        """Put a new case; it is the newest about its subject from now on.

        `commit` raises CaseChanged where somebody else opened one since `before` was the newest.
        """
        transaction.put(_head(case), Item.PK.does_not_exist(), otherwise=CaseChanged())
        newest = SubjectItem.case == before if before else Item.PK.does_not_exist()
        if not case.refusal:
            transaction.put(SubjectItem(*subject_key(case.subject), case=case.id), newest, otherwise=CaseChanged())
            transaction.put(Item(*owned_key(case.owner, case.id)))

    def step(self, transaction: Transaction, before: Case, after: Case) -> None:
        """The head after an event. `commit` raises CaseChanged where it isn't as it was read."""
        transaction.put(_head(after), CaseItem.rev == before.rev, otherwise=CaseChanged())

    def note(self, transaction: Transaction, case: Case, event: AnyEvent) -> None:
        """The event itself, at the number that the case has after it."""
        written = msgspec.json.encode(event).decode()
        transaction.create(
            EventItem(*event_key(case.id, case.rev), event=written, expires_at=_passes(case)),
            otherwise=CaseChanged(),
        )

    def report(self, transaction: Transaction, case: CaseId, who: str, report: Report, contact: str = "") -> None:
        """Note who reported, once each. `commit` raises CaseChanged where they did already."""
        item = ReportItem(
            *report_key(case, who),
            id=report.id,
            reason=report.reason,
            note=report.note or None,
            contact=contact or None,
        )
        transaction.create(item, otherwise=CaseChanged())

    def follow(self, transaction: Transaction, followed: CaseId, case: CaseId) -> None:
        """Note that a case was decided only because of another one: it falls with that."""
        transaction.put(Item(*follower_key(followed, case)))

    def unfollow(self, followed: CaseId, case: CaseId) -> None:
        """It fell with it, or will never. Idempotent."""
        Item(*follower_key(followed, case)).delete()

    def tell_owner(self, transaction: Transaction, case: Case) -> None:
        """Have the case stand among the decisions about its owner's things. Idempotent."""
        transaction.put(
            ModeratedItem(
                *moderated_key(case.owner, case.id),
                refusal=True if case.refusal else None,
                expires_at=_passes(case),
            )
        )

    def strike(self, transaction: Transaction, owner: AccountId, strike: Strike) -> None:
        transaction.put(
            StrikeItem(
                *strike_key(owner, strike.case), rule=strike.rule, action=strike.action, expires_at=strike.expires_at
            )
        )

    def void_strike(self, transaction: Transaction, owner: AccountId, case: CaseId) -> None:
        transaction.delete(StrikeItem(*strike_key(owner, case)))

    def audit_deed(
        self, transaction: Transaction, case: Case, *, judge: str, deed: str, rule: str, at: datetime
    ) -> None:
        transaction.put(
            AuditItem(
                f"{AUDIT}{at:%Y-%m}",
                new_id(at),
                judge=judge or None,
                deed=deed,
                case=case.id,
                subject=f"{case.subject.kind}#{case.subject.id}",
                rule=rule or None,
                expires_at=epoch(at + AUDIT_STAYS),
            )
        )

    def count(self, transaction: Transaction, case: CaseId, rule: str, at: datetime, *figures: str) -> None:
        """Add one to each of these figures of a rule and month, on one of four shards."""
        shard = ord(case[-1]) % 4
        item = StatsItem(STATS, f"{at:%Y-%m}#{rule}#{shard}")
        transaction.update(item, [Path([figure]).add(1) for figure in figures])

    def finish(self, case: Case) -> None:
        """Note that all was carried out that holds of a case (1 update; none where that is noted already). Retry-safe.

        Raises CaseChanged where it isn't as it was read.
        """
        if case.settled <= case.carried:
            return
        done = msgspec.structs.replace(case, carried=case.settled)
        actions = [CaseItem.carried.set(case.settled), *_due_actions(done)]
        with guarded(CaseChanged()):
            CaseItem(*case_key(case.id)).update(actions=actions, condition=CaseItem.rev == case.rev)

    def expect(self, transaction: Transaction, case: Case) -> None:
        """Have a consequence happen only while the case is as it was read: `commit` raises CaseChanged."""
        transaction.check(CaseItem(*case_key(case.id)), CaseItem.rev == case.rev, otherwise=CaseChanged())

    def erase(self, owner: AccountId) -> bool:
        """Remove a deleted account's decisions, strikes and refused texts; end the cases about its things.

        True where more is left. Retry-safe. Raises CaseChanged where a moderator was at one: begin again.
        """
        rows = self.reader.query(f"USER#{owner}", prefix=MODERATED, limit=_ERASED_AT_ONCE)
        for row in rows:
            if row.get("refusal"):
                self._erase_case(f"CASE#{row['SK'].removeprefix(MODERATED)}")
            Item(row["PK"], row["SK"]).delete()
        strikes = self.reader.query(f"USER#{owner}", prefix=STRIKE, limit=_ERASED_AT_ONCE)
        for row in strikes:
            Item(row["PK"], row["SK"]).delete()
        owned = self.reader.query(f"USER#{owner}", prefix=OWNED, limit=_ERASED_AT_ONCE)
        for row in owned:
            self._end(row["SK"].removeprefix(OWNED))
            Item(row["PK"], row["SK"]).delete()
        return _ERASED_AT_ONCE in (len(rows), len(strikes), len(owned))

    def _end(self, case_id: str) -> None:
        """End a case whose owner is gone: nothing of it waits any more, and none of their words are left in it."""
        try:
            case = self.get(case_id)
        except CaseNotFound:
            return
        event = Ended(at=case.since)
        after = msgspec.structs.replace(apply(case, event), carried=case.settled)
        transaction = Transaction()
        self.step(transaction, case, after)
        self.note(transaction, after, event)
        for number, told in enumerate(self.events(case.id), start=1):
            if isinstance(told, Appealed):
                silent = msgspec.json.encode(msgspec.structs.replace(told, statement="")).decode()
                transaction.put(EventItem(*event_key(case.id, number), event=silent))
        if case.subject.kind == "account":
            transaction.delete(SubjectItem(*subject_key(case.subject)))
        transaction.commit()

    def _erase_case(self, partition: str) -> None:
        for row in self.reader.query(partition, limit=_ERASED_AT_ONCE):
            Item(row["PK"], row["SK"]).delete()


def _passes(case: Case) -> int | None:
    """When a case about a refused text is forgotten; others stay."""
    return epoch(parse(case.opened_at) + REFUSALS_STAY) if case.refusal else None


def _head(case: Case) -> CaseItem:
    key = case_key(case.id)
    return CaseItem(
        *key,
        type="case",
        GSI1PK=QUEUE if case.waits else None,
        GSI1SK=queue_place(case) if case.waits else None,
        GSI2PK=due.partition(key[0]) if case.due else None,
        GSI2SK=_due_at(case),
        rev=case.rev,
        settled=case.settled,
        carried=case.carried,
        status=case.status,
        state=msgspec.json.encode(case).decode(),
        expires_at=_passes(case),
    )


def _due_at(case: Case) -> str | None:
    return due.sort_key(parse(case.due), case_key(case.id)[0]) if case.due else None


def _due_actions(case: Case) -> list[Action]:
    when = _due_at(case)
    if when is None:
        return [CaseItem.GSI2PK.remove(), CaseItem.GSI2SK.remove()]
    return [CaseItem.GSI2PK.set(due.partition(case_key(case.id)[0])), CaseItem.GSI2SK.set(when)]
