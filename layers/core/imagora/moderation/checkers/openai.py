"""OpenAI's omni-moderation as a checker of texts and of pictures: `POST {base}/moderations`, free of charge.

Sources: developers.openai.com, "Moderation" (guide: models, files up to 20 MB) and "Error codes"; openai-python,
`types/moderation.py` (13 categories, of which pictures know sexual, violence and self-harm, each with their kinds but
without `sexual/minors`). One picture a request: a second is 400 `too_many_images`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from imagora.moderation.checkers.asking import ANSWER_SECONDS, Answer, Endpoint
from imagora.moderation.checkers.port import CheckerDown, CheckerRefused, Finding, Image, Text
from imagora.moderation.checkers.thresholds import SELF_HARM_INTENT

BASE_URL: Final = "https://api.openai.com/v1"
MODEL: Final = "omni-moderation-latest"
MAX_BYTES: Final = 20_000_000
TAKES: Final = frozenset({"image/png", "image/jpeg", "image/webp"})

RULES: Final[Mapping[str, tuple[str, float]]] = {
    "harassment": ("harassment", 0.9),
    "harassment/threatening": ("harassment", 1.0),
    "hate": ("hate_slurs", 0.9),
    "hate/threatening": ("hate_slurs", 1.0),
    "illicit/violent": ("terror_propaganda", 0.8),
    "self-harm/instructions": ("self_harm_instructions", 1.0),
    "self-harm/intent": (SELF_HARM_INTENT, 1.0),
    "sexual": ("sexual_explicit", 1.0),
    "sexual/minors": ("minors_sexual", 1.0),
    "violence/graphic": ("violence_graphic", 1.0),
}
"""Category → our rule, and how much of the score counts. `illicit`, `self-harm` and `violence` alone break none."""

PICTURE_RULES: Final[Mapping[str, tuple[str, float]]] = {
    "sexual": ("sexual_explicit", 1.0),
    "violence/graphic": ("violence_graphic", 1.0),
    "violence": ("violence_graphic", 0.6),
    "self-harm": ("self_harm_instructions", 0.6),
    "self-harm/instructions": ("self_harm_instructions", 1.0),
}
"""The same for pictures, of the categories that pictures have."""

_OPTIONAL: Final = frozenset({"illicit", "illicit/violent"})
"""May be null or absent, as the SDK types them."""

_QUOTA: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached", "credit_balance_exhausted"})
_LATER: Final = frozenset({408, 409, 425, 429})


class _Result(msgspec.Struct):
    category_scores: dict[str, float | None]
    category_applied_input_types: dict[str, list[str]] = msgspec.field(default_factory=dict)


class _Moderation(msgspec.Struct):
    model: str
    results: list[_Result]


class OpenAiTexts:
    """Texts, also together with their thread: two inputs of one request."""

    name = "openai"
    floor = False

    def __init__(self, asker: Moderations) -> None:
        self._asker = asker

    def sees(self, content: Text) -> frozenset[str]:
        return frozenset(rule for rule, _ in RULES.values())

    def check(self, content: Text) -> Finding:
        """Judge the text by itself, and as the last word of its thread. Raises CheckerDown or CheckerRefused."""
        inputs = [content.text, "\n\n".join((*content.thread, content.text))][: 2 if content.thread else 1]
        version, results = self._asker.ask(inputs, expect=len(inputs))
        alone, *together = (_scores(result, RULES) for result in results)
        return Finding(
            self.name, MODEL, version, alone, together[0] if together else {}, evidence=_evidence(results[0])
        )


class OpenAiImages:
    """Pictures: nudity, graphic violence, self-harm. It says nothing of a person's age."""

    name = "openai"
    floor = False

    def __init__(self, asker: Moderations) -> None:
        self._asker = asker

    def sees(self, content: Image) -> frozenset[str]:
        return frozenset(rule for rule, _ in PICTURE_RULES.values())

    def check(self, content: Image) -> Finding:
        """Judge the picture: PNG, JPEG and WebP go as they are, anything else or larger than 20 MB as JPEG.

        Raises CheckerDown or CheckerRefused.
        """
        data, media_type = _acceptable(content)
        url = f"data:{media_type};base64,{b64encode(data).decode()}"
        version, results = self._asker.ask([{"type": "image_url", "image_url": {"url": url}}], expect=1)
        result = results[0]
        for category in PICTURE_RULES:
            if "image" not in result.category_applied_input_types.get(category, ("image",)):
                raise CheckerRefused(self.name, "garbage", f"{category} was not applied to the picture")
        return Finding(self.name, MODEL, version, _scores(result, PICTURE_RULES), evidence=_evidence(result))


