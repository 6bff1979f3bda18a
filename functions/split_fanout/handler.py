"""Fan-out queue → pages of followers for a post or a repost, or a new follower's back-fill. Retry-safe."""

from imagora import wiring
from imagora.kernel.messages import Followed, PostPublished, Reposted, Spread, Unreposted
from imagora.pipeline.consume import consume


def spread(message: Spread) -> None:
    match message:
        case Followed():
            wiring.fanout().back_fill(message)
        case PostPublished():
            wiring.fanout().split(message)
        case Reposted():
            wiring.reposting().split(message)
        case Unreposted():
            wiring.reposting().take_back(message)


handle = consume(Spread, spread)
