"""The local API gateway: in front of the Chalice app as API Gateway's REST API is in the cloud."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from infra.local.gateway import safety
from infra.local.gateway.access_log import AccessLog
from infra.local.gateway.compression import compress
from infra.local.gateway.events import answer_of, proxy_event
from infra.local.gateway.files import MediaReader, WebFiles, media_answer
from infra.local.gateway.isolation import serve_from_threads
from infra.local.gateway.links import is_out, page_instead, page_of
from infra.local.gateway.messages import Answer, Headers, HeaderSource, Request
from infra.local.gateway.problems import Problem
from infra.local.gateway.routing import Match, RouteTable, first_cors
from infra.local.gateway.server import GatewayServer
from infra.local.pump.handlers import LambdaContext
from infra.local.pump.mappings import FunctionSpec

log = logging.getLogger("imagora.gateway")

VerifyToken = Callable[[str], Mapping[str, Any]]
"""Access token → its claims; raises PermissionError when it is not good."""

_API = FunctionSpec(id="Api", name="imagora-api", handler="app.app", timeout=29, memory=512, environment={})


class Gateway:
    """Serves an app over HTTP/1.1 on loopback, or answers directly through `handle`.

    app: the Chalice app; it is made safe for threads. port: 0 takes a free one, see `url`.
    verify_token: for routes with an authorizer, asked before the route runs.
    static: the built web app (may appear later); media: reader of public pictures below /media/.
    bucket: further origins that the web app may send to and show pictures from.
    access_log: where request lines go, None for nowhere.
    minimum_compression_size: bytes from which answers are compressed, as the app's setting says.
    """

    def __init__(  # noqa: PLR0913 - what the gateway stands in front of
        self,
        app: Any,
        *,
        port: int = 0,
        verify_token: VerifyToken,
        static: Path | None = None,
        media: MediaReader | None = None,
        stage: str = "local",
        bucket: Sequence[str] = (),
        access_log: TextIO | None = None,
        minimum_compression_size: int = 1024,
    ) -> None:
        self._app = serve_from_threads(app)
        self._routes = RouteTable(app.routes)
        self._default_cors = _cors_headers(first_cors(app.routes.values()))
        self._verify_token = verify_token
        self._web = None if static is None else WebFiles(static)
        self._page_safety = safety.page(bucket)
        self._media = media
        self._stage = stage
        self._minimum = minimum_compression_size
        self._address = ("127.0.0.1", port)
        self._access_log = AccessLog(access_log)
        self._server: GatewayServer | None = None

    def handle(
        self,
        method: str,
        path: str,
        headers: HeaderSource = (),
        body: bytes = b"",
        source_ip: str = "127.0.0.1",
    ) -> Answer:
        """Answer one request without a socket. `path` may carry a query. Never raises."""
        return self.respond(Request(method, path, Headers(headers), body, source_ip, str(uuid.uuid4())))

    def respond(self, request: Request) -> Answer:
        try:
            answer = self._answer(request)
        except Problem as problem:
            answer = self.refuse(problem, request.id, self._cors_of(request))
        except Exception:
            log.exception("%s %s broke (request %s)", request.method, request.path, request.id)
            internal = Problem("internal", "Something went wrong here. It has been logged.")
            answer = self.refuse(internal, request.id, self._cors_of(request))
        for name, value in self._safety_of(request.path):
            answer.headers.set(name, value)
        if answer.status in (204, 304) or answer.status < 200:
            answer.headers.remove("Content-Type")
            return Answer(answer.status, answer.headers, b"")
        return compress(answer, request.headers.get("Accept-Encoding"), self._minimum)

    def refuse(self, problem: Problem, request_id: str, cors: HeaderSource | None = None) -> Answer:
        """The answer to a request that does not reach the app."""
        answer = problem.answer(request_id, self._default_cors if cors is None else cors)
        answer.headers.set_default("x-amzn-RequestId", request_id)
        return answer

    def _answer(self, request: Request) -> Answer:
        if not request.path.startswith("/"):
            raise Problem("malformed_request", "The path must begin with a slash.")
        match = self._routes.find(request.path)
        if match is not None:
            return self._answer_route(request, match)
        if self._routes.owns(request.path):
            raise Problem("route_not_found", f"There is no route {request.path[:200]}.")
        return self._answer_link(request) or self._answer_file(request)

    def _answer_link(self, request: Request) -> Answer | None:
        """The app's page for an address that people share; None for any other, or where there is no web app."""
        page = page_of(request.path)
        match = None if page is None or self._web is None else self._routes.find(page)
        if page is None or match is None:
            return None
        try:
            answer = self._answer_route(replace(request, target=page), match)
        except Problem as problem:
            answer = self.refuse(problem, request.id)
        shell = self._web.page() if is_out(answer) else None
        return answer if shell is None else page_instead(answer, shell)

    def _answer_route(self, request: Request, match: Match) -> Answer:
        method = request.method
        if method == "HEAD" and "HEAD" not in match.entries:
            method = "GET"
        if method == "OPTIONS" and "OPTIONS" not in match.entries:
            return _preflight(match)
        entry = match.entries.get(method)
        if entry is None:
            allowed = ", ".join(match.allowed())
            raise Problem("method_not_allowed", f"This route takes {allowed}.", [("Allow", allowed)])
        claims = None if entry.authorizer is None else self._authenticate(request)
        event = proxy_event(
            request,
            match,
            method=method,
            stage=self._stage,
            binary_types=self._app.api.binary_types,
            claims=claims,
        )
        answer = answer_of(self._app(event, LambdaContext(_API)))
        if answer.status == 500 and _is_unhandled(answer):
            raise Problem("internal", "Something went wrong here. It has been logged.")
        answer.headers.set_default("x-amzn-RequestId", request.id)
        return answer

    def _authenticate(self, request: Request) -> Mapping[str, Any]:
        given = request.headers.get_all("Authorization")
        if not given:
            raise _unauthenticated("Sign in first: this route needs an access token.", "Bearer")
        scheme, _, token = given[0].strip().partition(" ")
        if len(given) > 1 or scheme.lower() != "bearer" or not token.strip():
            raise _unauthenticated("Send the access token as `Authorization: Bearer <token>`.", _INVALID)
        try:
            return self._verify_token(token.strip())
        except PermissionError:
            raise _unauthenticated("The access token is not valid, or no longer.", _INVALID) from None

    def _answer_file(self, request: Request) -> Answer:
        is_media = self._media is not None and request.path.startswith("/media/")
        if not is_media and self._web is None:
            raise Problem("route_not_found", f"There is no route {request.path[:200]}.")
        if request.method not in ("GET", "HEAD"):
            allowed = "GET, HEAD"
            raise Problem("method_not_allowed", f"Files take {allowed}.", [("Allow", allowed)])
        if is_media and self._media is not None:
            return media_answer(request, self._media)
        assert self._web is not None  # noqa: S101 - looked at above
        return self._web.answer(request)

    def _safety_of(self, path: str) -> Iterable[tuple[str, str]]:
        """What browsers are told of what lies at a path: as CloudFront's behaviours tell it."""
        if path.startswith("/media/"):
            return safety.MEDIA
        return safety.API if self._routes.owns(path) else self._page_safety

    def _cors_of(self, request: Request) -> dict[str, str]:
        try:
            match = self._routes.find(request.path)
        except Problem:
            match = None
        return self._default_cors if match is None else _cors_headers(first_cors([match.entries]))

    @property
    def port(self) -> int:
        return self._address[1] if self._server is None else int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://{self._address[0]}:{self.port}"

    def start(self) -> None:
        """Listen and answer in the background. Raises OSError when the port is taken."""
        if self._server is None:
            self._server = GatewayServer(self._address, self, self._access_log)
            self._server.start()

    def stop(self, timeout: float = 3.0) -> None:
        """Take no more requests, let those under way finish for up to `timeout` seconds, close everything."""
        if self._server is not None:
            self._server.stop(timeout)
            self._server = None


