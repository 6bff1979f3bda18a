"""Parts of posts: written, answered, reacted to, shown."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import config

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from imagora.kernel.ids import AccountId, MediaId, PostId
    from imagora.media.models import Media
    from imagora.posts.answering import Answering
    from imagora.posts.attribution import Attributions
    from imagora.posts.authorship import Authorship
    from imagora.posts.editing import Editing
    from imagora.posts.hydration import Hydration
    from imagora.posts.marks import MarkLists
    from imagora.posts.pedigree import Pedigrees
    from imagora.posts.reach import Reach
    from imagora.posts.reactions import Reactions
    from imagora.posts.reactions_listing import ReactionLists
    from imagora.posts.reading import PostReader
    from imagora.posts.service import Posts
    from imagora.posts.showcase import Showcase
    from imagora.posts.store import PostStore
    from imagora.posts.tally_store import Tallies
    from imagora.posts.threads import ThreadReader


@cache
def post_store() -> PostStore:
    from imagora.posts.store import PostStore

    wiring.connected()
    return PostStore(wiring.reader())


@cache
def posts() -> Posts:
    from imagora.posts.service import Posts

    return Posts(
        wiring.post_store(),
        wiring.media_store(),
        wiring.library(),
        wiring.screening(),
        wiring.findings,
        _answering(),
        _authorship(),
        _alt_required(),
        wiring.now,
    )


def _answering() -> Answering:
    from imagora.posts.answering import Answering

    return Answering(_reach(), wiring.now)


def _alt_required() -> bool:
    return config.current().alt_text == "required"


@cache
def editing() -> Editing:
    from imagora.posts.editing import Editing

    return Editing(
        wiring.post_store(), wiring.media_store(), wiring.screening(), wiring.viewpoints(), _alt_required(), wiring.now
    )


@cache
def threads() -> ThreadReader:
    from imagora.notifications.listing import NoteLists
    from imagora.posts.conversation import ConversationLists
    from imagora.posts.threads import ThreadReader

    return ThreadReader(
        wiring.reader(),
        ConversationLists(wiring.reader()),
        wiring.post_reader(),
        wiring.hydration(),
        wiring.viewpoints(),
        NoteLists(wiring.reader()).begin_muted,
    )


@cache
def tallies() -> Tallies:
    from imagora.kernel.messages import TallyChanged
    from imagora.posts.tallies import AGAIN_SECONDS
    from imagora.posts.tally_store import Tallies

    def again(post: PostId) -> None:
        wiring.queues()["activity"].send([TallyChanged(post_id=post)], delay_seconds=AGAIN_SECONDS)

    wiring.connected()
    return Tallies(wiring.reader(), wiring.now, again)


@cache
def _authorship() -> Authorship:
    from imagora.posts.authorship import Authorship

    return Authorship()


@cache
def _reach() -> Reach:
    from imagora.posts.reach import Reach

    return Reach(wiring.reader(), wiring.viewpoints(), _authorship())


@cache
def reactions() -> Reactions:
    from imagora.posts.reactions import Reactions

    wiring.connected()
    return Reactions(wiring.reader(), _reach(), wiring.now)


@cache
def reaction_lists() -> ReactionLists:
    from imagora.posts.reactions_listing import ReactionLists

    return ReactionLists(wiring.reader(), _reach(), wiring.viewpoints(), wiring.hydration())


@cache
def mark_lists() -> MarkLists:
    from imagora.posts.marks import MarkLists

    return MarkLists(wiring.reader())


@cache
def hydration() -> Hydration:
    from imagora.posts.hydration import Hydration

    return Hydration(wiring.reader(), wiring.mark_lists(), _authorship())


@cache
def showcase() -> Showcase:
    from imagora.posts.showcase import Showcase

    return Showcase(wiring.reader(), wiring.hydration())


@cache
def attributions() -> Attributions:
    from imagora.posts.attribution import Attributions

    return Attributions(wiring.origins(), wiring.showcase())


@cache
def pedigrees() -> Pedigrees:
    from imagora.posts.pedigree import Pedigrees

    return Pedigrees(wiring.reader(), wiring.origins(), wiring.showcase(), wiring.viewpoints())


@cache
def post_reader() -> PostReader:
    from imagora.posts.listing import PostLists
    from imagora.posts.reading import PostReader

    def media_of(ids: Sequence[MediaId]) -> Mapping[MediaId, Media]:
        return wiring.media_store().batch(ids)

    return PostReader(
        wiring.reader(), PostLists(wiring.reader()), _owner_of, media_of, wiring.hydration(), wiring.viewpoints()
    )


def _owner_of(handle: str) -> AccountId:
    """Whose handle this is, for who only reads: the table is asked without what writes it."""
    from imagora.accounts.service import id_of

    return id_of(wiring.reader(), handle)
