"""The refresh token in a cookie that scripts can't read, sent to the session routes of our own origin only.

`__Secure-` (RFC 6265bis, 4.1.3.1) and SameSite=Strict keep it from plain HTTP and from other sites' requests; because
a browser's idea of a site is wider than an origin, whoever renews by cookie must also name our origin.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from chalicelib import auth
from chalicelib.requests import Request
from imagora import wiring
from imagora.kernel.errors import DomainError

NAME = "__Secure-refresh"
_ATTRIBUTES = "Path=/v1/sessions; HttpOnly; Secure; SameSite=Strict"
_KEEP_SECONDS = 30 * 24 * 3600  # as long as the pool's refresh tokens live


class ForeignOrigin(DomainError):
    """Sessions are renewed by cookie from this site's own pages only."""

    code = "foreign_origin"


def setting(token: str) -> dict[str, str]:
    """The header that gives the browser this token."""
    return {"Set-Cookie": f"{NAME}={token}; Max-Age={_KEEP_SECONDS}; {_ATTRIBUTES}"}


def clearing() -> dict[str, str]:
    """The header that takes the token away."""
    return {"Set-Cookie": f"{NAME}=; Max-Age=0; {_ATTRIBUTES}"}


def token(request: Request) -> str | None:
    """The token in the request's cookie, None without one."""
    from http.cookies import CookieError, SimpleCookie

    try:
        cookies = SimpleCookie(request.headers.get("cookie", ""))
    except CookieError:
        return None
    morsel = cookies.get(NAME)
    return morsel.value if morsel is not None and morsel.value else None


def expect_own_origin(request: Request) -> None:
    """Raises ForeignOrigin unless the Origin header names the host that was asked.

    Behind the edge that host is in X-Forwarded-Host, which counts only with the edge's secret.
    """
    host = request.headers.get("host", "")
    if wiring.from_edge(request.headers.get(auth.EDGE_SECRET)):
        host = request.headers.get("x-forwarded-host", host)
    origin = urlsplit(request.headers.get("origin", ""))
    if not host or origin.scheme not in ("http", "https") or origin.netloc.lower() != host.lower():
        raise ForeignOrigin
