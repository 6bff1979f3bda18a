"""/v1/feeds/home."""

from __future__ import annotations

from chalicelib import content, content_views
from chalicelib.answers import Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.feeds.models import HomePage
from imagora.feeds.places import Mark
from imagora.kernel.ids import PostId, is_id

feeds = Resource("feeds")

_SINCE = "home:since"


@feeds.route("GET", "/v1/feeds/home", answers={200: content.HomeFeed}, query=("limit", "cursor", "since"))
def get_home(request: Request) -> Answer:
    """Get one's home feed: posts and reposts of those whom one follows and one's own, newest first, each once.

    A reply is there for who follows both its author and the one whom it answers. Who follows fewer than five gets
    explore after that. With `since`, only what came since is there, and mostly nothing is: that costs next to nothing.
    """
    home = _newer(request) or wiring.feeds().home(request.account, request.page("home"))
    items = home.page.map(content_views.feed_item)
    if home.since is None:
        return request.listed(items, "home")
    since = wiring.cursors().mint(listing=_SINCE, reader=request.account, position=home.since)
    return Answer(200, {**request.part(items, "home"), "since": since})


def _newer(request: Request) -> HomePage | None:
    """What came since, where that is asked for."""
    since, limit = request.query.get("since"), request.page("home").limit
    if since is None:
        return None
    if is_id(since):
        return wiring.feeds().newer(request.account, Mark(since), limit, but=PostId(since))
    mark = Mark.read(wiring.cursors().read(since, listing=_SINCE, reader=request.account))
    return wiring.feeds().newer(request.account, mark, limit)
