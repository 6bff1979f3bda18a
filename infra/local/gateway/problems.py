"""Errors that the gateway itself answers, as RFC 9457 problem documents in the shape of every other error."""

from __future__ import annotations

import json
from http import HTTPStatus

from infra.local.gateway.messages import Answer, Headers, HeaderSource

_STATUS = {
    "malformed_request": 400,
    "unauthenticated": 401,
    "route_not_found": 404,
    "file_not_found": 404,
    "media_not_found": 404,
    "method_not_allowed": 405,
    "too_large": 413,
    "uri_too_long": 414,
    "expectation_failed": 417,
    "headers_too_large": 431,
    "internal": 500,
    "not_supported": 501,
    "unavailable": 503,
    "version_not_supported": 505,
}


class Problem(Exception):
    """A request that is answered with an error. `headers` are added to the answer."""

    def __init__(self, code: str, detail: str, headers: HeaderSource = ()) -> None:
        super().__init__(detail)
        self.code = code
        self.status = _STATUS[code]
        self.detail = detail
        self.headers = Headers(headers)

    def answer(self, request_id: str, headers: HeaderSource = ()) -> Answer:
        document = {
            "type": f"/problems/{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "request_id": request_id,
        }
        fields = Headers([("Content-Type", "application/problem+json"), ("Cache-Control", "private, no-store")])
        for name, value in [*Headers(headers).items(), *self.headers.items()]:
            fields.set(name, value)
        return Answer(self.status, fields, json.dumps(document, ensure_ascii=False).encode())
