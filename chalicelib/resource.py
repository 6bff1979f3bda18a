"""A resource: a Chalice blueprint whose routes also say what they take, answer and refuse.

The same declaration drives the route, its authorizer, limits, idempotency, the problem documents and openapi.json, so
they can't drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from chalice import Blueprint, Response

from chalicelib import auth, bodies, problems, revalidation
from chalicelib.answers import Answer
from chalicelib.application import CORS
from chalicelib.requests import Request
from imagora import wiring
from imagora.kernel.errors import DomainError, RateLimited, Unauthenticated
from imagora.kernel.ids import AccountId
from imagora.moderation.models import Refused
from imagora.table.once import InFlight, Once

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

Show = Callable[[Request, str], Answer]
"""How a thing that was created is shown again, by its id: for a repeated Idempotency-Key."""


_OF_ACCOUNTS = ("writes", "assists")
"""Limits that are an account's; the others are an address's."""


class Operation(msgspec.Struct, frozen=True):
    """One route and method, as openapi.json tells it."""

    method: str
    path: str
    view: Callable[..., Answer]
    summary: str
    description: str
    body: type[msgspec.Struct] | None
    answers: dict[int, Any]
    errors: tuple[str, ...]
    query: tuple[str, ...]
    public: bool
    limited: str | None
    replay: Show | None
    owner: Callable[[Any], str] | None
    tag: str

    @property
    def revalidated(self) -> bool:
        """Whether its answers carry an ETag, so that who has one already gets 304 and no body: lists do."""
        return self.method == "GET" and "cursor" in self.query


OPERATIONS: list[Operation] = []
"""Every operation of the API, in the order in which the resources are imported."""


class Resource:
    """The routes of one resource. `blueprint` is what app.py registers."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.blueprint = Blueprint(f"chalicelib.{tag}")

    def route(  # noqa: PLR0913
        self,
        method: str,
        path: str,
        *,
        answers: dict[int, Any],
        body: type[msgspec.Struct] | None = None,
        errors: Sequence[str] = (),
        query: Sequence[str] = (),
        public: bool = False,
        limited: str | None = None,
        replay: Show | None = None,
        owner: Callable[[Any], str] | None = None,
    ) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
        """Declare a route.

        answers: status → the shape of its body (None for no content, several where the query decides).
        errors: the codes that are the route's own.
        public: needs no token, takes one. limited: `writes`, `assists` (an account), `signups`, `checks` (an address);
        private routes that change something are `writes` unless they say otherwise. replay: how to show again what an
        Idempotency-Key made; owner: whose key it is, from the body, where that isn't who asks.
        """
        if limited is None and not public and method != "GET":
            limited = "writes"

        def register(view: Callable[..., Answer]) -> Callable[..., Answer]:
            summary, _, description = (view.__doc__ or view.__name__).strip().partition("\n")
            operation = Operation(
                method, path, view, summary.rstrip("."), _paragraph(description), body, answers,
                tuple(errors), tuple(query), public, limited, replay, owner, self.tag,
            )  # fmt: skip
            OPERATIONS.append(operation)

            def handle(**parameters: str) -> Response:
                return _respond(operation, self.blueprint.current_request, parameters)

            self.blueprint.route(
                path,
                methods=[method],
                name=view.__name__,
                cors=CORS,
                content_types=["*/*"],  # judged in `bodies`, which answers a problem document
                **({} if public else {"authorizer": auth.AUTHORIZER}),
            )(handle)
            return view

        return register


def _paragraph(docstring: str) -> str:
    return "\n".join(line.strip() for line in docstring.strip().splitlines())


