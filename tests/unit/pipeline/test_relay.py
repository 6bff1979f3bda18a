"""What a change of the table calls for."""

from __future__ import annotations

from typing import Any

import pytest

from imagora.kernel.messages import (
    AccountChanged,
    Followed,
    FollowMade,
    FollowRequested,
    Generate,
    JobDrawn,
    JobEnded,
    JobFinished,
    Liked,
    MediaSettled,
    PostEdited,
    PostEnded,
    PostGone,
    PostPublished,
    Reposted,
    RepostMade,
    TallyChanged,
    Unreposted,
)
from imagora.pipeline.relay import Change, messages_of

JOB = {"PK": "JOB#j", "SK": "JOB"}
MEDIA = {"PK": "MEDIA#m", "SK": "MEDIA"}
POST = {
    "PK": "POST#p",
    "SK": "POST",
    "author": "a",
    "position": "x",
    "card": '{"t":"Hello","m":[{"i":"m1","k":"k","w":1,"h":1}]}',
}
FINISHED = ("activity", JobFinished(job_id="j"))  # type: ignore[arg-type]
GONE = ("activity", PostGone(post_id="p", position="x", text="Hello"))  # type: ignore[arg-type]


def routed(key: dict[str, Any], old: str | None, new: str | None) -> list[Any]:
    images = [None if status is None else {**key, "status": status} for status in (old, new)]
    return messages_of(Change(*images))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (None, "queued", [("generation", Generate(job_id="j"))]),
        ("running", "queued", [("generation", Generate(job_id="j"))]),
        ("queued", "running", []),
        ("running", "running", []),
        ("queued", "queued", []),
        ("running", "moderating", [("settlement", JobDrawn(job_id="j"))]),
        ("moderating", "succeeded", [FINISHED]),
        ("running", "blocked", [("erasure", JobEnded(job_id="j")), FINISHED]),
        ("queued", "failed", [("erasure", JobEnded(job_id="j")), FINISHED]),
        ("moderating", "cancelled", [("erasure", JobEnded(job_id="j")), FINISHED]),
        ("succeeded", None, []),
    ],
)  # fmt: skip
def test_jobs(old: str | None, new: str | None, expected: list[Any]) -> None:
    assert routed(JOB, old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (None, "processing", False),
        ("processing", "processing", False),
        ("processing", "ready", True),
        ("processing", "held", True),
        ("held", "rejected", True),
        ("ready", "removed", True),
        ("removed", None, False),
    ],
)
def test_media(old: str | None, new: str | None, told: bool) -> None:
    assert routed(MEDIA, old, new) == ([("settlement", MediaSettled(media_id="m"))] if told else [])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (None, "pending", []),
        (None, "published", [("fanout", PostPublished(post_id="p", author_id="a", position="x"))]),
        ("pending", "published", [("fanout", PostPublished(post_id="p", author_id="a", position="x"))]),
        ("published", "published", []),
        ("pending", "rejected", []),
        ("pending", "deleted", [("erasure", PostEnded(post_id="p", media_ids=["m1"]))]),
        ("published", "deleted", [("erasure", PostEnded(post_id="p", media_ids=["m1"])), GONE]),
        ("published", "rejected", [GONE]),
        ("rejected", "published", [("fanout", PostPublished(post_id="p", author_id="a", position="x"))]),
        ("deleted", None, []),
    ],
)  # fmt: skip
def test_posts(old: str | None, new: str | None, expected: list[Any]) -> None:
    assert routed(POST, old, new) == expected


def test_follows_are_told_when_they_begin_only() -> None:
    follow = {"PK": "USER#b", "SK": "FOLLOW#a"}
    told = [
        ("fanout", Followed(follower_id="b", followee_id="a")),  # type: ignore[arg-type]
        ("activity", FollowMade(follower="b", followee="a")),  # type: ignore[arg-type]
    ]
    assert [messages_of(Change(*images)) for images in ((None, follow), (follow, follow), (follow, None))] == [
        told,
        [],
        [],
    ]


def life(row: dict[str, Any]) -> list[list[Any]]:
    """What is told when an item comes, is written again as it is, and goes."""
    return [messages_of(Change(*images)) for images in ((None, row), (row, row), (row, None))]


def test_requests_and_marks_are_told_when_they_are_made() -> None:
    request = {"PK": "USER#b", "SK": "REQUEST#a"}
    like, bookmark = ({"PK": "USER#b", "SK": f"MARK#p#{kind}", "a": "a"} for kind in "lb")
    assert life(request) == [[("activity", FollowRequested(follower="b", target="a"))], [], []]  # type: ignore[arg-type]
    assert life(like) == [[("activity", Liked(post_id="p", by="b"))], [], []]  # type: ignore[arg-type]
    assert life(bookmark) == [[], [], []]


def test_a_repost_is_carried_to_followers_and_so_is_its_end() -> None:
    mark = {"PK": "USER#b", "SK": "MARK#p#r", "a": "a", "q": "p0", "qa": "a0", "position": "x"}
    reposted: Any = {"post_id": "p", "author_id": "a", "by": "b", "position": "x", "quote": "p0", "quote_author": "a0"}
    told = [("fanout", Reposted(**reposted)), ("activity", RepostMade(post_id="p", by="b"))]  # type: ignore[arg-type]
    undone: Any = {"post_id": "p", "by": "b", "position": "x"}
    assert life(mark) == [told, [], [("fanout", Unreposted(**undone))]]


def test_an_edit_is_told_when_the_revision_changed() -> None:
    before = {**POST, "status": "published"}
    after = {**before, "rev": 1}
    told = [("activity", PostEdited(post_id="p"))]  # type: ignore[arg-type]
    assert messages_of(Change(before, after)) == told
    assert messages_of(Change(after, {**after, "rev": 2})) == told
    assert messages_of(Change(after, {**after, "likes": 3})) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"handle": "ben2"}, True), ({"name": "Ben"}, True), ({"kind": "bot"}, True), ({"status": "suspended"}, True),
     ({"followers_count": 2}, False), ({"bio": "x"}, False)],
)  # fmt: skip
def test_an_account_is_told_when_what_it_is_found_by_changed(changed: dict[str, Any], told: bool) -> None:
    before = {"PK": "USER#b", "SK": "PROFILE", "handle": "ben", "name": "B", "kind": "human", "status": "active"}
    expected = [("activity", AccountChanged(account_id="b"))] if told else []  # type: ignore[arg-type]
    assert messages_of(Change(before, {**before, **changed})) == expected


def test_a_contended_posts_counts_are_told_once_until_they_are_folded() -> None:
    shard = {"PK": "TALLY#p", "SK": "l#3", "tally": 1}
    told = [("activity", TallyChanged(post_id="p"))]  # type: ignore[arg-type]
    assert life(shard) == [told, [], []]
    assert messages_of(Change(shard, {**shard, "tally": 2})) == []


@pytest.mark.parametrize("sk", ["CREDITS#2026-11", "CREDIT#01B", "PLAN", "CONTACT", "SIGNUP"])
def test_other_items_call_for_nothing(sk: str) -> None:
    assert messages_of(Change(None, {"PK": "USER#a", "SK": sk})) == []
    assert messages_of(Change({"PK": "MEDIA#m", "SK": "WAIT#p"}, None)) == []
