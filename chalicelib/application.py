"""Chalice with its current request kept per thread, so that one process can serve several, as on a laptop."""

from __future__ import annotations

import threading
from typing import Any

from chalice import Chalice, CORSConfig

from chalicelib import verbatim
from chalicelib.routes import Routes

CORS = CORSConfig(
    allow_origin="*",
    allow_headers=["Idempotency-Key", "If-None-Match"],
    expose_headers=[
        "ETag", "Idempotency-Replayed", "Location", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
        "Retry-After",
    ],
    max_age=600,
)  # fmt: skip
"""Any origin may call with a bearer token; cookies are never allowed across origins (no `allow_credentials`)."""


class Application(Chalice):
    """The HTTP application; one instance, any number of threads."""

    _thread = threading.local()

    def __init__(self, app_name: str) -> None:
        super().__init__(app_name=app_name)
        self.routes = Routes(self.register_blueprint)

    def __call__(self, event: Any, context: Any) -> Any:
        """API Gateway's event to its answer."""
        answer = super().__call__(event, context)
        answer["body"] = verbatim.text(answer["body"])
        return answer

    @property  # type: ignore[override]
    def current_request(self) -> Any:
        return getattr(self._thread, "request", None)

    @current_request.setter
    def current_request(self, request: Any) -> None:
        self._thread.request = request
