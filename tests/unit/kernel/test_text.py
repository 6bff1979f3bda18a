"""Text is cleaned once and measured as readers see it."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.kernel.text import MARKS_PER_RUN, clean, fits, fold, graphemes, utf8_length
from tests.growth import LINEAR, growth

LAYER = Path(__file__).parents[3] / "layers" / "core"
FAMILY = "\U0001f468‍\U0001f469‍\U0001f467"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  hi  ", "hi"),
        ("a\x00b\x07c\x9fd", "abcd"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\tb", "a b"),
        ("line  \nnext", "line\nnext"),
        ("a" + "\n" * 9 + "b", "a\n\n\nb"),
        ("a\n\n\nb", "a\n\n\nb"),
        ("u\u0308ber", "über"),
        ("ab\ud83dc", "abc"),
        ("invoice \u202egpj.exe\u202c", "invoice gpj.exe"),
        ("\u2067שלום\u2069", "שלום"),
        ("\ufeffhi", "hi"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("hi\U000e0068\U000e0069", "hi"),
        (SCOTLAND, SCOTLAND),
        (FAMILY, FAMILY),
        ("\u200b\u2060 \u3164\u2800", ""),
        ("", ""),
    ],
)
def test_clean_keeps_what_is_text_when_multiline(raw: str, expected: str) -> None:
    assert clean(raw, multiline=True) == expected


def test_clean_makes_one_line_when_not_multiline() -> None:
    assert clean(" Ada \n\n Lovelace\u3000II ", multiline=False) == "Ada Lovelace II"


def test_clean_cuts_towers_of_marks_and_keeps_real_stacks() -> None:
    tower = clean("Z" + "\u0335\u0301" * 500 + "o", multiline=True)
    tibetan = "ཧྐྵྨླྺྼྻྂ"
    assert len(tower) <= 3 + MARKS_PER_RUN
    assert unicodedata.normalize("NFD", tower).startswith("Z")
    assert tower.endswith("o")
    assert clean(tibetan, multiline=True) == unicodedata.normalize("NFC", tibetan)


@given(st.text(), st.booleans())
def test_clean_is_idempotent_nfc_and_encodable(raw: str, multiline: bool) -> None:
    once = clean(raw, multiline=multiline)
    assert clean(once, multiline=multiline) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("hello", 5),
        ("a\r\nb", 3),
        ("e\u0301", 1),
        (FAMILY, 1),
        (SCOTLAND, 1),
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 2),
        ("👍🏽", 1),
        ("नमस्ते", 3),
        ("각\u1100\u1161\u11a8", 2),
    ],
)
def test_graphemes_counts_what_a_reader_sees(text: str, count: int) -> None:
    assert graphemes(text) == count


def test_fits_holds_both_limits() -> None:
    assert utf8_length("aé😀") == 7
    assert fits("é" * 300, 300, 3000)
    assert not fits("é" * 301, 300, 3000)
    assert not fits(FAMILY * 200, 300, 3000)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Straße", "STRASSE"),
        ("ＡＩ", "ai"),
        ("ﬁlm", "FILM"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("میخواهم", "می\u200cخواهم"),
        ("a\u00adb", "AB"),
    ],
)
def test_fold_brings_spellings_together(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("piece", "end"), [("\u0301\u0323", ""), (" ", "x"), ("\n", "x"), ("\U0001f3f4", "")])
def test_cleaning_stays_linear_on_hostile_text(piece: str, end: str) -> None:
    assert growth(lambda count: clean("a" + piece * count + end, multiline=True), 10_000) < LINEAR


def test_ascii_text_never_loads_regex() -> None:
    code = (
        "import sys; from imagora.kernel import text;"
        "text.clean('Hi', multiline=True); text.graphemes('Hi'); text.fold('Hi');"
        "sys.exit('regex' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and a fixed program
        [sys.executable, "-c", code], env={"PYTHONPATH": str(LAYER)}, check=False
    )
    assert done.returncode == 0
