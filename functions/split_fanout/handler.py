"""Fan-out queue → pages of followers for a post, or a new follower's back-fill. Retry-safe."""

from imagora import wiring
from imagora.kernel.messages import Followed, Spread
from imagora.pipeline.consume import consume


def spread(message: Spread) -> None:
    match message:
        case Followed():
            wiring.fanout().back_fill(message)
        case _:
            wiring.fanout().split(message)


handle = consume(Spread, spread)
