"""Answers that refuse, as errors."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from imagora_cli.outcomes import Refused


def refused(answer: httpx.Response) -> Refused:
    """The refusal that an answer of 400 and above is, also where something on the way answered in the API's place."""
    return Refused(_problem(answer), status=answer.status_code, retry_after=_seconds(answer.headers.get("Retry-After")))


def _problem(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        document = None
    if isinstance(document, dict) and isinstance(document.get("code"), str):
        return document
    try:
        title = HTTPStatus(answer.status_code).phrase
    except ValueError:
        title = "Unknown"
    detail = f"The server answered {answer.status_code} ({title})."
    return {"title": title, "status": answer.status_code, "detail": detail, "code": f"http_{answer.status_code}"}


def _seconds(header: str | None) -> float | None:
    """`Retry-After` in seconds (RFC 9110, 10.2.3); dates, which Imagora never sends, count as nothing said."""
    return float(header) if header and header.isascii() and header.isdigit() else None
