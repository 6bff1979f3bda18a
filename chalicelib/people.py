"""Accounts as answers show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib import shapes
from imagora import wiring
from imagora.kernel.clock import rfc3339
from imagora.kernel.ids import AccountId
from imagora.table.paging import Page

if TYPE_CHECKING:
    from imagora.accounts.models import Profile
    from imagora.graph import models as graph
    from imagora.graph.people import Seen

ROLES: tuple[shapes.Role, ...] = ("moderator", "admin")


def account(profile: Profile, relation: graph.Relation | None = None) -> shapes.Account:
    """An account as others see it, with the viewer's relation where somebody asks."""
    return shapes.Account(**_members(profile), viewer=_relation(relation))


def me(profile: Profile, email: str, groups: frozenset[str], unread_count: int) -> shapes.Me:
    """An account as it sees itself: the only answer that holds an email."""
    roles = [role for role in ROLES if role in groups]
    return shapes.Me(**_members(profile), email=email, roles=roles, unread_count=unread_count)


def seen(one: Seen) -> shapes.Account:
    return account(one.profile, one.relation)


def page(profiles: Page[Profile], viewer: AccountId | None, *, without_shut: bool = True) -> Page[shapes.Account]:
    """A page of accounts with the viewer's relations looked up together, without whom a block shuts off."""
    looked_at = wiring.people().look(viewer, profiles.items, without_shut=without_shut)
    return Page(list(map(seen, looked_at)), profiles.next)


def _members(profile: Profile) -> dict[str, Any]:
    return {
        "id": profile.id,
        "handle": profile.handle,
        "name": profile.name,
        "bio": profile.bio,
        "avatar_url": profile.avatar_url,
        "kind": profile.kind,
        "private": profile.private,
        "created_at": rfc3339(profile.created_at),
        "followers_count": profile.followers_count,
        "following_count": profile.following_count,
        "posts_count": profile.posts_count,
    }


def _relation(relation: graph.Relation | None) -> shapes.Relation | msgspec.UnsetType:
    if relation is None:
        return msgspec.UNSET
    return shapes.Relation(relation.following, relation.followed_by, relation.blocking, relation.muting)
