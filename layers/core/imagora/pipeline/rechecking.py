"""All that was said and shown earlier is judged again, under new rules or by a new model: everybody in turn.

The sweep takes a step a minute, as long as little waits to be judged; what a step finds is judged by queue: names,
posts, and pictures that are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from imagora.accounts.rows import profile_key
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId, MediaId
from imagora.media.listing import media_key
from imagora.moderation.events import Subject
from imagora.moderation.recheck_store import Handed, Progress, RecheckStore
from imagora.moderation.rulebook import VERSION
from imagora.pipeline.reconcile import BEGINNINGS
from imagora.posts.listing import author_key
from imagora.table.reader import Reader, Row

A_STEP = 100
"""So many names, posts and pictures a step hands to the judge."""

_QUERIES = 150
_NAMES, _POSTS = 25, 50
_PICTURES = "pictures:"
_BACKLOG = 100
"""While so much waits to be judged, nothing is added."""


@dataclass
class _Step:
    """What one step did, and what it may still do."""

    handed: Handed = field(default_factory=Handed)
    queries: int = 0

    @property
    def over(self) -> bool:
        return self.handed.total >= A_STEP or self.queries >= _QUERIES


@dataclass(frozen=True)
class Rechecking:
    """`again` has a text judged (again) by queue, `look` a picture; `backlog` says how much waits for that."""

    reader: Reader
    store: RecheckStore
    again: Callable[[Subject], object]
    backlog: Callable[[], int]
    now: Clock
    look: Callable[[MediaId], object]

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
        self.store.keep(kept, following, handed=step.handed, now=self.now())

    def _walk(self, step: _Step, place: str) -> str | None:
        """Where the next step goes on: `<beginning>|<name before>|<place in it>`; None where everybody was there."""
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
        """One account's name, and its next posts after this one, then its pictures; where to go on with it, empty when
        it is through."""
        account = AccountId(row["SK"].rpartition("#")[2])
        if not post:
            self.again(Subject("account", account))
            step.handed.accounts += 1
        if not post.startswith(_PICTURES):
            rest = self._posts_of(step, account, post)
            if rest or step.over:
                return rest or _PICTURES
        return self._pictures_of(step, account, post.removeprefix(_PICTURES) if post.startswith(_PICTURES) else "")

    def _posts_of(self, step: _Step, account: AccountId, post: str) -> str:
        step.queries += 1
        rows = self.reader.query(author_key(account), index="GSI1", limit=_POSTS, after=post or None)
        for found in rows:
            kind, _, named = str(found["PK"]).partition("#")
            if kind == "POST":
                self.again(Subject("post", named))
                step.handed.posts += 1
        return str(rows[-1]["GSI1SK"]) if len(rows) == _POSTS else ""

    def _pictures_of(self, step: _Step, account: AccountId, after: str) -> str:
        """Those of its next pictures that are shown; the others are judged before they are."""
        step.queries += 1
        rows = self.reader.query(f"MEDIA_OF#{account}", index="GSI1", limit=_POSTS, after=after or None)
        found = self.reader.batch(media_key(MediaId(row["GSI1SK"])) for row in rows) if rows else {}
        for row in found.values():
            if row["status"] == "ready":
                self.look(MediaId(row["PK"].removeprefix("MEDIA#")))
                step.handed.pictures += 1
        return f"{_PICTURES}{rows[-1]['GSI1SK']}" if len(rows) == _POSTS else ""


def _is_handle(row: Row, profile: Row | None) -> bool:
    return profile is not None and profile["handle"] == row["SK"].rpartition("#")[0]
