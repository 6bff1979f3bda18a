"""Spam that a single text doesn't show: after a post went out, it is counted with what else was posted lately.

Beyond the limits of `checkers.spam` a moderator looks at the account, one case for all of it; far beyond, the post is
withheld: decided by the counts, told to its author, open to an appeal. Copies are looked for among posts of accounts
younger than a week and among those with links: others repeat jokes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from imagora.accounts.rows import profile_key, profile_of
from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.ids import AccountId, PostId, least_id, time_of
from imagora.moderation.checkers import spam
from imagora.moderation.checkers.judge import action_of
from imagora.moderation.checkers.port import Finding
from imagora.moderation.checkers.sketch import sketch
from imagora.moderation.events import Subject
from imagora.moderation.findings import Findings, Judgement, judge_in
from imagora.moderation.sightings import HOUR, Pace, Sighting, Sightings, distinct
from imagora.posts.hydration import follow_key
from imagora.posts.listing import PostLists, author_key
from imagora.posts.models import Post

_PERSON_STANDS = timedelta(days=7)
"""So long what a moderator said of an account's pace isn't asked anew."""


@dataclass(frozen=True)
class SpamWatch:
    """Retry-safe: a post is counted once however often its message comes, and judged by what was there before it."""

    posts: PostLists
    sightings: Sightings
    findings: Findings
    now: Clock

    def post_out(self, post_id: PostId) -> None:
        """Count a post that went out, and judge it (4 to 11 reads, at most 7 writes; more where a limit is reached)."""
        post = self.posts.get(post_id)
        if post is None or post.status != "published" or post.position is None:
            return
        row = self.posts.reader.get(profile_key(post.author))
        if row is None:
            return
        age = time_of(post.position) - profile_of(row).created_at
        seen = self._sighting(post, young=age < spam.YOUNG)
        self.sightings.keep(seen)
        finding = spam.judge(self._facts(post, seen, age))
        action = action_of(finding, "spam", "text")
        if action in ("hold", "reject"):
            self._decide(post, finding, reject=action == "reject")

    def _sighting(self, post: Post, *, young: bool) -> Sighting:
        link = any(facet.kind == "link" for facet in post.card.facets)
        position = post.position or ""
        return Sighting(
            author=post.author,
            position=position,  # type: ignore[arg-type]
            at=time_of(position),
            young=young,
            sketch=sketch(post.card.text) if young or link else (),
            link=link,
            bothered=tuple(self._strangers(post)) if young else (),
        )

    def _strangers(self, post: Post) -> list[AccountId]:
        """Whom it mentions or answers, and who doesn't follow its author (1 batch where there is anybody)."""
        named = [facet.account_id for facet in post.card.facets if facet.kind == "mention"]
        asked = distinct([post.card.reply_author, *named], post.author)
        follows = self.posts.reader.batch(follow_key(one, post.author) for one in asked) if asked else {}
        return [one for one in asked if follow_key(one, post.author) not in follows]

    def _facts(self, post: Post, seen: Sighting, age: timedelta) -> spam.Facts:
        copies = self.sightings.copies(seen)
        pace = self.sightings.pace(seen) if seen.young else Pace(posts=self._posted(post, seen.at))
        return spam.Facts(
            age=age,
            copies=copies.others,
            new_copies=copies.young,
            own_copies=copies.own,
            posts=pace.posts,
            linked=pace.linked,
            strangers=pace.strangers,
            has_link=seen.link,
        )

    def _posted(self, post: Post, at: datetime) -> int:
        """How many posts a grown account made within the hour before (1 Query, keys only)."""
        span = (least_id(at - HOUR), str(post.position))
        rows = self.posts.reader.query(author_key(post.author), index="GSI1", limit=spam.POSTS.reject, between=span)
        return len(rows)

    def _decide(self, post: Post, finding: Finding, *, reject: bool) -> None:
        judgement = _judgement(post, finding, reject=reject)
        if reject:
            changed = post.card.edited_at or rfc3339(time_of(post.id))
            self.findings.found(Subject("post", post.id), post.author, judgement, changed_at=changed)
            return
        since = rfc3339(self.now() - _PERSON_STANDS)
        self.findings.found(Subject("account", post.author), post.author, judgement, changed_at=since)


def _judgement(post: Post, finding: Finding, *, reject: bool) -> Judgement:
    evidence: dict[str, str | float] = {**finding.evidence, "post": post.id}
    return Judgement(judge_in(finding), "reject" if reject else "hold", "spam", evidence)
