"""Fan-out page queue → one post into, or out of, up to 500 home feeds. Retry-safe: the key is (reader, position)."""

from imagora import wiring
from imagora.kernel.messages import Delivery, FeedPage
from imagora.pipeline.consume import consume


def deliver(page: Delivery) -> None:
    match page:
        case FeedPage():
            wiring.deliveries().deliver(page)
        case _:
            wiring.deliveries().retract(page)


handle = consume(Delivery, deliver)
