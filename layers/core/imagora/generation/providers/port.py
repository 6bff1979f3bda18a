"""The port that every image provider fills: one prompt in, one picture out, and what it can do said beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from imagora.kernel.errors import FieldError

SourceType = Literal["trainedAlgorithmicMedia", "algorithmicMedia"]
"""IPTC digital source types: made by a trained model, or by an algorithm without training."""

ContentType = Literal["image/png", "image/webp", "image/jpeg"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do, checked before anything is reserved or spent.

    `sizes`: those it is known to do well, (width, height) in pixels, the first being its own choice. `multiple`: others
    may be asked for too, if both sides are a multiple of this; 0 if `sizes` are all. `count`: pictures a job at most;
    `at_once`: calls that run side by side for them. `credits` and `microdollars`: what one picture costs a person and
    (about, for ceilings) the instance. `remote`: asked over the network, so it can be down, and is left alone then.
    """

    sizes: tuple[tuple[int, int], ...]
    multiple: int = 0
    count: int = 4
    at_once: int = 1
    edits: bool = False
    seeds: bool = False
    transparency: bool = False
    styles: tuple[str, ...] = ()
    credits: int = 1
    microdollars: int = 0
    remote: bool = False

    def objections(self, name: str, *, width: int, height: int, count: int, seed: bool) -> list[FieldError]:
        """What stands against asking this provider for so many pictures of this size; nothing: ask."""
        found = []
        if not self._fits(width, height):
            known = ", ".join(f"{w}x{h}" for w, h in self.sizes)
            other = f", or both sides a multiple of {self.multiple}" if self.multiple else ""
            found.append(FieldError("size", "unsupported", f"{name} makes {known}{other}."))
        if count > self.count:
            found.append(FieldError("count", "unsupported", f"{name} makes {self.count} pictures at most."))
        if seed and not self.seeds:
            found.append(FieldError("seed", "unsupported", f"{name} knows no seeds."))
        return found

    def _fits(self, width: int, height: int) -> bool:
        free = self.multiple and width % self.multiple == 0 and height % self.multiple == 0
        return bool(free) or (width, height) in self.sizes


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """What to draw. `width` and `height` in pixels; `seed` 0..2**32-1 picks one picture of the many that fit.

    `person`: who asks, as a keyed hash of at most 64 characters, for providers that want to know whom to blame.
    `seconds`: how long the whole answer may take.
    """

    prompt: str
    style: str | None
    width: int
    height: int
    seed: int
    person: str = ""
    seconds: float = 120.0

    @property
    def described(self) -> str:
        """The prompt for who knows no styles by name."""
        return f"{self.prompt}\n\nStyle: {self.style}" if self.style else self.prompt


@dataclass(frozen=True, slots=True)
class GeneratedImage:
    """One picture as encoded bytes. `description` says in a sentence what it shows, for alternative text.

    `microdollars`: what the provider charges for it, as far as its answer says.
    """

    data: bytes
    content_type: ContentType
    width: int
    height: int
    description: str
    microdollars: int = 0


class ProviderError(Exception):
    """A provider could not or would not make the picture.

    `code` is stable and public; `retryable` says whether the same call may succeed later. `reason` is for the log,
    and never has the prompt in it. `retry_after`: seconds for which it asked to be left alone, None if it didn't say.
    What each code leads to stands in `outcomes.OUTCOMES`.
    """

    def __init__(
        self, code: str, detail: str, *, retryable: bool, reason: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.retryable = retryable
        self.reason = reason
        self.retry_after = retry_after


class ImageProvider(Protocol):
    """Makes pictures. Adapters are cheap to construct and import what is heavy at the first call. Thread-safe."""

    name: str
    model: str
    source_type: SourceType
    capabilities: Capabilities

    def generate(self, request: ImageRequest) -> GeneratedImage:
        """Make one picture, with one call: whoever asks decides whether to ask again, since each call may cost money.

        The same request gives the same picture where the provider has seeds.
        Raises ProviderError: blocked, unavailable, refused, or answered garbage.
        """
        ...
