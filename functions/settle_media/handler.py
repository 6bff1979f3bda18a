"""Settlement queue → end jobs whose pictures are settled, let out posts that waited. Retry-safe."""

from imagora import wiring
from imagora.kernel.messages import Settle
from imagora.pipeline.consume import consume


def settle(message: Settle) -> None:
    wiring.settling().settle(message)


handle = consume(Settle, settle)
