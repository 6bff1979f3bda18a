"""What a terminal can show, by what it says of itself in the environment.

Asking the terminal would be surer, but its answer comes on the keyboard's stream, where a person types already.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from rich.console import Console

from imagora_cli.environment import told
from imagora_cli.outcomes import Misused


class Protocol(StrEnum):
    """How to draw. The first three have pixels."""

    KITTY = "kitty"
    ITERM2 = "iterm2"
    SIXEL = "sixel"
    BLOCKS = "blocks"
    NONE = "none"


_PROGRAMS = {
    "ghostty": Protocol.KITTY,
    "iTerm.app": Protocol.ITERM2,
    "WezTerm": Protocol.ITERM2,
    "mintty": Protocol.ITERM2,
}
_TERMS = (
    ("xterm-kitty", Protocol.KITTY),
    ("xterm-ghostty", Protocol.KITTY),
    ("foot", Protocol.SIXEL),
    ("mlterm", Protocol.SIXEL),
    ("yaft", Protocol.SIXEL),
)


def detect(console: Console, environment: Mapping[str, str]) -> Protocol:
    """The best that this terminal can do. `IMAGORA_PICTURES` knows better than we do.

    Raises Misused where it names no protocol.
    """
    if not console.is_terminal:
        return Protocol.NONE
    wanted = told("IMAGORA_PICTURES")
    if wanted:
        try:
            return Protocol(wanted)
        except ValueError as error:
            raise Misused(f"IMAGORA_PICTURES is {wanted!r}, but has to be one of {', '.join(Protocol)}") from error
    return _pixels(environment) or _cells(console)


def _pixels(environment: Mapping[str, str]) -> Protocol | None:
    term = environment.get("TERM", "")
    if "TMUX" in environment or term.startswith(("screen", "tmux")):
        return None  # it swallows what it doesn't know
    if "KITTY_WINDOW_ID" in environment:
        return Protocol.KITTY
    program = environment.get("TERM_PROGRAM") or environment.get("LC_TERMINAL", "").replace("iTerm2", "iTerm.app")
    named = next((protocol for name, protocol in _TERMS if term.startswith(name)), None)
    return _PROGRAMS.get(program) or named or (Protocol.SIXEL if "sixel" in term else None)


def _cells(console: Console) -> Protocol:
    """Two pixels a cell need more than sixteen colours; NO_COLOR leaves none."""
    many = console.color_system in ("256", "truecolor") and not console.no_color
    return Protocol.BLOCKS if many else Protocol.NONE
