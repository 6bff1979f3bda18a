"""Activity queue → notifications, search, trends and counters that follow from what happened. Retry-safe."""

from imagora import wiring
from imagora.kernel.messages import Happening
from imagora.pipeline.consume import consume


def record(message: Happening) -> None:
    wiring.activity().record(message)


handle = consume(Happening, record)