_INVALID = 'Bearer error="invalid_token"'


def _unauthenticated(detail: str, challenge: str) -> Problem:
    return Problem("unauthenticated", detail, [("WWW-Authenticate", challenge)])


def _cors_headers(cors: Any) -> dict[str, str]:
    if cors is None:
        return {"Access-Control-Allow-Origin": "*"}
    return dict(cors.get_access_control_headers())


def _preflight(match: Match) -> Answer:
    """What the gateway answers to OPTIONS by itself: the route's methods and the app's CORS settings."""
    methods = match.allowed()
    headers = Headers([("Allow", ", ".join(methods))])
    cors = first_cors([match.entries])
    if cors is not None:
        for name, value in _cors_headers(cors).items():
            headers.set(name, value)
        headers.set("Access-Control-Allow-Methods", ",".join(methods))
        headers.set_default("Access-Control-Max-Age", "600")
    return Answer(204, headers, b"")


def _is_unhandled(answer: Answer) -> bool:
    """Chalice's own answer to an exception that nothing in the app caught (in debug mode a traceback)."""
    if answer.body.startswith(b"Traceback "):
        return True
    try:
        document = json.loads(answer.body)
    except ValueError:
        return False
    return isinstance(document, dict) and document.get("Code") == "InternalServerError"
