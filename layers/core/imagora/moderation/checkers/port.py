"""The ports that every checker fills: a text or a picture in, scores by rule out.

A checker measures and decides nothing: what a score leads to is `thresholds`' business, who is asked and what happens
while one is down is `judge`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, Protocol, TypeVar

Use = Literal["prompt", "text", "image"]
"""What is being judged: a prompt for a picture, a text that others will read, or a picture."""

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and what it answers.

    `language`: BCP 47 tag, empty where nobody said. `thread`: what was written before, oldest first; it is context,
    and is not judged itself.
    """

    text: str
    language: str = ""
    thread: tuple[str, ...] = ()
    use: Literal["prompt", "text"] = "text"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that was verified before (bounds, type): checkers are no place for hostile bytes.

    `hashes`: its perceptual hash as it stands, then turned and mirrored, as `media.perceptual_hash.variants` makes
    them; empty where nobody did. `digest`: SHA-256 of the file as it came, in hex, where `data` is another encoding.
    """

    data: bytes
    media_type: str
    width: int
    height: int
    hashes: tuple[bytes, ...] = ()
    digest: str = ""
    use: Literal["image"] = "image"

    @property
    def digests(self) -> frozenset[str]:
        """The exact digests under which a blocklist may know it."""
        return frozenset({self.digest or sha256(self.data).hexdigest(), sha256(self.data).hexdigest()})


@dataclass(frozen=True, slots=True)
class Finding:
    """What one checker says of one thing.

    `scores`: rule code → 0..1, how sure the checker is; a rule that isn't there scored nothing. `in_context`: the
    same for the text read together with its thread, empty where there was none or the checker can't. `evidence`: what
    the checker said in its own terms, for moderators. `certain`: found by a rule or a list and not by a model's
    guess, so no second judge is needed.
    """

    provider: str
    model: str
    version: str
    scores: Mapping[str, float]
    in_context: Mapping[str, float] = field(default_factory=dict)
    evidence: Mapping[str, str | float] = field(default_factory=dict)
    certain: bool = False


class CheckerFailed(Exception):
    """A checker gave no finding. `reason` is stable, for logs and metrics; the content is never in it."""

    def __init__(self, provider: str, reason: str, detail: str = "") -> None:
        super().__init__(f"{provider}: {reason}{f' ({detail})' if detail else ''}")
        self.provider = provider
        self.reason = reason


class CheckerDown(CheckerFailed):
    """Busy, out of reach or too slow: the same question may be answered later.

    `retry_after`: seconds that it asked to be left alone for, None where it didn't say.
    """

    def __init__(self, provider: str, reason: str, detail: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(provider, reason, detail)
        self.retry_after = retry_after


class CheckerRefused(CheckerFailed):
    """It answered, but with no verdict, and will again until somebody mends it: the operator is told.

    `reason`: `quota`, `credentials`, `garbage` (no verdict can be read from what it said), or `rejected` (it won't
    judge this very content).
    """


C_contra = TypeVar("C_contra", contravariant=True)


class Checker(Protocol[C_contra]):
    """Judges one kind of content. Cheap to construct; what is heavy is imported at the first call. Thread-safe."""

    name: str
    """The provider, as findings name it."""

    floor: bool
    """Whether it is always asked, though its silence means nothing: lists and rules of our own."""

    def sees(self, content: C_contra) -> frozenset[str]:
        """The rules of which this checker's silence means something for this content; none: don't ask it. Free."""
        ...

    def check(self, content: C_contra) -> Finding:
        """Judge it, once: whoever asks decides whether and when to ask again. Repeating is safe.

        Raises CheckerDown or CheckerRefused. Errors of our own table are none of a provider's and pass as they are.
        """
        ...


TextChecker = Checker[Text]
ImageChecker = Checker[Image]
