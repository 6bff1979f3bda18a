"""The command line at a terminal, as a person sees it: a pseudo-terminal of 100 by 40 cells with colours."""

from __future__ import annotations

import re
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import pexpect

from tests.e2e.running import ROOT, RunningStack, surroundings

_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PATIENCE = 120
"""Seconds; a busy machine draws slowly."""


@dataclass
class Terminal:
    """One person's terminal, with settings of its own and no keyring."""

    stack: RunningStack
    folder: Path

    def begin(self, *arguments: str) -> pexpect.spawn[str]:
        """Start a command, to be answered while it runs."""
        environment = surroundings(
            {
                "IMAGORA_SERVER": self.stack.url,
                "IMAGORA_CONFIG_DIR": str(self.folder),
                "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
                "PYTHONPATH": str(ROOT / "cli"),
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
            }
        )
        for name in ("NO_COLOR", "FORCE_COLOR", "TMUX", "KITTY_WINDOW_ID", "TERM_PROGRAM", "LC_TERMINAL"):
            environment.pop(name, None)
        return pexpect.spawn(
            sys.executable,
            ["-m", "imagora_cli", *arguments],
            env=environment,  # type: ignore[arg-type]
            encoding="utf-8",
            timeout=_PATIENCE,
            dimensions=(40, 100),
            preexec_fn=_listens_to_ctrl_c,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command to its end: its exit code, and what stands in the terminal without its colours."""
        return ended(self.begin(*arguments))


def _listens_to_ctrl_c() -> None:
    """As what a person starts does; a shell without job control has what it runs in the background ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ended(command: pexpect.spawn[str]) -> tuple[int, str]:
    """Wait for a command's end: its exit code, and what it wrote since it was last looked at."""
    command.expect(pexpect.EOF)
    command.close()
    return command.exitstatus if command.exitstatus is not None else -1, plain(command.before or "")


def plain(written: str) -> str:
    return _SEQUENCE.sub("", written).replace("\r", "")
