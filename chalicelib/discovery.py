"""What is open to everybody: explore, tag pages, search."""

from __future__ import annotations

from chalicelib import content, content_views
from chalicelib.answers import Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring

discovery = Resource("discovery")

_PAGE = ("limit", "cursor")


@discovery.route("GET", "/v1/feeds/explore", answers={200: content.Feed}, query=_PAGE, public=True)
def get_explore(request: Request) -> Answer:
    """Get what trends, then what is new of everybody, newest first, each once."""
    page = wiring.explore().page(request.viewer, request.page("explore"))
    return request.listed(page.map(content_views.feed_item), "explore")


@discovery.route(
    "GET", "/v1/feeds/tags/{tag}", answers={200: content.PostList}, errors=("invalid_input",), query=_PAGE, public=True
)
def get_tag(request: Request, tag: str) -> Answer:
    """Get the posts with a tag, replies included, newest first; an empty list for one that nobody used.

    A tag comes without its sign, in any case and any script.
    """
    from imagora.feeds.tags import fold_tag

    folded = fold_tag(tag)
    listing = f"tag:{folded}"
    page = wiring.tag_pages().page(folded, request.viewer, request.page(listing))
    return request.listed(page.map(content_views.post), listing)
