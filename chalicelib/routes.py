"""The route table: which resource has which path, and nothing of a resource before somebody asks for one of its paths.

A cold start so pays for one resource rather than for all of them: building their shapes is most of what importing the
API costs. Whoever looks at the whole table (a deployment, the laptop's gateway, openapi.json) gets all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from chalicelib.paths import RESOURCE_OF

if TYPE_CHECKING:
    from chalicelib.links import Links
    from chalicelib.resource import Resource

RESOURCES = (
    "meta",
    "accounts",
    "sessions",
    "me",
    "invites",
    "follows",
    "relations",
    "suggestions",
    "generations",
    "assist",
    "credits",
    "media",
    "provenance",
    "posts",
    "reactions",
    "threads",
    "feeds",
    "discovery",
    "search",
    "notifications",
    "webhooks",
    "moderation",
    "links",
)
"""A module each, with a resource of the same name; in the order in which openapi.json tells of them.

All but `links`, whose pages are no part of the API: it keeps its own list of paths.
"""


def resource(name: str) -> Resource | Links:
    """A resource, imported now if nobody did before."""
    found: Resource | Links = getattr(import_module(f"chalicelib.{name}"), name)
    return found


class Routes(dict[str, dict[str, Any]]):
    """Path → method → Chalice's route. Asked for a path, it registers the resource that has it; iterated over, all.

    `register` is Chalice's `register_blueprint`, which writes into this table.
    """

    def __init__(self, register: Callable[[Any], None]) -> None:
        super().__init__()
        self._register = register
        self._known: set[str] = set()

    def load(self, *names: str) -> None:
        """Register these resources, each once."""
        for name in names:
            if name not in self._known:
                self._known.add(name)
                self._register(resource(name).blueprint)

    def __missing__(self, path: str) -> dict[str, Any]:
        if path in RESOURCE_OF:
            self.load(RESOURCE_OF[path])
        return self.setdefault(path, {})

    def __iter__(self) -> Iterator[str]:
        self.load(*RESOURCES)
        return super().__iter__()

    def __len__(self) -> int:
        self.load(*RESOURCES)
        return super().__len__()

    def keys(self) -> Any:
        self.load(*RESOURCES)
        return super().keys()

    def values(self) -> Any:
        self.load(*RESOURCES)
        return super().values()

    def items(self) -> Any:
        self.load(*RESOURCES)
        return super().items()
