"""What a process remembers of whose posts are."""

from __future__ import annotations

from imagora.kernel.ids import AccountId, PostId
from imagora.posts.authorship import MOST, Authorship

ANN = AccountId("ann")


def posts(first: int, count: int) -> dict[PostId, AccountId]:
    return {PostId(f"{number:026d}"): ANN for number in range(first, first + count)}


def test_what_was_seen_is_known_and_nothing_else() -> None:
    known = Authorship()
    known.note(posts(0, 2))
    assert [known.of(post) for post in posts(0, 3)] == [ANN, ANN, None]


def test_a_process_that_saw_very_many_begins_anew() -> None:
    known = Authorship()
    for first in range(0, MOST + 50, 50):
        known.note(posts(first, 50))
    assert known.of(f"{0:026d}") is None
    assert known.of(f"{MOST + 49:026d}") == ANN
