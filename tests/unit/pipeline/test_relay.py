"""What a change of the table calls for."""

from __future__ import annotations

from typing import Any

import pytest

from imagora.kernel.messages import Followed, Generate, JobDrawn, JobEnded, MediaSettled, PostEnded, PostPublished
from imagora.pipeline.relay import Change, messages_of

JOB = {"PK": "JOB#j", "SK": "JOB"}
MEDIA = {"PK": "MEDIA#m", "SK": "MEDIA"}
POST = {"PK": "POST#p", "SK": "POST", "author": "a", "position": "x", "card": '{"m":[{"i":"m1","k":"k","w":1,"h":1}]}'}


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
        ("moderating", "succeeded", []),
        ("running", "blocked", [("erasure", JobEnded(job_id="j"))]),
        ("queued", "failed", [("erasure", JobEnded(job_id="j"))]),
        ("moderating", "cancelled", [("erasure", JobEnded(job_id="j"))]),
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
        ("published", "deleted", [("erasure", PostEnded(post_id="p", media_ids=["m1"]))]),
        ("deleted", None, []),
    ],
)  # fmt: skip
def test_posts(old: str | None, new: str | None, expected: list[Any]) -> None:
    assert routed(POST, old, new) == expected


def test_follows_are_told_when_they_begin_only() -> None:
    follow = {"PK": "USER#b", "SK": "FOLLOW#a"}
    told = [("fanout", Followed(follower_id="b", followee_id="a"))]  # type: ignore[arg-type]
    assert [messages_of(Change(*images)) for images in ((None, follow), (follow, follow), (follow, None))] == [
        told,
        [],
        [],
    ]


@pytest.mark.parametrize("sk", ["CREDITS#2026-11-22", "CONTACT", "LIKE#p", "SIGNUP"])
def test_other_items_call_for_nothing(sk: str) -> None:
    assert messages_of(Change(None, {"PK": "USER#a", "SK": sk})) == []
    assert messages_of(Change({"PK": "MEDIA#m", "SK": "WAIT#p"}, None)) == []
