"""openapi.json, generated from the routes' own declarations. OpenAPI 3.1."""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec

from chalicelib import content, problems, shapes
from chalicelib.requests import DEFAULT_LIMIT, MAX_LIMIT
from chalicelib.resource import OPERATIONS, Operation
from chalicelib.routes import RESOURCES, resource
from imagora import __version__

_REF = "#/components/schemas/{name}"

_QUERY: dict[str, dict[str, Any]] = {
    "dry_run": {
        "schema": {"type": "string", "enum": ["false", "true"], "default": "false"},
        "description": "Only say what it would cost.",
    },
    "limit": {
        "schema": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        "description": "How many items a page has at most.",
    },
    "cursor": {
        "schema": {"type": "string"},
        "description": "Where the list goes on: `cursor` of the page before. Without it the list starts.",
    },
    "since": {
        "schema": {"type": "string"},
        "description": "Only what came since: `since` of an answer before, or the id of a post that is known.",
    },
    "q": {
        "required": True,
        "schema": {"type": "string", "minLength": 1, "maxLength": 100},
        "description": "What is looked for: 1 to 100 characters.",
    },
    "type": {
        "schema": {"type": "string", "enum": ["posts", "accounts", "tags"], "default": "posts"},
        "description": "What kind of thing is looked for.",
    },
    "language": {
        "schema": {"type": "string", "maxLength": 45},
        "description": "A language tag, such as `de`; Accept-Language without it. English where we have no other.",
    },
    "month": {
        "schema": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
        "description": "A month, such as `2026-11`; this one without it.",
    },
    "filter": {
        "schema": {"type": "string", "enum": ["posts", "replies", "media"], "default": "posts"},
        "description": "Without replies, only replies, or only those with pictures.",
    },
}

_LIMIT_HEADERS = {
    name: {"schema": {"type": "integer"}, "description": description}
    for name, description in {
        "RateLimit-Limit": "Requests a minute.",
        "RateLimit-Remaining": "What is left of them in this window.",
        "RateLimit-Reset": "Seconds until the next window.",
    }.items()
}


_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "Names this answer to this viewer, for If-None-Match."}}


@cache
def document() -> dict[str, Any]:
    """The whole document: every resource is imported for it."""
    for name in RESOURCES:
        resource(name)
    types = {shape for operation in OPERATIONS for shape in _shapes(operation)} | {content.Tombstone, shapes.Problem}
    ordered = sorted(types, key=lambda shape: shape.__name__)
    _, components = msgspec.json.schema_components(ordered, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Imagora",
            "version": __version__,
            "description": "A social network built around AI image generation. Everything made by a machine says so.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _shapes(operation: Operation) -> list[Any]:
    answers = [shape for answer in operation.answers.values() for shape in _alternatives(answer)]
    return [shape for shape in (operation.body, *answers) if _is_shape(shape)]


def _alternatives(answer: Any) -> tuple[Any, ...]:
    """The shapes that an answer may have: mostly one."""
    return answer if isinstance(answer, tuple) else (answer,)


def _is_shape(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, msgspec.Struct)


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.view.__name__,
        "summary": operation.summary,
        "tags": [operation.tag],
        "security": [{"token": []}, {}] if operation.public else [{"token": []}],
        "responses": _responses(operation),
    }
    if operation.description:
        described["description"] = operation.description
    if parameters := _parameters(operation):
        described["parameters"] = parameters
    if operation.body is not None:
        described["requestBody"] = {
            "required": any(field.required for field in msgspec.structs.fields(operation.body)),
            "content": {"application/json": {"schema": _schema(operation.body)}},
        }
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    parameters += [{"name": name, "in": "query", "required": False, **_QUERY[name]} for name in operation.query]
    if operation.replay is not None:
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "minLength": 1, "maxLength": 128},
                "description": "A repeat with the same key within 24 h answers the first result.",
            }
        )
    if operation.revalidated:
        parameters.append(
            {
                "name": "If-None-Match",
                "in": "header",
                "required": False,
                "schema": {"type": "string"},
                "description": "The ETag of an answer that the client has; 304 where it still holds.",
            }
        )
    return parameters


def _responses(operation: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, shape in operation.answers.items():
        answer: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if shape is not None:
            answer["content"] = {"application/json": {"schema": _schema(shape)}}
        headers = {**(_LIMIT_HEADERS if operation.limited else {}), **(_ETAG if operation.revalidated else {})}
        if headers:
            answer["headers"] = headers
        responses[str(status)] = answer
    if operation.revalidated:
        responses["304"] = {
            "description": "Not Modified: the answer is the one that If-None-Match names",
            "headers": _ETAG,
        }
    for status, codes in sorted(_codes(operation).items()):
        responses[str(status)] = {
            "description": f"{HTTPStatus(status).phrase}: " + ", ".join(f"`{code}`" for code in sorted(codes)),
            "content": {"application/problem+json": {"schema": _schema(shapes.Problem)}},
        }
    return responses


def _codes(operation: Operation) -> dict[int, set[str]]:
    """Every code that this route may answer: its own, and those that come with what it takes."""
    codes = {*operation.errors, "internal", "unavailable", "unauthenticated", "forbidden"}  # the last past the edge
    if operation.body is not None:
        codes |= {"malformed_json", "unsupported_media_type", "too_large", "invalid_input"}
    if operation.query:
        codes |= {"invalid_input", "invalid_cursor"}
    if operation.replay is not None:
        codes |= {"idempotency_key_reused", "idempotency_in_flight"}
    if operation.limited:
        codes.add("rate_limited")
    if operation.limited == "writes":
        codes.add("account_suspended")
    grouped: dict[int, set[str]] = {}
    for code in codes:
        grouped.setdefault(problems.STATUS[code], set()).add(code)
    return grouped


def _schema(shape: Any) -> dict[str, Any]:
    if isinstance(shape, tuple):
        return {"anyOf": [_schema(alternative) for alternative in shape]}
    return {"$ref": _REF.format(name=shape.__name__)} if _is_shape(shape) else {"type": "object"}
