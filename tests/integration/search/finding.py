"""What the tests of search and tag pages work with."""

from __future__ import annotations

from typing import Any

import httpx

from imagora.accounts.models import Profile
from imagora.posts.models import Post
from tests.integration.stack import Person, Reply, Stack


def publish(stack: Stack, author: Profile | Person, text: str) -> Post:
    """Post something, spread and indexed."""
    post = stack.publish(author, text)
    stack.drain()
    return post


def search(ask: Any, query: str, kind: str | None = None, **more: Any) -> Reply:
    """Ask the search as somebody (a person or the API itself)."""
    asked = {"q": query, **({"type": kind} if kind else {}), **more}
    reply: Reply = ask("GET", f"/v1/search?{httpx.QueryParams(asked)}")
    return reply


def found(ask: Any, query: str, **more: Any) -> list[str]:
    """Ids of the posts on the first page."""
    reply = search(ask, query, **more)
    assert reply.status == 200, reply
    return [post["id"] for post in reply["items"]]


def people(ask: Any, query: str, **more: Any) -> list[str]:
    """Handles of the accounts on the first page."""
    reply = search(ask, query, "accounts", **more)
    assert reply.status == 200, reply
    return [account["handle"] for account in reply["items"]]


def tagged(ask: Any, tag: str, **more: Any) -> list[str]:
    """Ids of the posts on a tag's first page."""
    reply: Reply = ask("GET", f"/v1/feeds/tags/{tag}?{httpx.QueryParams(more)}")
    assert reply.status == 200, reply
    return [post["id"] for post in reply["items"]]
