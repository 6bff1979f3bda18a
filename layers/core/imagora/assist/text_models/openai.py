"""OpenAI's Responses API as a text model, and whatever speaks it elsewhere: `POST {base}/responses`.

Sources: openai-python 3.54, `types/responses/response_create_params.py`, `response.py`, `response_error.py`
(`status` completed, incomplete with its reason, failed with its error; content is text or a refusal), and
`types/shared/chat_model.py`; developers.openai.com, "Structured model outputs". Answers aren't stored there (`store`).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any, Final

import msgspec

from imagora.assist.port import AssistError
from imagora.assist.text_models.port import Completion, Prompt
from imagora.kernel.posting import Answer, Place, Unanswered
from imagora.kernel.refusals import OPENAI_CODES, of_openai

BASE_URL: Final = "https://api.openai.com/v1"
MODEL: Final = "gpt-5.4-mini"
LONGEST_ANSWER: Final = 1_000_000

_REASONING: Final = ("gpt-5", "gpt-6")
"""Models of these families think before they answer: a little is enough here, and somebody waits."""


class _Content(msgspec.Struct):
    type: str = ""
    text: str = ""


class _Item(msgspec.Struct):
    type: str = ""
    content: list[_Content] | None = None


class _Error(msgspec.Struct):
    code: str | None = None


class _Incomplete(msgspec.Struct):
    reason: str | None = None


class _Usage(msgspec.Struct):
    input_tokens: int = 0
    output_tokens: int = 0


class _Response(msgspec.Struct):
    output: list[_Item]
    status: str | None = None
    error: _Error | None = None
    incomplete_details: _Incomplete | None = None
    usage: _Usage | None = None


class OpenAiResponses:
    """One question a call. Standard library only."""

    name = "openai"

    def __init__(self, key: Callable[[], str], base_url: str = BASE_URL, model: str = MODEL) -> None:
        """`key` is asked before each call, so that it may change; it may be empty for a server of one's own."""
        self.model = model
        self.own_server = base_url.rstrip("/") != BASE_URL
        self._key = key
        self._place = Place(base_url, longest=LONGEST_ANSWER)

    def complete(self, prompt: Prompt) -> Completion:
        """Ask once. Raises AssistError as `outcomes` has them."""
        key = self._key().strip()
        if not key and not self.own_server:
            raise AssistError("credentials", "no key")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        body = msgspec.json.encode(self._asked(prompt))
        try:
            answer = self._place.post("/responses", body, headers, seconds=prompt.seconds)
        except Unanswered as lost:
            raise AssistError("timed_out" if lost.reason == "timeout" else "unavailable", str(lost)) from lost
        if answer.status != 200:
            meaning, reason = of_openai(answer)
            raise AssistError(meaning, reason, retry_after=answer.retry_after)
        return _read(answer)

    def _asked(self, prompt: Prompt) -> dict[str, Any]:
        content: list[dict[str, Any]] = [{"type": "input_text", "text": prompt.data}]
        if prompt.picture is not None:
            data, kind = prompt.picture
            url = f"data:{kind};base64,{b64encode(data).decode()}"
            content.append({"type": "input_image", "image_url": url, "detail": "auto"})
        form = {"type": "json_schema", "name": prompt.form, "schema": prompt.schema, "strict": True}
        asked: dict[str, Any] = {
            "model": self.model,
            "instructions": prompt.instructions,
            "input": [{"role": "user", "content": content}],
            "text": {"format": form},
            "max_output_tokens": prompt.tokens,
            "store": False,
        }
        if self.model.startswith(_REASONING):
            asked["reasoning"] = {"effort": "low"}
        if prompt.person:
            asked["safety_identifier"] = prompt.person[:64]
        return asked


def _read(answer: Answer) -> Completion:
    """The text of the message. The SDK would give HTML back as a string: what isn't JSON of this shape is garbage."""
    try:
        said = msgspec.json.decode(answer.body, type=_Response)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        kind = answer.headers.get("content-type", "no type").partition(";")[0][:40]
        raise AssistError("garbled", f"no response in JSON: {kind}") from error
    _expect_complete(said)
    contents = [part for item in said.output if item.type == "message" for part in item.content or ()]
    if any(part.type == "refusal" for part in contents):
        raise AssistError("blocked", "the model refused")
    text = "".join(part.text for part in contents if part.type == "output_text")
    if not text:
        raise AssistError("garbled", "no text in it")
    usage = said.usage or _Usage()
    return Completion(text.encode(), usage.input_tokens, usage.output_tokens)


def _expect_complete(said: _Response) -> None:
    if said.error is not None or said.status == "failed":
        code = (said.error.code if said.error else None) or ""
        raise AssistError(
            OPENAI_CODES.get(code, "rejected" if "image" in code else "unavailable"), f"failed {code}"[:80]
        )
    if said.status == "incomplete":
        reason = (said.incomplete_details.reason if said.incomplete_details else None) or ""
        raise AssistError("blocked" if reason == "content_filter" else "truncated", f"incomplete {reason}"[:80])
    if said.status not in (None, "completed"):
        raise AssistError("garbled", f"status {said.status}"[:80])
