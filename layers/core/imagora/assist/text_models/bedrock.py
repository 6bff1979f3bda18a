"""Models on Amazon Bedrock as text models: `POST /model/{id}/converse`, the answer's form as the one tool to be used.

Sources: Amazon Bedrock API reference, Converse, whose shapes, stop reasons and errors botocore's `bedrock-runtime`
model has; Amazon Nova 2 User Guide, "Using the Converse API" (a tool's schema has `type`, `properties` and `required`
at the top, nothing else). A body that breaks off is noticed here; boto3's Converse returns on one.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

import msgspec

from imagora.assist.port import AssistError
from imagora.assist.text_models.port import Completion, Prompt
from imagora.kernel.posting import Answer, Place, Unanswered
from imagora.kernel.refusals import of_bedrock
from imagora.kernel.signing import Credentials, sign_path

MODEL: Final = "global.amazon.nova-2-lite-v1:0"
LONGEST_ANSWER: Final = 1_000_000

_STOPS: Final[Mapping[str, str]] = {
    "max_tokens": "truncated",
    "model_context_window_exceeded": "truncated",
    "guardrail_intervened": "blocked",
    "content_filtered": "blocked",
    "malformed_model_output": "garbled",
    "malformed_tool_use": "garbled",
}
"""Reasons to stop that are no answer. The others: `end_turn`, `tool_use`, `stop_sequence`."""


class _ToolUse(msgspec.Struct):
    name: str
    input: msgspec.Raw


class _Block(msgspec.Struct, rename="camel"):
    tool_use: _ToolUse | None = None


class _Message(msgspec.Struct):
    content: list[_Block]


class _Output(msgspec.Struct):
    message: _Message | None = None


class _Usage(msgspec.Struct, rename="camel"):
    input_tokens: int = 0
    output_tokens: int = 0


class _Conversed(msgspec.Struct, rename="camel"):
    output: _Output
    stop_reason: str
    usage: _Usage | None = None


class BedrockConverse:
    """Signed with the function's own credentials; needs `bedrock:InvokeModel` on the model and its profile."""

    name = "bedrock"

    def __init__(
        self, endpoint: str, credentials: Callable[[], Credentials], *, region: str, model: str = MODEL
    ) -> None:
        """`endpoint`: such as `https://bedrock-runtime.eu-central-1.amazonaws.com`."""
        self.model = model
        self._host = urlsplit(endpoint).netloc
        self._place = Place(endpoint, longest=LONGEST_ANSWER)
        self._credentials = credentials
        self._region = region

    def complete(self, prompt: Prompt) -> Completion:
        """Ask once. Raises AssistError as `outcomes` has them."""
        path = f"/model/{quote(self.model, safe='')}/converse"
        body = msgspec.json.encode(_asked(prompt))
        try:
            credentials = self._credentials()
        except LookupError as none:
            raise AssistError("credentials", "none found") from none
        headers = sign_path("bedrock", self._region, self._host, path, body, credentials, at=time.time())
        try:
            answer = self._place.post(path, body, {**headers, "Accept": "application/json"}, seconds=prompt.seconds)
        except Unanswered as lost:
            raise AssistError("timed_out" if lost.reason == "timeout" else "unavailable", str(lost)) from lost
        if answer.status != 200:
            meaning, reason = of_bedrock(answer)
            raise AssistError(meaning, reason, retry_after=answer.retry_after)
        return _read(answer, prompt.form)


def _asked(prompt: Prompt) -> dict[str, Any]:
    content: list[dict[str, Any]] = [{"text": prompt.data}]
    if prompt.picture is not None:
        data, kind = prompt.picture
        source = {"bytes": b64encode(data).decode()}
        content.append({"image": {"format": kind.removeprefix("image/"), "source": source}})
    schema = {name: prompt.schema[name] for name in ("type", "properties", "required")}
    tool = {"name": prompt.form, "description": "Takes the answer.", "inputSchema": {"json": schema}}
    return {
        "system": [{"text": prompt.instructions}],
        "messages": [{"role": "user", "content": content}],
        "inferenceConfig": {"maxTokens": prompt.tokens},
        "toolConfig": {"tools": [{"toolSpec": tool}], "toolChoice": {"tool": {"name": prompt.form}}},
    }


def _read(answer: Answer, form: str) -> Completion:
    try:
        said = msgspec.json.decode(answer.body, type=_Conversed)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise AssistError("garbled", "no conversation in JSON") from error
    if said.stop_reason in _STOPS:
        raise AssistError(_STOPS[said.stop_reason], said.stop_reason)
    blocks = said.output.message.content if said.output.message is not None else []
    used = next((block.tool_use for block in blocks if block.tool_use is not None), None)
    if used is None or used.name != form:
        raise AssistError("garbled", f"no tool used: {said.stop_reason}"[:80])
    usage = said.usage or _Usage()
    return Completion(bytes(used.input), usage.input_tokens, usage.output_tokens)
