"""gzip for answers that are worth it and clients that take it."""

from __future__ import annotations

import gzip
import re

from infra.local.gateway.messages import Answer

_COMPRESSIBLE = re.compile(
    r"text/|application/(?:[\w.-]+\+)?(?:json|xml)\b|application/(?:javascript|wasm)\b|image/svg"
)
_LEVEL = 5


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether an Accept-Encoding field takes gzip (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in (accept_encoding or "").lower().split(","):
        coding, _, parameters = part.strip().partition(";")
        weights[coding.strip()] = _weight(parameters)
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def compress(answer: Answer, accept_encoding: str | None, minimum: int) -> Answer:
    """The answer in gzip when its body has at least `minimum` bytes of a compressible type."""
    headers = answer.headers
    content_type = headers.get("Content-Type") or ""
    if len(answer.body) < minimum or "Content-Encoding" in headers or not _COMPRESSIBLE.match(content_type):
        return answer
    headers.set("Vary", ", ".join([*headers.get_all("Vary"), "Accept-Encoding"]))
    if not accepts_gzip(accept_encoding):
        return answer
    headers.set("Content-Encoding", "gzip")
    return Answer(answer.status, headers, gzip.compress(answer.body, _LEVEL, mtime=0))
