"""What a decision does to posts, pictures and accounts, and whom it tells. All of it follows from the case alone.

Each write is made on the condition that the case is as it was read. So decisions may be told twice, late or out of
order: whoever comes too late finds the case changed, and does what holds now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from imagora.accounts import store as account_store
from imagora.accounts.errors import AccountNotFound
from imagora.accounts.rows import profile_key
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import AccountId, MediaId, PostId
from imagora.media.edge import Edge
from imagora.media.library import Library
from imagora.media.models import Label, Rejection
from imagora.moderation.case import Case, CaseId
from imagora.moderation.errors import CaseChanged, CaseNotFound
from imagora.moderation.ladder import has_strike
from imagora.moderation.rulebook import CODES, rule
from imagora.moderation.store import CaseStore
from imagora.notifications.service import Notifications
from imagora.pipeline.muting import Muting
from imagora.pipeline.spreading import Spreading, spreads
from imagora.posts.models import Post
from imagora.posts.withdrawal import Withdrawal
from imagora.table.transaction import Transaction

_TRIES = 4


@dataclass(frozen=True)
class Consequences:
    cases: CaseStore
    withdrawal: Withdrawal
    library: Callable[[], Library]
    edge: Callable[[], Edge]
    notifications: Callable[[], Notifications]
    spreading: Callable[[], Spreading]
    muting: Muting

    def apply(self, case_id: str) -> None:
        """Carry out all that holds of a case, and tell its owner. Retry-safe.

        Raises Unavailable where things keep changing: the message comes again.
        """
        try:
            self._while_it_holds(case_id, self._finish)
        except CaseNotFound:
            return  # it passed, or went with its owner's account

    def at_once(self, case_id: CaseId) -> None:
        """What of it needs the table alone, so that the moderator's own request sees it done. `apply` repeats it."""
        self._while_it_holds(case_id, self._in_the_table)

    def _while_it_holds(self, case_id: str, carry_out: Callable[[Case], None]) -> None:
        for _ in range(_TRIES):
            try:
                carry_out(self.cases.get(case_id))
            except CaseChanged:
                continue
            return
        raise Unavailable

    def _finish(self, case: Case) -> None:
        self._carry_out(case)
        if has_strike(case):
            self.muting.settle(case.owner)
        self.spreading().settle(case)
        self._tell(case)
        self._tell_reporters(case)
        if case.unfinished:
            self.cases.finish(case)

    def _carry_out(self, case: Case) -> None:
        match case.subject.kind:
            case "post":
                self._post(case, PostId(case.subject.id))
            case "media":
                self._media(case, MediaId(case.subject.id))
        self._account(case)

    def _in_the_table(self, case: Case) -> None:
        if case.subject.kind == "post":
            self._posts(case, [PostId(case.subject.id)])
        self._account(case)

    def _post(self, case: Case, post_id: PostId) -> None:
        """The post first, then those of its pictures that no other post shows; back the other way round.

        Under a rule whose pictures must not come back all of its pictures go, and whatever else shows them.
        """
        if _takes_away(case):
            post = self._posts(case, [post_id])
            if post is not None:
                self._pictures(case, post)
            return
        others: list[PostId] = []
        if case.last is not None:
            found = self.withdrawal.posts.get(post_id)
            for media_id in found.media_ids if found is not None else ():
                others += self._release(case, media_id)
        self._posts(case, [*dict.fromkeys(others), post_id])

    def _pictures(self, case: Case, post: Post) -> None:
        for media_id in post.media_ids:
            if spreads(case):
                self._media(case, media_id)
            elif (one := self.library().store.get(media_id)) is not None and one.posts <= 1:
                self._withhold(case, media_id)

    def _media(self, case: Case, media_id: MediaId) -> None:
        """The picture, then whatever shows it. Labels first, so that a post which is made meanwhile has them, too."""
        if _takes_away(case):
            self._withhold(case, media_id)
            media = self.library().store.get(media_id)
            shown: Sequence[PostId] = media.shown_in if media is not None else ()
        else:
            self.library().label(media_id, case.id, _labels(case), partial(self._expect, case))
            shown = self._release(case, media_id)
        self._posts(case, shown)

    def _release(self, case: Case, media_id: MediaId) -> Sequence[PostId]:
        """Let a picture out again; the posts that show it."""
        self.library().release(media_id, case.id, partial(self._expect, case))
        media = self.library().store.get(media_id)
        return media.shown_in if media is not None and media.status == "ready" else ()

    def _withhold(self, case: Case, media_id: MediaId) -> None:
        gone = self.library().withhold(media_id, _rejection(case), case.id, partial(self._expect, case))
        if gone is None:
            return
        self.edge().forget([gone.key])
        self.spreading().taken(case, gone)

    def _posts(self, case: Case, post_ids: Sequence[PostId]) -> Post | None:
        """Withdraw, restore and label these posts as the case has it; the last one that was taken away."""
        expect = partial(self._expect, case)
        taken, labels = None, _labels(case)
        for post_id in post_ids:
            if _takes_away(case):
                taken = self.withdrawal.withdraw(post_id, case.id, expect)
                continue
            if case.checks and case.in_force is not None and case.in_force.action != "suspend":
                self.withdrawal.admit(post_id, case.id, expect)
            if case.last is not None or case.subject.kind == "media":
                self.withdrawal.restore(post_id, case.id, expect)
            if labels or case.last is not None:
                self.withdrawal.label(post_id, case.id, labels, expect)
        return taken

    def _account(self, case: Case) -> None:
        verdict = case.in_force
        if verdict is not None and verdict.action == "suspend":
            self._suspend(case)
        elif case.last is not None and case.first is not None and case.first.action == "suspend":
            self._lift(case)

    def _suspend(self, case: Case) -> None:
        transaction = Transaction()
        self._expect(case, transaction)
        account_store.suspend(transaction, case.owner, case.id)
        try:
            transaction.commit()
        except AccountNotFound:
            return  # it was deleted meanwhile

    def _lift(self, case: Case) -> None:
        for _ in range(_TRIES):
            row = self.cases.reader.get(profile_key(case.owner), consistent=True) or {}
            held = frozenset[str](row.get("suspended_by") or ())
            if case.id not in held or row["status"] != "suspended":
                return
            transaction = Transaction()
            self._expect(case, transaction)
            account_store.lift(transaction, AccountId(case.owner), case.id, last=held == {case.id})
            try:
                transaction.commit()
            except AccountNotFound:
                continue
            return
        raise Unavailable

    def _expect(self, case: Case, transaction: Transaction) -> None:
        self.cases.expect(transaction, case)

    def _tell_reporters(self, case: Case) -> None:
        """Who reported it by name is told once that somebody looked, whatever came of it."""
        for told in case.named if case.first is not None else ():
            report = self.cases.reported(case.id, told.by) if told.by and told.by != case.owner else None
            if report is not None and told.by:
                self.notifications().report_looked_at(told.by, report.id)

    def _tell(self, case: Case) -> None:
        """The owner is told of what was decided against them, and of what became of their appeal; never of a refusal,
        which they saw themselves."""
        verdict = case.in_force
        against = verdict is not None and verdict.action not in ("approve", "dismiss")
        if case.last is not None or (against and not case.refusal):
            self.notifications().moderated(case.owner, case.id, case.settled)


def _labels(case: Case) -> tuple[Label, ...]:
    """What stands on what the case is about, from now on."""
    verdict = case.in_force
    if verdict is None or verdict.action != "label":
        return ()
    source: Literal["ai", "moderator"] = "ai" if verdict.judge.kind == "ai" else "moderator"
    return tuple(Label(value, source, case.id, verdict.sure.get(value)) for value in verdict.labels)


def _takes_away(case: Case) -> bool:
    verdict = case.in_force
    if verdict is None:
        return False
    return verdict.action == "reject" or (verdict.action == "suspend" and case.subject.kind == "media")


def _rejection(case: Case) -> Rejection:
    code = case.in_force.rule if case.in_force else None
    title = rule(code).en.title if code in CODES and code else "A decision"
    return Rejection(code or "moderator", f"{title}: this picture was taken away. You can appeal.")
