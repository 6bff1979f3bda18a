"""Draw a picture's file as well as this terminal can."""

from __future__ import annotations

import io

from PIL import Image
from rich.console import Console

from imagora_cli.drawing import blocks, inline, sixel
from imagora_cli.drawing.protocols import Protocol, detect
from imagora_cli.environment import terminal

_COLUMNS, _ROWS = 60, 24
_PIXELS = 512
_MAX_PIXELS = 40_000_000


class Unreadable(ValueError):
    """A file is no picture that can be drawn."""


def drawable(console: Console) -> bool:
    """Whether this terminal can show pictures."""
    return detect(console, terminal()) is not Protocol.NONE


def show(console: Console, data: bytes) -> None:
    """Draw a picture. Raises Unreadable."""
    protocol = detect(console, terminal())
    picture = _decoded(data)
    columns = min(_COLUMNS, console.width - 1)
    if protocol is Protocol.BLOCKS:
        console.print(blocks.render(picture, columns=columns, rows=min(_ROWS, console.height - 2)))
        return
    picture.thumbnail((_PIXELS, _PIXELS))
    console.file.write(_encoded(picture, protocol, columns) + "\n")
    console.file.flush()


def _encoded(picture: Image.Image, protocol: Protocol, columns: int) -> str:
    if protocol is Protocol.SIXEL:
        return sixel.encode(picture, width=_PIXELS, height=_PIXELS)
    draw = inline.kitty if protocol is Protocol.KITTY else inline.iterm2
    return draw(picture, columns=columns // 2)


def _decoded(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=("WEBP", "PNG", "JPEG", "AVIF")) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise Unreadable("It is too large to be drawn.")
            return opened.convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable("It is no picture that can be drawn.") from error
