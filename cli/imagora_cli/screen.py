"""What a command says: to people in words, with `--json` to scripts; results on one stream, all else on the other."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console, RenderableType
from rich.text import Text

from imagora_cli.advice import explained
from imagora_cli.hygiene import neutral, neutral_json, neutral_line
from imagora_cli.outcomes import CommandFailed


def _console(*, stderr: bool) -> Console:
    """Rich minds NO_COLOR, TERM and pipes; markup, emoji codes and highlighting are off: texts are data."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class Screen:
    """Where a command writes. With `json` the result stream carries JSON documents only, one a line."""

    json: bool = False
    out: Console = field(default_factory=lambda: _console(stderr=False))
    err: Console = field(default_factory=lambda: _console(stderr=True))

    @property
    def interactive(self) -> bool:
        """Whether a person reads along and can be asked."""
        return not self.json and all(stream.isatty() for stream in (sys.stdin, self.out.file, self.err.file))

    def answer(self, document: Mapping[str, Any], shown: RenderableType) -> None:
        """Give the result: the API's document as it came, or what is shown of it."""
        if self.json:
            self.document(document)
        else:
            self.out.print(shown)

    def document(self, document: Mapping[str, Any]) -> None:
        """Write a document to the result stream, on a line of its own."""
        self.out.file.write(neutral_json(document) + "\n")
        self.out.file.flush()

    def say(self, line: str, style: str = "") -> None:
        """A remark beside the result."""
        self.err.print(Text(neutral(line), style=style))

    def done(self, line: str, document: Mapping[str, Any] | None = None) -> None:
        """Say that something was done; `{}` in JSON where the API answers nothing."""
        self.answer(document or {}, Text(neutral_line(line)))

    def failed(self, failure: CommandFailed) -> None:
        """One line of what went wrong and what to do; with `json` the problem document, on the error stream."""
        if self.json:
            self.err.file.write(neutral_json(dict(failure.document())) + "\n")
        else:
            self.say(f"imagora: {neutral_line(explained(failure))}", style="red")
