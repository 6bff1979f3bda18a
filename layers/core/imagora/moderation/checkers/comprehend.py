"""Amazon Comprehend's DetectToxicContent as a checker of English texts.

Sources: Amazon Comprehend API reference, DetectToxicContent (up to 10 segments of 1 KB each, 10 KB together; English
only; the results list is as long as the segments') and ToxicContent (the seven kinds, scores 0..1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

import msgspec

from imagora.moderation.checkers.aws_asking import asked
from imagora.moderation.checkers.language import is_english
from imagora.moderation.checkers.port import NOTHING, CheckerRefused, Finding, Text

SEGMENT_BYTES: Final = 1_000
MAX_SEGMENTS: Final = 10
MAX_CALLS: Final = 4

RULES: Final[Mapping[str, tuple[str, float]]] = {
    "GRAPHIC": ("violence_graphic", 1.0),
    "HARASSMENT_OR_ABUSE": ("harassment", 1.0),
    "HATE_SPEECH": ("hate_slurs", 1.0),
    "INSULT": ("harassment", 0.6),
    "SEXUAL": ("sexual_explicit", 1.0),
    "VIOLENCE_OR_THREAT": ("harassment", 0.9),
}
"""Kind → our rule, and how much of the score counts. PROFANITY alone breaks none."""


class Client(Protocol):
    """`kernel.aws.comprehend()`, or botocore's client."""

    def detect_toxic_content(self, **asked: Any) -> Any: ...


class _Kind(msgspec.Struct):
    Name: str
    Score: float


class _Segment(msgspec.Struct):
    Labels: list[_Kind]
    Toxicity: float


class _Answer(msgspec.Struct):
    ResultList: list[_Segment]


class Comprehend:
    """English texts in segments; the worst segment counts. A thread means nothing to it."""

    name = "comprehend"
    floor = False

    def __init__(self, client: Client) -> None:
        self._client = client

    def sees(self, content: Text) -> frozenset[str]:
        """Nothing of a text in another language: its silence about German means nothing."""
        return frozenset(rule for rule, _ in RULES.values()) if is_english(content) else NOTHING

    def check(self, content: Text) -> Finding:
        """Judge a text of up to 40,000 bytes. Raises CheckerDown or CheckerRefused."""
        segments = split(content.text)
        if len(segments) > MAX_SEGMENTS * MAX_CALLS:
            raise CheckerRefused(self.name, "rejected", "too long")
        kinds: dict[str, float] = {}
        for start in range(0, len(segments), MAX_SEGMENTS):
            for result in self._ask(segments[start : start + MAX_SEGMENTS]):
                for kind in result.Labels:
                    kinds[kind.Name] = max(kinds.get(kind.Name, 0.0), kind.Score)
        return Finding(self.name, "DetectToxicContent", "", _scores(kinds), evidence=kinds)

    def _ask(self, segments: list[str]) -> list[_Segment]:
        answer = asked(
            self.name,
            lambda: self._client.detect_toxic_content(
                TextSegments=[{"Text": segment} for segment in segments], LanguageCode="en"
            ),
            _Answer,
        )
        if len(answer.ResultList) != len(segments):
            raise CheckerRefused(self.name, "garbage", f"{len(answer.ResultList)} results for {len(segments)} segments")
        if not all(0 <= kind.Score <= 1 for result in answer.ResultList for kind in result.Labels):
            raise CheckerRefused(self.name, "garbage", "a score out of range")
        return answer.ResultList


def split(text: str) -> list[str]:
    """Cut into segments of at most 1,000 bytes, between words where there are any. Linear; none of a blank text."""
    segments: list[str] = []
    left = text.strip().encode()
    while len(left) > SEGMENT_BYTES:
        cut = left.rfind(b" ", SEGMENT_BYTES // 2, SEGMENT_BYTES + 1)
        if cut < 0:
            cut = SEGMENT_BYTES
            while left[cut] & 0xC0 == 0x80:  # within a character
                cut -= 1
        segments.append(left[:cut].decode())
        left = left[cut:].lstrip()
    return [*segments, left.decode()] if left else segments


def _scores(kinds: Mapping[str, float]) -> dict[str, float]:
    scores: dict[str, float] = {}
    for kind, score in kinds.items():
        if kind in RULES:
            rule, weight = RULES[kind]
            scores[rule] = max(scores.get(rule, 0.0), weight * score)
    return scores
