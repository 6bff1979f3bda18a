"""Ask each image provider that there are credentials for, for real and for one picture, and say what came back.

It costs a few cents. `OPENAI_API_KEY` (and `OPENAI_BASE_URL` for a server of one's own) is for `openai`, whatever
botocore finds for `bedrock`. Without either it says so and ends well; it fails where somebody who was asked made no
picture.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from os import environ

from imagora.generation.providers.bedrock import REGION, BedrockImages
from imagora.generation.providers.openai import BASE_URL, MODEL, OpenAiImages
from imagora.generation.providers.port import ImageProvider, ImageRequest, ProviderError
from imagora.kernel import aws
from infra import smoke_calls
from infra.smoke_calls import Say

_PROMPT = "a lighthouse at dusk, a calm sea, watercolour"
_SECONDS = 120.0
_SIDE = 1_024
_NOTHING = (
    "No OPENAI_API_KEY, OPENAI_BASE_URL or AWS credentials are here, so nobody was asked. "
    "The built-in provider needs none: make gallery draws with it."
)


def available(given: Mapping[str, str], *, signed_in: Callable[[], bool]) -> Iterator[ImageProvider]:
    """The providers that can be asked with what is in this environment."""
    key, base_url = given.get("OPENAI_API_KEY", ""), given.get("OPENAI_BASE_URL", "")
    if key or base_url:
        yield OpenAiImages(lambda: key, base_url or BASE_URL, given.get("IMAGORA_OPENAI_IMAGE_MODEL") or MODEL)
    if signed_in():
        made = given.get("IMAGORA_BEDROCK_IMAGE_MODEL")
        endpoint = given.get("AWS_ENDPOINT_URL_BEDROCK_RUNTIME") or f"https://bedrock-runtime.{REGION}.amazonaws.com"
        yield BedrockImages(endpoint, aws.credentials, **({"model": made} if made else {}))


def ask(provider: ImageProvider, say: Say = print) -> bool:
    """One real call. Says what came, or why nothing did; whether it was a picture."""
    since = time.monotonic()
    who = f"{provider.name} ({provider.model})"
    try:
        made = provider.generate(ImageRequest(_PROMPT, None, _SIDE, _SIDE, 7, seconds=_SECONDS))
    except ProviderError as error:
        say(f"{who}: no picture, {error.code}: {error.reason or error.detail}")
        return False
    seconds = time.monotonic() - since
    say(
        f"{who}: {made.content_type}, {made.width}x{made.height}, {len(made.data):,} bytes in {seconds:.1f} s, "
        f"about ${made.microdollars / 1e6:.3f}"
    )
    return True


def main(
    given: Mapping[str, str] = environ, say: Say = print, *, signed_in: Callable[[], bool] = smoke_calls.signed_in
) -> int:
    """0 when all who were asked made a picture, or nobody could be asked."""
    return smoke_calls.ask_each(available(given, signed_in=signed_in), ask, say, _NOTHING)


if __name__ == "__main__":
    sys.exit(main())
