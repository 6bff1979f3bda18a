"""A scripted provider a test, and our adapters that ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imagora.generation.providers.bedrock import BedrockImages
from imagora.generation.providers.openai import OpenAiImages
from imagora.generation.providers.port import ImageProvider
from imagora.kernel.signing import Credentials
from tests.integration.checkers.provider import Provider


@pytest.fixture
def double() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.close()


def adapter(name: str, double: Provider) -> ImageProvider:
    if name == "openai":
        return OpenAiImages(lambda: "sk-test", f"{double.url}/v1/")
    return BedrockImages(double.url, lambda: Credentials("AKIDEXAMPLE", "secret", "token"))
