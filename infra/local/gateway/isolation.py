"""One Chalice app under many threads.

Chalice keeps the current request on the app: right in a Lambda, which serves one request at a time, and wrong
in a threaded server. Here each thread has its own.
"""

from __future__ import annotations

import threading
from typing import Any


def serve_from_threads(app: Any) -> Any:
    """Give the app a current request and Lambda context of each thread's own. Safe to repeat; returns the app."""
    if not isinstance(app, _PerThread):
        app.__class__ = type("ThreadedApp", (_PerThread, type(app)), {})
    return app


class _PerThread:
    _local = threading.local()

    @property
    def current_request(self) -> Any:
        return getattr(self._local, "request", None)

    @current_request.setter
    def current_request(self, value: Any) -> None:
        self._local.request = value

    @property
    def lambda_context(self) -> Any:
        return getattr(self._local, "context", None)

    @lambda_context.setter
    def lambda_context(self, value: Any) -> None:
        self._local.context = value
