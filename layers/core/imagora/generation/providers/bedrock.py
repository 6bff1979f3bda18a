"""Stability's models on Amazon Bedrock as an image provider: `POST /model/{id}/invoke`, one picture a call.

Sources: Amazon Bedrock User Guide, "Stable Image Core / Ultra / Stable Diffusion 3.5 Large request and response"
(`{prompt, aspect_ratio, seed, output_format}` -> `{seeds, finish_reasons, images}`; a filtered result is 200 with a
reason and no picture; seed 0 means any) and "Troubleshooting Amazon Bedrock API Error Codes"; API reference,
InvokeModel, whose errors and statuses botocore's `bedrock-runtime` model has. The models live in us-west-2.
"""

from __future__ import annotations

import binascii
import time
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

import msgspec

from imagora.generation.providers.fitting import fitted
from imagora.generation.providers.outcomes import failed
from imagora.generation.providers.port import Capabilities, GeneratedImage, ImageRequest, ProviderError, SourceType
from imagora.kernel.posting import Answer, Place, Unanswered
from imagora.kernel.signing import Credentials, sign_path

MODEL: Final = "stability.stable-image-core-v1:1"
REGION: Final = "us-west-2"
MAX_PROMPT: Final = 10_000
LONGEST_ANSWER: Final = 24_000_000

_RATIOS: Final[Mapping[tuple[int, int], str]] = {
    (1024, 1024): "1:1",
    (1344, 768): "16:9",
    (768, 1344): "9:16",
    (1216, 832): "3:2",
    (832, 1216): "2:3",
    (1088, 896): "5:4",
    (896, 1088): "4:5",
    (1536, 640): "21:9",
    (640, 1536): "9:21",
}
"""A megapixel in each of the shapes that the models know; larger pictures are scaled down to it."""

_PRICES: Final = (
    ("stability.stable-image-core", 40_000),
    ("stability.stable-image-ultra", 140_000),
    ("stability.sd3-5-large", 80_000),
)
"""Microdollars a picture, by the start of a model's name."""

_SEEDS: Final = 4_294_967_294

_CODES: Final[Mapping[str, str]] = {
    "ThrottlingException": "throttled",
    "ModelNotReadyException": "throttled",
    "ServiceQuotaExceededException": "quota",
    "ModelTimeoutException": "timed_out",
    "ModelErrorException": "unavailable",
    "InternalServerException": "unavailable",
    "ServiceUnavailableException": "unavailable",
    "AccessDeniedException": "credentials",
    "UnrecognizedClientException": "credentials",
    "InvalidSignatureException": "credentials",
    "ExpiredTokenException": "credentials",
    "MissingAuthenticationTokenException": "credentials",
    "IncompleteSignatureException": "credentials",
    "ResourceNotFoundException": "rejected",
    "ValidationException": "rejected",
}


class _Made(msgspec.Struct):
    finish_reasons: list[str | None] = []
    images: list[str] = []


class BedrockImages:
    """Signed with the function's own credentials; needs `bedrock:InvokeModel` on the model."""

    name = "bedrock"
    source_type: SourceType = "trainedAlgorithmicMedia"

    def __init__(
        self, endpoint: str, credentials: Callable[[], Credentials], *, region: str = REGION, model: str = MODEL
    ) -> None:
        """`endpoint`: such as `https://bedrock-runtime.us-west-2.amazonaws.com`."""
        self.model = model
        self._host = urlsplit(endpoint).netloc
        self._place = Place(endpoint, longest=LONGEST_ANSWER)
        self._credentials = credentials
        self._region = region
        price = next((price for start, price in _PRICES if model.startswith(start)), 0)
        self.capabilities = Capabilities(sizes=tuple(_RATIOS), at_once=4, seeds=True, microdollars=price, remote=True)

    def generate(self, request: ImageRequest) -> GeneratedImage:
        """Make one picture. Raises ProviderError as `outcomes` has them."""
        ratio = _RATIOS.get((request.width, request.height))
        if ratio is None:
            raise failed("rejected", "a size that wasn't checked")
        body = msgspec.json.encode(
            {
                "prompt": request.described[:MAX_PROMPT],
                "aspect_ratio": ratio,
                "seed": request.seed % _SEEDS + 1,
                "output_format": "png",
            }
        )
        answer = self._post(body, request.seconds)
        if answer.status != 200:
            raise _failure(answer)
        data, content_type, width, height = fitted(_picture(answer), request.width, request.height)
        return GeneratedImage(data, content_type, width, height, "", self.capabilities.microdollars)

    def _post(self, body: bytes, seconds: float) -> Answer:
        path = f"/model/{quote(self.model, safe='')}/invoke"
        try:
            credentials = self._credentials()
        except LookupError as none:
            raise failed("credentials", "none found") from none
        headers = sign_path("bedrock", self._region, self._host, path, body, credentials, at=time.time())
        try:
            return self._place.post(path, body, {**headers, "Accept": "application/json"}, seconds=seconds)
        except Unanswered as lost:
            raise failed("timed_out" if lost.reason == "timeout" else "unavailable", str(lost)) from lost


def _picture(answer: Answer) -> bytes:
    """The one picture, or why there is none: a filter's reason, or an inference that failed."""
    try:
        made = msgspec.json.decode(answer.body, type=_Made)
    except msgspec.MsgspecError as error:
        raise failed("garbled", "no JSON of images") from error
    reason = next((reason for reason in made.finish_reasons if reason), None)
    if reason is not None:
        raise failed("blocked" if reason.lower().startswith("filter") else "unavailable", reason[:60])
    if not made.images:
        raise failed("garbled", "no picture in it")
    try:
        return b64decode(made.images[0], validate=True)
    except (binascii.Error, ValueError) as error:
        raise failed("garbled", "no base 64") from error


def _failure(answer: Answer) -> ProviderError:
    code = _code(answer)
    meaning = _CODES.get(code) or _by_status(answer.status)
    return failed(meaning, f"{answer.status} {code}".strip(), retry_after=answer.retry_after)


def _by_status(status: int) -> str:
    if status == 429:
        return "throttled"
    if status >= 500 or status in {408, 424}:
        return "unavailable"
    if status in {401, 403}:
        return "credentials"
    return "rejected" if status >= 400 else "garbled"


def _code(answer: Answer) -> str:
    """The exception's name: in a header of REST-JSON services, in the body of others."""
    said = answer.headers.get("x-amzn-errortype", "")
    if not said:
        try:
            body: dict[str, Any] = msgspec.json.decode(answer.body, type=dict[str, Any])
        except msgspec.MsgspecError:
            return ""
        said = str(body.get("__type") or body.get("code") or "")
    return said.partition(":")[0].rpartition("#")[2][:60]
