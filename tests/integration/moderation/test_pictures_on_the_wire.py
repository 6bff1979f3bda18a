"""An upload's whole way, with providers on loopback in place of OpenAI and Rekognition, by every outcome."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imagora.wiring import judge_parts
from tests.integration.checkers.provider import HANGS, Provider, http, js
from tests.integration.checkers.test_openai_wire import error, moderation, result
from tests.integration.moderation.court import Court
from tests.integration.moderation.reader import TextReader, reading
from tests.integration.moderation.test_judged_pictures import png

pytestmark = pytest.mark.slow

CLEAN = moderation(result(image=True))
OUTAGES = {
    "throttled": error(429, "rate_limit_exceeded", "Retry-After: 20"),
    "quota": error(429, "insufficient_quota", kind="insufficient_quota"),
    "timeout": HANGS,
    "garbage": http(200, b"<html>a proxy</html>"),
    "partial": http(200, b'{"id": "modr-1", "results"', length=900),
    "broken": http(500, b""),
}


@pytest.fixture
def openai(court: Court, monkeypatch: pytest.MonkeyPatch) -> Iterator[TextReader]:
    monkeypatch.setattr(judge_parts, "_IMAGE_SECONDS", 0.5)
    with reading(monkeypatch, IMAGORA_UPLOADS="trust") as made:
        yield made


def uploaded(court: Court) -> str:
    media = court.stack.upload(court.ann, png())
    court.stack.drain()
    return media


@pytest.mark.parametrize(
    ("score", "status", "labels"),
    [(0.01, "ready", False), (0.4, "ready", True), (0.7, "held", False), (0.99, "rejected", False)],
)
def test_the_checkers_verdict_decides_also_where_uploads_are_trusted(
    court: Court, openai: TextReader, score: float, status: str, labels: bool
) -> None:
    openai.says(moderation(result(image=True, sexual=score)))
    media = uploaded(court)
    assert court.ann.media(media)["status"] == status
    assert ("labels" in (court.stack.item(f"MEDIA#{media}", "MEDIA") or {})) == labels
    (question,) = openai.provider.questions
    assert question.json["input"][0]["image_url"]["url"].startswith("data:image/webp;base64,")


@pytest.mark.parametrize("outage", OUTAGES)
def test_whatever_keeps_a_provider_from_answering_holds_the_picture_until_it_does(
    court: Court, openai: TextReader, outage: str
) -> None:
    openai.says(OUTAGES[outage])
    media = uploaded(court)
    assert court.ann.media(media)["status"] == "held"
    assert "no answer" in str(court.waiting(media)["checks"][0]["evidence"]["openai"])
    openai.says(CLEAN)
    judge_parts.image_judge.cache_clear()
    judge_parts.wiring.judging.cache_clear()
    judge_parts.wiring.processor.cache_clear()
    with court.stack.later(minutes=5):
        court.stack.sweep()
    assert court.ann.media(media)["status"] == "ready"
    assert not court.waits(media)


def test_rekognition_is_asked_for_what_openai_rejects_and_two_that_disagree_ask_a_person(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = Provider([js(200, {"ModerationLabels": [], "ModerationModelVersion": "7.0"})])
    settings = {"IMAGORA_MODERATION": "rules,openai,rekognition", "AWS_ENDPOINT_URL_REKOGNITION": amazon.url}
    with reading(monkeypatch, **settings) as openai:
        openai.says(moderation(result(image=True, sexual=0.99)))
        media = uploaded(court)
        assert court.ann.media(media)["status"] == "held"
        assert (len(openai.provider.questions), len(amazon.questions)) == (1, 1)
    amazon.close()
