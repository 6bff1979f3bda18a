"""AWS's moderation services through the lean client: one signed question, its failures in the port's words.

`kernel.wire` speaks their JSON 1.1 protocol, tries twice where it is throttled or broken (24 s at the worst),
and takes the endpoint from the SDKs' variables (`AWS_ENDPOINT_URL_REKOGNITION`, `AWS_ENDPOINT_URL_COMPREHEND`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec

from imagora.kernel.wire import Refused, Unanswered
from imagora.moderation.checkers.port import CheckerDown, CheckerRefused

_CREDENTIALS: Final = frozenset(
    {
        "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException",
        "MissingAuthenticationTokenException", "IncompleteSignatureException", "InvalidClientTokenId",
        "OptInRequired", "NotAuthorized",
    }
)  # fmt: skip
_QUOTA: Final = frozenset(
    {"LimitExceededException", "ServiceQuotaExceededException", "HumanLoopQuotaExceededException"}
)
_CONTENT: Final = frozenset(
    {
        "ImageTooLargeException", "InvalidImageFormatException", "InvalidParameterException", "InvalidRequestException",
        "TextSizeLimitExceededException", "UnsupportedLanguageException", "ValidationException",
    }
)  # fmt: skip

T = TypeVar("T")


def asked(provider: str, call: Callable[[], Any], shape: type[T]) -> T:
    """Make the call and read its answer. Raises CheckerDown or CheckerRefused, and nothing else that AWS does."""
    try:
        answer = call()
    except Unanswered as lost:
        raise _down(provider, lost.__cause__) from lost
    except Refused as refusal:
        raise CheckerRefused(provider, _reason(refusal.code), refusal.code) from refusal
    except OSError as untrusted:  # whoever answers there isn't AWS, or nobody may be trusted
        raise CheckerDown(provider, "unreachable", type(untrusted).__name__) from untrusted
    except LookupError as none:
        raise CheckerRefused(provider, "credentials", "none found") from none
    except msgspec.MsgspecError as garbage:
        raise CheckerRefused(provider, "garbage", "no JSON") from garbage
    try:
        return msgspec.convert(answer, shape)
    except msgspec.ValidationError as garbage:
        raise CheckerRefused(provider, "garbage", "not what the service's model says") from garbage


def _down(provider: str, cause: BaseException | None) -> CheckerDown:
    if isinstance(cause, Refused):
        return CheckerDown(provider, "throttled" if cause.status < 500 else "unavailable", cause.code)
    return CheckerDown(provider, "timeout" if isinstance(cause, TimeoutError) else "unreachable")


def _reason(code: str) -> str:
    if code in _CREDENTIALS:
        return "credentials"
    if code in _QUOTA:
        return "quota"
    return "rejected" if code in _CONTENT else "garbage"
