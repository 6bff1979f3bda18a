"""`make smoke-providers`: asks who can be asked, says what came, and ends well where nobody can be."""

from __future__ import annotations

import pytest

from imagora.kernel import aws
from infra import smoke_providers
from tests.integration.checkers.provider import Provider, js
from tests.integration.image_providers.rows import openai_images, png, refusal, stability


def test_it_says_so_when_nobody_can_be_asked() -> None:
    said: list[str] = []
    assert smoke_providers.main({}, said.append, signed_in=lambda: False) == 0
    assert said == [smoke_providers._NOTHING]


def test_it_asks_each_once_and_says_what_came(double: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    double.answers(js(200, openai_images(png())), js(200, stability(png())))
    monkeypatch.setattr(aws, "credentials", lambda: aws.Credentials("AKID", "secret", None))
    said: list[str] = []
    given = {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": f"{double.url}/v1"}
    given["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = double.url
    assert smoke_providers.main(given, said.append, signed_in=lambda: True) == 0
    assert len(double.questions) == 2
    assert said[0].startswith("openai (gpt-image-2.5-flare): image/png, 1024x1024, ")
    assert said[1].startswith("bedrock (stability.stable-image-core-v1:1): image/png, 1024x1024, ")
    assert said[1].endswith("about $0.040")
    assert "sk-secret" not in "".join(said)


def test_it_fails_where_no_picture_came(double: Provider) -> None:
    double.answers(refusal(401, "invalid_api_key"))
    said: list[str] = []
    given = {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": double.url}
    assert smoke_providers.main(given, said.append, signed_in=lambda: False) == 1
    assert said == ["openai (gpt-image-2.5-flare): no picture, credentials: 401 invalid_api_key"]
