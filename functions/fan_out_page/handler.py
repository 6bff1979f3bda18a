"""Fan-out page queue → one post into up to 500 home feeds. Retry-safe: an entry's key is (reader, position)."""

from imagora import wiring
from imagora.kernel.messages import FeedPage
from imagora.pipeline.consume import consume


def deliver(page: FeedPage) -> None:
    wiring.fanout().deliver(page)


handle = consume(FeedPage, deliver)
