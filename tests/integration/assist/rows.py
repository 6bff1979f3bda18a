"""Every way in which a text model answers, as it stands on the wire, and what it leads to: one table for all tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.integration.checkers.provider import CLOSES, DRIPS, HANGS, http, js

GOOD = {"suggestions": [{"text": "A walk to the lighthouse.", "rationale": "It says what matters."}]}
QUESTIONS = {"questions": ["What did the keeper say?", "Who is it for?"]}


def response(answer: Any = GOOD, *, status: str = "completed", **about: Any) -> dict[str, Any]:
    """What Response of OpenAI's SDK has."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {
        "id": "resp_1", "object": "response", "created_at": 1_795_338_001, "model": "gpt-5.4-mini", "status": status,
        "error": None, "incomplete_details": None, "instructions": None, "metadata": {}, "tools": [],
        "tool_choice": "auto", "parallel_tool_calls": True,
        "output": [
            {"type": "reasoning", "id": "rs_1", "summary": []},
            {"type": "message", "id": "msg_1", "role": "assistant", "status": status, "content": content},
        ],
        "usage": {
            "input_tokens": 410, "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": 60, "output_tokens_details": {"reasoning_tokens": 20}, "total_tokens": 470,
        },
    } | about  # fmt: skip


def refused() -> dict[str, Any]:
    said = response()
    said["output"][1]["content"] = [{"type": "refusal", "refusal": "I can't help with that."}]
    return said


def converse(answer: Any = GOOD, *, stop: str = "tool_use", form: str | None = None) -> dict[str, Any]:
    """What ConverseResponse of botocore's model has."""
    used = {"toolUseId": "tooluse_1", "name": form or next(iter(answer)), "input": answer}
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": "Here:"}, {"toolUse": used}]}},
        "stopReason": stop,
        "usage": {"inputTokens": 410, "outputTokens": 60, "totalTokens": 470},
        "metrics": {"latencyMs": 900},
    }


def answering(provider: str, answer: Any) -> bytes:
    """This answer, as the provider sends it."""
    return js(200, response(answer) if provider == "openai" else converse(answer))


def refusal(status: int, code: str | None, *headers: str, kind: str = "invalid_request_error") -> bytes:
    return js(status, {"error": {"message": "…", "type": kind, "param": None, "code": code}}, *headers)


def exception(status: int, name: str, *headers: str) -> bytes:
    return js(status, {"message": "…"}, f"x-amzn-ErrorType: {name}:http://internal.amazon.com/coral/", *headers)


@dataclass(frozen=True)
class Row:
    """`openai`, `bedrock`: the answer on the wire, None where that provider has no such one. `status`: ours."""

    name: str
    openai: bytes | None
    bedrock: bytes | None
    code: str
    status: int = 503
    retry_after: float | None = None


_HALF = json.dumps(response()).encode()[:150]
_HTML = b"<!doctype html><title>502</title>"
_TEXT_ONLY = converse() | {"output": {"message": {"role": "assistant", "content": [{"text": "Sure!"}]}}}

FAILURES = [
    Row("refused", js(200, refused()), js(200, converse(stop="content_filtered")), "blocked", 422),
    Row("filtered", js(200, response(status="incomplete", incomplete_details={"reason": "content_filter"})),
        js(200, converse(stop="guardrail_intervened")), "blocked", 422),
    Row("prompt refused", refusal(400, "invalid_prompt"), None, "blocked", 422),
    Row("failed with a reason", js(200, response(status="failed", error={"code": "bio_policy", "message": "…"})), None,
        "blocked", 422),
    Row("throttled", refusal(429, "rate_limit_exceeded", "Retry-After: 7"),
        exception(429, "ThrottlingException", "Retry-After: 7"), "throttled", retry_after=7.0),
    Row("throttled without a time", refusal(429, None), exception(429, "ModelNotReadyException"), "throttled"),
    Row("quota", refusal(429, "insufficient_quota", kind="insufficient_quota"),
        exception(400, "ServiceQuotaExceededException"), "quota"),
    Row("billing", refusal(400, "billing_hard_limit_reached"), None, "billing"),
    Row("wrong key", refusal(401, "invalid_api_key"), exception(403, "AccessDeniedException"), "credentials"),
    Row("not taken", refusal(400, "invalid_value"), exception(400, "ValidationException"), "rejected"),
    Row("no such model", refusal(404, "model_not_found"), exception(404, "ResourceNotFoundException"), "rejected"),
    Row("broken", refusal(500, None, kind="server_error"), exception(500, "InternalServerException"), "unavailable"),
    Row("failed", js(200, response(status="failed", error={"code": "server_error", "message": "…"})),
        exception(424, "ModelErrorException"), "unavailable"),
    Row("down", http(503, _HTML, "Retry-After: 2"), exception(503, "ServiceUnavailableException", "Retry-After: 2"),
        "unavailable", retry_after=2.0),
    Row("its own timeout", None, exception(408, "ModelTimeoutException"), "timed_out"),
    Row("hangs", HANGS, HANGS, "timed_out"),
    Row("slow answer", DRIPS, DRIPS, "timed_out"),
    Row("hung up", CLOSES, CLOSES, "unavailable"),
    Row("truncated body", http(200, _HALF, length=9_000), http(200, _HALF, length=9_000), "unavailable"),
    Row("truncated JSON", http(200, _HALF), http(200, _HALF), "garbled"),
    Row("wrong content type", http(200, _HTML, "Content-Type: text/html"), http(200, _HTML), "garbled"),
    Row("no text", js(200, response("")), js(200, _TEXT_ONLY), "garbled"),
    Row("still at work", js(200, response(status="in_progress")), js(200, converse(stop="malformed_tool_use")),
        "garbled"),
    Row("out of room", js(200, response(status="incomplete", incomplete_details={"reason": "max_output_tokens"})),
        js(200, converse(stop="max_tokens")), "truncated"),
    Row("prose instead of JSON", js(200, response("Sure! Here is your post.")), js(200, converse({"text": "x"})),
        "garbled"),
    Row("nothing suggested", js(200, response({"suggestions": []})), js(200, converse({"suggestions": []})), "garbled"),
    Row("another form", js(200, response(QUESTIONS)), js(200, converse(QUESTIONS, form="suggestions")), "garbled"),
    Row("more than was asked for", js(200, response({**GOOD, "system": "…"})), js(200, converse({**GOOD, "x": 1})),
        "garbled"),
    Row("endless", js(200, response({"suggestions": [{"text": "x" * 7_000, "rationale": ""}]})),
        js(200, converse({"suggestions": [{"text": "x" * 7_000, "rationale": ""}]})), "garbled"),
    Row("links nobody wrote", js(200, response({"suggestions": [{"text": "https://evil.example", "rationale": ""}]})),
        js(200, converse({"suggestions": [{"text": "Ask @helpdesk", "rationale": ""}]})), "leaked"),
]  # fmt: skip


def failures_of(provider: str) -> list[Row]:
    return [row for row in FAILURES if getattr(row, provider) is not None]
