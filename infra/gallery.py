"""`make gallery`: draw the contact sheet of the built-in generator, docs/gallery.jpg, and print each picture's time.

The prompts below are also what the tests draw.
"""

from __future__ import annotations

import io
import sys
import textwrap
import time
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "layers" / "core"))

from imagora.generation.providers.port import ImageRequest  # noqa: E402 - the layer is on the path from here on
from imagora.generation.providers.procedural import Procedural  # noqa: E402

PROMPTS: tuple[tuple[str, str | None, int], ...] = (
    ("a lighthouse by the sea at sunset", None, 3),
    ("three red balloons over the desert", None, 2),
    ("ein Bergsee unter Polarlichtern", None, 5),
    ("a black cat in the moonlight", None, 4),
    ("neon city in the rain at night", None, 7),
    ("ein Herbstwald im Nebel", None, 2),
    ("a white sailboat on a calm lake", "watercolour", 6),
    ("an astronaut on the moon, a planet in space", None, 3),
    ("Fische und eine Schildkröte im Korallenriff", None, 1),
    ("a castle in the mountains, golden hour", None, 8),
    ("a cup of coffee and a book on a table", None, 4),
    ("Sonnenblumenfeld mit Windmühle im Sommer", "oil", 2),
    ("a lonely wolf in the snow", None, 9),
    ("torii gate in a lake at dawn", "ink", 1),
    ("zwei Menschen mit Schirm im Regen", "pointillist", 5),
    ("a dragon over a volcano, dramatic", None, 3),
    ("steam train on a bridge in autumn", "poster", 2),
    ("a fox in a dreamy forest", None, 6),
    ("a whale in the deep sea", None, 2),
    ("drei Kamele und eine Pyramide in der Wüste", "vintage", 3),
    ("robot with a red umbrella", "pixel", 4),
    ("a rose", "stained glass", 2),
    ("Sturm mit Blitzen über dem Meer, ein Schiff", None, 5),
    ("elephants and a tree in the savanna at sunset", None, 1),
    ("deer in winter", "pencil", 3),
    ("a palm island beach, rainbow", "pastel", 4),
    ("a purple and gold mandala", None, 3),
    ("teal and coral", None, 11),
    ("qwzrt blorfimund xaxl", None, 2),
    ("Gerechtigkeit und Steuerrecht", None, 6),
)
"""Prompt, style, seed."""

CELL, CAPTION, COLUMNS = 320, 44, 6
TARGET = ROOT / "docs" / "gallery.jpg"


def draw(prompt: str, style: str | None, seed: int, *, size: int = 512) -> tuple[Image.Image, float, str]:
    """One picture, the CPU seconds that it took, and its description."""
    started = time.process_time()
    made = Procedural().generate(ImageRequest(prompt, style, size, size, seed))
    return Image.open(io.BytesIO(made.data)).convert("RGB"), time.process_time() - started, made.description


def caption_font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """DejaVu where it is installed (it has umlauts), else Pillow's own."""
    try:
        return ImageFont.truetype("DejaVuSans.ttf", 13)
    except OSError:
        return ImageFont.load_default(13)


def contact_sheet(size: int = 512) -> Image.Image:
    """All prompts with captions; prints a line for each."""
    rows = -(-len(PROMPTS) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL, rows * (CELL + CAPTION)), "#17161b")
    pen, font = ImageDraw.Draw(sheet), caption_font()
    for number, (prompt, style, seed) in enumerate(PROMPTS):
        picture, seconds, description = draw(prompt, style, seed, size=size)
        print(f"{seconds:5.2f} s  {prompt} [{style or 'no style'}]: {description}")
        x, y = number % COLUMNS * CELL, number // COLUMNS * (CELL + CAPTION)
        sheet.paste(picture.resize((CELL, CELL), Image.Resampling.LANCZOS), (x, y))
        caption = prompt if style is None else f"{prompt} ({style})"
        pen.multiline_text((x + 8, y + CELL + 4), textwrap.fill(caption, 44), fill="#d8d3c8", font=font, spacing=2)
    return sheet


def main() -> None:
    """Draw and save; 700 KB at most."""
    draw("warm up", None, 0, size=64)
    sheet = contact_sheet()
    TARGET.parent.mkdir(exist_ok=True)
    for quality in (86, 80, 74, 68, 60):
        sheet.save(TARGET, quality=quality, optimize=True)
        if TARGET.stat().st_size <= 700_000:
            break
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size // 1000} KB")


if __name__ == "__main__":
    main()
