"""The guard before the local services: a request passes it, is refused by it, or meets a fault that a test armed."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from typing import Any

from infra.local.s3_front import Answer
from infra.local.strict import dynamodb, s3, sqs
from infra.local.strict.faults import Chooser, Faults, merged, split
from infra.local.strict.refusal import Refused, answer_for
from infra.local.strict.schemas import Schemas, schema_in_moto
from infra.local.strict.transactions import Tokens, TransactionsUnderWay

_log = logging.getLogger("imagora.local.strict")

Environ = dict[str, Any]
Serve = Callable[[Environ], Answer]
"""What serves a request: the services behind the guard."""


class Guard:
    """Stands before the services and sees every client's requests. Stateless but for transactions and their tokens."""

    def __init__(self, schemas: Schemas = schema_in_moto) -> None:
        self._schemas = schemas
        self._tokens = Tokens()
        self.under_way = TransactionsUnderWay()
        self.faults = Faults(self.under_way)
        self.refusals: list[tuple[str, str, str]] = []
        """The latest requests that AWS would not take: service and action, code, message. Conflicts don't count."""

    def forget(self) -> None:
        """Forget tokens and refusals: the services start afresh."""
        self._tokens.forget()
        self.refusals.clear()

    def take_refusals(self) -> list[tuple[str, str, str]]:
        """The refusals since this was last asked."""
        taken, self.refusals = self.refusals, []
        return taken

    def __call__(self, service: str, action: str, environ: Environ, serve: Serve) -> Answer:
        """Answer a request, with the services' help where nothing stands against it."""
        try:
            request = {"Key": s3.key_of(environ)} if service == "s3" else _body(environ)
            self._check(service, action, request, environ)
            action = s3.action_of(environ) if service == "s3" else action
            return self._pass(service, action, request, environ, serve)
        except Refused as refused:
            return answer_for(service, refused)

    def _check(self, service: str, action: str, request: dict[str, Any], environ: Environ) -> None:
        try:
            match service:
                case "dynamodb":
                    dynamodb.check(action, request, self._schemas)
                case "sqs":
                    sqs.check(action, request)
                case "s3":
                    s3.check(environ)
        except Refused as refused:
            self.refusals[:-99] = []
            self.refusals.append((f"{service}:{action}", refused.code, refused.message))
            _log.warning("AWS refuses this %s %s: %s: %s", service, action, refused.code, refused.message)
            raise

    def _pass(self, service: str, action: str, request: dict[str, Any], environ: Environ, serve: Serve) -> Answer:
        fault = self.faults.struck(service, action, request)
        if fault is not None and fault.refusal is not None and not fault.lost:
            raise fault.refusal
        if fault is not None and fault.leaves is not None:
            return _partly(action, request, environ, serve, fault.leaves)
        answer = self._transact(action, request, environ, serve) if service == "dynamodb" else serve(environ)
        if fault is not None and fault.refusal is not None:
            raise fault.refusal
        return answer

    def _transact(self, action: str, request: dict[str, Any], environ: Environ, serve: Serve) -> Answer:
        transaction = action == "TransactWriteItems"
        with self.under_way.admit(action, request, self._schemas):
            if transaction and self._tokens.was_done(request):
                return Answer("200 OK", [("Content-Type", "application/x-amz-json-1.0")], b"{}")
            self.faults.stand_at_gate(action)
            answer = serve(environ)
            if transaction and answer.status.startswith("2"):
                self._tokens.commit(request)
            return answer


def _body(environ: Environ) -> dict[str, Any]:
    try:
        request = json.loads(environ["imagora.body"] or b"{}")
    except ValueError:
        raise Refused("SerializationException", "The request is not JSON.") from None
    if not isinstance(request, dict):
        raise Refused("SerializationException", "The request is not a JSON object.")
    return request


def _partly(action: str, request: dict[str, Any], environ: Environ, serve: Serve, leave: Chooser) -> Answer:
    """Serve what is not left undone, and say of the rest that it is."""
    if action == "DeleteObjects":
        document, errors = s3.split_deletion(environ["imagora.body"], leave)
        deleted = serve(_with_body(environ, document)) if document else None
        return s3.merged_deletion(deleted, errors)
    kept, said = split(action, request, leave)
    if kept is None:
        return merged(action, None, said)
    answer = serve(_with_body(environ, json.dumps(kept).encode()))
    return merged(action, answer, said) if answer.status.startswith("2") else answer


def _with_body(environ: Environ, body: bytes) -> Environ:
    return {**environ, "imagora.body": body, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
