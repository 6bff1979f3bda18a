"""Reading one's notifications: skeleton → groups → hydration → rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

import msgspec

from imagora.accounts.models import Author
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId, JobId, PostId, time_of
from imagora.kernel.parallel import together
from imagora.notifications.listing import NoteLists
from imagora.notifications.models import ABOUT_POSTS, ANSWERS, KINDS, SHOWN, Kind, Note, Notification
from imagora.posts.hydration import Hydration, Shown
from imagora.table.paging import Page, PageRequest, cut


class Inbox(msgspec.Struct, frozen=True):
    lists: NoteLists
    hydration: Hydration
    viewpoints: Viewpoints
    now: Clock

    def page(self, owner: AccountId, page: PageRequest) -> Page[Notification]:
        """One's notifications, newest first.

        3 steps: the index with the head and the read mark; the groups; their posts and actors. What the owner hides by
        now is left out, actors and words alike, and so is what is about a post that is gone; a page may be shorter for
        it than asked.
        """
        entries, viewpoint, mark = together(
            [
                partial(self.lists.newest, owner, limit=page.limit + 1, after=page.after),
                partial(self.viewpoints.of, owner),
                partial(self.lists.read_mark, owner),
            ]
        )
        listed = cut(entries, page.limit, lambda entry: entry.place)
        found = self.lists.groups(owner, [entry.group for entry in listed.items], self.now())
        viewpoint.ask({actor for note in found.values() for actor in note.recent})
        seen = [found[entry.group].without(viewpoint.hides) for entry in listed.items if entry.group in found]
        notes = [note for note in seen if note is not None]
        return Page(list(self._present(owner, notes, viewpoint, mark)), listed.next)

    def _present(self, owner: AccountId, notes: list[Note], viewpoint: Viewpoint, mark: str) -> Iterable[Notification]:
        pointers = [pointer for note in notes if (pointer := note.pointer(owner)) is not None]
        actors = dict.fromkeys(actor for note in notes for actor in note.recent[:SHOWN])
        shown, authors = self.hydration.hydrate(pointers, viewpoint, authors=list(actors))
        for note in notes:
            told = _told(note, shown, authors, viewpoint)
            if told is not None:
                yield msgspec.structs.replace(told, read=note.position <= mark)

    def unread_count(self, owner: AccountId) -> int:
        """How many notifications are newer than the read mark: a hundred stands for a hundred or more.

        2 steps: the mark with the head, then one Query. What the owner hides by now isn't counted; who hides somebody
        waits a step more for groups of several (half a unit each).
        """
        mark, viewpoint = together([partial(self.lists.read_mark, owner), partial(self.viewpoints.of, owner)])
        entries = self.lists.unread(owner, mark)
        if viewpoint.hides_nobody:
            return len(entries)
        viewpoint.ask({entry.actor for entry in entries if entry.actor})
        alone = sum(entry.actor is not None and not viewpoint.hides(entry.actor) for entry in entries)
        return alone + self._groups_left(owner, [entry.group for entry in entries if entry.actor is None], viewpoint)

    def _groups_left(self, owner: AccountId, names: list[str], viewpoint: Viewpoint) -> int:
        """How many of these groups have somebody in them whom the owner doesn't hide (1 step)."""
        notes = self.lists.groups(owner, names, self.now()).values() if names else ()
        viewpoint.ask({actor for note in notes for actor in note.inside or note.recent})
        return sum(note.without(viewpoint.hides) is not None for note in notes)

    def preferences(self, owner: AccountId) -> dict[Kind, bool]:
        """Each kind, and whether it is on (0.5 read units)."""
        off = self.lists.settings(owner).off
        return {kind: kind not in off for kind in KINDS}


def _told(
    note: Note, shown: Mapping[PostId, Shown], authors: Mapping[AccountId, Author], viewpoint: Viewpoint
) -> Notification | None:
    """A group with its post and the actors that are still there; None where nothing is left to tell."""
    kind, subject = note.group.kind, note.group.subject
    post = shown.get(PostId(subject)) if kind in ABOUT_POSTS else None
    if kind in ABOUT_POSTS and (post is None or (kind in ANSWERS and _muted(post, viewpoint))):
        return None
    asked = note.recent[:SHOWN]
    actors = tuple(authors[actor] for actor in asked if actor in authors and authors[actor].visible_to(None))
    count = note.count - (len(asked) - len(actors))
    if asked and count <= 0:
        return None
    return Notification(
        id=note.position,
        kind=kind,
        actors=actors,
        count=count,
        created_at=time_of(note.position),
        read=False,
        post=post,
        job=JobId(subject) if kind == "generation" else None,
        case=note.case,
        report=note.report,
    )


def _muted(post: Shown, viewpoint: Viewpoint) -> bool:
    card = post.post.card
    return viewpoint.mutes(card.text, [facet.value for facet in card.facets if facet.kind == "tag"])
