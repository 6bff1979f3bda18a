"""Stability's models on Amazon Bedrock as an image provider: `POST /model/{id}/invoke`, one picture a call.

Sources: Amazon Bedrock User Guide, "Stable Image Core / Ultra / Stable Diffusion 3.5 Large request and response"
(`{prompt, aspect_ratio, seed, output_format}` -> `{seeds, finish_reasons, images}`; a filtered result is 200 with a
reason and no picture; seed 0 means any) and "Troubleshooting Amazon Bedrock API Error Codes"; API reference,
Stable Diffusion 3.5 Large takes `mode`, `image` and `strength` besides, "Stability AI Image Services" have inpainting
(`image`, `mask`, white where to draw anew) behind the inference profile of the United States; API reference,
InvokeModel, whose errors and statuses botocore's `bedrock-runtime` model has. The models live in us-west-2.
"""

from __future__ import annotations

import binascii
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

import msgspec

from imagora.generation.providers.fitting import anew, begun, fitted, png
from imagora.generation.providers.outcomes import failed
from imagora.generation.providers.port import (
    Capabilities,
    GeneratedImage,
    ImageRequest,
    Prices,
    ProviderError,
    SourceType,
    price_of,
)
from imagora.kernel.posting import Answer, Place, Unanswered
from imagora.kernel.refusals import of_bedrock
from imagora.kernel.signing import Credentials, sign_path

MODEL: Final = "stability.stable-image-core-v1:1"
REGION: Final = "us-west-2"
EDITS: Final = "stability.sd3-5-large-v1:0"
"""Who begins from a picture, where the instance's model doesn't: Stable Image Core knows text only."""
INPAINTS: Final = "us.stability.stable-image-inpaint-v1:0"
STRENGTH: Final = 0.7
"""How much is drawn anew where nobody said."""
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
    ("us.stability.stable-image-inpaint", 70_000),
)
"""Microdollars a picture, by the start of a model's name."""

_BEGIN_FROM_PICTURES: Final = ("stability.sd3-5-large", "stability.stable-image-ultra")
_HAVE_MODES: Final = "stability.sd3-5-large"

_SEEDS: Final = 4_294_967_294


class _Made(msgspec.Struct):
    finish_reasons: list[str | None] = []
    images: list[str] = []


class BedrockImages:
    """Signed with the function's own credentials; needs `bedrock:InvokeModel` on the model."""

    name = "bedrock"
    source_type: SourceType = "trainedAlgorithmicMedia"

    def __init__(
        self,
        endpoint: str,
        credentials: Callable[[], Credentials],
        *,
        region: str = REGION,
        model: str = MODEL,
        prices: Prices = (),
    ) -> None:
        """`endpoint`: such as `https://bedrock-runtime.us-west-2.amazonaws.com`. `prices` go before the usual ones."""
        self.model = model
        self._host = urlsplit(endpoint).netloc
        self._place = Place(endpoint, longest=LONGEST_ANSWER)
        self._credentials = credentials
        self._region = region
        self._prices = (*prices, *_PRICES)
        self.capabilities = Capabilities(
            sizes=tuple(_RATIOS),
            at_once=4,
            edits=True,
            masks=True,
            strengths=True,
            seeds=True,
            microdollars=self._charges(model),
            edit_microdollars=self._charges(self._editor),
            remote=True,
        )

    def _charges(self, model: str) -> int:
        """Microdollars a picture; a model that isn't known counts as the dearest that is, so that a ceiling holds."""
        price = price_of(model, self._prices)
        return max(known for _, known in _PRICES) if price is None else price

    @property
    def _editor(self) -> str:
        return self.model if self.model.startswith(_BEGIN_FROM_PICTURES) else EDITS

    def generate(self, request: ImageRequest) -> GeneratedImage:
        """Make one picture. Raises ProviderError as `outcomes` has them."""
        if (request.width, request.height) not in _RATIOS:
            raise failed("rejected", "a size that wasn't checked")
        model, asked = self._question(request)
        answer = self._post(model, msgspec.json.encode(asked), request.seconds)
        if answer.status != 200:
            raise _failure(answer)
        data, content_type, width, height = fitted(_picture(answer), request.width, request.height)
        by = model if model != self.model else ""
        return GeneratedImage(data, content_type, width, height, "", self._charges(model), by)

    def _question(self, request: ImageRequest) -> tuple[str, dict[str, Any]]:
        """Which model, and what it is asked: text, a picture and text, or a picture with a mask and text."""
        asked: dict[str, Any] = {
            "prompt": request.described[:MAX_PROMPT],
            "seed": request.seed % _SEEDS + 1,
            "output_format": "png",
        }
        reference, size = request.reference, (request.width, request.height)
        if reference is None:
            return self.model, asked | {"aspect_ratio": _RATIOS[size]}
        asked["image"] = b64encode(png(begun(reference.data, *size))).decode()
        if reference.mask:  # it says where; how much isn't asked
            return INPAINTS, asked | {"mask": b64encode(png(anew(reference.mask, *size))).decode()}
        asked["strength"] = STRENGTH if reference.strength is None else reference.strength
        return self._editor, asked | ({"mode": "image-to-image"} if self._editor.startswith(_HAVE_MODES) else {})

    def _post(self, model: str, body: bytes, seconds: float) -> Answer:
        path = f"/model/{quote(model, safe='')}/invoke"
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
    meaning, reason = of_bedrock(answer)
    return failed(meaning, reason, retry_after=answer.retry_after)
