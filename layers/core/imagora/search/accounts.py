"""Finding accounts by how their handles and names begin: ranked window by window, as the index has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial

import msgspec

from imagora.accounts.errors import AccountNotFound
from imagora.accounts.models import Profile
from imagora.accounts.rules import is_handle
from imagora.accounts.service import Accounts
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId
from imagora.kernel.parallel import together
from imagora.search import tokens
from imagora.search.port import Index, Named
from imagora.table.paging import Page, PageRequest

WINDOW = 99
"""How many entries of the index are ranked together: with the one whose handle it is, a batch of a hundred profiles."""

_WINDOWS = 3
_GROWN = 2 * WINDOW
"""A window that was begun ends where it ended then, however many came in between."""

_Rank = tuple[int, AccountId]
_LEADING: _Rank = (-(1 << 62), AccountId(""))
"""Before everybody else: the rank of whose handle it is."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a list goes on: in the window beyond `start` up to `end` (None: it was the last one), after `rank`."""

    start: str | None = None
    end: str | None = None
    rank: _Rank | None = None

    @classmethod
    def read(cls, after: str | None) -> Place:
        return msgspec.json.decode(after, type=cls) if after else cls()

    def written(self) -> str:
        return msgspec.json.encode(self).decode()


class AccountSearch(msgspec.Struct, frozen=True):
    index: Index
    accounts: Accounts
    viewpoints: Viewpoints

    def page(self, query: str, viewer: AccountId | None, page: PageRequest) -> Page[Profile]:
        """Accounts with a part of handle or name for each word of the query, which begins with it.

        Whose handle it is comes first, then who has most followers: among a hundred at a time, as the index stands in
        the order of letters. 2 steps: the index (the viewer's head and the handle in parallel), and the profiles, half
        a read unit each; where windows are full of what doesn't match, at most 4 more.
        """
        handle = query.removeprefix("@")
        terms = tokens.in_name(handle)
        if not terms:
            return Page([])
        prefix, place = max(terms, key=len), Place.read(page.after)
        window, viewpoint, exact = together(
            [
                partial(self._window, prefix, place),
                partial(self.viewpoints.of, viewer),
                partial(self._whose, None if page.after else handle),
            ]
        )
        listed: list[Profile] = []
        told = handle if page.after else ""
        for _ in range(_WINDOWS):
            matching = self._matching(window, exact, terms, prefix, viewpoint)
            ranked = _ranked(matching, exact, place, told=told)
            room = page.limit - len(listed)
            listed += ranked[:room]
            end = _end(window, place)
            if len(ranked) > room:
                rank = _LEADING if listed[-1].id == exact else _rank(listed[-1])
                return Page(listed, Place(place.start, end, rank).written())
            if end is None:
                break
            place, exact, told = Place(start=end), None, handle
            if len(listed) == page.limit:
                return Page(listed, place.written())
            window = self._window(prefix, place)
        return Page(listed, None if end is None else place.written())

    def _window(self, prefix: str, place: Place) -> Sequence[Named]:
        limit = WINDOW if place.rank is None else _GROWN
        return self.index.names(prefix, limit=limit, after=place.start, up_to=place.end)

    def _whose(self, handle: str | None) -> AccountId | None:
        if handle is None or not is_handle(handle):
            return None
        try:
            return self.accounts.id_of(handle)
        except AccountNotFound:
            return None

    def _matching(
        self,
        window: Sequence[Named],
        exact: AccountId | None,
        terms: Collection[str],
        prefix: str,
        viewpoint: Viewpoint,
    ) -> list[Profile]:
        """Those of a window who are still found by this, each under the first of its tokens that begins so."""
        under: dict[AccountId, str] = {}
        for named in window:
            under.setdefault(named.account, named.token)
        profiles = self.accounts.profiles([*under, *([exact] if exact and exact not in under else [])])
        viewpoint.ask(profiles)
        found = []
        for account, profile in profiles.items():
            if not profile.visible_to(None) or viewpoint.hides(account) or viewpoint.unwanted_kind(profile.kind):
                continue
            names = tokens.of_name(profile.handle, profile.name)
            if account == exact or (_begin(terms, names) and under[account] == _first(names, prefix)):
                found.append(profile)
        return found


def _begin(terms: Iterable[str], names: Collection[str]) -> bool:
    return all(any(name.startswith(term) for name in names) for term in terms)


def _first(names: Iterable[str], prefix: str) -> str:
    return min(name for name in names if name.startswith(prefix))


def _rank(profile: Profile) -> _Rank:
    return -profile.followers_count, profile.id


def _ranked(profiles: Iterable[Profile], exact: AccountId | None, place: Place, *, told: str) -> list[Profile]:
    """Whose handle it is, then the others beyond the place; without whose handle was told on the page before."""
    leading = [one for one in profiles if one.id == exact]
    others = sorted((one for one in profiles if one.id != exact and one.handle != told), key=_rank)
    return leading + [one for one in others if place.rank is None or _rank(one) > place.rank]


def _end(window: Sequence[Named], place: Place) -> str | None:
    """Where this window ends; None where nothing is beyond it."""
    if place.rank is not None:
        return place.end
    return window[-1].place if len(window) == WINDOW else None
