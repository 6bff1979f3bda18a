"""Mentions, tags and links, found where a reader would see them, in bytes and in linear time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.kernel.text import clean
from imagora.posts.facets import MAX_FACETS, Facet, detect
from tests.growth import LINEAR, growth


def found(text: str, kind: str) -> list[str]:
    return [facet.value for facet in detect(text) if facet.kind == kind]


def test_offsets_count_bytes_and_cover_the_sign() -> None:
    text = "Grüße 👋🏽 @Anna, #Straße: https://example.org/ü!"
    facets = detect(text)
    assert [text.encode()[f.start : f.end].decode() for f in facets] == [
        "@Anna",
        "#Straße",
        "https://example.org/ü",
    ]
    assert facets[0] == Facet(start=17, end=22, kind="mention", value="anna")
    assert facets[1].value == "strasse"


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@anna", ["anna"]),
        ("(@anna) and .@BOB_2!", ["anna", "bob_2"]),
        ("thanks @anna.", ["anna"]),
        ("danke＠annaさん", []),
        ("von ＠anna", ["anna"]),
        ("@anna @anna", ["anna", "anna"]),
        ("@ab", []),
        ("@" + "a" * 30, ["a" * 30]),
        ("@" + "a" * 31, []),
        ("@müller", []),
        ("anna@example.org", []),
        ("a.b+c@example", []),
        ("@anna@mastodon.example", []),
        ("@anna.example.org", []),
        ("https://example.org/@anna", []),
        ("@@anna", []),
    ],
)
def test_mentions_are_handles_and_not_addresses(text: str, handles: list[str]) -> None:
    assert found(text, "mention") == handles


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#Art #ART", ["art", "art"]),
        ("＃写真 #日本語", ["写真", "日本語"]),
        ("#नमस्ते", ["नमस्ते"]),
        ("#می\u200cخواهم", ["میخواهم"]),
        ("#ＡＩ", ["ai"]),
        ("#2024", []),
        ("#2024年 #g7", ["2024年", "g7"]),
        ("#_ #__", []),
        ("#snake_case!", ["snake_case"]),
        ("#a-b", ["a"]),
        ("(#art), #art.", ["art", "art"]),
        ("a#b", []),
        ("##b", []),
        ("&#39;", []),
        ("#️⃣ keycap", []),
        ("#" + "ä" * 64, ["ä" * 64]),
        ("#" + "ä" * 65, []),
        ("#" + "\ufdfa" * 3, []),
        ("https://example.org/#top", []),
    ],
)
def test_tags_take_any_script_and_fold(text: str, tags: list[str]) -> None:
    assert found(text, "tag") == tags


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://example.org", ["https://example.org"]),
        ("HTTPS://Example.org/A", ["https://Example.org/A"]),
        ("see http://example.org/a?b=c&d=e#f.", ["http://example.org/a?b=c&d=e#f"]),
        ("(https://en.example.org/Foo_(bar))", ["https://en.example.org/Foo_(bar)"]),
        ("[x](https://example.org/a) more", ["https://example.org/a"]),
        ("https://example.org/a), https://example.org/b?!", ["https://example.org/a", "https://example.org/b"]),
        ('"https://example.org"', ["https://example.org"]),
        ("https://例え.jp/道。次", ["https://例え.jp/道"]),
        ("https://example.org:8080/x", ["https://example.org:8080/x"]),
        ("https://example.org/(((", ["https://example.org/"]),
        ("example.org www.example.org", []),
        ("javascript:alert(1) data:text/html,x", []),
        ("https://", []),
        ("https://localhost/x", []),
        ("https://bank.example@evil.example/", []),
        ("https://bank.example\\@evil.example/", ["https://bank.example"]),
        ("xhttps://example.org", []),
        ("https://.example.org", []),
    ],
)
def test_links_need_a_scheme_and_a_host(text: str, links: list[str]) -> None:
    assert found(text, "link") == links


def test_only_the_first_fifty_are_kept() -> None:
    facets = detect(" ".join(f"#t{n}" for n in range(80)))
    assert len(facets) == MAX_FACETS
    assert facets[-1].value == "t49"


SIGNS = st.sampled_from(["@", "#", "＃", "https://", "a", "anna", ".", "(", ")", "é", "\u0301", "👋", " ", "1", "_"])


@given(st.lists(SIGNS, max_size=60).map("".join))
def test_facets_are_ordered_apart_and_cut_between_characters(raw: str) -> None:
    text = clean(raw, multiline=True)
    end = 0
    for facet in detect(text):
        assert end <= facet.start < facet.end
        end = facet.end
        assert text.encode()[facet.start : facet.end].decode()[0] in "@＠#＃hH"
    assert end <= len(text.encode())


@pytest.mark.parametrize(
    "piece",
    [
        "@",
        "@a",
        "#",
        "#a",
        "#1 ",
        "https://(",
        "http://a)",
        "http://",
        "https://a.b(",
        "@abc@",
        "a@b",
        "http://a.",
        "[](",
    ],
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    assert growth(lambda count: detect(piece * count), 2_000) < LINEAR
