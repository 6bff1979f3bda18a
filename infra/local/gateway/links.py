"""Addresses that people share, and the API's page for each: what the edge's function `LinkPages` does."""

from __future__ import annotations

from infra.local.gateway.messages import Answer, Headers

_TOLD = ("Retry-After", "x-amzn-RequestId")


def page_of(path: str) -> str | None:
    """The API's path for `/p/<id>`, `/posts/<id>`, `/@<handle>` and what lies below them; None for other paths."""
    first, _, rest = path[1:].partition("/")
    if first.startswith("@"):
        return f"/pages/accounts/{first[1:] or '-'}"
    if first in ("p", "posts") and path.count("/") > 1:
        return f"/pages/posts/{rest.partition('/')[0] or '-'}"
    return None


def is_out(answer: Answer) -> bool:
    """Whether the API is busy or out of order and says so to programs only: its own pages say it themselves."""
    is_page = (answer.headers.get("Content-Type") or "").startswith("text/html")
    return (answer.status == 429 or answer.status >= 500) and not is_page


def page_instead(answer: Answer, page: bytes) -> Answer:
    """The app's page in the place of such an answer, so that it can say what is wrong; status and time to wait stay."""
    headers = Headers([("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")])
    for name in _TOLD:
        value = answer.headers.get(name)
        if value is not None:
            headers.set(name, value)
    return Answer(answer.status, headers, page)
