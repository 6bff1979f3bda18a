"""Lists of reactions: who likes or reposted a post, what somebody likes or keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from imagora.accounts.models import Profile
from imagora.accounts.rows import profile_key, profile_of
from imagora.accounts.service import own_of
from imagora.graph.head import head_key, head_of
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId, PostId
from imagora.kernel.parallel import together
from imagora.posts.hydration import Hydration, Pointer, Shown
from imagora.posts.marks import LIKE, bookmarks_key, likes_key, partition, repost_key
from imagora.posts.models import Quoted
from imagora.posts.reach import Reach
from imagora.table.paging import Page, PageRequest, cut
from imagora.table.reader import Reader, Row

_SCANNED_PAGES = 4
"""How many pages of marks one request looks through for likes; beyond that the cursor goes on."""

Found = tuple[str, AccountId | None]
"""Where a list goes on after it, and who stands there: None for one who took it back."""


class ReactionLists(msgspec.Struct, frozen=True):
    reader: Reader
    reach: Reach
    viewpoints: Viewpoints
    hydration: Hydration

    def likers(self, post_id: str, viewer: AccountId | None, page: PageRequest) -> Page[Profile]:
        """Who likes a post, by id, newest account first (2 steps).

        A page may be shorter than asked: who is gone, or hidden from the viewer, drops out. Raises PostNotFound.
        """
        return self._people(post_id, viewer, page, self._likers)

    def reposters(self, post_id: str, viewer: AccountId | None, page: PageRequest) -> Page[Profile]:
        """Who reposted a post; otherwise as `likers`."""
        return self._people(post_id, viewer, page, self._reposters)

    def _likers(self, post_id: str, page: PageRequest) -> list[Found]:
        rows = self.reader.query(likes_key(post_id), index="GSI1", limit=page.limit + 1, after=page.after)
        return [(row["GSI1SK"], AccountId(row["GSI1SK"])) for row in rows]

    def _reposters(self, post_id: str, page: PageRequest) -> list[Found]:
        rows = self.reader.query(repost_key(post_id, "")[0], limit=page.limit + 1, after=page.after)
        return [(row["SK"], None if row.get("undone") else AccountId(row["SK"])) for row in rows]

    def _people(
        self,
        post_id: str,
        viewer: AccountId | None,
        page: PageRequest,
        find: Callable[[str, PageRequest], list[Found]],
    ) -> Page[Profile]:
        looked, found = together([partial(self.reach.look, [post_id], viewer), partial(find, post_id, page)])
        shown: Page[Found] = cut(found, page.limit, lambda one: one[0])
        people = [who for _, who in shown.items if who is not None]
        reached = self.reach.judge(looked, post_id, viewer, also=map(profile_key, people))
        reached.viewpoint.ask(people)
        profiles = [profile_of(reached.others[key]) for key in map(profile_key, people) if key in reached.others]
        return Page([one for one in profiles if _is_shown(one, reached.viewpoint)], shown.next)

    def liked(self, viewer: AccountId, page: PageRequest) -> Page[Shown]:
        """What somebody likes, newest post first (2 steps, more for who bookmarks far more than they like).

        Posts that aren't there for them any more drop out. Raises Unauthenticated for an account that is gone.
        """
        return self._posts(viewer, lambda: self._liked(viewer, page))

    def bookmarked(self, viewer: AccountId, page: PageRequest) -> Page[Shown]:
        """What somebody keeps, newest bookmark first (2 steps); otherwise as `liked`."""
        return self._posts(viewer, lambda: self._bookmarked(viewer, page))

    def _posts(self, viewer: AccountId, find: Callable[[], Page[Pointer]]) -> Page[Shown]:
        keys = profile_key(viewer), head_key(viewer)
        rows, found = together([partial(self.reader.batch, keys), find])
        page: Page[Pointer] = found
        own_of(rows.get(keys[0]))
        shown, _ = self.hydration.hydrate(page.items, self.viewpoints.behind(viewer, head_of(rows.get(keys[1]))))
        return Page([shown[pointer.post] for pointer in page.items if pointer.post in shown], page.next)

    def _liked(self, viewer: AccountId, page: PageRequest) -> Page[Pointer]:
        found: list[Pointer] = []
        after = page.after
        for _ in range(_SCANNED_PAGES):
            rows = self.reader.query(partition(viewer), prefix="MARK#", limit=page.limit + 1, after=after)
            for row in rows[: page.limit]:
                after = row["SK"]
                if after.endswith(f"#{LIKE}"):
                    found.append(_of_mark(row))
                if len(found) == page.limit:
                    break
            more = bool(rows) and after != rows[-1]["SK"]
            if len(found) == page.limit or not more:
                return Page(found, after if more else None)
        return Page(found, after)

    def _bookmarked(self, viewer: AccountId, page: PageRequest) -> Page[Pointer]:
        rows: Sequence[Row] = self.reader.query(
            bookmarks_key(viewer), index="GSI1", limit=page.limit + 1, after=page.after
        )
        return cut(rows, page.limit, lambda row: str(row["GSI1SK"])).map(_of_bookmark)


def _is_shown(profile: Profile, viewpoint: Viewpoint) -> bool:
    viewer = viewpoint.account
    return profile.visible_to(viewer) and (profile.id == viewer or not viewpoint.hides(profile.id))


def _of_mark(row: Row) -> Pointer:
    quote = Quoted(PostId(row["q"]), AccountId(row["qa"])) if "q" in row else None
    return Pointer(PostId(row["SK"].split("#")[1]), AccountId(row["a"]), quote)


def _of_bookmark(row: Row) -> Pointer:
    """`<when>#<author>`, then `q<quoted post><its author>`: ids have 26 characters."""
    author, _, quote = row["GSI1SK"].partition("#")[2].partition("q")
    quoted = Quoted(PostId(quote[:26]), AccountId(quote[26:])) if quote else None
    return Pointer(PostId(row["SK"].split("#")[1]), AccountId(author), quoted)
