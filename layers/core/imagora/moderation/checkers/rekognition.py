"""Amazon Rekognition's DetectModerationLabels as a checker of pictures.

Sources: Amazon Rekognition Developer Guide, "Using the image and video moderation APIs" (label categories of the
moderation model 7) and "Guidelines and quotas" (JPEG and PNG only; 5 MB as bytes, 15 MB in S3; sides of 80 to 10,000
pixels); API reference, DetectModerationLabels (`MinConfidence` is 50 unless told). Its taxonomy has no label for a
person's age: it doesn't look for abuse of children.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

import msgspec

from imagora.moderation.checkers import rekognition_labels as labels
from imagora.moderation.checkers.aws_asking import asked
from imagora.moderation.checkers.port import CheckerRefused, Finding, Image

MAX_INLINE_BYTES: Final = 5_242_880
MIN_SIDE: Final = 80
MAX_SIDE: Final = 10_000
MIN_CONFIDENCE: Final = 30.0
"""Below the service's own 50, so that what merits a label is told too."""

TAKES: Final = frozenset({"image/png", "image/jpeg"})


class Client(Protocol):
    """`kernel.aws.rekognition()`, or botocore's client."""

    def detect_moderation_labels(self, **asked: Any) -> Any: ...


class _Label(msgspec.Struct):
    Name: str
    Confidence: float
    ParentName: str = ""


class _Answer(msgspec.Struct):
    ModerationLabels: list[_Label]
    ModerationModelVersion: str


class Rekognition:
    """Pictures, sent as they are where the service takes them, as JPEG otherwise."""

    name = "rekognition"
    floor = False

    def __init__(self, client: Client) -> None:
        self._client = client

    def sees(self, content: Image) -> frozenset[str]:
        return labels.RULES

    def check(self, content: Image) -> Finding:
        """Judge the picture's bytes. Raises CheckerDown or CheckerRefused."""
        return self._finding({"Bytes": _acceptable(content)})

    def _finding(self, image: dict[str, Any]) -> Finding:
        answer = asked(
            self.name,
            lambda: self._client.detect_moderation_labels(Image=image, MinConfidence=MIN_CONFIDENCE),
            _Answer,
        )
        if not all(0 <= label.Confidence <= 100 for label in answer.ModerationLabels):
            raise CheckerRefused(self.name, "garbage", "a confidence out of range")
        return Finding(
            self.name,
            "DetectModerationLabels",
            answer.ModerationModelVersion,
            _scores(answer.ModerationLabels),
            evidence={label.Name: label.Confidence for label in answer.ModerationLabels},
        )


def _scores(found: list[_Label]) -> dict[str, float]:
    """The most specific labels count; one whose name we don't know counts as its parent would."""
    parents = {label.ParentName for label in found}
    scores: dict[str, float] = {}
    for label in found:
        meaning = labels.meaning(label.Name, label.ParentName)
        if label.Name in parents or meaning is None:
            continue
        rule, weight = meaning
        scores[rule] = max(scores.get(rule, 0.0), weight * label.Confidence / 100)
    return scores


def _acceptable(content: Image) -> bytes:
    fits = MIN_SIDE <= min(content.width, content.height) and max(content.width, content.height) <= MAX_SIDE
    if content.media_type in TAKES and len(content.data) <= MAX_INLINE_BYTES and fits:
        return content.data
    from imagora.moderation.checkers.transcoding import as_jpeg

    return as_jpeg(content, "rekognition", at_most=MAX_INLINE_BYTES, shortest=MIN_SIDE, longest=MAX_SIDE)
