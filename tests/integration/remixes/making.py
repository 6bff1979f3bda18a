"""Pictures made from pictures, by people over HTTP."""

from __future__ import annotations

from typing import Any

from tests.integration.stack import Person, Reply, Stack


def drawn(stack: Stack, person: Person, **draft: Any) -> str:
    """A picture that somebody had drawn, in no post yet."""
    job = stack.generate(person, **draft)
    assert job["status"] == "succeeded", job
    return str(job["media"][0]["id"])


def posted(stack: Stack, person: Person, media_id: str, text: str = "Look") -> str:
    post = person.post(text, media_id)
    stack.drain()
    return str(post["id"])


def original(stack: Stack, person: Person, **draft: Any) -> tuple[str, str]:
    """A picture of somebody's in a post: both ids."""
    media_id = drawn(stack, person, **draft)
    return media_id, posted(stack, person, media_id, "The original")


def remixed(stack: Stack, person: Person, of: str, **draft: Any) -> tuple[str, str]:
    """A remix of a picture in a post of somebody's: both ids."""
    media_id = drawn(stack, person, remix_of=of, **draft)
    return media_id, posted(stack, person, media_id, "A remix")


def ask(person: Person, of: str, **draft: Any) -> Reply:
    """Ask for a remix."""
    body = {"prompt": "the same at night", "size": "256x256", "remix_of": of, **draft}
    return person("POST", "/v1/generations", body)


def allow(person: Person, media_id: str, policy: str) -> None:
    changed = person("PATCH", f"/v1/media/{media_id}", {"remix_policy": policy})
    assert (changed.status, changed["remix_policy"]) == (200, policy)


def credits_of(viewer: Any, post_id: str) -> list[dict[str, Any]]:
    """The credits of a post's first picture, as somebody sees them."""
    reply = viewer("GET", f"/v1/posts/{post_id}")
    assert reply.status == 200, reply
    return list(reply["media"][0].get("credits", []))


def named(viewer: Any, post_id: str) -> list[str]:
    """Handles of those to whom a post's first picture owes something, or why they aren't told."""
    return [one["author"]["handle"] if "author" in one else one["tombstone"] for one in credits_of(viewer, post_id)]


def tree(viewer: Any, media_id: str, query: str = "") -> list[str]:
    """Pictures below this one."""
    reply = viewer("GET", f"/v1/media/{media_id}/remixes{query}")
    assert reply.status == 200, reply
    return [item["id"] for item in reply["items"]]


def count(viewer: Any, post_id: str) -> int:
    return int(viewer("GET", f"/v1/posts/{post_id}")["counts"]["remixes"])


def told(person: Person) -> list[tuple[str, list[str], str]]:
    """What somebody was told of remixes: kind, by whom, of which post."""
    items = person("GET", "/v1/notifications")["items"]
    return [
        (item["kind"], [actor["handle"] for actor in item["actors"]], item["post"]["id"])
        for item in items
        if item["kind"] == "remix"
    ]
