"""What was deleted, blocked or made private is gone from wherever it stood: what happened × where it must not be.

Everybody's post stood everywhere first. It is looked for right after the deeds, before any stage has heard of them, and
again when all stages have: the promise is five seconds, and none of it may lean on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.stack import Person, Stack

TOMBSTONES = {
    "the post is deleted": "deleted",
    "the account is deleted": "deleted",
    "the reader blocks the author": "unavailable",
    "the author blocks the reader": "unavailable",
    "the account goes private": "unavailable",
}
"""What happens to an author and their posts, and what then stands where one was quoted or answered."""

PLACES = {
    "home": "/v1/feeds/home?limit=100",
    "explore": "/v1/feeds/explore?limit=100",
    "tag": "/v1/feeds/tags/evanescent?limit=100",
    "search": "/v1/search?q=evanescent&type=posts&limit=100",
    "notifications": "/v1/notifications?limit=100",
    "bookmarks": "/v1/me/bookmarks?limit=100",
    "likes": "/v1/me/likes?limit=100",
    "the friend's thread": "/v1/posts/{root}/thread?limit=100",
    "the friend's quote": "/v1/posts/{quoting}",
    "the friend's answer": "/v1/posts/{answering}/thread",
    "itself": "/v1/posts/{said}",
    "its thread": "/v1/posts/{said}/thread",
    "its history": "/v1/posts/{said}/history",
    "its likes": "/v1/posts/{said}/likes",
    "its quotes": "/v1/posts/{said}/quotes",
    "the author's page": "/v1/accounts/{author}/posts",
}


@dataclass(frozen=True)
class Said:
    """An author, their post and their answer to the friend, and what the friend made of the post."""

    author: Person
    ids: dict[str, str]

    def path(self, place: str) -> str:
        return PLACES[place].format(**self.ids, author=self.author.handle)


@dataclass(frozen=True)
class Scene:
    """A reader, who follows a friend, who passes on what the authors said: one author to each thing that happens."""

    reader: Person
    friend: Person
    said: dict[str, Said]

    def places_of(self, happened: str) -> set[str]:
        """Where the reader finds what this author wrote."""
        said = self.said[happened]
        own = {said.ids["said"], said.ids["answer"]}
        return {place for place in PLACES if _written_by(said.author, self.reader("GET", said.path(place)).body, own)}


def _written_by(author: Person, body: Any, posts: set[str]) -> bool:
    """Whether one of these posts is in an answer, however deep: tombstones aren't, and neither is who likes it."""
    if isinstance(body, list):
        return any(_written_by(author, one, posts) for one in body)
    if not isinstance(body, dict):
        return False
    if "text" in body and body.get("id") in posts:
        assert body["author"]["handle"] == author.handle
        return True
    return any(_written_by(author, one, posts) for one in body.values())


@pytest.fixture(scope="module")
def scene(stack: Stack) -> Scene:
    reader, friend = stack.person(), stack.person()
    reader.follow(friend)
    root = friend.post("What do you think?")["id"]
    return Scene(reader, friend, {happened: _speak(stack.person(), friend, reader, root) for happened in TOMBSTONES})


def _speak(author: Person, friend: Person, reader: Person, root: str) -> Said:
    said = author.post(f"something #evanescent for @{reader.handle}")["id"]
    answer = author.post("I think so", reply_to=root)["id"]
    quoting = friend.post("Look", quote_of=said)["id"]
    answering = friend.post("Indeed", reply_to=said)["id"]
    assert friend("PUT", f"/v1/posts/{said}/repost").status == 204
    for mark in ("like", "bookmark"):
        assert reader("PUT", f"/v1/posts/{said}/{mark}").status == 204
    ids = {"root": root, "said": said, "answer": answer, "quoting": quoting, "answering": answering}
    return Said(author, ids)


def _happen(scene: Scene) -> Iterator[int]:
    """All that happens, one after the other: the statuses of it."""
    author = {happened: said.author for happened, said in scene.said.items()}
    for post in ("said", "answer"):
        deleted = scene.said["the post is deleted"]
        yield deleted.author("DELETE", f"/v1/posts/{deleted.ids[post]}").status
    leaving = author["the account is deleted"]
    yield leaving("DELETE", "/v1/me", {"password": leaving.password}).status
    yield scene.reader("PUT", f"/v1/accounts/{author['the reader blocks the author'].handle}/block").status
    yield author["the author blocks the reader"]("PUT", f"/v1/accounts/{scene.reader.handle}/block").status
    yield author["the account goes private"]("PATCH", "/v1/me", {"private": True}).status


_WITHOUT_TEXT = {"its history", "its likes"}
"""Places that tell of a post without showing it: what counts there is the status."""


@pytest.mark.slow
def test_what_is_taken_away_is_gone_from_everywhere_at_once(stack: Stack, scene: Scene) -> None:
    stack.drain(max_rounds=5000)
    there = {happened: scene.places_of(happened) for happened in TOMBSTONES}
    assert there == dict.fromkeys(TOMBSTONES, set(PLACES) - _WITHOUT_TEXT)

    assert list(_happen(scene)) == [204, 204, 204, 204, 204, 200]
    for _ in ("before any stage has heard of it", "after all have"):
        assert {happened: scene.places_of(happened) for happened in TOMBSTONES} == {one: set() for one in TOMBSTONES}
        for happened, tombstone in TOMBSTONES.items():
            _expect_tombstones(scene, happened, tombstone)
        stack.drain(max_rounds=5000)


def _expect_tombstones(scene: Scene, happened: str, tombstone: str) -> None:
    said, reader = scene.said[happened], scene.reader
    expected = {"id": said.ids["said"], "tombstone": tombstone}
    assert reader("GET", said.path("the friend's quote"))["quote"] == expected, happened
    assert reader("GET", said.path("the friend's answer"))["ancestors"] == [expected], happened
    for place in ("itself", "its thread", "its history", "its likes", "its quotes"):
        gone = reader("GET", said.path(place))
        assert (gone.status, gone.code) == (404, "post_not_found"), (happened, place)
