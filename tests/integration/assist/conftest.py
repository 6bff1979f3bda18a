"""A scripted text model a test, and our adapters that ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imagora.assist.text_models import bedrock, openai
from imagora.assist.text_models.bedrock import BedrockConverse
from imagora.assist.text_models.modelled import Modelled
from imagora.assist.text_models.openai import OpenAiResponses
from imagora.assist.text_models.prices import price_of
from imagora.kernel.signing import Credentials
from tests.integration.checkers.provider import Provider


@pytest.fixture
def double() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.close()


def assistant(name: str, double: Provider) -> Modelled:
    if name == "openai":
        return Modelled(OpenAiResponses(lambda: "sk-test", f"{double.url}/v1/"), price_of(openai.MODEL, ()))
    signed = Credentials("AKIDEXAMPLE", "secret", "token")
    return Modelled(BedrockConverse(double.url, lambda: signed, region="eu-central-1"), price_of(bedrock.MODEL, ()))
