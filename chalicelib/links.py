"""Pages of posts and accounts as a shared link finds them: the app's own page, with a head that says what it shows.

Not a part of the API's contract: HTML for whoever opens or previews an address such as `/p/<id>` or `/@<handle>`, which
the edge asks for here (infra/edge.yaml; on a laptop infra/local/gateway/links.py). Everybody gets what a stranger may
see; the app then asks the API as whoever is signed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from chalice import Blueprint, Response

from chalicelib import auth, link_tags, problems, shell
from imagora import wiring
from imagora.accounts.errors import AccountNotFound
from imagora.accounts.public import public_profile
from imagora.kernel.errors import DomainError
from imagora.posts.models import PostNotFound

PATHS = ("/pages/posts/{post_id}", "/pages/accounts/{handle}")

_SHARED = "public, max-age=0, s-maxage=30"
"""The edge keeps a page for half a minute, browsers ask each time: what is withdrawn is soon gone from links, too."""

_HOST = re.compile(r"[a-z0-9.-]+(:\d+)?", re.IGNORECASE | re.ASCII)


class Links:
    """The routes, as `app.py` registers a resource's."""

    blueprint = Blueprint("chalicelib.links")


links = Links()


@links.blueprint.route(PATHS[0], methods=["GET"], name="show_post_page")
def show_post_page(post_id: str) -> Response:
    """A post's page (2 steps)."""
    return _page(lambda origin: link_tags.of_post(wiring.post_reader().post(post_id, None), origin))


@links.blueprint.route(PATHS[1], methods=["GET"], name="show_profile_page")
def show_profile_page(handle: str) -> Response:
    """An account's page (2 steps)."""
    return _page(lambda origin: link_tags.of_profile(public_profile(wiring.reader(), handle), origin))


def _page(head_of: Callable[[str], str]) -> Response:
    """The page with this head; 404 and a bare head where there is nothing for a stranger, 503 while the table is away.

    The app starts from each of them. A problem document where it was asked past the edge, or there is no page yet.
    """
    request = links.blueprint.current_request
    try:
        auth.expect_edge(request)
        page = shell.current()
    except DomainError as error:
        status, body, headers = problems.encode(error, request.context.get("requestId", ""))
        return Response(body, status_code=status, headers={"Cache-Control": "no-store", **headers})
    try:
        return _html(200, page.with_head(head_of(_origin(request))))
    except (PostNotFound, AccountNotFound):
        return _html(404, page.with_head(link_tags.of_nothing()))
    except Exception:
        _log(request).exception("no head for a shared link", route=request.context.get("resourcePath"))
        return _html(503, page.plain, "no-store", {"Retry-After": "5"})


def _html(status: int, body: str, caching: str = _SHARED, more: dict[str, str] | None = None) -> Response:
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": caching, **(more or {})}
    return Response(body, status_code=status, headers=headers)


def _origin(request: Any) -> str:
    """Where people find this site: as the edge says, on its secret's word, else as the request does."""
    headers = request.headers
    if wiring.from_edge(headers.get(auth.EDGE_SECRET)) and "x-forwarded-host" in headers:
        scheme, host = "https", headers["x-forwarded-host"]
    else:
        scheme, host = headers.get("x-forwarded-proto", "http"), headers.get("host", "")
    return f"{'https' if scheme == 'https' else 'http'}://{host}" if _HOST.fullmatch(host) else ""


def _log(request: Any) -> Any:
    """The log: imported for what went wrong only."""
    from aws_lambda_powertools import Logger

    log = Logger(service="api")
    log.set_correlation_id(request.context.get("requestId", ""))
    return log
