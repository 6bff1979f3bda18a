"""All that an instance holds, sorted by what it is: what the audit and the recount read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from imagora.posts.listing import card_of
from imagora.posts.models import Card
from tests.faults.lab import Item


class Books:
    """All items, sorted by what they are."""

    def __init__(self, items: Iterable[Item], objects: set[str]) -> None:
        self.objects = objects
        self.all = {(item["PK"], item["SK"]): item for item in items}
        self.jobs = self._of("JOB#", "JOB")
        self.media = self._of("MEDIA#", "MEDIA")
        self.posts = self._of("POST#", "POST")
        self.profiles = self._of("USER#", "PROFILE")
        self.feeds: dict[str, list[Item]] = defaultdict(list)
        self.recent: list[Item] = []
        for (pk, sk), item in self.all.items():
            if pk.startswith("FEED#") and sk != "~HEAD":
                self.feeds[pk.removeprefix("FEED#")].append(item)
            elif pk.startswith("RECENT#"):
                self.recent.append(item)

    def _of(self, prefix: str, sk: str) -> dict[str, Item]:
        return {
            pk.removeprefix(prefix): item for (pk, s), item in self.all.items() if pk.startswith(prefix) and s == sk
        }

    def beside(self, prefix: str) -> Iterator[tuple[str, str, Item]]:
        """(partition, rest of the sort key, item) of items whose sort key has this prefix."""
        for (pk, sk), item in self.all.items():
            if sk.startswith(prefix):
                yield pk, sk.removeprefix(prefix), item

    def under(self, room: str) -> Iterator[tuple[str, str, Item]]:
        """(rest of the partition key, sort key, item) of items whose partition key has this prefix."""
        for (pk, sk), item in self.all.items():
            if pk.startswith(room):
                yield pk.removeprefix(room), sk, item

    def followers(self, author: str) -> set[str]:
        return {pk.removeprefix("USER#") for pk, followee, _ in self.beside("FOLLOW#") if followee == author}

    def alive(self, uid: str) -> bool:
        return uid in self.profiles and self.profiles[uid]["status"] != "deleted"

    def published(self) -> Iterator[tuple[str, Item, Card]]:
        """Posts that are out."""
        for post_id, post in self.posts.items():
            if post["status"] == "published":
                yield post_id, post, card_of(post["card"])

    def is_out(self, post_id: str) -> bool:
        return self.posts.get(post_id, {}).get("status") == "published"
