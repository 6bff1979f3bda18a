"""Fan-out queue → pages of followers for a post or a repost, a new follower's back-fill, readers who rest or come back.

Retry-safe.
"""

from imagora import wiring
from imagora.kernel.messages import CameBack, Followed, PostPublished, Reposted, Spread, Unreposted, WentAway
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
        case WentAway():
            wiring.dormant().rest(message)
        case CameBack():
            wiring.dormant().wake(message)


handle = consume(Spread, spread)
