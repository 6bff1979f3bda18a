"""Tokens: the same rules for posts, names and queries, so that whoever looks for a word of a post finds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.kernel.text import clean, fold
from imagora.posts.facets import detect
from imagora.search import tokens

WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)
TEXTS = st.text(max_size=300).map(lambda text: clean(text, multiline=True))


def of_post(text: str) -> tuple[str, ...]:
    return tokens.of_post(text, detect(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sunrise over the harbour", {"sunrise", "over", "harbour"}),
        ("Die STRASSE und die Straße", {"strasse"}),
        ("ＡＩ art", {"ai", "art"}),
        ("a #Harbour with @Ann_Lee", {"#harbour", "harbour", "@ann_lee", "ann_lee"}),
        ("see https://example.org/lighthouse", {"see", "example", "org", "lighthouse"}),
        ("東京タワー", {"東京", "京タ", "タワ", "ワー"}),
        ("夜の Tokyo", {"夜の", "tokyo"}),
        ("猫!", {"猫"}),
        ("हिन्दी में", {"हिन्दी", "में"}),
        ("ماه آبی", {"ماه", "آبی"}),
        ("don't x 7 _so_", {"don"}),
        ("the and of", set()),
        ("🎨 — !?", set()),
        ("", set()),
    ],
)
def test_a_post_is_found_by_its_words_tags_and_mentions(text: str, expected: set[str]) -> None:
    assert set(of_post(text)) == expected


@given(TEXTS)
def test_tokens_are_folded_short_few_and_distinct(text: str) -> None:
    found = of_post(text)
    assert len(found) == len(set(found)) <= tokens.MAX_OF_POST
    for token in found:
        assert tokens.MIN_BYTES <= len(token.encode()) <= tokens.MAX_BYTES
        assert fold(token) == token
        assert not any(character.isspace() for character in token)


@given(st.lists(WORDS, min_size=1, max_size=12), st.data())
def test_a_post_is_found_by_any_of_its_words(words: list[str], data: st.DataObject) -> None:
    text = clean(" ".join(words), multiline=True)
    picked = data.draw(st.lists(st.sampled_from(text.split() or [""]), max_size=3))
    if len(set(tokens.words(text))) <= tokens.MAX_OF_POST:
        assert set(tokens.of_query(" ".join(picked))) <= set(of_post(text))


@given(st.lists(st.sampled_from(["東", "京", "タ", "ワ", "ー", "の", "猫"]), min_size=2, max_size=30), st.data())
def test_what_is_written_without_spaces_is_found_by_any_part_of_two(characters: list[str], data: st.DataObject) -> None:
    text = "".join(characters)
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    assert set(tokens.of_query(text[start:end])) <= set(of_post(text))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Sunrise  HARBOUR sunrise", ("sunrise", "harbour")),
        ("#Harbour", ("#harbour",)),
        ("boats #harbour @ann_lee", ("#harbour", "@ann_lee", "boats")),
        ("＃東京", ("#東京",)),
        ("ann@example.org", ("ann", "example", "org")),
        ("@ab #123 #", ("ab", "123")),
        ("##harbour", ("harbour",)),
        ("the #the", ("#the",)),
        ("the", ()),
        ("#", ()),
    ],
)
def test_a_query_asks_for_words_and_for_what_signs_mark(query: str, expected: tuple[str, ...]) -> None:
    assert tokens.of_query(query) == expected


def test_a_query_has_eight_tokens_at_most() -> None:
    assert len(tokens.of_query(" ".join(f"word{number}" for number in range(20)))) == tokens.MAX_OF_QUERY


def test_long_words_meet_at_their_first_64_bytes() -> None:
    (word,) = of_post("ä" * 100)
    assert word == "ä" * 32
    assert tokens.of_query("ä" * 90) == (word,)
    tag = "ö" * 60
    assert set(tokens.of_query(f"#{tag}")) <= set(of_post(f"#{tag}"))


def test_tags_and_mentions_come_before_words() -> None:
    text = " ".join([*(f"word{number}" for number in range(45)), "#last @ann"])
    assert {"#last", "@ann"} <= set(of_post(text))


@pytest.mark.parametrize(
    ("query", "is_found"),
    [("ann", True), ("ann_l", True), ("müll", True), ("MUELLER", False), ("lee", False), ("山田", True), ("太郎", True),
     ("ann müller", True), ("müller ann", True), ("ann bob", False), ("the", True)],
)  # fmt: skip
def test_names_are_found_by_how_their_parts_begin(query: str, is_found: bool) -> None:
    names = tokens.of_name("ann_lee", "Ann Müller 山田太郎 The")
    terms = tokens.in_name(query)
    assert terms
    assert all(any(name.startswith(term) for name in names) for term in terms) is is_found


def test_a_handle_is_found_without_its_outer_underscores() -> None:
    assert tokens.of_name("_ann_", "A") == {"_ann_", "ann", "a"}
    assert tokens.in_name("_ann_") == ("ann",)