def _respond(operation: Operation, raw: Any, parameters: dict[str, str]) -> Response:
    """Run one request from the gateway's event to the gateway's answer. Never raises."""
    request_id = raw.context.get("requestId", "")
    viewer: AccountId | None = None
    outgoing: dict[str, str] = {"Cache-Control": "private, no-store", "Content-Type": "application/json"}
    try:
        request = _request(operation, raw, outgoing)
        viewer = request.viewer
        answer = _answer(operation, request, parameters)
        if operation.revalidated:
            return revalidation.respond(answer, outgoing, request.headers.get("if-none-match"), request.viewer)
        return Response(answer.encoded().decode(), status_code=answer.status, headers={**outgoing, **answer.headers})
    except DomainError as error:
        if error.code not in problems.STATUS:
            _log(request_id).exception("an error without a status", code=error.code)
        status, body, headers = problems.encode(error, request_id)
        if isinstance(error, Refused) and viewer is not None:
            _keep_refusal(viewer, error, request_id)
    except Exception:
        _log(request_id).exception("unhandled", route=f"{operation.method} {operation.path}")
        status, body, headers = problems.encode(problems.Internal(), request_id)
    return Response(body, status_code=status, headers={**outgoing, **headers})


def _keep_refusal(viewer: AccountId, refused: Refused, request_id: str) -> None:
    """Have a refusal stand among the author's decisions. The answer is the refusal, whatever becomes of that."""
    try:
        wiring.reporting().refuse(viewer, refused)
    except Exception:
        _log(request_id).exception("a refusal was not kept")


def _log(request_id: str) -> Logger:
    """The log, for what went wrong: a request that went well writes nothing, so it shouldn't pay for the import."""
    from aws_lambda_powertools import Logger

    log = Logger(service="api")
    log.set_correlation_id(request_id)
    return log


def _request(operation: Operation, raw: Any, outgoing: dict[str, str]) -> Request:
    auth.expect_edge(raw)
    return Request(
        method=operation.method,
        path=raw.path.format_map(raw.uri_params or {}),  # a key stands for one thing, not for all that a route names
        query=raw.query_params or {},
        headers=raw.headers,
        body=raw.raw_body or b"",
        viewer=_viewer(operation, raw),
        address=auth.address(raw),
        id=raw.context.get("requestId", ""),
        token=auth.bearer(raw.headers),
        groups=auth.groups(raw),
        outgoing=outgoing,
    )


def _answer(operation: Operation, request: Request, parameters: dict[str, str]) -> Answer:
    _limit(operation, request)
    arguments: list[Any] = []
    if operation.body is not None:
        arguments = [bodies.decode(request.body, request.headers.get("content-type", ""), operation.body)]
    if operation.replay is None:
        return operation.view(request, *arguments, **parameters)
    once = request.once(operation.owner(arguments[0]) if operation.owner else None)
    return _once(operation, request, once, arguments, parameters)


def _once(
    operation: Operation, request: Request, once: Once | None, arguments: list[Any], parameters: dict[str, str]
) -> Answer:
    """Create, or show what the same key created before."""
    if once is None:
        return operation.view(request, *arguments, None, **parameters)
    created = once.look_up(wiring.now())
    if created is None:
        try:
            return operation.view(request, *arguments, once, **parameters)
        except InFlight:
            created = once.look_up(wiring.now())  # somebody with the same key was faster
            if created is None:
                raise
    assert operation.replay is not None  # noqa: S101 - `_answer` asked
    shown = operation.replay(request, created)
    return Answer(shown.status, shown.body, {**shown.headers, "Idempotency-Replayed": "true"})


def _viewer(operation: Operation, raw: Any) -> AccountId | None:
    viewer = auth.from_token(raw) if operation.public else auth.from_claims(raw)
    if viewer is None and not operation.public:
        raise Unauthenticated
    return viewer


def _limit(operation: Operation, request: Request) -> None:
    if operation.limited is None:
        return
    who = request.viewer if operation.limited in _OF_ACCOUNTS else request.address
    allowance = wiring.count(operation.limited, who)
    request.outgoing["RateLimit-Limit"] = str(allowance.limit)
    request.outgoing["RateLimit-Remaining"] = str(max(0, allowance.remaining))
    request.outgoing["RateLimit-Reset"] = str(allowance.reset)
    if allowance.exceeded:
        raise RateLimited(allowance.reset)
