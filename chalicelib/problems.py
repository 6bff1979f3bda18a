"""Errors as RFC 9457 problem documents: one table from code to status, one shape for all."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec

from imagora.kernel.errors import DomainError

STATUS = {
    "malformed_json": 400,
    "unauthenticated": 401,
    "invalid_credentials": 401,
    "forbidden": 403,
    "account_suspended": 403,
    "account_muted": 403,
    "account_unconfirmed": 403,
    "signup_closed": 403,
    "private_post": 403,
    "reply_gated": 403,
    "quote_gated": 403,
    "remix_not_allowed": 403,
    "foreign_origin": 403,
    "own_case": 403,
    "first_judge": 403,
    "route_not_found": 404,
    "account_not_found": 404,
    "case_not_found": 404,
    "check_not_found": 404,
    "generation_not_found": 404,
    "invite_not_found": 404,
    "media_not_found": 404,
    "post_not_found": 404,
    "request_not_found": 404,
    "webhook_not_found": 404,
    "method_not_allowed": 405,
    "handle_taken": 409,
    "email_taken": 409,
    "not_cancellable": 409,
    "not_retryable": 409,
    "case_taken": 409,
    "case_decided": 409,
    "lease_required": 409,
    "blocking": 409,
    "too_many": 409,
    "not_editable": 409,
    "media_not_ready": 409,
    "idempotency_in_flight": 409,
    "too_large": 413,
    "unsupported_media_type": 415,
    "invalid_input": 422,
    "invalid_cursor": 422,
    "invalid_code": 422,
    "idempotency_key_reused": 422,
    "prompt_blocked": 422,
    "text_blocked": 422,
    "media_rejected": 422,
    "assist_refused": 422,
    "assist_unsupported": 422,
    "alt_missing": 422,
    "too_many_edits": 422,
    "already_appealed": 422,
    "appeal_closed": 422,
    "too_many_muted_threads": 422,
    "rate_limited": 429,
    "ceiling_reached": 429,
    "credits_exhausted": 429,
    "invites_exhausted": 429,
    "internal": 500,
    "unavailable": 503,
}
"""Every code that an answer may carry. A code that is not here is a defect, and answers 500."""


class MalformedJson(DomainError):
    """The body is not JSON. Send a JSON object in UTF-8."""

    code = "malformed_json"


class UnsupportedMediaType(DomainError):
    """Send the body as `Content-Type: application/json`."""

    code = "unsupported_media_type"


class TooLarge(DomainError):
    """The body is too large: 64 KB at most. Pictures go to the address that `POST /v1/uploads` gives."""

    code = "too_large"


def document(error: DomainError, request_id: str) -> dict[str, Any]:
    """The problem document of an error."""
    status = STATUS.get(error.code, 500)
    return {
        "type": f"/problems/{error.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error.detail,
        "code": error.code,
        "request_id": request_id,
        **error.members(),
    }


def encode(error: DomainError, request_id: str) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of the answer to an error."""
    body = document(error, request_id)
    headers = {"Content-Type": "application/problem+json", "Cache-Control": "private, no-store"}
    if (seconds := error.retry_after()) is not None:
        headers["Retry-After"] = str(seconds)
    return body["status"], msgspec.json.encode(body).decode(), headers


class Internal(DomainError):
    """Something broke on our side. It was logged; please try again."""

    code = "internal"
