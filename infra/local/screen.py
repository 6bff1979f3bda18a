"""What `make run` shows: what runs where, what to try next, then a line for each thing that happens."""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

_LINES_WAITING = 2_000
_FLUSH_SECONDS = 1.0
_LABEL = 12


class Screen:
    """Lines on standard output. A terminal that is slow, or a reader that went away, holds nobody up.

    Whatever does not fit into the queue of a reader that stopped reading is dropped; the logs have it.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self.colour = self._stream.isatty()
        self._lines: queue.Queue[str | None] = queue.Queue(_LINES_WAITING)
        self._writer = threading.Thread(target=self._write, name="screen", daemon=True)
        self._writer.start()

    def say(self, line: str) -> None:
        """Show one line. Returns at once; any thread may."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(line)

    def close(self) -> None:
        """Show what is waiting, for up to a second."""
        until = time.monotonic() + _FLUSH_SECONDS
        with contextlib.suppress(queue.Full):
            self._lines.put(None, timeout=_FLUSH_SECONDS)
        self._writer.join(max(0.0, until - time.monotonic()))

    def _write(self) -> None:
        readable = True
        while (line := self._lines.get()) is not None:
            if readable:
                readable = self._write_line(line)

    def _write_line(self, line: str) -> bool:
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except (OSError, ValueError):  # the terminal or the reader is gone: the stack runs on
            return False
        return True


@dataclass(frozen=True)
class Facts:
    """What the start-up screen tells. `page` is empty when the page is there, else says what is missing."""

    version: str
    url: str
    endpoint: str
    data_dir: Path
    loaded: bool
    page: str
    demo: tuple[str, str] | None
    """Email and password to sign in with."""
    environment: Mapping[str, str]


def banner(facts: Facts, *, colour: bool) -> list[str]:
    """The screen's lines, before the one that says that Imagora is ready."""
    setting = facts.environment.get
    rows = [
        ("page", facts.page or facts.url),
        ("API", f"{facts.url}/v1   (contract: {facts.url}/v1/openapi.json)"),
        ("AWS", f"{facts.endpoint}   DynamoDB, SQS, S3 and Cognito, by moto"),
        ("data", f"{facts.data_dir}   ({'as you left it' if facts.loaded else 'new'}; saved every few seconds)"),
        ("logs", f"{facts.data_dir / 'logs'}   functions.log, stack.log"),
        ("mail", f"none is sent; codes are written to {facts.data_dir / 'logs' / 'stack.log'}"),
        ("pictures", _providers(setting("IMAGORA_IMAGE_PROVIDERS") or "procedural")),
        ("co-pilot", _assistants(setting("IMAGORA_TEXT_PROVIDERS") or "builtin")),
        ("moderation", _moderation(setting("IMAGORA_MODERATION") or "rules")),
        ("uploads", _UPLOADS[setting("IMAGORA_UPLOADS") or "trust"]),
        ("sign-up", _SIGNUP[setting("IMAGORA_SIGNUP") or "open"]),
    ]
    title = _styled(f"Imagora {facts.version}, the whole stack on this machine", "bold", colour=colour)
    return ["", title, "", *(_row(label, value, colour=colour) for label, value in rows), ""]


def next_steps(facts: Facts, *, colour: bool) -> list[str]:
    """What to try, after the line that says that Imagora is ready."""
    rows = [("try", f"curl {facts.url}/v1/feeds/explore")]
    if facts.demo:
        email, password = facts.demo
        rows.append(("sign in", f"{email} with the password: {password}   (demo people; any of them)"))
    rows += [
        ("roles", "make grant HANDLE=<yours> ROLE=moderator"),
        ("stop", "Ctrl-C; everything is kept"),
    ]
    return ["", *(_row(label, value, colour=colour) for label, value in rows), ""]


_UPLOADS = {
    "trust": "trust: people's own pictures go out without a moderator's look; fine on a laptop, not for strangers",
    "hold": "hold: people's own pictures wait for a moderator (make moderate)",
}
_SIGNUP = {
    "open": "open: anybody who reaches this address; emails count as confirmed at once",
    "invite": "invite: with an invitation only",
    "closed": "closed: nobody",
}


def _providers(names: str) -> str:
    known = {"procedural": "procedural: drawn by an algorithm on this machine; no key, no network"}
    return known.get(names, names)


def _assistants(names: str) -> str:
    known = {"builtin": "builtin: templates and one's own words; no model, no key, no network"}
    return known.get(names, names)


def _moderation(names: str) -> str:
    known = {"rules": "rules: built-in word rules for prompts and posts; a floor, not a moderator"}
    return known.get(names, names)


def _row(label: str, value: str, *, colour: bool) -> str:
    return f"  {_styled(label.ljust(_LABEL), 'dim', colour=colour)}{value}"


def _styled(text: str, style: str, *, colour: bool) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if colour else text


_STYLES = {"bold": "1", "dim": "2"}
