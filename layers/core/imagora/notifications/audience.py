"""Who of those whom something concerns wants to be told, and may be: one batch read for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from imagora.accounts.models import Profile
from imagora.accounts.rows import profile_key, profile_of
from imagora.graph.head import head_key, head_of
from imagora.graph.viewpoint import Viewpoints
from imagora.kernel.ids import AccountId, PostId
from imagora.notifications.listing import settings_key, settings_of, thread_key
from imagora.notifications.models import MADE_BY_POSTING, Kind
from imagora.posts.hydration import follow_key
from imagora.table.reader import Key, Reader, Row


class Audience(msgspec.Struct, frozen=True):
    reader: Reader
    viewpoints: Viewpoints

    def willing(
        self, concerned: Mapping[AccountId, Kind], *, by: AccountId | None, threads: Sequence[PostId] = ()
    ) -> list[AccountId]:
        """Those of these accounts, each with the kind of what it would be told, who are told of what `by` did.

        Left out is who is gone, who turned that kind off, who muted one of these threads, who blocks the actor, is
        blocked by it or mutes it, and, for an answer or a remix, whom a private actor didn't let in. Nobody is told of
        the doings of an account that isn't active, nor of their own. 1 step, 1.5 read units each and 0.5 a thread; 2
        steps where the actor is private.
        """
        others = {account: kind for account, kind in concerned.items() if account != by}
        if not others:
            return []
        rows = self.reader.batch(self._keys(others, by, threads))
        actor = _profile(rows, by) if by else None
        if by and (actor is None or actor.status != "active"):
            return []
        willing = [one for one, kind in others.items() if self._listens(rows, one, kind, by, threads)]
        return self._let_in(willing, others, actor)

    def _keys(self, others: Mapping[AccountId, Kind], by: AccountId | None, threads: Sequence[PostId]) -> list[Key]:
        keys = [profile_key(by)] if by else []
        for one in others:
            keys += [profile_key(one), head_key(one), settings_key(one)]
            keys += [thread_key(one, root) for root in threads]
        return keys

    def _listens(
        self,
        rows: Mapping[Key, Row],
        one: AccountId,
        kind: Kind,
        by: AccountId | None,
        threads: Sequence[PostId],
    ) -> bool:
        profile = _profile(rows, one)
        if profile is None or not profile.visible_to(one):
            return False
        if kind in settings_of(rows.get(settings_key(one))).off:
            return False
        if any(thread_key(one, root) in rows for root in threads):
            return False
        return by is None or not self.viewpoints.behind(one, head_of(rows.get(head_key(one)))).hides(by)

    def _let_in(
        self, willing: list[AccountId], kinds: Mapping[AccountId, Kind], actor: Profile | None
    ) -> list[AccountId]:
        if actor is None or not actor.private or not any(kinds[one] in MADE_BY_POSTING for one in willing):
            return willing
        following = self.reader.batch([follow_key(one, actor.id) for one in willing])
        return [one for one in willing if kinds[one] not in MADE_BY_POSTING or follow_key(one, actor.id) in following]


def _profile(rows: Mapping[Key, Row], account: AccountId) -> Profile | None:
    row = rows.get(profile_key(account))
    return profile_of(row) if row else None
