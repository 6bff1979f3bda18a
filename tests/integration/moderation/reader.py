"""An instance whose texts are read by OpenAI, here a double on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from imagora import wiring
from imagora.kernel import config
from imagora.wiring import judge_parts
from tests.integration.checkers.provider import HANGS, Provider, http
from tests.integration.checkers.test_openai_wire import error, moderation, result

CLEAN = moderation(result())
CLEAN_IN_THREAD = moderation(result(), result())
HATE = moderation(result(hate=0.99))
UNSURE = moderation(result(hate=0.7))
GRAPHIC = moderation(result(violence_graphic=0.8))

OUTAGES: dict[str, bytes] = {
    "throttled": error(429, "rate_limit_exceeded", "Retry-After: 20"),
    "quota": error(429, "insufficient_quota", kind="insufficient_quota"),
    "timeout": HANGS,
    "garbage": http(200, b"<html>a proxy</html>"),
    "broken": http(500, b""),
    "wrong key": error(401, "invalid_api_key"),
}


@dataclass
class TextReader:
    """What answers in OpenAI's place."""

    provider: Provider

    def says(self, *answers: bytes) -> None:
        self.provider.answers(*answers)

    @property
    def asked(self) -> list[list[str]]:
        """The texts of each question."""
        return [question.json["input"] for question in self.provider.questions]

    def is_back(self, *answers: bytes) -> None:
        """It answers again, and nobody leaves it alone any more."""
        self.says(*answers)
        judge_parts.text_judge.cache_clear()


@contextmanager
def reading(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Iterator[TextReader]:
    provider = Provider([CLEAN])
    named = {"IMAGORA_MODERATION": "rules,openai", "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": f"{provider.url}/v1"}
    for name, value in (named | settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(judge_parts, "_TEXT_SECONDS", 0.5)
    wiring.forget()
    config.current()  # before a function that is called for the first time brings its own environment
    try:
        yield TextReader(provider)
    finally:
        provider.close()
        monkeypatch.undo()
        wiring.forget()
