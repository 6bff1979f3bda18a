"""Pictures as files that the terminal draws itself: Kitty's graphics protocol, iTerm2's inline images.

The file is our own PNG of the decoded pixels: bytes from the network never reach the terminal.
"""

from __future__ import annotations

import io
from base64 import standard_b64encode

from PIL import Image

_CHUNK = 4096


def kitty(picture: Image.Image, *, columns: int) -> str:
    """https://sw.kovidgoyal.net/kitty/graphics-protocol/: chunks of 4,096 characters; q=2 asks for no answer."""
    data = standard_b64encode(_png(picture)).decode()
    chunks = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)]
    parts = []
    for number, chunk in enumerate(chunks):
        first = f"a=T,f=100,q=2,c={columns}," if number == 0 else "q=2,"
        parts.append(f"\x1b_G{first}m={int(number < len(chunks) - 1)};{chunk}\x1b\\")
    return "".join(parts)


def iterm2(picture: Image.Image, *, columns: int) -> str:
    """https://iterm2.com/documentation-images.html."""
    data = _png(picture)
    head = f"inline=1;size={len(data)};width={columns};preserveAspectRatio=1"
    return f"\x1b]1337;File={head}:{standard_b64encode(data).decode()}\a"


def _png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
