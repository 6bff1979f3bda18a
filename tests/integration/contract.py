"""Holds every answer of the API to openapi.json, as the code generates it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import jsonschema


class Undocumented(AssertionError):
    """An answer that openapi.json doesn't know, or whose body isn't as it says."""


def check(method: str, path: str, status: int, content_type: str, body: Any) -> None:
    """Raise Undocumented for an answer that a client could not expect. Routes that don't exist answer a problem."""
    template = _template(path.partition("?")[0])
    operation = _document()["paths"].get(template, {}).get(method.lower()) if template else None
    if operation is None:
        _check_problem(method, path, status, content_type, body)
        return
    answer = operation["responses"].get(str(status))
    if answer is None:
        raise Undocumented(f"{method} {template} answered {status}, documented are {sorted(operation['responses'])}")
    if "content" not in answer:
        if body not in (b"", None):
            raise Undocumented(f"{method} {template} {status} has a body")
        return
    ((media_type, said),) = answer["content"].items()
    if not content_type.startswith(media_type):
        raise Undocumented(f"{method} {template} {status} is {content_type}, not {media_type}")
    _validate_any(f"{method} {template} {status}", said["schema"].get("anyOf", [said["schema"]]), body)


def _check_problem(method: str, path: str, status: int, content_type: str, body: Any) -> None:
    if path.startswith("/v1") and status >= 400:
        if not content_type.startswith("application/problem+json"):
            raise Undocumented(f"{method} {path} answered {status} as {content_type}")
        _validate(f"{method} {path} {status}", "Problem", body)


def _validate_any(where: str, schemas: list[dict[str, Any]], body: Any) -> None:
    """Hold a body to one of several shapes; where none fits, say what the last one misses."""
    *others, last = map(_name, schemas)
    if not any(name is None or _validator(name).is_valid(body) for name in others):
        _validate(where, last, body)


def _validate(where: str, schema: str | None, body: Any) -> None:
    if schema is None:
        return
    error = jsonschema.exceptions.best_match(_validator(schema).iter_errors(body))
    if error is not None:
        raise Undocumented(f"{where}: {error.message} at {error.json_path}")


def _name(schema: dict[str, Any]) -> str | None:
    return str(schema["$ref"]).rpartition("/")[2] if "$ref" in schema else None


@cache
def _validator(schema: str) -> jsonschema.protocols.Validator:
    """Checks one shape: members that the document doesn't list are an error as much as those that lack."""
    shapes = {name: _closed(shape) for name, shape in _document()["components"]["schemas"].items()}
    whole = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": shapes}}
    return jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())


def _closed(shape: dict[str, Any]) -> dict[str, Any]:
    return {**shape, "additionalProperties": False} if "properties" in shape else shape


@cache
def _document() -> dict[str, Any]:
    from chalicelib.openapi import document

    return document()


@cache
def _template(path: str) -> str | None:
    found = [template for template in _document()["paths"] if re.fullmatch(_pattern(template), path)]
    return min(found, key=lambda template: template.count("{"), default=None)


def _pattern(template: str) -> str:
    return re.sub(r"{\w+}", "[^/]+", template)
