"""From a request to the moto service that it is for, one at a time, with what a laptop's endpoint must refuse."""

from __future__ import annotations

import io
import json
import logging
import time
from typing import TYPE_CHECKING, Any

from moto.moto_server import werkzeug_app
from moto.sqs.models import sqs_backends

from infra.local import s3_front
from infra.local.moto_fast.cognito import public_keys
from infra.local.parameters import ParameterError, parameters
from infra.local.s3_front import Answer
from infra.local.state import ACCOUNT, CHANGED, LOCK, REGION
from infra.local.strict import Guard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Flask

_log = logging.getLogger("imagora.local.services")

TARGETS = {
    "DynamoDB_20120810": "dynamodb",
    "DynamoDBStreams_20120810": "dynamodbstreams",
    "AmazonSQS": "sqs",
    "AWSCognitoIdentityProviderService": "cognito-idp",
    "AmazonSSM": "ssm",
}
"""`X-Amz-Target` prefixes, and moto's name of the service."""

READS = ("Get", "List", "Describe", "AdminGet", "AdminList", "BatchGet", "TransactGet", "Query", "Scan")
LOOPBACK_HOSTS = {"127.0.0.1", "localhost"}
_JWKS = "/.well-known/jwks.json"


class Dispatcher:
    """A WSGI application over moto's services. `touch(announce=…)` is called after what may have changed state.

    guard: refuses what AWS refuses.
    """

    def __init__(self, touch: Callable[..., None], guard: Guard) -> None:
        self._touch = touch
        self._guard = guard
        self._apps: dict[str, Flask] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            answer = self._answer(environ)
        except Exception:
            _log.exception("The local AWS failed on %s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            answer = _json_error("500 Internal Server Error", "InternalFailure", "The local AWS failed; see its log.")
        start_response(answer.status, answer.headers)
        return [answer.payload]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        host = environ.get("HTTP_HOST", "").rpartition(":")[0] or environ.get("HTTP_HOST", "")
        if host not in LOOPBACK_HOSTS:
            return _json_error("403 Forbidden", "AccessDenied", "This endpoint answers to 127.0.0.1 only.")
        if environ["PATH_INFO"].endswith(_JWKS):
            return _keys(environ["PATH_INFO"].removesuffix(_JWKS).strip("/"))
        service, action = _identify(environ)
        if service == "s3":
            return self._guard("s3", action, environ, self._s3)
        if environ.get("HTTP_ORIGIN"):
            return _json_error("403 Forbidden", "AccessDenied", "Web pages may not call this service.")
        return self._action(service, action, environ)

    def _action(self, service: str | None, action: str, environ: dict[str, Any]) -> Answer:
        if service is None:
            return _json_error("501 Not Implemented", "NotImplemented", f"The laptop stack has no {action}.")
        return self._guard(service, action, environ, lambda passed: self._serve(service, action, passed))

    def _serve(self, service: str, action: str, environ: dict[str, Any]) -> Answer:
        if service == "sqs" and action == "ReceiveMessage":
            return self._receive(environ)
        answer = _parameters(action, environ) if service == "ssm" else self._call(service, environ)
        if answer.status < "4" and not action.startswith(READS):
            self._touch()
        return answer

    def _call(self, service: str, environ: dict[str, Any]) -> Answer:
        """One request to moto, whole, while no other runs."""
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            started[:] = [(status, headers)]

        with LOCK:
            chunks = self._app(service)(environ, start_response)
            payload = b"".join(chunks)
            chunks.close()  # type: ignore[attr-defined]
        return Answer(*started[0], payload)

    def _app(self, service: str) -> Flask:
        if service not in self._apps:
            werkzeug_app.DISABLE_GLOBAL_CORS = True  # stock moto lets every web page in
            self._apps[service] = werkzeug_app.create_backend_app(service)  # type: ignore[arg-type]
        return self._apps[service]

    def _s3(self, environ: dict[str, Any]) -> Answer:
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return s3_front.preflight(environ)
        refusal = s3_front.refuse(environ)
        if refusal is not None:
            answer = s3_front.error(refusal)
        else:
            answer = self._call("s3", environ)
            if s3_front.is_form(environ):
                answer = s3_front.posted(environ, answer)
            if answer.status < "4" and environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
                self._touch()
        answer.headers.extend(s3_front.cors_headers(environ))
        return answer

    def _receive(self, environ: dict[str, Any]) -> Answer:
        """ReceiveMessage: a long poll waits here, without holding up other requests, until a message is there."""
        request = json.loads(environ["imagora.body"])
        name = str(request.get("QueueUrl", "")).rpartition("/")[2]
        with CHANGED:
            queue = sqs_backends[ACCOUNT][REGION].queues.get(name)
            if queue is not None:
                default = queue.receive_message_wait_time_seconds  # type: ignore[attr-defined]
                deadline = time.monotonic() + min(20, int(request.get("WaitTimeSeconds", default)))
                while not queue.messages and (left := deadline - time.monotonic()) > 0:
                    CHANGED.wait(min(left, 1.0))  # a delay or a visibility timeout may end without a request
            body = json.dumps({**request, "WaitTimeSeconds": 0}).encode()
            answer = self._call("sqs", {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))})
        if b'"ReceiptHandle"' in answer.payload:
            self._touch(announce=False)
        return answer


def _identify(environ: dict[str, Any]) -> tuple[str | None, str]:
    """(moto's name of the service, the action); (None, what was asked) for what is not served here."""
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        prefix, _, action = target.rpartition(".")
        return TARGETS.get(prefix), action if prefix in TARGETS else target
    scope = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].partition(",")[0].split("/")
    service = scope[3] if len(scope) > 3 else "s3"
    if service == "sts":
        return "sts", "GetCallerIdentity"
    return ("s3", environ["REQUEST_METHOD"]) if service == "s3" else (None, service)


def _parameters(action: str, environ: dict[str, Any]) -> Answer:
    try:
        with LOCK:
            result = parameters.call(action, json.loads(environ["imagora.body"] or b"{}"))
    except ParameterError as error:
        return _json_error("400 Bad Request", error.code, str(error))
    return Answer("200 OK", [("Content-Type", "application/x-amz-json-1.1")], json.dumps(result).encode())


def _keys(pool_id: str) -> Answer:
    keys = public_keys(pool_id)
    if keys is None:
        return _json_error("404 Not Found", "ResourceNotFoundException", "There is no such user pool.")
    headers = [("Content-Type", "application/json"), ("Cache-Control", "public, max-age=86400")]
    return Answer("200 OK", headers, json.dumps(keys).encode())


def _json_error(status: str, code: str, message: str) -> Answer:
    body = json.dumps({"__type": code, "message": message}).encode()
    return Answer(status, [("Content-Type", "application/x-amz-json-1.0")], body)
