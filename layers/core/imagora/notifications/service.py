"""Telling people what others did: one method an event, each asking the table whether it still holds.

Every event may come twice, late, and in any order: a group counts an actor once, and a post tells an account once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from imagora.generation.store import JobStore
from imagora.graph.listing import request_key
from imagora.graph.service import Graph
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId, JobId, PostId
from imagora.notifications.audience import Audience
from imagora.notifications.concerned import concerned_by
from imagora.notifications.models import (
    ABOUT_OWN,
    Group,
    Kind,
    about_post,
    of_case,
    of_follows,
    of_generation,
    of_report,
    of_request,
    of_webhook,
)
from imagora.notifications.store import NoteStore
from imagora.posts.marks import LIKE, REPOST, mark_key
from imagora.posts.models import Post
from imagora.posts.store import PostStore
from imagora.table.reader import Key, Reader

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Notifications:
    """What `pipeline.activity` calls. All of it is retry-safe; Contended means: let the message come again."""

    store: NoteStore
    audience: Audience
    posts: PostStore
    jobs: JobStore
    graph: Graph
    reader: Reader
    now: Clock

    def post_out(self, post_id: PostId) -> None:
        """A post went out: whom it answers, whom it quotes and whom it mentions are told, each once."""
        post = self._published(post_id)
        if post is not None:
            self._tell_of(post, concerned_by(post.card, post.author))

    def post_edited(self, post_id: PostId) -> None:
        """A post says something else: whom it mentions now is told, unless it told them before."""
        post = self._published(post_id)
        if post is not None:
            mentioned = {one: kind for one, kind in concerned_by(post.card, post.author).items() if kind == "mention"}
            self._tell_of(post, mentioned)

    def post_gone(self, post_id: PostId, told: Mapping[AccountId, Kind]) -> None:
        """A post is out no more: who was told of it is told no more, nor its author of likes on a deleted one.

        Of one that was rejected its author sees none either, since the inbox leaves out what isn't there; they come
        back with it.
        """
        post = self.posts.get(post_id)
        if post is None or post.status != "published":
            gone = [(owner, about_post(kind, post_id)) for owner, kind in told.items()]
            if post is not None and post.status == "deleted":
                gone += [(post.author, about_post(kind, post_id)) for kind in sorted(ABOUT_OWN)]
            self.store.withdraw(gone)

    def liked(self, post_id: PostId, by: AccountId) -> None:
        self._marked(post_id, by, "like", LIKE)

    def reposted(self, post_id: PostId, by: AccountId) -> None:
        self._marked(post_id, by, "repost", REPOST)

    def followed(self, follower: AccountId, followee: AccountId) -> None:
        """Told once, though it be told again after the week, or undone and done again within two."""
        if not self.graph.follows(follower, followee):
            return
        now = self.now()
        if not self.store.knows(followee, of_follows(now - _WEEK), follower, now=now):
            self._tell(of_follows(now), {followee: "follow"}, by=follower)

    def requested(self, follower: AccountId, target: AccountId) -> None:
        if self._stands(request_key(follower, target)):
            self._tell(of_request(follower), {target: "follow_request"}, by=follower)

    def job_finished(self, job_id: JobId) -> None:
        """Its owner is told, unless it was they who ended it."""
        job = self.jobs.get(job_id)
        if job is not None and job.final and job.status != "cancelled":
            self._tell(of_generation(job_id), {job.owner: "generation"}, by=None)

    def remixed(self, owner: AccountId, post_id: PostId, by: AccountId) -> None:
        """Somebody published a picture made from one in this post of the owner's: told once, however many they make."""
        post = self._published(post_id)
        if post is not None and post.author == owner:
            self._tell(about_post("remix", post_id), {owner: "remix"}, by=by, threads=self._threads(post))

    def copied(self, owner: AccountId, post_id: PostId) -> None:
        """A published post's picture looks like an earlier one of this owner's."""
        post = self._published(post_id)
        if post is not None:
            for one in self.audience.willing({owner: "copy"}, by=post.author):
                group = about_post("copy", post.id)
                self.store.tell(one, group, post.author, now=self.now(), quote=post.card.quote)

    def copy_gone(self, owners: Iterable[AccountId], post_id: PostId) -> None:
        """A post is out no more: those whose picture it showed one like are told of it no more."""
        self.store.withdraw((owner, about_post("copy", post_id)) for owner in owners)

    def moderated(self, owner: AccountId, case: str, settled: int) -> None:
        """Somebody decided about the owner's things, or answered their appeal; one that is suspended is told, too."""
        self._tell(of_case(case, settled), {owner: "moderation"}, by=None)

    def report_looked_at(self, by: AccountId, report: str) -> None:
        """Somebody's report was looked at: they are told that, and nothing of what came of it."""
        self._tell(of_report(report), {by: "moderation"}, by=None)

    def webhook_disabled(self, owner: AccountId, event: str) -> None:
        """Deliveries to the owner's webhook failed for days, so it was turned off."""
        self._tell(of_webhook(event), {owner: "webhook"}, by=None)

    def _published(self, post_id: PostId) -> Post | None:
        post = self.posts.get(post_id)
        return post if post is not None and post.status == "published" else None

    def _stands(self, key: Key) -> bool:
        return self.reader.get(key, consistent=True) is not None

    def _marked(self, post_id: PostId, by: AccountId, kind: Kind, mark: str) -> None:
        post = self._published(post_id)
        if post is not None and post.author != by and self._stands(mark_key(by, post_id, mark)):
            self._tell(about_post(kind, post_id), {post.author: kind}, by=by, threads=self._threads(post))

    def _tell_of(self, post: Post, concerned: Mapping[AccountId, Kind]) -> None:
        for owner in self.audience.willing(concerned, by=post.author, threads=self._threads(post)):
            group = about_post(concerned[owner], post.id)
            self.store.tell(owner, group, post.author, now=self.now(), quote=post.card.quote)

    def _tell(
        self,
        group: Group,
        concerned: Mapping[AccountId, Kind],
        *,
        by: AccountId | None,
        threads: Sequence[PostId] = (),
    ) -> None:
        for owner in self.audience.willing(concerned, by=by, threads=threads):
            self.store.tell(owner, group, by, now=self.now())

    def _threads(self, post: Post) -> list[PostId]:
        """The roots under which this post may be muted: its own, and that of the post that it quotes."""
        roots = [root_of(post)]
        quoted = self.posts.get(post.card.quote.post) if post.card.quote else None
        return [*roots, root_of(quoted)] if quoted is not None else roots


def root_of(post: Post) -> PostId:
    """The post with which its thread began."""
    return post.path[0] if post.path else post.id
