"""The adapters on the wire: what they ask, how they read what comes, against a double on loopback."""

from __future__ import annotations

from io import BytesIO

import PIL.Image
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials
from botocore.loaders import Loader

from imagora.generation.providers.bedrock import BedrockImages
from imagora.generation.providers.openai import OpenAiImages
from imagora.generation.providers.outcomes import OUTCOMES, outcome_of
from imagora.generation.providers.port import Demand, ImageRequest, ProviderError
from imagora.kernel.refusals import BEDROCK_CODES
from imagora.kernel.signing import Credentials, sign_path
from tests.integration.checkers.provider import Provider, js
from tests.integration.image_providers.conftest import adapter
from tests.integration.image_providers.rows import Row, failures_of, openai_images, png, refusal, stability


def request(width: int = 1024, height: int = 1024, **about: object) -> ImageRequest:
    return ImageRequest("a lighthouse at dusk", "ink", width, height, 7, **about)  # type: ignore[arg-type]


def test_openai_is_asked_as_documented(double: Provider) -> None:
    double.answers(js(200, openai_images(png())))
    made = adapter("openai", double).generate(request(person="f" * 64))
    [asked] = double.questions
    assert asked.path == "/v1/images/generations"
    assert asked.headers["authorization"] == "Bearer sk-test"
    assert asked.json == {
        "model": "gpt-image-2.5-flare",
        "prompt": "a lighthouse at dusk\n\nStyle: ink",
        "n": 1,
        "size": "1024x1024",
        "quality": "medium",
        "output_format": "png",
        "moderation": "auto",
        "safety_identifier": "f" * 64,
    }
    assert (made.width, made.height, made.content_type) == (1024, 1024, "image/png")
    assert made.microdollars == 20 * 5 + 1_000 * 30


