"""Erasure queue → take away pictures of ended posts and jobs, and everything of a deleted account. Retry-safe."""

from imagora import wiring
from imagora.kernel.messages import Erase
from imagora.pipeline.consume import consume


def erase(message: Erase) -> None:
    wiring.eraser().erase(message)


handle = consume(Erase, erase)
