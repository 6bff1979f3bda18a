"""Pictures in the terminal."""

from __future__ import annotations

import base64
import io
import re

import pytest
from PIL import Image
from rich.console import Console

from imagora_cli.drawing import blocks, inline, sixel
from imagora_cli.drawing.protocols import Protocol, detect
from imagora_cli.drawing.show import Unreadable, show


def _file(picture: Image.Image, kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    picture.save(made, kind)
    return made.getvalue()


def _terminal(colours: str = "truecolor") -> Console:
    return Console(file=io.StringIO(), force_terminal=True, color_system=colours, width=80, height=30)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("environment", "protocol"),
    [
        ({"KITTY_WINDOW_ID": "1"}, Protocol.KITTY),
        ({"TERM": "xterm-kitty"}, Protocol.KITTY),
        ({"TERM_PROGRAM": "ghostty"}, Protocol.KITTY),
        ({"TERM_PROGRAM": "iTerm.app"}, Protocol.ITERM2),
        ({"LC_TERMINAL": "iTerm2"}, Protocol.ITERM2),
        ({"TERM_PROGRAM": "WezTerm"}, Protocol.ITERM2),
        ({"TERM": "foot"}, Protocol.SIXEL),
        ({"TERM": "xterm-sixel"}, Protocol.SIXEL),
        ({"TERM": "xterm-256color"}, Protocol.BLOCKS),
        ({"KITTY_WINDOW_ID": "1", "TMUX": "1"}, Protocol.BLOCKS),
        ({"TERM": "screen-256color", "TERM_PROGRAM": "iTerm.app"}, Protocol.BLOCKS),
    ],
)
def test_a_terminal_is_known_by_what_it_says(environment: dict[str, str], protocol: Protocol) -> None:
    assert detect(_terminal(), environment) is protocol


def test_no_colours_no_blocks_and_no_terminal_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    assert detect(_terminal("standard"), {}) is Protocol.NONE
    assert detect(Console(file=io.StringIO()), {"KITTY_WINDOW_ID": "1"}) is Protocol.NONE
    monkeypatch.setenv("NO_COLOR", "1")
    assert detect(_terminal(), {}) is Protocol.NONE


def test_the_person_knows_better(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGORA_PICTURES", "sixel")
    assert detect(_terminal(), {"KITTY_WINDOW_ID": "1"}) is Protocol.SIXEL


def test_a_half_block_has_two_pixels() -> None:
    picture = Image.new("RGB", (1, 2))
    picture.putpixel((0, 0), (255, 0, 0))
    picture.putpixel((0, 1), (0, 0, 255))
    console = _terminal()
    console.print(blocks.render(picture, columns=10, rows=10))
    assert "\x1b[38;2;255;0;0;48;2;0;0;255m▀" in console.file.getvalue()  # type: ignore[attr-defined]


def test_blocks_keep_to_their_space() -> None:
    drawn = blocks.render(Image.new("RGB", (400, 300)), columns=20, rows=5).plain.splitlines()
    assert len(drawn) <= 5
    assert max(map(len, drawn)) <= 20


def test_kitty_gets_the_picture_in_chunks() -> None:
    picture = Image.effect_noise((64, 64), 90).convert("RGB")
    sent = inline.kitty(picture, columns=30)
    parts = re.findall(r"\x1b_G([^;]*);([A-Za-z0-9+/=]*)\x1b\\", sent)
    assert "".join(f"\x1b_G{keys};{data}\x1b\\" for keys, data in parts) == sent
    assert [keys[-1] for keys, _ in parts] == ["1"] * (len(parts) - 1) + ["0"]
    assert len(parts) > 1
    assert max(len(data) for _, data in parts) <= 4096
    with Image.open(io.BytesIO(base64.b64decode("".join(data for _, data in parts)))) as received:
        assert received.tobytes() == picture.tobytes()


def test_iterm_gets_the_picture_and_its_size() -> None:
    sent = inline.iterm2(Image.new("RGB", (4, 4), "red"), columns=30)
    found = re.fullmatch(
        r"\x1b\]1337;File=inline=1;size=(\d+);width=30;preserveAspectRatio=1:([A-Za-z0-9+/=]*)\a", sent
    )
    assert found
    assert len(base64.b64decode(found[2])) == int(found[1])


def test_sixels_are_the_pixels() -> None:
    picture = Image.new("RGB", (9, 8), (255, 0, 0))
    picture.paste((0, 0, 255), (0, 0, 9, 3))
    assert _unsixelled(sixel.encode(picture, width=100, height=100)) == [(0, 0, 100)] * 27 + [(100, 0, 0)] * 45


def _unsixelled(sent: str) -> list[tuple[int, ...]]:
    """The pixels of sixels, row by row, as a terminal reads them; colours in percent."""
    head = re.match(r'\x1bP0;1q"1;1;(\d+);(\d+)', sent)
    assert head
    width, height = int(head[1]), int(head[2])
    body = sent[head.end() : -2]
    palette = {int(n): (int(r), int(g), int(b)) for n, r, g, b in re.findall(r"#(\d+);2;(\d+);(\d+);(\d+)", body)}
    pixels: dict[tuple[int, int], tuple[int, ...]] = {}
    for band, line in enumerate(re.sub(r"#\d+;2;\d+;\d+;\d+", "", body).split("-")):
        for run in filter(None, line.split("$")):
            colour, columns = re.fullmatch(r"#(\d+)(.*)", run).groups()  # type: ignore[union-attr]
            plain = re.sub(r"!(\d+)(.)", lambda found: found[2] * int(found[1]), columns)
            for x, character in enumerate(plain):
                for bit in range(6):
                    if (ord(character) - 63) >> bit & 1:
                        pixels[band * 6 + bit, x] = palette[int(colour)]
    return [pixels[y, x] for y in range(height) for x in range(width)]


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nnonsense", b"<svg/>"])
def test_what_is_no_picture_is_not_drawn(data: bytes) -> None:
    console = _terminal()
    with pytest.raises(Unreadable):
        show(console, data)
    assert console.file.getvalue() == ""  # type: ignore[attr-defined]


def test_a_giant_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(Unreadable):
        show(_terminal(), _file(Image.new("1", (20_000, 10_000))))
