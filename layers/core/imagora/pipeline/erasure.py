"""Taking away what was deleted, or what nobody wants: pictures of ended posts and jobs, everything of an account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from imagora.accounts.errors import AccountNotFound
from imagora.credits.service import Credits
from imagora.feeds.store import FeedStore
from imagora.generation.store import JobStore
from imagora.graph.relations import Relations
from imagora.graph.service import Graph
from imagora.kernel.ids import AccountId, JobId, MediaId
from imagora.kernel.messages import AccountDeleted, Erase, JobEnded, PostEnded
from imagora.kernel.queues import Queue
from imagora.media.edge import Edge
from imagora.media.store import MediaStore
from imagora.moderation.store import CaseStore
from imagora.notifications.store import NoteStore
from imagora.pipeline.originals import Originals
from imagora.posts.reactions import Reactions
from imagora.posts.service import Posts
from imagora.posts.store import PostStore
from imagora.webhooks.service import Webhooks

_STEP = 25
"""How many things of each kind one run erases; then it goes on with a new message."""


class StillAlive(Exception):
    """This account was not deleted: a message that nobody should have sent."""


@dataclass(frozen=True)
class Eraser:
    posts: Posts
    reactions: Reactions
    post_store: PostStore
    media: MediaStore
    jobs: JobStore
    credits: Credits
    feeds: FeedStore
    notes: NoteStore
    graph: Graph
    relations: Relations
    cases: CaseStore
    queue: Queue
    edge: Edge
    originals: Originals
    webhooks: Webhooks
    erase_account: Callable[[AccountId], bool]

    def erase(self, message: Erase) -> None:
        """Take away what this message names. Retry-safe: what is gone already is passed over."""
        match message:
            case PostEnded():
                self._post(message)
            case JobEnded():
                self._job(message.job_id)
            case AccountDeleted():
                self._account(message)

    def _withdraw(self, media_ids: Sequence[MediaId]) -> None:
        self.posts.remove_pictures(media_ids)
        removed = [one for one in self.media.batch(media_ids).values() if one.status == "removed"]
        self.edge.forget([one.key for one in removed])
        self.originals.forget([one.id for one in removed])

    def _post(self, message: PostEnded) -> None:
        self._withdraw(message.media_ids)
        post = self.post_store.get(message.post_id)
        if post is not None and post.status == "deleted":
            self.post_store.forget(post.id)

    def _job(self, job_id: JobId) -> None:
        job = self.jobs.get(job_id)
        if job is not None and job.status in ("blocked", "failed", "cancelled"):
            nobodys = [one for one in job.media if one not in job.kept]
            self._withdraw([one.id for one in self.media.fresh(nobodys) if one.withheld_by is None])
            self.jobs.forget(job.id)

    def _account(self, message: AccountDeleted) -> None:
        """One bounded step of erasing an account; the profile goes last, so that the sweep finds it until then.

        Raises StillAlive, before anything is touched, for an account that wasn't deleted.
        """
        account = message.account_id
        try:
            if self.graph.accounts.profile(account, consistent=True).status != "deleted":
                raise StillAlive
        except AccountNotFound:
            return  # done: this message came again
        if self._content(account) or self._relations(account) or self.erase_account(account):
            self.queue.send([message])

    def _relations(self, account: AccountId) -> bool:
        return (
            self.graph.erase(account)
            or self.relations.erase(account)
            or self.cases.erase(account)
            or self.webhooks.erase(account)
        )

    def _content(self, account: AccountId) -> bool:
        """Posts first, since each counts down the pictures that it shows; jobs next, so that none draws any more."""
        return self.reactions.erase(account) or self._posts(account) or self._pictures(account)

    def _posts(self, account: AccountId) -> bool:
        published = [post for post, _, _ in self.post_store.of_author(account, limit=_STEP)]
        pending = list(self.post_store.pending_of(account, limit=_STEP))
        for post_id in (*published, *pending):
            self.posts.erase(post_id)
        return bool(published or pending)

    def _pictures(self, account: AccountId) -> bool:
        jobs = self.jobs.of_owner(account, limit=_STEP, after=None)
        self.jobs.erase(jobs)
        media = self.media.of_owner(account, limit=_STEP)
        self.originals.forget(media)
        for media_id in media:
            self.posts.library.erase(media_id)
        entries = self.feeds.erase(account, limit=_STEP)
        notes = self.notes.erase(account, limit=_STEP)
        credits_left = self.credits.erase(account, limit=_STEP)
        return bool(jobs or media or entries or notes or credits_left)
