"""Judging again what is there: after a checker was down, or when the rules or a model changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from imagora.accounts.rows import profile_key, profile_of
from imagora.kernel.clock import rfc3339
from imagora.kernel.ids import AccountId, MediaId, PostId, time_of
from imagora.media.models import Label
from imagora.media.store import MediaStore
from imagora.moderation.checkers.judge import Ruling
from imagora.moderation.events import Subject
from imagora.moderation.findings import Findings, Judgement, judgement_of
from imagora.moderation.rulebook import CODES, rule
from imagora.moderation.screening import Screening
from imagora.moderation.waiting import Waiting
from imagora.posts.context import texts_above, texts_of
from imagora.posts.store import PostStore
from imagora.posts.withdrawal import Withdrawal


class Said(msgspec.Struct, frozen=True):
    """What somebody said, and since when it reads like that (RFC 3339). `out`: whether others can read it."""

    owner: AccountId
    text: str
    changed_at: str = ""
    thread: tuple[str, ...] = ()
    out: bool = True


@dataclass(frozen=True)
class Rejudging:
    """Retry-safe: what was judged already is judged the same, and its case is there."""

    posts: PostStore
    media: MediaStore
    screening: Callable[[], Screening]
    findings: Findings
    waiting: Waiting
    withdrawal: Withdrawal

    def judge_again(self, subject: Subject) -> None:
        """Judge what this says now (2 to 4 reads; writes only where something follows).

        A post that breaks a rule is withheld: decided by the checker, told to its author, open to an appeal. One that a
        checker is unsure of goes to the moderators and stays out meanwhile, but for rules whose reports are urgent.
        What was held only because nobody could look goes out. Names, bios and descriptions go to the moderators.
        While a checker is still down, it waits on.
        """
        noted = self.waiting.noted(subject)
        said = self._said(subject)
        if said is None or not said.text:
            self.waiting.done(subject, noted)
            return
        ruling = self.screening().again(said.text, said.thread)
        if ruling.action == "hold" and ruling.rule is None:
            self.waiting.later(subject, noted, ruling.retry_after)
            return
        self._follow(subject, said, ruling)
        self.waiting.done(subject, noted)

    def _said(self, subject: Subject) -> Said | None:
        """None where it isn't there (any more), or was taken away."""
        readers: Mapping[str, Callable[[str], Said | None]] = {
            "post": self._post, "media": self._media, "account": self._account,
        }  # fmt: skip
        return readers[subject.kind](subject.id)

    def _post(self, post_id: str) -> Said | None:
        post = self.posts.get(PostId(post_id))
        if post is None or post.status not in ("pending", "published"):
            return None
        above = texts_above(self.posts.reader, post.path)
        changed_at = post.card.edited_at or rfc3339(time_of(post.id))
        return Said(post.author, texts_of(post), changed_at, above, out=post.status == "published")

    def _media(self, media_id: str) -> Said | None:
        media = self.media.get(MediaId(media_id))
        if media is None or media.status in ("removed", "rejected"):
            return None
        return Said(media.owner, media.alt)

    def _account(self, account_id: str) -> Said | None:
        row = self.posts.reader.get(profile_key(account_id), consistent=True)
        profile = profile_of(row) if row else None
        if profile is None or profile.status == "deleted":
            return None
        return Said(profile.id, "\n\n".join(filter(None, [profile.name, profile.bio])))

    def _follow(self, subject: Subject, said: Said, ruling: Ruling) -> None:
        if subject.kind == "post":
            found = tuple(Label(one.value, "ai", confidence=round(one.confidence, 2)) for one in ruling.labels)
            self.withdrawal.label_by_ai(PostId(subject.id), found)
        judgement = _judgement(subject, said, ruling)
        if judgement.verdict != "allow" or not said.out:
            self.findings.found(subject, said.owner, judgement, changed_at=said.changed_at)


def _judgement(subject: Subject, said: Said, ruling: Ruling) -> Judgement:
    judgement = judgement_of(ruling)
    if judgement.verdict == "reject" and subject.kind != "post":
        return msgspec.structs.replace(judgement, verdict="hold")
    if judgement.verdict == "hold" and subject.kind == "post" and said.out and _is_urgent(judgement.rule):
        return msgspec.structs.replace(judgement, verdict="reject")
    return judgement


def _is_urgent(code: str | None) -> bool:
    return code in CODES and code is not None and rule(code).urgent
