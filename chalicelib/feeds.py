"""/v1/feeds/home."""

from __future__ import annotations

from chalicelib import content, content_views
from chalicelib.answers import Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring

feeds = Resource("feeds")


@feeds.route("GET", "/v1/feeds/home", answers={200: content.Feed}, query=("limit", "cursor"))
def get_home(request: Request) -> Answer:
    """Get one's home feed: posts of those whom one follows and one's own, newest first, each once."""
    page = wiring.feeds().home(request.account, request.page("home"))
    return request.listed(page.map(content_views.feed_item), "home")
