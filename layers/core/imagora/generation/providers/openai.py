"""OpenAI's Images API as an image provider, and whatever speaks it elsewhere: `POST {base}/images/generations`.

What begins from a picture goes to `POST {base}/images/edits`, as a form with files.

Sources: openai-python 3.54, `types/image_generate_params.py`, `types/image_edit_params.py`, `types/images_response.py`,
`types/image_model.py` (GPT Image models always answer base64; sides divisible by 16, 1:3 to 3:1; `safety_identifier`);
developers.openai.com, "Image generation" and "Error codes" (a refused prompt is 400 `moderation_blocked`; a used-up
quota is 429, as a busy minute is, and only the code tells them apart), and its pricing page of September 2026. Sizes
below 655,360 pixels are refused by the newer models, so that a larger picture is asked for and scaled down.
"""

from __future__ import annotations

import binascii
import secrets
from base64 import b64decode
from collections.abc import Callable
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any, Final

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
from imagora.kernel.refusals import of_openai

if TYPE_CHECKING:
    from PIL import Image

BASE_URL: Final = "https://api.openai.com/v1"
MODEL: Final = "gpt-image-2.5-flare"
QUALITY: Final = "medium"
MAX_PROMPT: Final = 32_000
LONGEST_ANSWER: Final = 48_000_000
"""Bytes: a PNG of eight megapixels in base 64, and some."""

_STANDARD: Final = ((1024, 1024), (1536, 1024), (1024, 1536))
_FEWEST_PIXELS: Final = 655_360
_STEP: Final = 16

_PRICES: Final = (
    ("gpt-image-2", (5.0, 8.0, 30.0)),
    ("gpt-image-1.5", (5.0, 8.0, 32.0)),
    ("gpt-image-1-mini", (2.0, 2.5, 8.0)),
)
"""By the start of a model's name: dollars for a million tokens of text in, of pictures in, of pictures out."""

_DEAREST: Final = (5.0, 8.0, 32.0)
"""What a model counts as that OpenAI has and this table doesn't, so that a ceiling holds."""

_ABOUT: Final = 53_000
"""Microdollars for a picture of 1024 x 1024 at medium quality, about: what its answer says is what counts."""

_ABOUT_EDIT: Final = 70_000
"""The same of one that begins from a picture, whose tokens come on top: about."""

_FOR_GOOD: Final = ("blocked", "quota", "billing")


class _TokenDetails(msgspec.Struct):
    image_tokens: int = 0
    text_tokens: int = 0


class _Usage(msgspec.Struct):
    output_tokens: int = 0
    input_tokens_details: _TokenDetails | None = None


class _Picture(msgspec.Struct):
    b64_json: str | None = None


class _Images(msgspec.Struct):
    data: list[_Picture] | None = None
    usage: _Usage | None = None


