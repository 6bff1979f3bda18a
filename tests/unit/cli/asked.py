"""Holds what the command line asks to openapi.json: it imports nothing of the server, so this keeps them at one."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema

ROOT = Path(__file__).parents[3]


class Unknown(AssertionError):
    """A request that the API doesn't document."""


def check(request: httpx.Request) -> None:
    """Raise Unknown for a route, a parameter or a member that isn't in openapi.json."""
    operation = _operation(request.method, request.url.raw_path.decode("ascii").partition("?")[0])
    if operation is None:
        raise Unknown(f"there is no {request.method} {request.url.path}")
    parameters = {_resolved(one)["name"] for one in operation.get("parameters", ())}
    unknown = set(request.url.params) - parameters
    if unknown:
        raise Unknown(f"{request.method} {request.url.path} takes no {sorted(unknown)}")
    body = operation.get("requestBody")
    if body and request.content:
        _check_body(request, body["content"]["application/json"]["schema"]["$ref"])


def _check_body(request: httpx.Request, reference: str) -> None:
    error = jsonschema.exceptions.best_match(_validator(reference).iter_errors(json.loads(request.content)))
    if error is not None:
        raise Unknown(f"{request.method} {request.url.path}: {error.message} at {error.json_path}")


@cache
def _document() -> dict[str, Any]:
    return dict(json.loads((ROOT / "openapi.json").read_text(encoding="utf-8")))


def _operation(method: str, path: str) -> dict[str, Any] | None:
    """A path's operation: one that is written out comes before one with parameters."""
    for template in sorted(_document()["paths"], key=lambda one: one.count("{")):
        if re.fullmatch(re.sub(r"\{[^/]+\}", "[^/]+", template), path):
            found: dict[str, Any] | None = _document()["paths"][template].get(method.lower())
            return found
    return None


def _resolved(parameter: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in parameter:
        return parameter
    return dict(_document()["components"]["parameters"][parameter["$ref"].rpartition("/")[2]])


@cache
def _validator(reference: str) -> jsonschema.protocols.Validator:
    shapes = {
        name: {**shape, "additionalProperties": False} if "properties" in shape else shape
        for name, shape in _document()["components"]["schemas"].items()
    }
    return jsonschema.Draft202012Validator({"$ref": reference, "components": {"schemas": shapes}})
