"""Who wrote which post, as far as this process has seen it. A post's author never changes: nothing of it gets stale.

Who likes, answers or quotes a post has mostly just been shown it. Then its author can be asked for in the same step as
the post itself; otherwise that takes a step more.
"""

from __future__ import annotations

from collections.abc import Mapping

from imagora.kernel.ids import AccountId, PostId

MOST = 10_000
"""How many posts are remembered: some 2.5 MB. Then it begins anew."""


class Authorship:
    """A process's memory of whose posts are."""

    def __init__(self) -> None:
        self._by: dict[PostId, AccountId] = {}

    def note(self, by: Mapping[PostId, AccountId]) -> None:
        """Remember who wrote these posts."""
        if len(self._by) + len(by) > MOST:
            self._by = {}
        self._by.update(by)

    def of(self, post_id: str) -> AccountId | None:
        """Who wrote this post; None where that isn't known here."""
        return self._by.get(PostId(post_id))
