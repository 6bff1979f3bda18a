"""The port that every text model fills: instructions and data in, JSON of a schema out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to a model.

    `instructions` are ours, to the last character; `data` is one JSON object with everything that anybody else wrote;
    `picture` is bytes and their media type. The answer has to be JSON of `schema`, which is called `form`, and take at
    most `tokens`; all of it within `seconds`. `person`: who asks, as a keyed hash.
    """

    instructions: str
    data: str
    schema: Mapping[str, Any]
    form: str
    picture: tuple[bytes, str] | None = None
    person: str = ""
    tokens: int = 4_000
    seconds: float = 12.0


@dataclass(frozen=True, slots=True)
class Completion:
    """What came: JSON, not held to the schema yet; and the tokens that it took, 0 where nobody said."""

    json: bytes
    tokens_in: int = 0
    tokens_out: int = 0


class TextModel(Protocol):
    """Adapters are cheap to construct. Thread-safe."""

    name: str
    model: str

    def complete(self, prompt: Prompt) -> Completion:
        """Ask once. Raises AssistError as `outcomes` has them."""
        ...
