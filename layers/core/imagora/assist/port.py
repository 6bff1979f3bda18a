"""The port of whoever makes suggestions: the built-in assistant, or a text model behind instructions of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from imagora.assist.models import Pictured, Suggestion, Wish

Bytes = Callable[[], tuple[bytes, str] | None]
"""A picture's bytes and their media type, fetched when somebody looks; None where they are gone or too large."""


def no_bytes() -> tuple[bytes, str] | None:
    return None


@dataclass(frozen=True, slots=True)
class Brief:
    """One wish with what it takes to answer it.

    `picture`: what is known of the picture it names; `look`: that picture's bytes. `person`: who asks, as a keyed
    hash of at most 64 characters. `seconds`: how long the whole answer may take.
    """

    wish: Wish
    picture: Pictured | None = None
    look: Bytes = no_bytes
    person: str = ""
    seconds: float = 12.0


@dataclass(frozen=True, slots=True)
class Reply:
    """Suggestions, or where the wish says `ask_first` questions; at least one. Not judged, not cleaned yet.

    `tokens_in`, `tokens_out`: what a model took for it, 0 where nobody said. `microdollars`: what that costs.
    """

    suggestions: tuple[Suggestion, ...] = ()
    questions: tuple[str, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    microdollars: int = 0


class AssistError(Exception):
    """Somebody could not or would not make suggestions.

    `code` is one of `outcomes.OUTCOMES`; `reason` is for the log and never has a word of anybody's in it.
    `retry_after`: seconds for which they asked to be left alone, None if they didn't say. `microdollars`: what the
    answer costs that was no good, None where none came.
    """

    def __init__(self, code: str, reason: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(f"{code}{f' ({reason})' if reason else ''}")
        self.code = code
        self.reason = reason
        self.retry_after = retry_after
        self.microdollars: int | None = None


class Assistant(Protocol):
    """Makes suggestions. Cheap to construct; thread-safe."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def remote(self) -> bool: ...

    def most(self, brief: Brief) -> int:
        """Microdollars that an answer may cost at most; 0 from who isn't paid. Nothing is asked for that."""
        ...

    def assist(self, brief: Brief) -> Reply:
        """Answer once: whoever asks decides whether to ask again, since each call may cost money.

        Raises AssistError where nothing came of it, and AssistUnsupported for what this assistant can't do.
        """
        ...
