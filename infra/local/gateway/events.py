"""API Gateway's REST proxy integration (payload format 1.0): requests into events, results into answers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from infra.local.gateway.messages import Answer, Headers, Request
from infra.local.gateway.problems import Problem
from infra.local.gateway.routing import Match

_BAD_VALUE = re.compile(r"[\r\n\0]")
_NOT_FORWARDED = {"connection", "keep-alive", "transfer-encoding", "content-length", "upgrade", "trailer", "te"}
_MAX_QUERY_FIELDS = 100


def proxy_event(
    request: Request, match: Match, *, method: str, stage: str, binary_types: Sequence[str], claims: Any
) -> dict[str, Any]:
    """The event for a route. `claims` are the verified token's, or None on public routes."""
    headers, multi_headers = _fold_headers([*request.headers.items(), *_forwarded(request)])
    query, multi_query = _fold(_query_fields(request.query))
    body, encoded = _body(request, binary_types)
    return {
        "resource": match.pattern,
        "path": request.path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": multi_headers,
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": multi_query or None,
        "pathParameters": match.parameters or None,
        "stageVariables": None,
        "requestContext": _context(request, match, method, stage, claims),
        "body": body,
        "isBase64Encoded": encoded,
    }


def _context(request: Request, match: Match, method: str, stage: str, claims: Any) -> dict[str, Any]:
    now = time.time()
    context: dict[str, Any] = {
        "accountId": "123456789012",
        "apiId": "local",
        "domainName": request.headers.get("Host", "localhost"),
        "extendedRequestId": request.id,
        "httpMethod": method,
        "identity": {
            "sourceIp": request.source_ip,
            "userAgent": request.headers.get("User-Agent"),
            "accessKey": None,
            "caller": None,
            "user": None,
        },
        "path": f"/{stage}{request.path}",
        "protocol": "HTTP/1.1",
        "requestId": request.id,
        "requestTime": datetime.fromtimestamp(now, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": int(now * 1000),
        "resourceId": match.pattern,
        "resourcePath": match.pattern,
        "stage": stage,
    }
    if claims is not None:
        context["authorizer"] = {"claims": {name: _claim(value) for name, value in claims.items()}}
    return context


def _claim(value: Any) -> str:
    """A claim as the Cognito authorizer hands it on: always text, lists joined by commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(str(part) for part in value)
    return str(value)


def _fold(fields: Sequence[tuple[str, str]]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """(last value of each name, all values of each name)."""
    multiple: dict[str, list[str]] = {}
    for name, value in fields:
        multiple.setdefault(name, []).append(value)
    return {name: values[-1] for name, values in multiple.items()}, multiple


def _fold_headers(fields: Sequence[tuple[str, str]]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """As `_fold`; names that differ in case only are one name, spelled as it first came."""
    spelling: dict[str, str] = {}
    return _fold([(spelling.setdefault(name.lower(), name), value) for name, value in fields])


def _forwarded(request: Request) -> list[tuple[str, str]]:
    return [("X-Forwarded-For", request.source_ip), ("X-Forwarded-Proto", "http")]


def _query_fields(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_QUERY_FIELDS)
    except ValueError:
        detail = f"The query has more than {_MAX_QUERY_FIELDS} fields."
        raise Problem("malformed_request", detail) from None


def _body(request: Request, binary_types: Sequence[str]) -> tuple[str | None, bool]:
    """Text as text; binary types, and what is no UTF-8, in base64."""
    if not request.body:
        return None, False
    content_type = (request.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    if content_type not in binary_types:
        try:
            return request.body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(request.body).decode(), True


def answer_of(result: Mapping[str, Any]) -> Answer:
    """What the function returned, as an answer. Raises ValueError where API Gateway would answer 502."""
    headers = Headers()
    for name, value in (result.get("headers") or {}).items():
        headers.add(name, _checked(name, value))
    for name, values in (result.get("multiValueHeaders") or {}).items():
        headers.remove(name)
        for value in values:
            headers.add(name, _checked(name, value))
    for name in _NOT_FORWARDED:
        headers.remove(name)
    body = result.get("body") or ""
    raw = body if isinstance(body, bytes) else str(body).encode()
    if result.get("isBase64Encoded"):
        raw = base64.b64decode(raw, validate=True)
    headers.set_default("Content-Type", "application/json")
    return Answer(int(result["statusCode"]), headers, raw)


def _checked(name: str, value: Any) -> str:
    text = str(value)
    if _BAD_VALUE.search(text) or _BAD_VALUE.search(name):
        raise ValueError(f"the header {name!r} has a line break in it")
    return text
