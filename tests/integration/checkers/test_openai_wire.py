"""OpenAI's moderation endpoint on the wire: every outcome, against a double on loopback."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from typing import Any

import PIL.Image
import pytest

from imagora.moderation.checkers.openai import PICTURE_RULES, Moderations, OpenAiImages, OpenAiTexts
from imagora.moderation.checkers.port import CheckerDown, CheckerRefused, Image, Text
from imagora.moderation.checkers.thresholds import SELF_HARM_INTENT
from tests.integration.checkers.provider import CLOSES, DRIPS, HANGS, Provider, http, js

CATEGORIES = [
    "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm",
    "self-harm/instructions", "self-harm/intent", "sexual", "sexual/minors", "violence", "violence/graphic",
]  # fmt: skip
PICTURES = {"sexual", "violence", "violence/graphic", "self-harm", "self-harm/intent", "self-harm/instructions"}


def result(image: bool = False, **scores: float) -> dict[str, Any]:
    named = {name.replace("_", "/").replace("self/harm", "self-harm"): score for name, score in scores.items()}
    return {
        "flagged": any(score > 0.5 for score in named.values()),
        "categories": {name: named.get(name, 0.0) > 0.5 for name in CATEGORIES},
        "category_scores": {name: named.get(name, 0.0001) for name in CATEGORIES},
        "category_applied_input_types": {
            name: (["image"] if name in PICTURES else []) if image else ["text"] for name in CATEGORIES
        },
    }


def moderation(*results: dict[str, Any]) -> bytes:
    return js(200, {"id": "modr-1", "model": "omni-moderation-2024-09-26", "results": list(results)})


def error(status: int, code: str | None, *headers: str, kind: str = "invalid_request_error") -> bytes:
    return js(status, {"error": {"message": "…", "type": kind, "param": None, "code": code}}, *headers)


def texts(provider: Provider, seconds: float = 10) -> OpenAiTexts:
    return OpenAiTexts(Moderations(lambda: "sk-test", f"{provider.url}/v1/", answer_seconds=seconds))


def images(provider: Provider) -> OpenAiImages:
    return OpenAiImages(Moderations(lambda: "sk-test", f"{provider.url}/v1"))


def picture(form: str = "PNG", media_type: str = "image/png") -> Image:
    out = BytesIO()
    PIL.Image.new("RGB", (90, 60), "teal").save(out, form)
    return Image(out.getvalue(), media_type, 90, 60)


def test_clean_text_scores_next_to_nothing(provider: Provider) -> None:
    provider.answers(moderation(result()))
    finding = texts(provider).check(Text("a lighthouse at dusk"))
    assert max(finding.scores.values()) < 0.01
    assert (finding.provider, finding.model, finding.version) == (
        "openai", "omni-moderation-latest", "omni-moderation-2024-09-26",
    )  # fmt: skip
    assert not finding.certain
    [asked] = provider.questions
    assert asked.path == "/v1/moderations"
    assert asked.headers["authorization"] == "Bearer sk-test"
    assert asked.json == {"model": "omni-moderation-latest", "input": ["a lighthouse at dusk"]}


def test_flagged_text_is_scored_under_our_rules(provider: Provider) -> None:
    provider.answers(moderation(result(hate=0.8, hate_threatening=0.95, sexual_minors=0.4, self_harm_intent=0.9)))
    scores = texts(provider).check(Text("…")).scores
    assert scores["hate_slurs"] == pytest.approx(0.95)
    assert scores["minors_sexual"] == pytest.approx(0.4)
    assert scores[SELF_HARM_INTENT] == pytest.approx(0.9)


def test_evidence_is_in_the_providers_words(provider: Provider) -> None:
    provider.answers(moderation(result(violence=0.7)))
    assert texts(provider).check(Text("…")).evidence["violence"] == 0.7


def test_thread_goes_along_as_a_second_input(provider: Provider) -> None:
    provider.answers(moderation(result(harassment=0.95), result(harassment=0.2)))
    finding = texts(provider).check(Text("I'll kill you", thread=("I ate the last cookie", "You didn't")))
    assert provider.questions[0].json["input"] == [
        "I'll kill you",
        "I ate the last cookie\n\nYou didn't\n\nI'll kill you",
    ]
    assert finding.scores["harassment"] == pytest.approx(0.855)
    assert finding.in_context["harassment"] == pytest.approx(0.18)


@pytest.mark.parametrize("missing", ["illicit", "illicit/violent"])
def test_categories_that_may_be_null_may_be_missing(provider: Provider, missing: str) -> None:
    said = result()
    said["category_scores"][missing] = None
    provider.answers(moderation(said))
    assert texts(provider).check(Text("…")).scores["hate_slurs"] < 0.01


def test_picture_goes_as_a_data_url(provider: Provider) -> None:
    provider.answers(moderation(result(image=True, sexual=0.97)))
    shown = picture()
    finding = images(provider).check(shown)
    [part] = provider.questions[0].json["input"]
    head, _, data = part["image_url"]["url"].partition(",")
    assert (part["type"], head) == ("image_url", "data:image/png;base64")
    assert b64decode(data) == shown.data
    assert finding.scores["sexual_explicit"] == pytest.approx(0.97)
    assert set(finding.scores) == {rule for rule, _ in PICTURE_RULES.values()}


def test_picture_of_another_type_goes_as_jpeg(provider: Provider) -> None:
    provider.answers(moderation(result(image=True)))
    images(provider).check(picture("AVIF", "image/avif"))
    head, _, data = provider.questions[0].json["input"][0]["image_url"]["url"].partition(",")
    assert head == "data:image/jpeg;base64"
    with PIL.Image.open(BytesIO(b64decode(data))) as sent:
        assert (sent.format, sent.size) == ("JPEG", (90, 60))


def test_picture_that_was_not_looked_at_is_not_passed(provider: Provider) -> None:
    provider.answers(moderation(result(image=False)))
    with pytest.raises(CheckerRefused, match="garbage"):
        images(provider).check(picture())


def test_bytes_that_are_no_picture_are_never_sent(provider: Provider) -> None:
    with pytest.raises(CheckerRefused) as refused:
        images(provider).check(Image(b"<svg onload=alert(1)>", "image/svg+xml", 9, 9))
    assert refused.value.reason == "rejected"
    assert provider.questions == []


def in_a_minute() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("Retry-After: 7", 7, 7),
        ("retry-after-ms: 1500", 1.5, 1.5),
        ("Retry-After: {in_a_minute}", 30, 60),
        ("Retry-After: 99999999", 3600, 3600),
    ],
)
def test_throttled_says_how_long_to_wait(provider: Provider, header: str, least: float, most: float) -> None:
    header = header.format(in_a_minute=in_a_minute())
    provider.answers(error(429, "rate_limit_exceeded", header, kind="requests"))
    with pytest.raises(CheckerDown) as down:
        texts(provider).check(Text("…"))
    assert down.value.reason == "throttled"
    assert down.value.retry_after is not None
    assert least <= down.value.retry_after <= most
    assert len(provider.questions) == 1


@pytest.mark.parametrize("header", ["Retry-After: soon", "Retry-After: -3", "X-Nothing: 1"])
def test_wait_that_cannot_be_read_is_none(provider: Provider, header: str) -> None:
    provider.answers(error(429, "rate_limit_exceeded", header))
    with pytest.raises(CheckerDown) as down:
        texts(provider).check(Text("…"))
    assert down.value.retry_after is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (error(429, "insufficient_quota", kind="insufficient_quota"), "quota"),
        (error(429, None, kind="insufficient_quota"), "quota"),
        (error(429, "credit_balance_exhausted", kind="insufficient_quota"), "quota"),
        (error(400, "billing_hard_limit_reached"), "quota"),
        (error(401, "invalid_api_key"), "credentials"),
        (error(403, "unsupported_country_region_territory"), "credentials"),
        (error(400, "too_many_images"), "rejected"),
        (http(413, b"too large"), "rejected"),
        (http(404, b"<html>"), "garbage"),
        (http(302, b""), "garbage"),
        (http(200, b"<html>Welcome to nginx</html>"), "garbage"),
        (http(200, b""), "garbage"),
        (js(200, []), "garbage"),
        (js(200, {"model": "omni", "results": "none"}), "garbage"),
        (moderation(), "garbage"),
        (moderation(result(), result()), "garbage"),
        (js(200, {"model": "omni", "results": [{"category_scores": {"hate": 0.1}}]}), "garbage"),
        (moderation(result(hate=7.0)), "garbage"),
        (moderation(result(hate=-1.0)), "garbage"),
    ],
)
def test_what_waiting_will_not_mend_is_refused(provider: Provider, answer: bytes, reason: str) -> None:
    provider.answers(answer)
    with pytest.raises(CheckerRefused) as refused:
        texts(provider).check(Text("…"))
    assert refused.value.reason == reason
    assert "…" not in str(refused.value)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http(500, b"oops"), "unavailable"),
        (error(503, "server_is_overloaded", "Retry-After: 2"), "unavailable"),
        (CLOSES, "unreachable"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "unreachable"),
        (http(200, b'{"model": "omni", "resu', length=400), "unreachable"),
        (http(200, b" " * 1_100_000), "unreachable"),
        (HANGS, "timeout"),
        (DRIPS, "timeout"),
    ],
)
def test_what_may_pass_is_down(provider: Provider, answer: bytes, reason: str) -> None:
    provider.answers(answer)
    with pytest.raises(CheckerDown) as down:
        texts(provider, seconds=0.5).check(Text("…"))
    assert down.value.reason == reason


def test_nobody_there_is_down(provider: Provider) -> None:
    provider.close()
    with pytest.raises(CheckerDown, match="unreachable"):
        texts(provider).check(Text("…"))


@pytest.mark.parametrize("key", ["", "  ", "\n"])
def test_without_a_key_nobody_is_asked(provider: Provider, key: str) -> None:
    with pytest.raises(CheckerRefused) as refused:
        OpenAiTexts(Moderations(lambda: key, provider.url)).check(Text("…"))
    assert refused.value.reason == "credentials"
    assert provider.questions == []


def test_answer_of_several_pieces_is_read_whole(provider: Provider) -> None:
    padded = result()
    padded["padding"] = "x" * 400_000
    provider.answers(moderation(padded))
    assert texts(provider).check(Text("…")).version == "omni-moderation-2024-09-26"


def test_chunked_answer_is_read_whole(provider: Provider) -> None:
    body = moderation(result()).partition(b"\r\n\r\n")[2]
    pieces = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (body[:9], body[9:]))
    provider.answers(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + pieces + b"0\r\n\r\n")
    assert texts(provider).check(Text("…")).version == "omni-moderation-2024-09-26"
