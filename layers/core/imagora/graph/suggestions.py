"""Whom somebody may want to follow: those whom the ones they follow follow, then who posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from imagora.accounts.models import Profile
from imagora.accounts.service import Accounts
from imagora.graph import listing
from imagora.graph.people import People, Seen
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId
from imagora.kernel.parallel import together
from imagora.table.reader import Reader

FOLLOWEES = 20
THEIRS = 20
"""So many newest followees are asked for so many of their newest ones: at most 400 candidates, some 10 read units."""

KNOWN = 1_000
"""So many of those whom one follows are known before others are looked at (some 19 read units for all of them)."""

NAMED = 3
"""How many followees a suggestion names."""

_SPARE = 20
"""So many candidates more than asked for are looked at, since some are followed, gone or hidden."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody to follow, and why: `by` are followees of the viewer who follow them."""

    seen: Seen
    kind: Literal["followed_by", "active"]
    by: Sequence[Profile] = ()


@dataclass(frozen=True)
class Suggestions:
    """`recent_authors`: who posted lately, newest first, public accounts' posts only; may name somebody twice."""

    accounts: Accounts
    reader: Reader
    people: People
    viewpoints: Viewpoints
    recent_authors: Callable[[], Iterable[AccountId]]

    def of(self, viewer: AccountId, limit: int) -> list[Suggestion]:
        """Up to `limit` accounts to follow: those whom most followees follow first, then who posted lately.

        Never oneself, nobody followed or asked already, nobody gone, shut off by a block or muted. 4 steps: whom the
        viewer follows, whom each of the newest followees follows (8 at a time), their profiles, their relations; 3 more
        for who posts, while the first ones don't suffice. Raises Unauthenticated for an account that is gone.
        """
        _, viewpoint, followed = together(
            [
                partial(self.accounts.own, viewer),
                partial(self.viewpoints.of, viewer),
                partial(listing.outgoing, self.reader, viewer, listing.FOLLOW, None, KNOWN),
            ]
        )
        found = self._followed_by(viewpoint, followed, limit)
        if len(found) < limit:
            known = {*followed, *(one.seen.profile.id for one in found)}
            found += self._active(viewpoint, known, limit - len(found))
        return found

    def _followed_by(self, viewpoint: Viewpoint, followed: Sequence[AccountId], limit: int) -> list[Suggestion]:
        followees = [one for one in followed if not viewpoint.hides(one)][:FOLLOWEES]
        by = self._followees_of(followees)
        ranked = sorted(by.keys() - set(followed), key=lambda one: (len(by[one]), one), reverse=True)
        candidates = ranked[: limit + _SPARE]
        profiles = self.accounts.profiles([*followees, *candidates])
        suggestions = []
        for seen in self._worth_following(viewpoint, candidates, profiles):
            of_whom = [profiles[one] for one in by[seen.profile.id] if _is_public(profiles.get(one))]
            if of_whom:
                suggestions.append(Suggestion(seen, "followed_by", of_whom[:NAMED]))
        return suggestions[:limit]

    def _followees_of(self, followees: Sequence[AccountId]) -> dict[AccountId, list[AccountId]]:
        """By whom of these each of their newest followees is followed."""
        by: dict[AccountId, list[AccountId]] = defaultdict(list)
        if followees:
            queries = [partial(listing.outgoing, self.reader, one, listing.FOLLOW, None, THEIRS) for one in followees]
            for followee, theirs in zip(followees, together(queries), strict=True):
                for candidate in theirs:
                    by[candidate].append(followee)
        return by

    def _active(self, viewpoint: Viewpoint, known: set[AccountId], limit: int) -> list[Suggestion]:
        authors = [author for author in dict.fromkeys(self.recent_authors()) if author not in known]
        candidates = authors[: limit + _SPARE]
        seen = self._worth_following(viewpoint, candidates, self.accounts.profiles(candidates))
        return [Suggestion(one, "active") for one in seen if not one.profile.private][:limit]

    def _worth_following(
        self, viewpoint: Viewpoint, candidates: Sequence[AccountId], profiles: Mapping[AccountId, Profile]
    ) -> list[Seen]:
        """Those of the candidates who may be suggested, in their order."""
        wanted = [one for one in candidates if one != viewpoint.account and not viewpoint.muting(one)]
        looked_at = self.people.look(viewpoint.account, [profiles[one] for one in wanted if one in profiles])
        followable = [one for one in looked_at if one.relation and one.relation.following == "no"]
        return [one for one in followable if not viewpoint.unwanted_kind(one.profile.kind)]


def _is_public(profile: Profile | None) -> bool:
    return profile is not None and profile.visible_to(None)
