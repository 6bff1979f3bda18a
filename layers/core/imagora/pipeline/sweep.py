"""Once a minute: whatever is due and not done is looked at again, so that no lost wake-up strands anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from aws_lambda_powertools import Logger

from imagora.accounts.errors import AccountNotFound
from imagora.accounts.store import postpone_erasure
from imagora.generation.settlement import Settlement
from imagora.graph.service import Graph
from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.ids import AccountId, JobId, MediaId, PostId
from imagora.kernel.messages import AccountDeleted, Generate, JobDrawn
from imagora.kernel.queues import Queue
from imagora.media.library import Library
from imagora.media.models import Rejection, StatusChanged
from imagora.media.store import MediaStore
from imagora.posts.models import StatusChanged as PostChanged
from imagora.posts.service import Posts
from imagora.table import due
from imagora.table.reader import Reader

log = Logger(child=True)

_A_SHARD = 50
_LOOK_AGAIN = timedelta(minutes=10)
_LOST = {
    "upload": Rejection("not_uploaded", "No file came for this upload. Start again."),
    "generated": Rejection("lost", "This picture was lost on its way and is not charged."),
}


@dataclass(frozen=True)
class Sweep:
    reader: Reader
    queues: Mapping[str, Queue]
    jobs: Settlement
    media: MediaStore
    library: Library
    posts: Posts
    graph: Graph
    sweep_signup: Callable[[AccountId], object]
    now: Clock

    def run(self) -> int:
        """Look after what is due, at most 50 a shard, oldest first. Answers how many there were. Retry-safe."""
        until = rfc3339(self.now())
        swept = 0
        for shard in range(due.SHARDS):
            rows = self.reader.query(f"DUE#{shard}", index="GSI2", limit=_A_SHARD, between=("0", until), ascending=True)
            for row in rows:
                self._look_after(str(row["PK"]), str(row["SK"]), str(row["GSI2SK"]))
                swept += 1
        return swept

    def _look_after(self, pk: str, sk: str, seen: str) -> None:
        kind, _, name = pk.partition("#")
        try:
            self._dispatch(kind, name, sk)
        except Exception:
            # One that can't be mended must not keep the others waiting: it stands back, and its log is an alarm.
            log.exception("sweeping failed", item=kind, id=name)
            with suppress(due.Settled):
                due.postpone(pk, sk, seen=seen, until=self.now() + _LOOK_AGAIN)

    def _dispatch(self, kind: str, name: str, sk: str) -> None:
        match kind, sk:
            case "JOB", _:
                self._job(JobId(name))
            case "MEDIA", _:
                self._media(MediaId(name))
            case "POST", _:
                self._post(PostId(name))
            case "USER", "SIGNUP":
                self.sweep_signup(AccountId(name))
            case "USER", "ADMIT":
                self.graph.admit_waiting(AccountId(name))
            case "USER", "PROFILE":
                self._erasure(AccountId(name))

    def _erasure(self, account: AccountId) -> None:
        """Start a deleted account's erasure again, and leave it time."""
        try:
            postpone_erasure(account, now=self.now())
        except AccountNotFound:
            return  # it is done
        self.queues["erasure"].send([AccountDeleted(account_id=account)])

    def _job(self, job_id: JobId) -> None:
        if self.jobs.sweep(job_id):
            # Whichever stage it waits for: the other ignores the message.
            self.queues["generation"].send([Generate(job_id=job_id)])
            self.queues["settlement"].send([JobDrawn(job_id=job_id)])

    def _media(self, media_id: MediaId) -> None:
        """A medium whose bytes never came, or never got through: it ends, and whoever waits for it is told."""
        media = self.media.get(media_id)
        if media is not None and media.status == "processing":
            try:
                self.library.give_up(media, _LOST[media.origin])
            except StatusChanged:
                return  # it got through after all

    def _post(self, post_id: PostId) -> None:
        if self.posts.publish_pending(post_id):
            post = self.posts.posts.get(post_id)
            if post is not None:
                try:
                    self.posts.posts.postpone(post, self.now() + _LOOK_AGAIN)
                except PostChanged:
                    return  # it went out in between
