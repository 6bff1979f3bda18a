"""Rekognition and Comprehend on the wire (JSON 1.1, signed): every outcome, against a double on loopback."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from typing import Any

import PIL.Image
import pytest

from imagora.kernel import aws, http1
from imagora.moderation.checkers.comprehend import Comprehend
from imagora.moderation.checkers.port import CheckerDown, CheckerRefused, Finding, Image, Text
from imagora.moderation.checkers.rekognition import Rekognition
from tests.integration.checkers.provider import CLOSES, HANGS, Provider, http, js

Check = Callable[[], Finding]
CLEAN = {"rekognition": {"ModerationLabels": [], "ModerationModelVersion": "7.0"}}
CLEAN["comprehend"] = {"ResultList": [{"Labels": [{"Name": "INSULT", "Score": 0.01}], "Toxicity": 0.02}]}


def label(name: str, parent: str, confidence: float, level: int) -> dict[str, Any]:
    return {"Name": name, "ParentName": parent, "Confidence": confidence, "TaxonomyLevel": level}


def photo(form: str = "JPEG", media_type: str = "image/jpeg", size: tuple[int, int] = (120, 90)) -> Image:
    out = BytesIO()
    PIL.Image.new("RGB", size, "olive").save(out, form)
    return Image(out.getvalue(), media_type, *size)


@pytest.fixture(params=["rekognition", "comprehend"])
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def check(service: str, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Ask the service at the endpoint that the SDKs' own variable names."""
    monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service.upper()}", provider.url)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setattr(http1, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr("imagora.kernel.retry.time.sleep", lambda _: None)
    aws.forget()
    monkeypatch.setattr(aws, "credentials", lambda: aws.Credentials("AKIDEXAMPLE", "secret"))
    if service == "rekognition":
        return lambda: Rekognition(aws.rekognition()).check(photo())
    return lambda: Comprehend(aws.comprehend()).check(Text("you are all fools and I mean it", "en"))


@pytest.fixture(autouse=True)
def _forgets(check: Check) -> Any:
    yield
    aws.forget()


def aws_error(status: int, code: str) -> bytes:
    return js(status, {"__type": f"com.amazonaws#{code}", "message": "…"})


def test_clean(check: Check, service: str, provider: Provider) -> None:
    provider.answers(js(200, CLEAN[service]))
    finding = check()
    assert max(finding.scores.values(), default=0.0) < 0.1
    assert finding.provider == service
    [asked] = provider.questions
    target = {
        "rekognition": "RekognitionService.DetectModerationLabels",
        "comprehend": "Comprehend_20171127.DetectToxicContent",
    }
    assert asked.path == "/"
    assert asked.headers["x-amz-target"] == target[service]
    assert asked.headers["content-type"] == "application/x-amz-json-1.1"
    assert f"/eu-central-1/{service}/aws4_request" in asked.headers["authorization"]


def test_flagged(check: Check, service: str, provider: Provider) -> None:
    flagged = {
        "rekognition": {
            "ModerationLabels": [
                label("Explicit", "", 97.5, 1),
                label("Explicit Nudity", "Explicit", 97.5, 2),
                label("Exposed Female Nipple", "Explicit Nudity", 97.5, 3),
            ],
            "ModerationModelVersion": "7.0",
            "ContentTypes": [],
        },
        "comprehend": {"ResultList": [{"Labels": [{"Name": "HARASSMENT_OR_ABUSE", "Score": 0.975}], "Toxicity": 0.9}]},
    }
    provider.answers(js(200, flagged[service]))
    finding = check()
    assert list(finding.scores.values()) == [pytest.approx(0.975)]
    assert finding.evidence
    assert finding.version == ("7.0" if service == "rekognition" else "")


@pytest.mark.parametrize("code", ["ThrottlingException", "ProvisionedThroughputExceededException"])
def test_throttled_is_asked_once_more(check: Check, service: str, provider: Provider, code: str) -> None:
    provider.answers(aws_error(400, code), js(200, CLEAN[service]))
    assert check().provider == service
    assert len(provider.questions) == 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (aws_error(400, "ThrottlingException"), "throttled"),
        (aws_error(500, "InternalServerError"), "unavailable"),
        (http(503, b"<html>"), "unavailable"),
        (CLOSES, "unreachable"),
        (HANGS, "timeout"),
        (http(200, b'{"Moder', length=500), "unreachable"),
        (b"220 mail.example ESMTP\r\n", "unreachable"),
    ],
)
def test_what_may_pass_is_down(check: Check, provider: Provider, answer: bytes, reason: str) -> None:
    provider.answers(answer)
    with pytest.raises(CheckerDown) as down:
        check()
    assert down.value.reason == reason
    assert len(provider.questions) == 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (aws_error(400, "AccessDeniedException"), "credentials"),
        (aws_error(400, "ExpiredTokenException"), "credentials"),
        (aws_error(400, "LimitExceededException"), "quota"),
        (aws_error(400, "ImageTooLargeException"), "rejected"),
        (aws_error(400, "InvalidImageFormatException"), "rejected"),
        (aws_error(400, "TextSizeLimitExceededException"), "rejected"),
        (aws_error(400, "UnknownOperationException"), "garbage"),
        (http(404, b"<html>"), "garbage"),
        (http(200, b"<html>"), "garbage"),
        (http(200, b""), "garbage"),
        (js(200, []), "garbage"),
        (js(200, {}), "garbage"),
        (js(200, {"ModerationLabels": "none", "ResultList": "none"}), "garbage"),
        (js(200, {"ModerationLabels": [{"Name": "Explicit"}], "ResultList": [{}]}), "garbage"),
        (
            js(
                200,
                {
                    "ModerationLabels": [label("Explicit", "", 250.0, 1)],
                    "ModerationModelVersion": "7.0",
                    "ResultList": [{"Labels": [{"Name": "INSULT", "Score": 7}], "Toxicity": 1}],
                },
            ),
            "garbage",
        ),
        (js(200, {"ModerationLabels": [], "ResultList": []}), "garbage"),
    ],
)
def test_what_waiting_will_not_mend_is_refused(check: Check, provider: Provider, answer: bytes, reason: str) -> None:
    provider.answers(answer)
    with pytest.raises(CheckerRefused) as refused:
        check()
    assert refused.value.reason == reason


def test_no_credentials_is_the_operators_business(check: Check, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Any:
        raise LookupError

    aws.forget()
    monkeypatch.setattr(aws, "credentials", none)
    with pytest.raises(CheckerRefused) as refused:
        check()
    assert refused.value.reason == "credentials"


@pytest.mark.parametrize("service", ["rekognition"], indirect=True)
@pytest.mark.usefixtures("check")
def test_webp_is_sent_to_rekognition_as_jpeg(provider: Provider) -> None:
    provider.answers(js(200, CLEAN["rekognition"]))
    Rekognition(aws.rekognition()).check(photo("WEBP", "image/webp", (100, 40)))
    with PIL.Image.open(BytesIO(b64decode(provider.questions[0].json["Image"]["Bytes"]))) as sent:
        assert (sent.format, sent.size) == ("JPEG", (100, 80))
