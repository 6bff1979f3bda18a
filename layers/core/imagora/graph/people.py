"""Other people as somebody sees them: with how both stand to each other, and without whom a block shuts off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imagora.accounts import rows
from imagora.accounts.errors import AccountNotFound
from imagora.accounts.models import Profile
from imagora.accounts.service import Accounts
from imagora.graph import listing
from imagora.graph.head import head_key, head_of
from imagora.graph.models import Relation
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId
from imagora.table.paging import Page, PageRequest, cut
from imagora.table.reader import Key, Reader, Row


@dataclass(frozen=True, slots=True)
class Seen:
    """An account, and how the viewer stands to it; None for nobody."""

    profile: Profile
    relation: Relation | None = None


@dataclass(frozen=True)
class People:
    accounts: Accounts
    reader: Reader
    viewpoints: Viewpoints

    def account(self, handle: str, viewer: AccountId | None) -> Seen:
        """The account with this handle (2 steps: the handle; then profile, relation and the viewer's head together).

        Raises AccountNotFound where there is none, or none that this viewer may see.
        """
        return self._account(self.accounts.id_of(handle), viewer)

    def _account(self, account_id: AccountId, viewer: AccountId | None) -> Seen:
        key = rows.profile_key(account_id)
        found, viewpoint = self._read([key], [account_id], viewer)
        profile = rows.profile_of(found[key]) if key in found else None
        if profile is None or not profile.visible_to(viewer) or viewpoint.blocked_by(account_id):
            raise AccountNotFound
        return Seen(profile, self._relation(viewpoint, account_id, found))

    def look(self, viewer: AccountId | None, profiles: Sequence[Profile], *, without_shut: bool = True) -> list[Seen]:
        """These accounts as the viewer sees them, without who is gone or (unless told) shut off by a block.

        1 step; 1.5 read units an account and half a unit per 4 KB of the viewer's head. For nobody nothing is read.
        """
        ids = [profile.id for profile in profiles]
        found, viewpoint = self._read([], ids, viewer)
        if without_shut:
            viewpoint.ask(ids)
        return [
            Seen(profile, self._relation(viewpoint, profile.id, found))
            for profile in profiles
            if profile.visible_to(viewer) and not (without_shut and viewpoint.shut(profile.id))
        ]

    def _read(
        self, keys: Sequence[Key], others: Sequence[AccountId], viewer: AccountId | None
    ) -> tuple[dict[Key, Row], Viewpoint]:
        """These keys, what makes up the relations to these others, and the viewer's head: one batch."""
        if viewer is None:
            return (self.reader.batch(keys) if keys else {}), self.viewpoints.of(None)
        head = head_key(viewer)
        relations = [key for other in others for key in listing.relation_keys(viewer, other)]
        found = self.reader.batch([*keys, *relations, head])
        return found, self.viewpoints.behind(viewer, head_of(found.get(head)))

    def _relation(self, viewpoint: Viewpoint, other: AccountId, found: dict[Key, Row]) -> Relation | None:
        if viewpoint.account is None:
            return None
        return listing.relation_of(
            viewpoint.account, other, found, blocking=viewpoint.blocking(other), muting=viewpoint.muting(other)
        )

    def followers(self, handle: str, viewer: AccountId | None, page: PageRequest) -> Page[Profile]:
        """Who follows this account, by id, newest account first; empty where it is private and not the viewer's to see.

        Raises AccountNotFound, also where the account blocks the viewer.
        """
        target = self.account(handle, viewer).profile
        if not listing.may_see(self.reader, viewer, target):
            return Page([])
        return self._profiles(
            listing.followers(self.reader, target.id, page.after, page.limit + 1, ascending=False), page.limit
        )

    def following(self, handle: str, viewer: AccountId | None, page: PageRequest) -> Page[Profile]:
        """Whom this account follows; otherwise as `followers`."""
        target = self.account(handle, viewer).profile
        if not listing.may_see(self.reader, viewer, target):
            return Page([])
        return self._profiles(
            listing.outgoing(self.reader, target.id, listing.FOLLOW, page.after, page.limit + 1), page.limit
        )

    def requests(self, account_id: AccountId, page: PageRequest) -> Page[Profile]:
        """Who asks to follow, by id, newest account first."""
        return self._profiles(listing.requesters(self.reader, account_id, page.after, page.limit + 1), page.limit)

    def blocked(self, account_id: AccountId, page: PageRequest) -> Page[Profile]:
        """Whom this account blocks, by id, newest account first."""
        return self._profiles(
            listing.outgoing(self.reader, account_id, listing.BLOCK, page.after, page.limit + 1), page.limit
        )

    def muted(self, account_id: AccountId, page: PageRequest) -> Page[Profile]:
        """Whom this account mutes, and still does, by id, newest account first (the list is its head's)."""
        viewpoint = self.viewpoints.of(account_id)
        ids = sorted(filter(viewpoint.muting, viewpoint.head.muted), reverse=True)
        beyond = [one for one in ids if page.after is None or one < page.after]
        return self._profiles(beyond[: page.limit + 1], page.limit)

    def _profiles(self, ids: Sequence[AccountId], limit: int) -> Page[Profile]:
        page = cut(ids, limit, key=str)
        profiles = self.accounts.profiles(page.items)
        return Page([profiles[i] for i in page.items if i in profiles], page.next)
