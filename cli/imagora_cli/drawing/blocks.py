"""Pictures in half blocks: two pixels a cell, the upper one in the foreground's colour, the lower one behind it.

(term-image keeps Pillow below 11, textual-image is LGPL; the idea fits into twenty lines.)
"""

from __future__ import annotations

from PIL import Image
from rich.color import Color
from rich.style import Style
from rich.text import Text

_UPPER_HALF = "▀"


def render(picture: Image.Image, *, columns: int, rows: int) -> Text:
    """A picture in at most so many cells."""
    small = picture.copy()
    small.thumbnail((columns, rows * 2), Image.Resampling.LANCZOS)
    pixels = small.load()
    assert pixels is not None  # noqa: S101 - it was decoded
    drawn = Text(no_wrap=True, end="")
    for y in range(0, small.height - 1, 2):
        for x in range(small.width):
            drawn.append(_UPPER_HALF, _style(pixels[x, y], pixels[x, y + 1]))
        drawn.append("\n")
    return drawn


def _style(upper: object, lower: object) -> Style:
    assert isinstance(upper, tuple)  # noqa: S101 - RGB
    assert isinstance(lower, tuple)  # noqa: S101
    return Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))