class OpenAiImages:
    """One picture a call, so that one that is refused takes no other with it. Standard library only."""

    name = "openai"
    source_type: SourceType = "trainedAlgorithmicMedia"

    def __init__(
        self,
        key: Callable[[], str],
        base_url: str = BASE_URL,
        model: str = MODEL,
        *,
        renewed: Callable[[], str] | None = None,
        prices: Prices = (),
    ) -> None:
        """`key` is asked before each call, so that it may change; it may be empty for a server of one's own.

        `renewed`: the key again, after that one was refused: a newer one is tried once. `prices`: what a picture costs,
        where that isn't what its answer says.
        """
        self.model = model
        self._ours = model.startswith(("gpt-image-", "chatgpt-image"))
        self._own_server = base_url.rstrip("/") != BASE_URL
        self._key = key
        self._renewed = renewed or key
        self._price = price_of(model, prices)
        self._tokens = _prices(model) or (None if self._own_server else _DEAREST)
        self._place = Place(base_url, longest=LONGEST_ANSWER)
        self.capabilities = Capabilities(
            sizes=_STANDARD,
            multiple=_STEP if not self._ours or model.startswith("gpt-image-2") else 0,
            at_once=4,
            edits=self._ours,
            masks=self._ours,
            microdollars=_ABOUT if self._price is None and self._tokens else self._price or 0,
            edit_microdollars=_ABOUT_EDIT if self._price is None and self._tokens else self._price or 0,
            remote=True,
        )

    def generate(self, request: ImageRequest) -> GeneratedImage:
        """Make one picture. Raises ProviderError as `outcomes` has them."""
        answer = self._answer(request)
        if answer.status != 200:
            raise _failure(answer)
        said = _read(answer)
        picture = next((one.b64_json for one in said.data or () if one.b64_json), None)
        if picture is None:
            raise failed("garbled", "no picture in it")
        data, content_type, width, height = fitted(_decoded(picture), request.width, request.height)
        return GeneratedImage(data, content_type, width, height, "", self._charged(said.usage))

    def _charged(self, usage: _Usage | None) -> int:
        """Microdollars: a dollar for a million tokens is one for each. Without a word of tokens it is what was said."""
        if self._price is not None or self._tokens is None or usage is None:
            return self.capabilities.microdollars
        came = usage.input_tokens_details or _TokenDetails()
        text_in, image_in, image_out = self._tokens
        return ceil(came.text_tokens * text_in + came.image_tokens * image_in + usage.output_tokens * image_out)

    def _answer(self, request: ImageRequest) -> Answer:
        """What came, asked for a second time only where a newer key stands behind a refused one: that costs nothing."""
        path, body, content_type = self._question(request)
        key = self._key().strip()
        answer = self._post(path, body, content_type, key, request.seconds)
        if answer.status != 401 or (newer := self._renewed().strip()) in ("", key):
            return answer
        return self._post(path, body, content_type, newer, request.seconds)

    def _question(self, request: ImageRequest) -> tuple[str, bytes, str]:
        """Path, body and content type: JSON, or a form where there are pictures to send along."""
        asked = self._asked(request)
        if request.reference is None:
            return "/images/generations", msgspec.json.encode(asked), "application/json"
        asked.pop("moderation", None)  # edits don't know it
        width, height = _large_enough(request.width, request.height)
        files = {"image": png(begun(request.reference.data, width, height))}
        if request.reference.mask:
            files["mask"] = _transparent_where(anew(request.reference.mask, width, height))
        boundary = secrets.token_hex(16)
        return "/images/edits", _form(asked, files, boundary), f"multipart/form-data; boundary={boundary}"

    def _asked(self, request: ImageRequest) -> dict[str, Any]:
        prompt = request.described[:MAX_PROMPT]
        if not self._ours:
            size = f"{request.width}x{request.height}"
            return {"model": self.model, "prompt": prompt, "n": 1, "size": size, "response_format": "b64_json"}
        asked = {
            "model": self.model,
            "prompt": prompt,
            "n": 1,
            "size": "{}x{}".format(*_large_enough(request.width, request.height)),
            "quality": QUALITY,
            "output_format": "png",
            "moderation": "auto",
        }
        return asked | ({"safety_identifier": request.person[:64]} if request.person else {})

    def _post(self, path: str, body: bytes, content_type: str, key: str, seconds: float) -> Answer:
        if not key and not self._own_server:
            raise failed("credentials", "no key")
        headers = {"Content-Type": content_type} | ({"Authorization": f"Bearer {key}"} if key else {})
        try:
            return self._place.post(path, body, headers, seconds=seconds)
        except Unanswered as lost:
            raise failed("timed_out" if lost.reason == "timeout" else "unavailable", str(lost)) from lost


def _form(fields: dict[str, Any], files: dict[str, bytes], boundary: str) -> bytes:
    """multipart/form-data (RFC 7578): plain fields, then PNG files."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, data in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{name}.png"\r\nContent-Type: image/png'
        parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + data + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])


def _transparent_where(marked: Image.Image) -> bytes:
    """A mask as OpenAI takes it: transparent where to draw anew."""
    from PIL import Image, ImageChops

    mask = Image.new("RGBA", marked.size, "black")
    mask.putalpha(ImageChops.invert(marked))
    return png(mask)


def _large_enough(width: int, height: int) -> tuple[int, int]:
    """The same shape with enough pixels, both sides multiples of 16."""
    factor = max(1.0, sqrt(_FEWEST_PIXELS / (width * height)))
    return ceil(width * factor / _STEP) * _STEP, ceil(height * factor / _STEP) * _STEP


def _read(answer: Answer) -> _Images:
    """The answer's body. The SDK would give HTML back as a string: what isn't JSON of this shape is garbage."""
    try:
        return msgspec.json.decode(answer.body, type=_Images)
    except msgspec.MsgspecError as error:
        kind = answer.headers.get("content-type", "no type").partition(";")[0][:40]
        raise failed("garbled", f"no JSON of images: {kind}") from error


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise failed("garbled", "no base 64") from error


def _prices(model: str) -> tuple[float, float, float] | None:
    return next((prices for start, prices in _PRICES if model.startswith(start)), None)


def _failure(answer: Answer) -> ProviderError:
    """What an error means; when to come back only where coming back may help."""
    meaning, reason = of_openai(answer)
    return failed(meaning, reason, retry_after=None if meaning in _FOR_GOOD else answer.retry_after)