class Moderations:
    """The one call that both make. `key` gives the API key when it is needed."""

    def __init__(
        self, key: Callable[[], str], base_url: str = BASE_URL, *, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        self._key = key
        self._endpoint = Endpoint("openai", base_url, answer_seconds=answer_seconds)

    def ask(self, inputs: list[Any], *, expect: int) -> tuple[str, list[_Result]]:
        """The model's version and one result an input. Raises CheckerDown or CheckerRefused."""
        key = self._key().strip()
        if not key:
            raise CheckerRefused("openai", "credentials", "no key")
        body = msgspec.json.encode({"model": MODEL, "input": inputs})
        answer = self._endpoint.post("/moderations", body, {"Authorization": f"Bearer {key}"})
        if answer.status != 200:
            raise _failure(answer)
        try:
            said = msgspec.json.decode(answer.body, type=_Moderation)
        except msgspec.MsgspecError as error:
            raise CheckerRefused("openai", "garbage", "no moderation") from error
        if len(said.results) != expect:
            raise CheckerRefused("openai", "garbage", f"{len(said.results)} results for {expect} inputs")
        return said.model, said.results


def _scores(result: _Result, rules: Mapping[str, tuple[str, float]]) -> dict[str, float]:
    scores: dict[str, float] = {}
    for category, (rule, weight) in rules.items():
        score = result.category_scores.get(category)
        if score is None and category in _OPTIONAL:
            continue
        if score is None or not 0 <= score <= 1:
            raise CheckerRefused("openai", "garbage", f"no score for {category}")
        scores[rule] = max(scores.get(rule, 0.0), weight * score)
    return scores


def _evidence(result: _Result) -> dict[str, str | float]:
    return {category: score for category, score in sorted(result.category_scores.items()) if score is not None}


def _failure(answer: Answer) -> CheckerDown | CheckerRefused:
    """What an error means. Its code tells a used-up quota from a busy minute: both are 429."""
    code = _code(answer.body)
    if code in _QUOTA:
        return CheckerRefused("openai", "quota", code)
    if answer.status in _LATER or answer.status >= 500:
        reason = "throttled" if answer.status == 429 else "unavailable"
        return CheckerDown("openai", reason, str(answer.status), retry_after=answer.retry_after)
    if answer.status in {401, 403}:
        return CheckerRefused("openai", "credentials", str(answer.status))
    return CheckerRefused("openai", "rejected" if answer.status in {400, 413, 422} else "garbage", str(answer.status))


def _code(body: bytes) -> str:
    """The error's code, or its type where the code says nothing of a quota."""
    try:
        error = msgspec.json.decode(body, type=dict[str, Any]).get("error")
    except msgspec.MsgspecError:
        return ""
    if not isinstance(error, dict):
        return ""
    said = [str(error.get("code") or ""), str(error.get("type") or "")]
    return next((code for code in said if code in _QUOTA), said[0])


def _acceptable(content: Image) -> tuple[bytes, str]:
    if content.media_type in TAKES and len(content.data) <= MAX_BYTES:
        return content.data, content.media_type
    from imagora.moderation.checkers.transcoding import as_jpeg

    return as_jpeg(content, "openai", at_most=MAX_BYTES), "image/jpeg"
