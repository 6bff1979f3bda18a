"""What the errors of model providers mean, whatever was asked of them: one word for each, and a reason for the log.

The words: `blocked`, `throttled`, `unavailable`, `timed_out`, `quota`, `billing`, `credentials`, `rejected`, `garbled`.
Sources: developers.openai.com, "Error codes" (one status stands for several; the code tells them apart); Amazon Bedrock
User Guide, "Troubleshooting Amazon Bedrock API Error Codes", and botocore's `bedrock-runtime` model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from imagora.kernel.posting import Answer

OPENAI_CODES: Final[Mapping[str, str]] = {
    "moderation_blocked": "blocked",
    "content_policy_violation": "blocked",
    "content_filter": "blocked",
    "invalid_prompt": "blocked",
    "bio_policy": "blocked",
    "misalignment_policy_violation": "blocked",
    "image_content_policy_violation": "blocked",
    "insufficient_quota": "quota",
    "credit_balance_exhausted": "quota",
    "billing_hard_limit_reached": "billing",
    "billing_not_active": "billing",
    "rate_limit_exceeded": "throttled",
    "server_error": "unavailable",
}

BEDROCK_CODES: Final[Mapping[str, str]] = {
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

_LATER: Final = frozenset({408, 409, 424, 425})


def of_openai(answer: Answer) -> tuple[str, str]:
    """What an answer that isn't 200 means: by its code first, then by its status; and a reason for the log."""
    said = _openai_codes(answer.body)
    known = next((code for code in said if code in OPENAI_CODES), "")
    meaning = OPENAI_CODES.get(known) or _by_status(answer.status)
    return meaning, f"{answer.status} {known or said[0]}".strip()


def of_bedrock(answer: Answer) -> tuple[str, str]:
    """As above, by the exception's name: in a header of REST-JSON services, in the body of others."""
    code = _bedrock_code(answer)
    return BEDROCK_CODES.get(code) or _by_status(answer.status), f"{answer.status} {code}".strip()


def _by_status(status: int) -> str:
    if status == 429:
        return "throttled"
    if status in _LATER or status >= 500:
        return "unavailable"
    if status in {401, 403}:
        return "credentials"
    if status == 402:
        return "billing"
    return "rejected" if status >= 400 else "garbled"


def _openai_codes(body: bytes) -> list[str]:
    """The error's code and its type, "" where there is none."""
    error = _object(body).get("error")
    if not isinstance(error, dict):
        return [""]
    return [str(error.get("code") or "")[:60], str(error.get("type") or "")[:60]]


def _bedrock_code(answer: Answer) -> str:
    said = answer.headers.get("x-amzn-errortype", "")
    if not said:
        body = _object(answer.body)
        said = str(body.get("__type") or body.get("code") or "")
    return said.partition(":")[0].rpartition("#")[2][:60]


def _object(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.MsgspecError:
        return {}
