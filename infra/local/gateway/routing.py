"""Which route a path means, and whether its method is there: the resource tree of a REST API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from infra.local.gateway.problems import Problem

Entries = Mapping[str, Any]
"""Method → Chalice's RouteEntry."""


@dataclass(frozen=True)
class Match:
    """A route: its pattern (`/v1/posts/{id}`), its methods and the decoded path parameters."""

    pattern: str
    entries: Entries
    parameters: dict[str, str]

    def allowed(self) -> list[str]:
        """The methods that may be asked for, those included which the gateway answers by itself."""
        methods = {*self.entries, "OPTIONS"}
        if "GET" in methods:
            methods.add("HEAD")
        return sorted(methods)


@dataclass
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    parameter: _Node | None = None
    pattern: str | None = None


class RouteTable:
    """All routes of an app. A literal segment wins over a parameter, as in API Gateway."""

    def __init__(self, routes: Mapping[str, Entries]) -> None:
        self._routes = routes
        self._root = _Node()
        for pattern in routes:
            self._add(pattern)

    def owns(self, path: str) -> bool:
        """Whether the path lies below a first segment that belongs to the app, such as `/v1`."""
        return _segments(path)[0] in self._root.children

    def find(self, path: str) -> Match | None:
        """The route of a percent-encoded path; one trailing slash is forgiven. Raises Problem on bad encoding."""
        captured: list[str] = []
        pattern = _walk(self._root, _segments(path), captured)
        if pattern is None:
            return None
        names = [part[1:-1] for part in pattern.split("/") if part.startswith("{")]
        parameters = dict(zip(names, (decode(value) for value in captured), strict=True))
        return Match(pattern, self._routes[pattern], parameters)

    def _add(self, pattern: str) -> None:
        node = self._root
        for segment in _segments(pattern):
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.children.setdefault(segment, _Node())
        node.pattern = pattern


def _segments(path: str) -> list[str]:
    stripped = path[:-1] if path.endswith("/") and path != "/" else path
    return stripped.split("/")[1:]


def _walk(node: _Node, segments: list[str], captured: list[str]) -> str | None:
    if not segments:
        return node.pattern
    head, rest = segments[0], segments[1:]
    literal = node.children.get(head)
    if literal is not None:
        found = _walk(literal, rest, captured)
        if found is not None:
            return found
    if node.parameter is None or not head:
        return None
    captured.append(head)
    found = _walk(node.parameter, rest, captured)
    if found is None:
        captured.pop()
    return found


def decode(segment: str) -> str:
    """A percent-encoded path segment as text; raises Problem when that is not UTF-8 or has a NUL in it."""
    try:
        text = unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        raise Problem("malformed_request", "The path is not percent-encoded UTF-8.") from None
    if "\0" in text:
        raise Problem("malformed_request", "The path has a NUL in it.")
    return text


def first_cors(tables: Iterable[Entries]) -> Any:
    """The CORS configuration of the first route that has one; None where no route has."""
    return next((entry.cors for entries in tables for entry in entries.values() if entry.cors), None)
