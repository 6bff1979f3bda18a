from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.kernel.cursors import Cursors
from imagora.kernel.errors import InvalidCursor
from imagora.kernel.keys import KeyRing


def cursors(*keys: str) -> Cursors:
    return Cursors(KeyRing(lambda: json.dumps({"cursor": keys or ("now",), "identity": "i"})))


@given(listing=st.text(), reader=st.text(), position=st.text(max_size=100))
def test_a_cursor_gives_back_its_position(listing: str, reader: str, position: str) -> None:
    made = cursors().mint(listing=listing, reader=reader, position=position)
    assert cursors().read(made, listing=listing, reader=reader) == position
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@pytest.mark.parametrize("change", [{"listing": "explore"}, {"reader": "bob"}])
def test_a_cursor_of_another_list_or_reader_is_refused(change: dict[str, str]) -> None:
    made = cursors().mint(listing="home", reader="ann", position="p")
    with pytest.raises(InvalidCursor):
        cursors().read(made, **{"listing": "home", "reader": "ann", **change})


def test_moving_text_between_list_and_position_is_refused() -> None:
    made = cursors().mint(listing="home", reader="a", position="p")
    with pytest.raises(InvalidCursor):
        cursors().read(made, listing="hom", reader="ea")


@given(st.data())
def test_any_changed_bit_is_refused(data: Any) -> None:
    made = cursors().mint(listing="home", reader="ann", position="01M817R950B92J8PAG7FKGTBPJ")
    raw = bytearray(base64.urlsafe_b64decode(made + "=" * (-len(made) % 4)))
    at = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[at // 8] ^= 1 << at % 8
    forged = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    with pytest.raises(InvalidCursor):
        cursors().read(forged, listing="home", reader="ann")


@pytest.mark.parametrize("position", ["p", "pp", "ppp"])
def test_one_position_has_one_cursor(position: str) -> None:
    """base64's last character has spare bits, there is padding, and a second alphabet: none of it reads alike."""
    made = cursors().mint(listing="home", reader="ann", position=position)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    changed = [made[:-1] + letter for letter in letters if letter != made[-1]] + [f"{made}=", f"{made}=="]
    changed += [other for other in (made.replace("-", "+"), made.replace("_", "/")) if other != made]
    for other in changed:
        with pytest.raises(InvalidCursor):
            cursors().read(other, listing="home", reader="ann")


@given(st.text(max_size=600))
def test_whatever_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        cursors().read(text, listing="home", reader="ann")


def test_keys_can_be_rotated_while_readers_page() -> None:
    made = cursors("old").mint(listing="home", reader="ann", position="p")
    assert cursors("new", "old").read(made, listing="home", reader="ann") == "p"
    with pytest.raises(InvalidCursor):
        cursors("newer", "new").read(made, listing="home", reader="ann")
