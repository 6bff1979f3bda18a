"""Disguises are undone within a word, never across words."""

from __future__ import annotations

import pytest

from imagora.moderation.normalise import words
from imagora.moderation.rules import first_match
from tests.growth import LINEAR, growth


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Nude", "nude"),
        ("ＮＵＤＥ", "nude"),
        ("núdé", "nude"),
        ("nu\u200bde", "nude"),
        ("nu\u00adde", "nude"),
        ("nudе", "nude"),  # Cyrillic е
        ("nυde", "nude"),  # Greek υ
        ("nud3", "nude"),
        ("n@ked", "naked"),
        ("$ex", "sex"),
        ("se><", "se"),
        ("nuuuude", "nude"),
        ("boooobs", "boobs"),
        ("n u d e", "nude"),
        ("n.u.d.e", "nude"),
        ("n-u-d-3", "nude"),
        ("a n u d e", "nude"),
        ("Mädchen", "madchen"),
        ("woman’s", "woman"),
        ("@nude_art", "nude"),
    ],
)
def test_disguised_words_are_read(written: str, meant: str) -> None:
    assert any(meant in spellings for spellings in words(written))


@pytest.mark.parametrize(
    ("written", "not_meant"),
    [
        ("my pen is red", "penis"),
        ("my pen.Is it red?", "penis"),
        ("po rn", "porn"),
        ("Scunthorpe", "cunt"),
        ("1080", "ioeo"),
        ("1 2 3 4", "ie"),
    ],
)
def test_words_are_never_made_of_others(written: str, not_meant: str) -> None:
    assert not any(not_meant in spellings for spellings in words(written))


@pytest.mark.parametrize("text", ["", " ", "@@@ $$$", "👋", "___"])
def test_text_without_words_has_none(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    "piece", ["a ", "@", "$a", "a@a", "nude ", "12 ", "how to ", "4", "a\u0301\u0323", "child nude mole ", "kill_"]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    assert growth(lambda count: first_match(piece * count, "prompt"), 1_000) < LINEAR
