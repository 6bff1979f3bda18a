"""Parts of moderation beyond the word rules: cases from a report to an appeal, and what follows from them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel.ids import is_id

if TYPE_CHECKING:
    from imagora.kernel.ids import AccountId
    from imagora.moderation.appeals import Appeals
    from imagora.moderation.bench import Bench
    from imagora.moderation.case import CaseId
    from imagora.moderation.events import Subject
    from imagora.moderation.reporting import Reporting
    from imagora.moderation.store import CaseStore
    from imagora.moderation.transparency import Transparency
    from imagora.pipeline.consequences import Consequences
    from imagora.pipeline.spreading import Spreading
    from imagora.posts.evidence import EvidenceRoom


@cache
def case_store() -> CaseStore:
    from imagora.moderation.store import CaseStore

    wiring.connected()
    return CaseStore(wiring.reader())


@cache
def reporting() -> Reporting:
    from imagora.moderation.reporting import Reporting

    return Reporting(wiring.case_store(), wiring.accounts().acting, _owner_of, wiring.now)


@cache
def bench() -> Bench:
    from imagora.moderation.bench import Bench

    def at_once(case: CaseId) -> None:
        wiring.consequences().at_once(case)

    return Bench(wiring.case_store(), wiring.accounts().acting, _sole_moderator, at_once, wiring.now)


@cache
def appeals() -> Appeals:
    from imagora.moderation.appeals import Appeals

    return Appeals(wiring.case_store(), wiring.accounts().own, wiring.now)


@cache
def evidence() -> EvidenceRoom:
    from imagora.posts.evidence import EvidenceRoom

    return EvidenceRoom(wiring.reader(), lambda key: wiring.bucket().link(key, seconds=60))


@cache
def transparency() -> Transparency:
    from imagora.moderation.transparency import Transparency

    return Transparency(wiring.reader(), wiring.now)


@cache
def consequences() -> Consequences:
    from imagora.pipeline.consequences import Consequences
    from imagora.pipeline.muting import Muting
    from imagora.posts.withdrawal import Withdrawal

    withdrawal = Withdrawal(wiring.post_store(), wiring.media_store(), wiring.now)
    return Consequences(
        wiring.case_store(),
        withdrawal,
        wiring.library,
        wiring.edge,
        wiring.notifications,
        wiring.spreading,
        Muting(wiring.case_store(), wiring.now),
    )


@cache
def spreading() -> Spreading:
    from imagora.pipeline.spreading import Spreading

    return Spreading(wiring.blocklist(), wiring.works(), wiring.reporting(), wiring.queues)


def _sole_moderator(account: AccountId) -> bool:
    return bool(wiring.directory().alone_in("moderator", account))


def _owner_of(subject: Subject, viewer: AccountId | None) -> tuple[Subject, AccountId]:
    """What is reported, by its id, and whose it is. An account is named by its handle."""
    from imagora.moderation.events import Subject

    match subject.kind:
        case "post":
            return subject, wiring.post_reader().post(subject.id, viewer).post.author
        case "account":
            found = wiring.people().account(subject.id, viewer).profile.id
            return Subject("account", found), found
        case _:
            return subject, _picture_owner(subject.id, viewer)


def _picture_owner(media_id: str, viewer: AccountId | None) -> AccountId:
    """Whose picture this is, where it stands in a post that is there for the viewer, or is the viewer's own."""
    from imagora.kernel.ids import MediaId
    from imagora.media.models import MediaNotFound
    from imagora.posts.models import PostNotFound

    media = wiring.media_store().get(MediaId(media_id)) if is_id(media_id) else None
    if media is None or media.status in ("removed", "rejected"):
        raise MediaNotFound
    if media.owner == viewer:
        return media.owner
    for post in media.shown_in[:20]:
        try:
            return wiring.post_reader().post(post, viewer).post.author
        except PostNotFound:
            continue
    raise MediaNotFound
