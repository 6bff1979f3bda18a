"""Cases as they are read: their keys, and who asks for them how. Writing is the store's.

`CASE#<case>` holds the head (`CASE`: the fold of all events, as JSON), the events (`E#<rev>`) and who reported
(`R#<account>`); GSI1 is the moderators' queue, urgent ones first, then by since when they wait.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from imagora.kernel.ids import AccountId, is_id
from imagora.moderation.case import Case, CaseId
from imagora.moderation.errors import CaseNotFound
from imagora.moderation.events import AnyEvent, Subject
from imagora.table.paging import Page, PageRequest, cut
from imagora.table.reader import Key, Reader, Row

QUEUE = "QUEUE"
AUDIT = "AUDIT#"
STATS = "STATS"
MODERATED, STRIKE, FOLLOWER, OWNED = "MODERATED#", "STRIKE#", "FOLLOWER#", "CASE#"

_CASE = msgspec.json.Decoder(Case)
_EVENT = msgspec.json.Decoder(AnyEvent)
_MOST_EVENTS = 200
_MOST_STRIKES = 100


class Report(msgspec.Struct, frozen=True):
    """What somebody reported, as they are told of it again."""

    id: str
    reason: str
    note: str


class Strike(msgspec.Struct, frozen=True):
    """What counts against an account until it expires (epoch seconds)."""

    case: CaseId
    rule: str
    action: str
    expires_at: int


class Deed(msgspec.Struct, frozen=True):
    """What a moderator did, as the audit log keeps it. `judge` is empty for the operator."""

    id: str
    judge: str
    deed: str
    case: CaseId
    subject: Subject
    rule: str = ""


def case_key(case: str) -> Key:
    return f"CASE#{case}", "CASE"


def event_key(case: str, rev: int) -> Key:
    return f"CASE#{case}", f"E#{rev:06}"


def report_key(case: str, who: str) -> Key:
    return f"CASE#{case}", f"R#{who}"


def subject_key(subject: Subject) -> Key:
    """Where the newest case about something is named."""
    return f"SUBJECT#{subject.kind}#{subject.id}", "CASE"


def follower_key(followed: str, case: str) -> Key:
    """There for each case that was decided only because of this one, about a copy of its picture."""
    return f"CASE#{followed}", f"{FOLLOWER}{case}"


def moderated_key(owner: str, case: str) -> Key:
    """There for each decision about somebody's own things."""
    return f"USER#{owner}", f"{MODERATED}{case}"


def owned_key(owner: str, case: str) -> Key:
    """There for each case about somebody's things, for the erasure of their account to find."""
    return f"USER#{owner}", f"{OWNED}{case}"


def strike_key(owner: str, case: str) -> Key:
    return f"USER#{owner}", f"{STRIKE}{case}"


def queue_place(case: Case) -> str:
    return f"{0 if case.urgent else 1}#{case.since}#{case.id}"


def case_of(row: Row) -> Case:
    case = _CASE.decode(row["state"])
    carried = row.get("carried", case.settled)  # heads of before it was noted
    return case if case.carried == carried else msgspec.structs.replace(case, carried=carried)


class CaseLists(msgspec.Struct, frozen=True):
    reader: Reader

    def get(self, case: str) -> Case:
        """One case as it is at this moment (1 consistent read). Raises CaseNotFound."""
        row = self.reader.get(case_key(case), consistent=True) if is_id(case) else None
        if row is None:
            raise CaseNotFound
        return case_of(row)

    def about(self, subject: Subject) -> Case | None:
        """The newest case about something, if there ever was one (2 consistent reads)."""
        row = self.reader.get(subject_key(subject), consistent=True)
        found = self.reader.get(case_key(row["case"]), consistent=True) if row else None
        return case_of(found) if found else None

    def events(self, case: CaseId) -> list[AnyEvent]:
        """All that happened, in order (1 Query)."""
        rows = self.reader.query(case_key(case)[0], prefix="E#", limit=_MOST_EVENTS, ascending=True, consistent=True)
        return [_EVENT.decode(row["event"]) for row in rows]

    def followers(self, case: CaseId, *, limit: int) -> list[CaseId]:
        """Cases that were decided only because of this one (1 Query)."""
        rows = self.reader.query(case_key(case)[0], prefix=FOLLOWER, limit=limit, ascending=True, consistent=True)
        return [CaseId(row["SK"].removeprefix(FOLLOWER)) for row in rows]

    def reported(self, case: CaseId, by: AccountId) -> Report | None:
        """What this account reported of it (1 consistent read)."""
        row = self.reader.get(report_key(case, by), consistent=True)
        return Report(row["id"], row["reason"], row.get("note", "")) if row else None

    def queue(self, page: PageRequest) -> Page[Case]:
        """What waits: urgent ones first, then the oldest (2 steps)."""
        rows = self.reader.query(QUEUE, index="GSI1", limit=page.limit + 1, after=page.after, ascending=True)
        listed = cut(rows, page.limit, lambda row: str(row["GSI1SK"]))
        return Page(self._heads([str(row["PK"]) for row in listed.items]), listed.next)

    def about_owner(self, owner: AccountId, page: PageRequest) -> Page[Case]:
        """Decisions about somebody's own things, the newest case first (2 steps)."""
        after = None if page.after is None else MODERATED + page.after
        rows = self.reader.query(f"USER#{owner}", prefix=MODERATED, limit=page.limit + 1, after=after)
        listed = cut(rows, page.limit, lambda row: str(row["SK"]).removeprefix(MODERATED))
        heads = self._heads([f"CASE#{row['SK'].removeprefix(MODERATED)}" for row in listed.items])
        return Page(heads, listed.next)

    def _heads(self, partitions: Sequence[str]) -> list[Case]:
        rows = self.reader.batch([(partition, "CASE") for partition in partitions], consistent=True)
        return [case_of(rows[partition, "CASE"]) for partition in partitions if (partition, "CASE") in rows]

    def strikes(self, owner: AccountId, now: int, *, consistent: bool = False) -> list[Strike]:
        """What counts against an account, newest first (1 Query)."""
        rows = self.reader.query(f"USER#{owner}", prefix=STRIKE, limit=_MOST_STRIKES, consistent=consistent)
        found = [
            Strike(CaseId(row["SK"].removeprefix(STRIKE)), row["rule"], row["action"], row["expires_at"])
            for row in rows
        ]
        return [strike for strike in found if strike.expires_at > now]

    def audit(self, month: str, page: PageRequest) -> Page[Deed]:
        """What moderators did in a month (`2026-11`), newest first (1 Query)."""
        rows = self.reader.query(f"{AUDIT}{month}", limit=page.limit + 1, after=page.after)
        listed = cut(rows, page.limit, lambda row: str(row["SK"]))
        return listed.map(_deed)


def _deed(row: Row) -> Deed:
    kind, _, subject = row["subject"].partition("#")
    return Deed(
        row["SK"], row.get("judge", ""), row["deed"], CaseId(row["case"]), Subject(kind, subject), row.get("rule", "")
    )
