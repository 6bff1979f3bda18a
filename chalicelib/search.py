"""/v1/search: posts, people, tags."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from chalicelib import content, content_views, people, shapes
from chalicelib.answers import Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from chalicelib.shapes import Shape, Time
from imagora import wiring
from imagora.kernel.clock import rfc3339
from imagora.kernel.ids import time_of
from imagora.table.paging import Page

search = Resource("search")

_TYPES = ("posts", "accounts", "tags")


class Tag(Struct, frozen=True):
    """A tag, without its sign, and when a post with it came out last."""

    tag: str
    last_used_at: Time


class TagList(Shape, kw_only=True):
    """Tags, in the order of their letters."""

    items: list[Tag]
    cursor: str | UnsetType = UNSET


@search.route(
    "GET",
    "/v1/search",
    answers={200: (content.PostList, shapes.AccountList, TagList)},
    query=("q", "type", "limit", "cursor"),
    public=True,
)
def search_everything(request: Request) -> Answer:
    """Find posts, accounts or tags.

    Posts that have every word that is looked for, newest first, replies included; `#tag` and `@handle` look for just
    that. Accounts of whose handle or name each word begins a part: the one with that handle, then by followers. Tags
    that begin like this. Of what isn't open to everybody nothing is found.
    """
    from imagora.search.reading import fold_query

    kind = request.choice("type", _TYPES)
    query = fold_query(request.query.get("q", ""))
    listing = f"search:{kind}:{query}"
    return request.listed(_FINDERS[kind](request, query, listing), listing)


def _posts(request: Request, query: str, listing: str) -> Page[object]:
    return wiring.search().posts(query, request.viewer, request.page(listing)).map(content_views.post)


def _accounts(request: Request, query: str, listing: str) -> Page[object]:
    found = wiring.account_search().page(query, request.viewer, request.page(listing))
    return people.page(found, request.viewer).map(lambda account: account)


def _tags(request: Request, query: str, listing: str) -> Page[object]:
    found = wiring.search().tags(query, request.page(listing))
    return found.map(lambda tag: Tag(tag.tag, rfc3339(time_of(tag.last))))


_FINDERS = {"posts": _posts, "accounts": _accounts, "tags": _tags}
