"""Pictures in sixels (DEC VT340): six rows of pixels a band, one run of characters a colour and band."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PIL import Image

_COLOURS = 64
_RUN = re.compile(r"(.)\1{3,}")


def encode(picture: Image.Image, *, width: int, height: int) -> str:
    """A picture in at most so many pixels."""
    small = picture.copy()
    small.thumbnail((width, height), Image.Resampling.LANCZOS)
    indexed = small.quantize(_COLOURS)
    palette = indexed.getpalette() or []
    colours = range(len(palette) // 3)
    registers = "".join(
        "#{};2;{};{};{}".format(i, *(palette[3 * i + c] * 100 // 255 for c in range(3))) for i in colours
    )
    bands = "-".join(_bands(indexed))
    return f'\x1bP0;1q"1;1;{small.width};{small.height}{registers}{bands}\x1b\\'


def _bands(indexed: Image.Image) -> Iterator[str]:
    width, pixels = indexed.width, indexed.tobytes()
    for top in range(0, indexed.height, 6):
        rows = [pixels[y * width : (y + 1) * width] for y in range(top, min(top + 6, indexed.height))]
        yield "$".join(f"#{colour}{_shortened(bits)}" for colour, bits in sorted(_bits(rows, width).items()))


def _bits(rows: list[bytes], width: int) -> dict[int, bytearray]:
    """For each colour of a band, a character a column: which of its six pixels have this colour."""
    found: dict[int, bytearray] = {}
    for bit, row in enumerate(rows):
        for x, colour in enumerate(row):
            columns = found.get(colour)
            if columns is None:
                columns = found[colour] = bytearray(b"?" * width)
            columns[x] += 1 << bit
    return found


def _shortened(columns: bytearray) -> str:
    """Runs of one character as their length and the character."""
    return _RUN.sub(lambda run: f"!{len(run[0])}{run[1]}", columns.decode("ascii"))
