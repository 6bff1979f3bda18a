from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.graph.words import MutedWord, Words, read, write

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def words(*muted: MutedWord) -> Words:
    return Words.read(write(muted), NOW)


@pytest.mark.parametrize(
    ("word", "text", "hit"),
    [
        ("art", "Art.", True),
        ("art", "at the start", False),
        ("art", "artful", False),
        ("art", "start of art", True),
        ("art", "state-of-the-art!", True),
        ("art", "art_deco", False),
        ("ART", "ａｒｔ everywhere", True),
        ("straße", "in der STRASSE", True),
        ("café", "cafe\u0301 au lait", True),
        ("e", "cafe\u0301", False),
        ("game of thrones", "the Game  of\nThrones finale", True),
        ("game of thrones", "a game of throne", False),
        ("don't", "i don’t know", True),
        ("c++", "learn C++ now", True),
        ("猫", "私の猫です", True),
        ("ネコ", "かわいいネコちゃん", True),
        ("แมว", "ฉันชอบแมวมาก", True),
        ("고양이", "고양이는 귀엽다", True),
        ("양이", "고양이는 귀엽다", False),
        ("кот", "Кот спит", True),
        ("кот", "котёл", False),
        ("कि", "वह कि", True),
        ("क", "कि", False),
        ("قط", "هذا قط جميل", True),
        ("🍎", "an 🍎a day", True),
        ("#cats", "we have #cats", True),
    ],
)
def test_word_matches_as_a_word_in_any_script(word: str, text: str, hit: bool) -> None:
    assert words(MutedWord(word)).match(text, []) is hit


@pytest.mark.parametrize(
    ("scope", "text", "tags", "hit"),
    [
        ("text", "nothing but #Cats", ["Cats"], False),
        ("text", "#catsanddogs and cats", ["catsanddogs"], True),
        ("tags", "cats everywhere", [], False),
        ("tags", "nothing but #CATS", ["CATS"], True),
        ("tags", "nothing but #catsanddogs", ["catsanddogs"], False),
        ("both", "cats everywhere", [], True),
        ("both", "look", ["Cats"], True),
    ],
)
def test_scope_says_where_a_word_is_looked_for(scope: str, text: str, tags: list[str], hit: bool) -> None:
    assert words(MutedWord("cats", scope)).match(text, tags) is hit  # type: ignore[arg-type]


def test_expired_words_do_not_apply() -> None:
    over, living = int(NOW.timestamp()), int(NOW.timestamp()) + 1
    kept = write([MutedWord("old", until=over), MutedWord("new", "text", living)])
    assert [word.word for word in read(kept, NOW)] == ["new"]
    assert (write([]), read("", NOW)) == ("", [])


@given(word=st.text(min_size=1, max_size=20), before=st.text(max_size=10), after=st.text(max_size=10))
def test_a_word_between_spaces_is_always_found(word: str, before: str, after: str) -> None:
    muted = words(MutedWord(word))
    if muted.anywhere[0] and not muted.anywhere[0].startswith("#"):
        assert muted.match(f"{before} {word} {after}", [])
