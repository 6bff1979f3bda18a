"""The port that every image provider fills: one prompt in, one picture out, and what it can do said beforehand.

A prompt may come with a picture to begin from (`Reference`), and that with a mask that says which part is drawn anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final, Literal, Protocol

from imagora.kernel.errors import FieldError

SourceType = Literal["trainedAlgorithmicMedia", "algorithmicMedia"]
"""IPTC digital source types: made by a trained model, or by an algorithm without training."""

ContentType = Literal["image/png", "image/webp", "image/jpeg"]


MOST_REFERENCE: Final = 20_000_000
"""Bytes of a picture to begin from, or of its mask."""

_PIXELS: Final = 1_024 * 1_024


Prices = tuple[tuple[str, int], ...]
"""Microdollars that a picture costs, by the start of a model's name."""


def price_of(model: str, prices: Prices) -> int | None:
    """The first of these for this model, None without one."""
    return next((price for start, price in prices if model.startswith(start)), None)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a wish asks of a provider, before there is anything to draw.

    Sizes in pixels; `seed`, `reference`, `mask`, `strength`: whether the wish has one.
    """

    width: int
    height: int
    count: int = 1
    seed: bool = False
    reference: bool = False
    mask: bool = False
    strength: bool = False


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do, checked before anything is reserved or spent.

    `sizes`: those it is known to do well, (width, height) in pixels, the first being its own choice. `multiple`: others
    may be asked for too, if both sides are a multiple of this; 0 if `sizes` are all. `count`: pictures a job at most;
    `at_once`: calls that run side by side for them. `edits`: begins from a picture if there is one; `masks`: draws only
    a part of it anew; `strengths`: more or less of it anew. `credits` and `microdollars`: what one picture costs a
    person and (about, a megapixel or less) the instance; `edit_microdollars`: one that begins from another, if that
    differs. `remote`: asked over the network, so it can be down, and is left alone then.
    """

    sizes: tuple[tuple[int, int], ...]
    multiple: int = 0
    count: int = 4
    at_once: int = 1
    edits: bool = False
    masks: bool = False
    strengths: bool = False
    seeds: bool = False
    transparency: bool = False
    styles: tuple[str, ...] = ()
    credits: int = 1
    microdollars: int = 0
    edit_microdollars: int = 0
    remote: bool = False

    def objections(self, name: str, demand: Demand) -> list[FieldError]:
        """What stands against asking this provider for that; nothing: ask."""
        found = []
        if not self._fits(demand.width, demand.height):
            known = ", ".join(f"{w}x{h}" for w, h in self.sizes)
            other = f", or both sides a multiple of {self.multiple}" if self.multiple else ""
            found.append(FieldError("size", "unsupported", f"{name} makes {known}{other}."))
        if demand.count > self.count:
            found.append(FieldError("count", "unsupported", f"{name} makes {self.count} pictures at most."))
        if demand.seed and not self.seeds:
            found.append(FieldError("seed", "unsupported", f"{name} knows no seeds."))
        return found + self._about_reference(name, demand)

    def _about_reference(self, name: str, demand: Demand) -> list[FieldError]:
        if demand.reference and not self.edits:
            return [FieldError("remix_of", "unsupported", f"{name} begins from no other picture.")]
        found = []
        if demand.mask and not self.masks:
            found.append(FieldError("mask", "unsupported", f"{name} knows no masks."))
        if demand.strength and not self.strengths:
            found.append(FieldError("strength", "unsupported", f"{name} knows no strength."))
        return found

    def expected(self, demand: Demand) -> int:
        """Microdollars that this may cost the instance, about: by the pixels, where they are more than a megapixel."""
        each = (demand.reference and self.edit_microdollars) or self.microdollars
        return ceil(each * demand.count * max(1.0, demand.width * demand.height / _PIXELS))

    def _fits(self, width: int, height: int) -> bool:
        free = self.multiple and width % self.multiple == 0 and height % self.multiple == 0
        return bool(free) or (width, height) in self.sizes


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture to begin from, which who asks may use: the caller made sure of that.

    `data`: its bytes, as encoded, at most `MOST_REFERENCE`. `mask`: a picture that says by its transparent parts (or,
    without transparency, by its white ones) where to draw anew; empty for everywhere. `strength`: 0 leaves it as it is,
    1 keeps nothing of it; None is the provider's own choice.
    """

    data: bytes
    content_type: ContentType
    mask: bytes = b""
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """What to draw. `width` and `height` in pixels; `seed` 0..2**32-1 picks one picture of the many that fit.

    `person`: who asks, as a keyed hash of at most 64 characters, for providers that want to know whom to blame.
    `seconds`: how long the whole answer may take. `reference`: what to begin from, for providers with `edits`.
    """

    prompt: str
    style: str | None
    width: int
    height: int
    seed: int
    person: str = ""
    seconds: float = 120.0
    reference: Reference | None = None

    @property
    def described(self) -> str:
        """The prompt for who knows no styles by name."""
        return f"{self.prompt}\n\nStyle: {self.style}" if self.style else self.prompt


@dataclass(frozen=True, slots=True)
class GeneratedImage:
    """One picture as encoded bytes. `description` says in a sentence what it shows, for alternative text.

    `microdollars`: what the provider charges for it, as far as its answer says. `model`: which of its models made it,
    where that isn't the one that it goes by.
    """

    data: bytes
    content_type: ContentType
    width: int
    height: int
    description: str
    microdollars: int = 0
    model: str = ""


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
