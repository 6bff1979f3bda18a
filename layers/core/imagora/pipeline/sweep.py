"""Once a minute: whatever is due and not done is looked at again, so that no lost wake-up strands anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from aws_lambda_powertools import Logger

from imagora.accounts.errors import AccountNotFound
from imagora.accounts.store import postpone_erasure
from imagora.feeds.dormant import Dormant
from imagora.generation.lanes import call_for
from imagora.generation.models import Job
from imagora.generation.settlement import Settlement
from imagora.graph.service import Graph
from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import AccountId, JobId, MediaId, PostId
from imagora.kernel.messages import (
    AccountChanged,
    AccountDeleted,
    CaseSettled,
    Deliver,
    Followed,
    JobDrawn,
    JobEnded,
    JudgeAgain,
    LookAgain,
    MediaSettled,
    Message,
    PostEnded,
    PostPublished,
    Reposted,
    Unreposted,
)
from imagora.kernel.queues import Queue
from imagora.media.inspecting import Inspecting
from imagora.media.library import Library
from imagora.media.looks import Looks
from imagora.media.models import LOST, NOT_UPLOADED, StatusChanged
from imagora.media.store import MediaStore
from imagora.moderation.listing import CaseLists
from imagora.moderation.waiting import Waiting
from imagora.posts.models import Post
from imagora.posts.pending import HELD_LOOKED_AFTER
from imagora.posts.service import Posts
from imagora.posts.tally_store import Tallies
from imagora.table import due
from imagora.table.reader import Reader

log = Logger(child=True)

_A_SHARD = 50
_LOOK_AGAIN = timedelta(minutes=10)
_SAY_AGAIN = timedelta(minutes=30)
_TRY_AGAIN = timedelta(seconds=40)  # at the next tick, whatever that machine's clock says
_GIVEN_UP = {"upload": NOT_UPLOADED, "generated": LOST}


@dataclass(frozen=True, slots=True)
class Due:
    """An item that is due; `seen` is its due key, so that only who sees it unchanged postpones it."""

    pk: str
    sk: str
    seen: str

    @property
    def kind(self) -> str:
        return self.pk.partition("#")[0]

    @property
    def name(self) -> str:
        return self.pk.partition("#")[2]


@dataclass(frozen=True)
class Sweep:
    """`overdue` counts cases that wait for longer than was promised."""

    reader: Reader
    queues: Mapping[str, Queue]
    jobs: Settlement
    media: MediaStore
    library: Library
    inspecting: Inspecting
    posts: Posts
    graph: Graph
    tallies: Tallies
    dormant: Dormant
    cases: CaseLists
    waiting: Waiting
    sweep_signup: Callable[[AccountId], object]
    overdue: Callable[[int], object]
    recheck: Callable[[], object]
    resumed: Callable[[], Iterable[Job]]
    now: Clock

    def run(self) -> int:
        """Look after what is due, at most 50 a shard, oldest first. Answers how many there were. Retry-safe.

        Raises Unavailable where a shard couldn't be read, once all else was looked after: it mustn't keep that waiting.
        """
        swept, unread = 0, None
        for shard in range(due.SHARDS):
            try:
                swept += self._sweep_shard(shard)
            except Unavailable as error:
                unread = error
        swept += self._look_over() + self._judge_again() + self._resume()
        if unread is not None:
            raise unread
        return swept

    def _sweep_shard(self, shard: int) -> int:
        until = rfc3339(self.now())
        rows = self.reader.query(f"DUE#{shard}", index="GSI2", limit=_A_SHARD, between=("0", until), ascending=True)
        for row in rows:
            self._look_after(Due(str(row["PK"]), str(row["SK"]), str(row["GSI2SK"])))
        return len(rows)

    def _resume(self) -> int:
        """Send on what waited at a ceiling and has room now: a bounded number, on a lane of its own."""
        resumed = list(self.resumed())
        for job in resumed:
            self._call(job)
        return len(resumed)

    def _look_over(self) -> int:
        """Have pictures that are shown looked at once more: a bounded number, on a lane of its own."""
        rows = Looks(self.reader, self.now).due()
        for row in rows:
            self._look_after(Due(str(row["PK"]), str(row["SK"]), str(row["GSI2SK"])))
        return len(rows)

    def _judge_again(self) -> int:
        """Send what waits for a checker to be judged again: a bounded number, on a lane of its own."""
        taken = self.waiting.take()
        self.queues["activity"].send(
            [JudgeAgain(subject_kind=subject.kind, subject_id=subject.id) for subject in taken]  # type: ignore[arg-type]
        )
        return len(taken)

    def _look_after(self, found: Due) -> None:
        try:
            self._dispatch(found)
        except Exception:
            # One that can't be mended must not keep the others waiting: it stands back, and its log is an alarm.
            log.exception("sweeping failed", item=found.kind, id=found.name)
            with suppress(due.Settled):
                self._postpone(found, _TRY_AGAIN)

    def _dispatch(self, found: Due) -> None:
        match found.kind, found.sk.partition("#")[0]:
            case "JOB", _:
                self._job(found)
            case "MEDIA", _:
                self._media(found, MediaId(found.name))
            case "CHECK", _:
                self.inspecting.give_up(found.name)
            case "POST", _:
                self._post(found)
            case "REPOSTS", _:
                self._repost(found)
            case "TALLY", _:
                self.tallies.fold(PostId(found.name))
            case (("FEED" | "HOOK"), _):
                self._persons(found)
            case (("CASE" | "RECHECK"), _):
                self._moderation(found)
            case "USER", what:
                self._account(found, what)

    def _account(self, found: Due, what: str) -> None:
        match what:
            case "FOLLOW":
                self._follow(found)
            case "SIGNUP":
                self.sweep_signup(AccountId(found.name))
            case "ADMIT":
                self.graph.admit_waiting(AccountId(found.name))
            case "PROFILE":
                self._profile(found)

    def _postpone(self, found: Due, by: timedelta) -> None:
        due.postpone(found.pk, found.sk, seen=found.seen, until=self.now() + by)

    def _again(self, found: Due, queue: str, message: Message) -> None:
        """Send what got lost, and leave it time; unless its stage was done with it in between."""
        with suppress(due.Settled):
            self._postpone(found, _LOOK_AGAIN)
            self.queues[queue].send([message])

    def _profile(self, found: Due) -> None:
        """Start a deleted account's erasure again, and leave it time; or have an account's name indexed."""
        account = AccountId(found.name)
        try:
            postpone_erasure(account, now=self.now())
        except AccountNotFound:  # it is done, or the account lives
            self._again(found, "activity", AccountChanged(account_id=account))
            return
        self.queues["erasure"].send([AccountDeleted(account_id=account)])

    def _persons(self, found: Due) -> None:
        """Somebody who wasn't seen for long, or a delivery to their webhook whose next try is due, or got lost."""
        account = AccountId(found.name)
        if found.kind == "HOOK":
            self._again(found, "webhook", Deliver(account_id=account, event_id=found.sk.partition("#")[2]))
            return
        with suppress(due.Settled):  # they were seen in between
            self.dormant.look_after(account, due_key=found.seen)

    def _follow(self, found: Due) -> None:
        followee = AccountId(found.sk.partition("#")[2])
        self._again(found, "fanout", Followed(follower_id=AccountId(found.name), followee_id=followee))

    def _repost(self, found: Due) -> None:
        """A repost that wasn't carried to the followers, or one that was taken back and is still in their feeds."""
        post_id, by = PostId(found.name), AccountId(found.sk)
        row = self.reader.get((found.pk, found.sk), consistent=True)
        if row is None:
            return
        if row.get("undone"):
            self._again(found, "fanout", Unreposted(post_id=post_id, by=by, position=row["position"]))
            return
        message = Reposted(
            post_id=post_id, author_id=row["a"], by=by, position=row["position"],
            quote=row.get("q"), quote_author=row.get("qa"),
        )  # fmt: skip
        self._again(found, "fanout", message)

    def _job(self, found: Due) -> None:
        job_id = JobId(found.name)
        verdict = self.jobs.sweep(job_id)
        if verdict == "over":
            self._again(found, "erasure", JobEnded(job_id=job_id))
        elif verdict == "wake":
            self._wake(job_id)

    def _wake(self, job_id: JobId) -> None:
        """Send whichever message the job waits for, if it still does."""
        job = self.jobs.jobs.get(job_id)
        if job is not None and job.status == "queued":
            self._call(job)
        elif job is not None:
            self.queues["settlement"].send([JobDrawn(job_id=job_id)])

    def _call(self, job: Job) -> None:
        queue, message = call_for(job.id, job.lane, rfc3339(job.begun_at) if job.begun_at else None)
        self.queues[queue].send([message])

    def _media(self, found: Due, media_id: MediaId) -> None:
        """A medium whose bytes never came, or never got through: it ends, and whoever waits for it is told.

        One whose case doesn't say yet what checkers said, or about which they are to be asked once more.
        """
        media = self.media.get(media_id)
        if media is None:
            return
        if media.opinion:
            self._again(found, "settlement", MediaSettled(media_id=media_id))
        elif media.again is not None:
            self._again(found, "media", LookAgain(media_id=media_id, attempt=media.again))
        if media.status == "processing":
            try:
                self.library.give_up(media, _GIVEN_UP[media.origin])
            except StatusChanged:
                return  # it got through after all

    def _post(self, found: Due) -> None:
        """A post that waits, wasn't spread, or whose pictures weren't taken away."""
        post = self.posts.posts.get(PostId(found.name))
        if post is None:
            return
        match post.status:
            case "pending":
                self._pending(found, post)
            case "published" if post.position:
                message = PostPublished(post_id=post.id, author_id=post.author, position=post.position)
                self._again(found, "fanout", message)
            case "deleted":
                self._again(found, "erasure", PostEnded(post_id=post.id, media_ids=list(post.media_ids)))

    def _moderation(self, found: Due) -> None:
        if found.kind == "RECHECK":
            self.recheck()
        else:
            self._case(found)

    def _case(self, found: Due) -> None:
        """A decision that wasn't carried out; or a case that waits for longer than was promised, which is an alarm."""
        case = self.cases.get(found.name)
        if case.unfinished:
            self._again(found, "activity", CaseSettled(case_id=case.id))
        elif case.due is not None:
            with suppress(due.Settled):  # somebody took it up in between
                self._postpone(found, _SAY_AGAIN)
                log.warning("a case waits for too long", case=case.id, since=case.since, urgent=case.urgent)
                self.overdue(1)

    def _pending(self, found: Due, post: Post) -> None:
        if post.held_by is not None:  # in case a decision's message got lost
            with suppress(due.Settled):
                self._postpone(found, HELD_LOOKED_AFTER)
                self.queues["activity"].send([CaseSettled(case_id=post.held_by)])
            return
        if self.posts.publish_pending(post.id):
            with suppress(due.Settled):  # it went out in between
                self._postpone(found, _LOOK_AGAIN)