def test_small_picture_is_asked_for_large_and_scaled_down(double: Provider) -> None:
    double.answers(js(200, openai_images(png(816, 816))))
    made = adapter("openai", double).generate(request(512, 512))
    assert double.questions[0].json["size"] == "816x816"
    with PIL.Image.open(BytesIO(made.data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (512, 512))


def test_several_pictures_for_one_is_one(double: Provider) -> None:
    double.answers(js(200, openai_images(png(), png())))
    assert adapter("openai", double).generate(request()).width == 1024


def test_server_of_ones_own_is_asked_for_what_all_of_them_know(double: Provider) -> None:
    double.answers(js(200, {"created": 1, "data": [{"b64_json": openai_images(png(512, 512))["data"][0]["b64_json"]}]}))
    own = OpenAiImages(lambda: "", double.url, "flux-schnell")
    assert own.generate(request(512, 512)).microdollars == 0
    [asked] = double.questions
    assert "authorization" not in asked.headers
    assert asked.json == {
        "model": "flux-schnell",
        "prompt": "a lighthouse at dusk\n\nStyle: ink",
        "n": 1,
        "size": "512x512",
        "response_format": "b64_json",
    }


def test_price_of_ones_own_goes_before_the_usual_one(double: Provider) -> None:
    double.answers(js(200, openai_images(png())), js(200, stability(png())))
    prices = (("gpt-image-2.5", 61_000), ("stability.", 20_000))
    openai = OpenAiImages(lambda: "sk-test", double.url, prices=prices)
    assert openai.generate(request()).microdollars == 61_000
    bedrock = BedrockImages(double.url, lambda: Credentials("A", "s", None), prices=prices)
    assert bedrock.generate(request()).microdollars == 20_000
    large = Demand(1536, 1024, count=2)
    assert openai.capabilities.expected(large) == 61_000 * 2 * 3 // 2
    assert bedrock.capabilities.expected(Demand(1024, 1024, reference=True)) == 20_000


def test_key_that_was_rotated_is_used_at_the_next_call(double: Provider) -> None:
    keys = iter(["sk-old", "sk-new"])
    double.answers(js(200, openai_images(png())))
    provider = OpenAiImages(lambda: next(keys), double.url)
    for _ in range(2):
        provider.generate(request())
    assert [asked.headers["authorization"] for asked in double.questions] == ["Bearer sk-old", "Bearer sk-new"]


def test_key_that_was_refused_is_read_again_once(double: Provider) -> None:
    double.answers(refusal(401, "invalid_api_key"), js(200, openai_images(png())))
    provider = OpenAiImages(lambda: "sk-old", double.url, renewed=lambda: "sk-new")
    assert provider.generate(request()).width == 1024
    assert [asked.headers["authorization"] for asked in double.questions] == ["Bearer sk-old", "Bearer sk-new"]
    double.answers(refusal(401, "invalid_api_key"))
    with pytest.raises(ProviderError) as refused:
        provider.generate(request())
    assert refused.value.code == "credentials"
    assert len(double.questions) == 4


def test_nobody_is_asked_at_openai_without_a_key() -> None:
    with pytest.raises(ProviderError) as refused:
        OpenAiImages(lambda: "").generate(request())
    assert refused.value.code == "credentials"


def test_bedrock_is_asked_as_documented(double: Provider) -> None:
    double.answers(js(200, stability(png(1216, 832))))
    made = adapter("bedrock", double).generate(request(1216, 832))
    [asked] = double.questions
    assert asked.path == "/model/stability.stable-image-core-v1%3A1/invoke"
    assert "/us-west-2/bedrock/aws4_request" in asked.headers["authorization"]
    assert asked.headers["x-amz-security-token"] == "token"
    assert asked.json == {
        "prompt": "a lighthouse at dusk\n\nStyle: ink", "aspect_ratio": "3:2", "seed": 8, "output_format": "png",
    }  # fmt: skip
    assert (made.width, made.height, made.microdollars) == (1216, 832, 40_000)


def test_bedrock_is_signed_as_botocore_signs() -> None:
    path, body, host = "/model/stability.sd3-5-large-v1%3A0/invoke", b'{"prompt":"x"}', "bedrock-runtime.test"
    ours = sign_path("bedrock", "us-west-2", host, path, body, Credentials("AKID", "secret", "token"), at=1_795_338_001)
    theirs = AWSRequest("POST", f"https://{host}{path}", data=body, headers={"Content-Type": "application/json"})
    signer = SigV4Auth(BotoCredentials("AKID", "secret", "token"), "bedrock", "us-west-2")
    theirs.context["timestamp"] = ours["X-Amz-Date"]
    theirs.headers["X-Amz-Date"] = ours["X-Amz-Date"]
    theirs.headers["X-Amz-Security-Token"] = "token"
    theirs.headers["Host"] = host
    text = signer.string_to_sign(theirs, signer.canonical_request(theirs))
    assert ours["Authorization"].endswith(f"Signature={signer.signature(text, theirs)}")


def test_every_error_of_bedrocks_model_has_a_meaning() -> None:
    model = Loader().load_service_model("bedrock-runtime", "service-2")
    declared = {error["shape"] for error in model["operations"]["InvokeModel"]["errors"]}
    assert declared <= set(BEDROCK_CODES)
    assert set(BEDROCK_CODES.values()) <= set(OUTCOMES)


def test_openais_own_types_take_what_the_double_says_and_what_we_ask(double: Provider) -> None:
    types = pytest.importorskip("openai.types")
    params = pytest.importorskip("openai.types.image_generate_params")
    response = types.ImagesResponse.model_validate(openai_images(png()), strict=True)
    assert response.usage.output_tokens == 1_000
    double.answers(js(200, openai_images(png())))
    adapter("openai", double).generate(request(person="f"))
    known = params.ImageGenerateParamsBase.__annotations__
    assert set(double.questions[0].json) <= set(known)


def test_each_failure_is_what_the_table_says(provider: str, double: Provider, row: Row) -> None:
    double.answers(getattr(row, provider))
    with pytest.raises(ProviderError) as raised:
        adapter(provider, double).generate(request(seconds=0.3 if row.code == "timed_out" else 20.0))
    error, outcome = raised.value, outcome_of(raised.value)
    assert (error.code, error.retryable, error.retry_after) == (
        row.code, row.retryable, row.retry_after if row.code != "quota" else None,
    )  # fmt: skip
    assert (outcome.ends, outcome.trips, outcome.alarm) == (row.ends, row.trips, row.alarm)
    assert "lighthouse" not in f"{error} {error.reason}"
    assert len(double.questions) == 1


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if {"row", "provider"} <= set(metafunc.fixturenames):
        pairs = [(name, row) for name in ("openai", "bedrock") for row in failures_of(name)]
        metafunc.parametrize(("provider", "row"), pairs, ids=[f"{name}-{row.name}" for name, row in pairs])
