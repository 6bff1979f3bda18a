"""How a command ends: exit codes that scripts may rely on, and the errors that lead to them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any


class ExitCode(IntEnum):
    """What the shell gets to know."""

    OK = 0
    DEFECT = 1
    USAGE = 2
    AUTH = 3
    REFUSED = 4
    UNAVAILABLE = 5
    INTERRUPTED = 130


MEANINGS = {
    ExitCode.OK: "done",
    ExitCode.DEFECT: "a defect of the command itself",
    ExitCode.USAGE: "the command was called wrongly, or a file isn't what it takes",
    ExitCode.AUTH: "not signed in, or the sign-in has ended",
    ExitCode.REFUSED: "Imagora refused: not found, not allowed, against the rules, no credits left",
    ExitCode.UNAVAILABLE: "the server or the network failed, or was too slow; trying again later may help",
    ExitCode.INTERRUPTED: "interrupted by Ctrl-C",
}


class CommandFailed(Exception):
    """A command can't do what was asked. `detail` is for a person, `code` for a script."""

    exit_code = ExitCode.REFUSED
    code = "failed"

    def __init__(self, detail: str, *, code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.code

    def document(self) -> Mapping[str, Any]:
        """What `--json` says of it, on the error stream."""
        return {"code": self.code, "detail": self.detail}


class Misused(CommandFailed):
    """What was given can't be used: a file that is no picture, an address that is none."""

    exit_code = ExitCode.USAGE
    code = "usage"


class NotSignedIn(CommandFailed):
    """There is no session for this server."""

    exit_code = ExitCode.AUTH
    code = "not_signed_in"


class Unavailable(CommandFailed):
    """The server can't be reached, or failed. Trying again later may help."""

    exit_code = ExitCode.UNAVAILABLE
    code = "unreachable"


class Interrupted(CommandFailed):
    """The person pressed Ctrl-C."""

    exit_code = ExitCode.INTERRUPTED
    code = "interrupted"


class Refused(CommandFailed):
    """The API answered with a problem document (RFC 9457)."""

    def __init__(self, problem: Mapping[str, Any], *, status: int, retry_after: float | None = None) -> None:
        super().__init__(str(problem.get("detail") or problem.get("title") or f"HTTP {status}"))
        self.problem = problem
        self.status = status
        self.retry_after = retry_after
        self.code = str(problem.get("code") or f"http_{status}")

    @property
    def exit_code(self) -> ExitCode:  # type: ignore[override]
        if self.status == 401:
            return ExitCode.AUTH
        return ExitCode.UNAVAILABLE if self.status >= 500 or self.code == "rate_limited" else ExitCode.REFUSED

    def document(self) -> Mapping[str, Any]:
        return self.problem
