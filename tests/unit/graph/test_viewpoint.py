"""What a head says, and what follows from it for who looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from imagora.graph.head import NO_HEAD, Head, head_of
from imagora.graph.listing import block_key
from imagora.graph.viewpoint import NOBODY, Viewpoint, Viewpoints

NOW = datetime(2026, 11, 22, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


def seen(**head: Any) -> Viewpoint:
    return Viewpoint("me", Head(**head), NOW)  # type: ignore[arg-type]


class Table:
    """Answers rows by key, and counts the questions."""

    def __init__(self, *rows: tuple[str, str], head: dict[str, Any] | None = None) -> None:
        self.rows, self.head, self.asked = set(rows), head, 0

    def get(self, _: tuple[str, str]) -> dict[str, Any] | None:
        return self.head

    def batch(self, keys: Any) -> dict[tuple[str, str], dict[str, Any]]:
        self.asked += 1
        return {key: {} for key in keys if key in self.rows}


def test_a_head_is_read_from_its_attributes() -> None:
    row = {
        "PK": "FEED#me", "SK": "~HEAD", "pulled": frozenset({"star"}), "following": 7, "words": "[]",
        "h#ann": EPOCH + 1, "x#bob": 1, "y#cat": 1, "m#dan": 0, "m#eve": EPOCH, "seen": "2026-11-21", "crowded": True,
    }  # fmt: skip
    assert head_of(row) == Head(
        pulled=frozenset({"star"}), unfollowed={"ann": EPOCH + 1}, blocking=frozenset({"bob"}),
        blocked_by=frozenset({"cat"}), muted={"dan": 0, "eve": EPOCH}, words="[]", crowded=True, following=7,
        seen="2026-11-21",
    )  # fmt: skip
    assert head_of(None) == NO_HEAD == head_of({"PK": "FEED#me", "SK": "~HEAD"})


def test_a_head_passes_over_the_unfollowed_until_their_time() -> None:
    head = Head(unfollowed={"ann": EPOCH + 1, "bob": EPOCH})  # type: ignore[dict-item]
    assert [head.passes_over(who, NOW) for who in ("ann", "bob", "eve")] == [True, False, False]  # type: ignore[arg-type]


def test_a_block_shuts_either_way() -> None:
    me = seen(blocking=frozenset({"bob"}), blocked_by=frozenset({"cat"}))
    assert [me.shut(who) for who in ("bob", "cat", "eve")] == [True, True, False]  # type: ignore[arg-type]
    assert (me.blocking("bob"), me.blocking("cat"), me.blocked_by("cat")) == (True, False, True)  # type: ignore[arg-type]
    assert [me.hides(who) for who in ("bob", "cat", "eve")] == [True, True, False]  # type: ignore[arg-type]


def test_a_mute_hides_until_it_is_over_and_shuts_nobody() -> None:
    me = seen(muted={"bob": 0, "cat": EPOCH + 1, "dan": EPOCH})
    assert [me.muting(who) for who in ("bob", "cat", "dan", "eve")] == [True, True, False, False]  # type: ignore[arg-type]
    assert (me.hides("bob"), me.shut("bob"), me.passes_over("cat")) == (True, False, True)  # type: ignore[arg-type]


def test_nobody_hides_nobody() -> None:
    assert not NOBODY.hides("bob")  # type: ignore[arg-type]
    assert not NOBODY.mutes("a word", ["tag"])
    assert Viewpoints(Table(), lambda: NOW).of(None) == Viewpoint(None, NO_HEAD, NOW)  # type: ignore[arg-type]


def test_who_blocks_a_notorious_account_is_asked_of_the_blocks_once() -> None:
    table = Table(block_key("bob", "me"), head={"PK": "FEED#me", "SK": "~HEAD", "crowded": True, "y#ann": 1})
    me = Viewpoints(table, lambda: NOW).of("me")  # type: ignore[arg-type]
    me.ask(["bob", "cat", "bob"])  # type: ignore[list-item]
    assert [me.shut(who) for who in ("ann", "bob", "cat")] == [True, True, False]  # type: ignore[arg-type]
    assert table.asked == 1
    assert not me.shut("dan")  # type: ignore[arg-type]
    assert table.asked == 2


def test_muted_words_of_a_head_are_matched_until_they_are_over() -> None:
    later = int((NOW + timedelta(hours=1)).timestamp())
    me = seen(words=f'[["spoiler"],["cats","tags"],["old","both",{EPOCH}],["soon","both",{later}]]')
    assert me.mutes("A Spoiler!", [])
    assert me.mutes("look", ["Cats"])
    assert me.mutes("soon over", [])
    assert not me.mutes("cats and old things", ["dogs"])
