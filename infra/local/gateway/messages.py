"""Requests and answers as the gateway's parts hand them to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

HeaderSource = Mapping[str, str] | Iterable[tuple[str, str]]


class Headers:
    """Header fields in order; names compare without case; a name may stand more than once."""

    __slots__ = ("_fields",)

    def __init__(self, fields: HeaderSource = ()) -> None:
        pairs = fields.items() if isinstance(fields, Mapping) else fields
        self._fields = [(str(name), str(value)) for name, value in pairs]

    def get(self, name: str, default: str | None = None) -> str | None:
        """The first value of that name."""
        wanted = name.lower()
        return next((value for key, value in self._fields if key.lower() == wanted), default)

    def get_all(self, name: str) -> list[str]:
        wanted = name.lower()
        return [value for key, value in self._fields if key.lower() == wanted]

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Headers({self._fields!r})"

    def items(self) -> list[tuple[str, str]]:
        return list(self._fields)

    def add(self, name: str, value: str) -> None:
        self._fields.append((name, value))

    def set(self, name: str, value: str) -> None:
        """Replace every value of that name by this one."""
        self.remove(name)
        self._fields.append((name, value))

    def set_default(self, name: str, value: str) -> None:
        if name not in self:
            self._fields.append((name, value))

    def remove(self, name: str) -> None:
        wanted = name.lower()
        self._fields = [pair for pair in self._fields if pair[0].lower() != wanted]


@dataclass(frozen=True)
class Request:
    """One request. `target` is the path with its query, still percent-encoded; `id` is the request id."""

    method: str
    target: str
    headers: Headers
    body: bytes
    source_ip: str
    id: str
    path: str = field(init=False)
    query: str = field(init=False)

    def __post_init__(self) -> None:
        path, _, query = self.target.partition("?")
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "query", query.partition("#")[0])


class Answer(NamedTuple):
    """Status, header fields (no Content-Length; the connection adds it) and the body as sent."""

    status: int
    headers: Headers
    body: bytes
