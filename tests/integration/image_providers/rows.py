"""Every way in which a provider answers, as it stands on the wire, and what it leads to: one table for all tests."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

import PIL.Image

from tests.integration.checkers.provider import CLOSES, DRIPS, HANGS, http, js

Ends = Literal["succeeded", "blocked", "failed"]


def png(width: int = 1024, height: int = 1024) -> bytes:
    out = BytesIO()
    PIL.Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


def openai_images(*pictures: bytes) -> dict[str, Any]:
    """What ImagesResponse of OpenAI's SDK has."""
    return {
        "created": 1_795_338_001,
        "background": "opaque",
        "output_format": "png",
        "quality": "medium",
        "size": "1024x1024",
        "data": [{"b64_json": b64encode(picture).decode()} for picture in pictures],
        "usage": {
            "input_tokens": 20,
            "input_tokens_details": {"image_tokens": 0, "text_tokens": 20},
            "output_tokens": 1_000,
            "output_tokens_details": {"image_tokens": 1_000, "text_tokens": 0},
            "total_tokens": 1_020,
        },
    }


def stability(*pictures: bytes) -> dict[str, Any]:
    return {
        "seeds": [7 for _ in pictures],
        "finish_reasons": [None for _ in pictures],
        "images": [b64encode(picture).decode() for picture in pictures],
    }


def refusal(status: int, code: str | None, *headers: str, kind: str = "invalid_request_error") -> bytes:
    """An error as OpenAI has it."""
    return js(status, {"error": {"message": "…", "type": kind, "param": None, "code": code}}, *headers)


def exception(status: int, name: str, *headers: str) -> bytes:
    """An error as Bedrock's REST-JSON has it."""
    return js(status, {"message": "…"}, f"x-amzn-ErrorType: {name}:http://internal.amazon.com/coral/", *headers)


@dataclass(frozen=True)
class Row:
    """`openai`, `bedrock`: the answer on the wire, None where that provider has no such one.

    `calls`: how often a job of one picture asks, if nothing ever changes. `alarms`: how often the operator is told.
    """

    name: str
    openai: bytes | None
    bedrock: bytes | None
    code: str
    ends: Ends
    retryable: bool = False
    retry_after: float | None = None
    trips: bool = False
    alarm: bool = False
    level: str = "INFO"
    calls: int = 1


def _again(name: str, openai: bytes | None, bedrock: bytes | None, code: str, **more: Any) -> Row:
    more = {"level": "WARNING", "calls": 3} | more
    return Row(name, openai, bedrock, code, "failed", retryable=True, trips=True, **more)


def _alarm(name: str, openai: bytes | None, bedrock: bytes | None, code: str) -> Row:
    return Row(name, openai, bedrock, code, "failed", alarm=True, level="ERROR")


_HALF = json.dumps(openai_images(b"x" * 300)).encode()[:200]
_HTML = b"<!doctype html><title>502</title>"

FAILURES = [
    Row("blocked", refusal(400, "moderation_blocked", kind="image_generation_user_error"),
        js(200, {"finish_reasons": ["Filter reason: prompt"]}), "blocked", "blocked"),
    Row("blocked afterwards", refusal(400, "content_policy_violation"),
        js(200, {"seeds": [7], "finish_reasons": ["Filter reason: output image"], "images": []}), "blocked", "blocked"),
    _again("throttled", refusal(429, "rate_limit_exceeded", "Retry-After: 7"),
           exception(429, "ThrottlingException", "Retry-After: 7"), "throttled", retry_after=7.0),
    _again("throttled without a time", refusal(429, None), exception(429, "ModelNotReadyException"), "throttled"),
    _alarm("quota", refusal(429, "insufficient_quota", "Retry-After: 7", kind="insufficient_quota"),
           exception(400, "ServiceQuotaExceededException"), "quota"),
    _alarm("billing", refusal(400, "billing_hard_limit_reached"), None, "billing"),
    _alarm("wrong key", refusal(401, "invalid_api_key"), exception(403, "AccessDeniedException"), "credentials"),
    _alarm("not taken", refusal(400, "invalid_value"), exception(400, "ValidationException"), "rejected"),
    _alarm("no such model", refusal(404, "model_not_found"), exception(404, "ResourceNotFoundException"), "rejected"),
    _again("broken", refusal(500, None, kind="server_error"), exception(500, "InternalServerException"), "unavailable"),
    _again("down", http(503, _HTML, "Retry-After: 2"), exception(503, "ServiceUnavailableException", "Retry-After: 2"),
           "unavailable", retry_after=2.0),
    _again("inference failed", None, js(200, {"seeds": [7], "finish_reasons": ["Inference error"], "images": []}),
           "unavailable"),
    _again("model failed", None, exception(424, "ModelErrorException"), "unavailable"),
    _again("its own timeout", None, exception(408, "ModelTimeoutException"), "timed_out"),
    _again("timeout", HANGS, HANGS, "timed_out"),
    _again("slow answer", DRIPS, DRIPS, "timed_out"),
    _again("hung up", CLOSES, CLOSES, "unavailable"),
    _again("truncated body", http(200, _HALF, length=9_000), http(200, _HALF, length=9_000), "unavailable"),
    _again("truncated JSON", http(200, _HALF), http(200, _HALF), "garbled", level="ERROR"),
    _again("wrong content type", http(200, _HTML, "Content-Type: text/html"), http(200, _HTML), "garbled",
           level="ERROR"),
    _again("no picture", js(200, openai_images()), js(200, stability()), "garbled", level="ERROR"),
    _again("an address instead of a picture", js(200, {"created": 1, "data": [{"url": "http://127.0.0.1:1/x.png"}]}),
           None, "garbled", level="ERROR"),
    _again("half a picture", js(200, openai_images(png()[:900])), js(200, stability(png()[:900])), "garbled",
           level="ERROR"),
    _again("no base 64", js(200, {"created": 1, "data": [{"b64_json": "%%%"}]}),
           js(200, {"finish_reasons": [None], "images": ["%%%"]}), "garbled", level="ERROR"),
]  # fmt: skip


@dataclass(frozen=True)
class Success:
    """A job of `count` pictures of which `good` come, and the provider blocks the others."""

    name: str
    count: int
    good: int

    def script(self, provider: str) -> list[bytes]:
        fine = js(200, openai_images(png(256, 256))) if provider == "openai" else js(200, stability(png()))
        blocked = getattr(FAILURES[0], provider)
        return [*[blocked] * (self.count - self.good), fine]


SUCCESSES = [Success("a picture", 1, 1), Success("several pictures", 4, 4), Success("some of several", 4, 3)]


def failures_of(provider: str) -> list[Row]:
    return [row for row in FAILURES if getattr(row, provider) is not None]
