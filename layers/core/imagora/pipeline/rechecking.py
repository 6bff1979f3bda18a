"""All that was said earlier is read again, under new rules or by a new model: everybody in turn, step by step.

The sweep takes a step a minute, as long as little waits to be judged; what a step finds is judged by queue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from imagora.accounts.rows import profile_key
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId
from imagora.moderation.events import Subject
from imagora.moderation.recheck_store import Progress, RecheckStore
from imagora.moderation.rulebook import VERSION
from imagora.pipeline.reconcile import BEGINNINGS
from imagora.posts.listing import author_key
from imagora.table.reader import Reader, Row

A_STEP = 100
"""So many posts and names a step hands to the judge."""

_QUERIES = 150
_NAMES, _POSTS = 25, 50
_BACKLOG = 100
"""While so much waits to be judged, nothing is added."""


@dataclass
class _Step:
    """What one step did, and what it may still do."""

    accounts: int = 0
    posts: int = 0
    queries: int = 0

    @property
    def over(self) -> bool:
        return self.accounts + self.posts >= A_STEP or self.queries >= _QUERIES


@dataclass(frozen=True)
class Rechecking:
    """`again` has something judged (again) by queue; `backlog` says how much waits for that."""

    reader: Reader
    store: RecheckStore
    again: Callable[[Subject], object]
    backlog: Callable[[], int]
    now: Clock

    def start(self) -> Progress:
        """Begin a re-check under the rules of now. Raises RecheckRuns while one is under way."""
        self.store.begin(VERSION, self.now())
        return Progress(VERSION, "")

    def step(self) -> None:
        """Go on where the last step ended. Retry-safe: what a broken step handed over is judged twice at most."""
        kept = self.store.progress()
        if kept is None or kept.finished_at is not None:
            return
        step, place = _Step(), kept.place
        following = self._walk(step, place) if self.backlog() < _BACKLOG else place
        self.store.keep(kept, following, accounts=step.accounts, posts=step.posts, now=self.now())

    def _walk(self, step: _Step, place: str) -> str | None:
        """Where the next step goes on: `<beginning>|<name before>|<post>`; None where everybody was there."""
        begun, name, post = (place or f"{BEGINNINGS[0]}||").split("|", 2)
        for beginning in BEGINNINGS[BEGINNINGS.index(begun) :]:
            following = self._of_beginning(step, beginning, name, post)
            if following is not None:
                return following
            name = post = ""
        return None

    def _of_beginning(self, step: _Step, beginning: str, name: str, post: str) -> str | None:
        while not step.over:
            step.queries += 1
            rows = self.reader.query(f"NAMES#{beginning}", limit=_NAMES, after=name or None, ascending=True)
            for row in self._with_profiles(rows):
                if step.over:
                    return f"{beginning}|{name}|{post}"
                rest = self._account(step, row, post)
                if rest:
                    return f"{beginning}|{name}|{rest}"
                name, post = row["SK"], ""
            if len(rows) < _NAMES:
                return None
            name = rows[-1]["SK"]
        return f"{beginning}|{name}|{post}"

    def _with_profiles(self, rows: list[Row]) -> list[Row]:
        """Those of these names that are handles: each account once."""
        profiles = self.reader.batch(profile_key(row["SK"].rpartition("#")[2]) for row in rows) if rows else {}
        return [row for row in rows if _is_handle(row, profiles.get(profile_key(row["SK"].rpartition("#")[2])))]

    def _account(self, step: _Step, row: Row, post: str) -> str:
        """One account's name, and its next posts after this one; where to go on with it, empty when it is through."""
        account = AccountId(row["SK"].rpartition("#")[2])
        if not post:
            self.again(Subject("account", account))
            step.accounts += 1
        step.queries += 1
        rows = self.reader.query(author_key(account), index="GSI1", limit=_POSTS, after=post or None)
        for found in rows:
            kind, _, named = str(found["PK"]).partition("#")
            if kind == "POST":
                self.again(Subject("post", named))
                step.posts += 1
        return str(rows[-1]["GSI1SK"]) if len(rows) == _POSTS else ""


def _is_handle(row: Row, profile: Row | None) -> bool:
    return profile is not None and profile["handle"] == row["SK"].rpartition("#")[0]
