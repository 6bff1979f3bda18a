"""The port that every image provider fills: one prompt in, one picture out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

SourceType = Literal["trainedAlgorithmicMedia", "algorithmicMedia"]
"""IPTC digital source types: made by a trained model, or by an algorithm without training."""


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """What to draw. `width` and `height` in pixels; `seed` 0..2**32-1 picks one picture of the many that fit."""

    prompt: str
    style: str | None
    width: int
    height: int
    seed: int


@dataclass(frozen=True, slots=True)
class GeneratedImage:
    """One picture as encoded bytes. `description` says in a sentence what it shows, for alternative text."""

    data: bytes
    content_type: Literal["image/png", "image/webp", "image/jpeg"]
    width: int
    height: int
    description: str


class ProviderError(Exception):
    """A provider could not or would not make the picture.

    `code` is stable and public; `retryable` says whether the same call may succeed later.
    """

    def __init__(self, code: str, detail: str, *, retryable: bool) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.retryable = retryable


class ImageProvider(Protocol):
    """Makes pictures. Adapters are cheap to construct and import what is heavy at the first call."""

    name: str
    model: str
    source_type: SourceType

    def generate(self, request: ImageRequest) -> GeneratedImage:
        """Make one picture. The same request gives the same picture where the provider can promise that.

        Raises ProviderError: blocked, unavailable, refused, or answered garbage.
        """
        ...
