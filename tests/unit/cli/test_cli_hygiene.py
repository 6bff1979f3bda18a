"""What others wrote can't steer the terminal that shows it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imagora_cli.hygiene import neutral, neutral_json, neutral_line
from tests.unit.cli.server import ULID, Server, Shell

_STEERING = {
    *map(chr, range(32)),
    *map(chr, range(0x7F, 0xA0)),
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
}
_ATTACKS = {
    "colour": "\x1b[31mred",
    "window title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "hyperlink": "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "one-byte CSI": "\x9b2J",
    "carriage return": "harmless\rrm -rf /",
    "backspace": "no\x08\x08yes",
    "turned around": "\u202egpj.exe",
}


@given(st.text(st.characters()))
def test_nothing_that_steers_is_left(text: str) -> None:
    assert not _STEERING - {"\n", "\t"} & set(neutral(text))
    assert not _STEERING & set(neutral_line(text))


@settings(max_examples=40)
@given(st.dictionaries(st.text(), st.text(st.characters())))
def test_json_is_one_line_that_decodes_to_what_it_was(document: dict[str, str]) -> None:
    line = neutral_json(document)
    assert not _STEERING & set(line)
    assert json.loads(line) == document


@pytest.mark.parametrize("written", ["Zoë", "नमस्ते", "👩‍👩‍👧", "می‌خواهم", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "two\nlines"])
def test_what_languages_need_stays(written: str) -> None:
    assert neutral(written) == written


@pytest.mark.parametrize("name", _ATTACKS)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_hostile_post_is_only_shown(shell: Shell, server: Server, name: str, as_json: bool) -> None:
    evil = _ATTACKS[name]
    server.answers = {f"GET /v1/posts/{ULID}": (200, post(text=evil, name=evil, alt=evil, label=evil))}
    assert shell("show", ULID, *(["--json"] if as_json else [])) == 0
    assert not _STEERING - {"\n"} & set(shell.out)
    if as_json:
        assert shell.documents[0]["text"] == evil


def test_a_hostile_refusal_is_one_line(shell: Shell, server: Server) -> None:
    detail = "no\x1b[2J\nimagora: all is well"
    server.answers = {f"GET /v1/posts/{ULID}": (404, {"code": "post_not_found", "detail": detail})}
    assert shell("show", ULID) == 4
    assert shell.err == "imagora: no\ufffd[2J imagora: all is well\n"


def post(
    *, text: str = "Hello", name: str = "Ann", alt: str = "A lighthouse", label: str = "spider"
) -> dict[str, object]:
    media = {"id": ULID, "status": "ready", "url": "/media/a.webp", "width": 8, "height": 8, "alt": alt}
    return {
        "id": ULID,
        "author": {"id": ULID, "handle": "ann", "name": name, "avatar_url": None, "kind": "human"},
        "text": text,
        "facets": [],
        "media": [media],
        "created_at": "2026-11-22T20:00:00.000Z",
        "ai": "generated",
        "labels": [{"value": label, "source": "author"}],
        "counts": {"likes": 1, "reposts": 0, "replies": 0, "quotes": 0, "remixes": 0},
        "status": "published",
    }
