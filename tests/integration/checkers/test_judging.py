"""The judges as an instance's environment puts them together, over providers on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import PIL.Image
import pytest

from imagora import wiring
from imagora.moderation.checkers.judge import Judge
from imagora.moderation.checkers.port import Image, Text
from tests.integration.checkers.provider import Provider, http, js
from tests.integration.checkers.test_openai_wire import error, moderation, result

ENGLISH = Text("you and all of your people should be gone", "en")
CLEAN_PICTURE = {"ModerationLabels": [], "ModerationModelVersion": "7.0"}


@pytest.fixture
def amazon() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _instance(provider: Provider, amazon: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything by the variables that the providers' own SDKs read."""
    for name, value in (
        ("IMAGORA_STAGE", "test"),
        ("IMAGORA_TABLE", "t"),
        ("IMAGORA_MODERATION", "rules,openai,rekognition,comprehend"),
        ("OPENAI_API_KEY", "sk-test"),
        ("OPENAI_BASE_URL", f"{provider.url}/v1"),
        ("AWS_ENDPOINT_URL_REKOGNITION", amazon.url),
        ("AWS_ENDPOINT_URL_COMPREHEND", amazon.url),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_DEFAULT_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("imagora.kernel.retry.time.sleep", lambda _: None)
    wiring.forget()
    yield
    wiring.forget()


def toxic(score: float) -> bytes:
    return js(200, {"ResultList": [{"Labels": [{"Name": "HATE_SPEECH", "Score": score}], "Toxicity": score}]})


def picture_judge() -> Judge[Image]:
    """Without the blocklist, which needs a table."""
    return Judge(wiring.image_judge().checkers[1:])


def picture() -> Image:
    out = BytesIO()
    PIL.Image.new("RGB", (90, 90), "teal").save(out, "PNG")
    return Image(out.getvalue(), "image/png", 90, 90)


@pytest.mark.parametrize(("score", "action"), [(0.95, "reject"), (0.02, "hold")])
def test_two_providers_judge_before_a_text_is_rejected(
    provider: Provider, amazon: Provider, score: float, action: str
) -> None:
    provider.answers(moderation(result(hate=0.99)))
    amazon.answers(toxic(score))
    ruling = wiring.text_judge().judge(ENGLISH, good_standing=True)
    assert (ruling.action, ruling.rule) == (action, "hate_slurs")
    assert [finding.provider for finding in ruling.findings] == ["builtin", "openai", "comprehend"]


def test_clean_text_costs_one_question(provider: Provider, amazon: Provider) -> None:
    provider.answers(moderation(result()))
    assert wiring.text_judge().judge(ENGLISH).action == "allow"
    assert (len(provider.questions), len(amazon.questions)) == (1, 0)


def test_text_goes_out_while_providers_are_throttled_and_is_judged_when_they_are_back(
    provider: Provider, amazon: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    german = Text("ihr seid alle nicht von hier und das ist auch gut so", "de")
    provider.answers(error(429, "rate_limit_exceeded", "Retry-After: 20"))
    first = wiring.text_judge().judge(german, good_standing=True)
    assert (first.action, first.recheck, first.retry_after) == ("allow", True, 20)
    assert wiring.text_judge().judge(german).action == "hold"
    assert (len(provider.questions), len(amazon.questions)) == (1, 0)

    _later(monkeypatch)
    provider.answers(moderation(result(hate=0.99)))
    again = wiring.text_judge().judge(german, good_standing=True)
    assert (again.action, again.rule, again.recheck) == ("reject", "hate_slurs", False)


def test_picture_is_held_until_somebody_has_looked_for_everything(
    provider: Provider, amazon: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon.answers(js(400, {"__type": "ThrottlingException"}))
    provider.answers(http(200, b"<html>a proxy</html>"))
    held = picture_judge().judge(picture())
    assert (held.action, held.looked) == ("hold", False)
    assert [(outage.provider, outage.alarm) for outage in held.outages] == [("openai", True), ("rekognition", False)]

    _later(monkeypatch)
    amazon.answers(js(200, CLEAN_PICTURE))
    provider.answers(moderation(result(image=True)))
    seen = picture_judge().judge(picture())
    assert (seen.action, seen.looked, seen.outages) == ("allow", True, ())


def test_rekognition_stands_in_for_openai(provider: Provider, amazon: Provider) -> None:
    provider.answers(http(500, b""))
    amazon.answers(js(200, CLEAN_PICTURE))
    assert picture_judge().judge(picture()).action == "allow"


def _later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An hour on, as the patience of every checker sees it."""
    for judge in (wiring.text_judge(), wiring.image_judge()):
        for checker in judge.checkers[1:]:
            monkeypatch.setattr(checker, "_clock", lambda: 1e12)
