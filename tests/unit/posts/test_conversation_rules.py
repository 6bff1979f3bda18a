"""What posts know of each other: paths, traits, gates, places among replies."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from imagora.posts.answering import NOTHING, Answered
from imagora.posts.conversation import replies_key
from imagora.posts.listing import path_of, quote_in, traits_of
from imagora.posts.models import MAX_PATH, Card, Gates, Picture, Post, Quoted, gates

ids = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=26, max_size=26)
ANN, BOB = "0" * 25 + "A", "0" * 25 + "B"


def post(number: int, **more: Any) -> Post:
    return Post(f"{number:026d}", ANN, "published", **{"card": Card()} | more)  # type: ignore[arg-type]


@given(ids, ids, st.booleans(), st.booleans(), st.booleans())
def test_traits_tell_what_a_post_is(other: Any, author: Any, pictures: bool, reply: bool, quotes: bool) -> None:
    card = Card(
        pictures=(Picture(other, "k", 1, 1),) if pictures else (),
        reply_to=other if reply else None,
        quote=Quoted(other, author) if quotes else None,
    )
    traits = traits_of(post(1, card=card))
    assert ("m" in traits, "r" in traits) == (pictures, reply)
    assert quote_in(traits) == card.quote


def test_a_path_has_all_ancestors_or_the_root_and_the_nearest() -> None:
    last, expected = post(0), [post(0).id]
    for number in range(1, 60):
        answered = Answered(parent=last)
        whole = expected if len(expected) <= MAX_PATH else [expected[0], *expected[1 - MAX_PATH :]]
        assert list(answered.path) == whole
        assert answered.root == post(0).id
        last = post(number, path=answered.path, card=Card(reply_to=last.id, root=post(0).id))
        expected.append(last.id)
    assert (NOTHING.path, NOTHING.root, NOTHING.quote) == ((), None, None)


@given(st.lists(ids, max_size=MAX_PATH))
def test_a_path_is_read_as_it_was_joined(path: list[str]) -> None:
    assert path_of("".join(path)) == tuple(path)


def test_the_authors_own_replies_stand_first() -> None:
    own = post(2, card=Card(reply_author=ANN), position="0")  # type: ignore[arg-type]
    others = post(3, card=Card(reply_author=BOB), position="0")  # type: ignore[arg-type]
    parent = post(1).id
    assert replies_key(parent, own) < replies_key(parent, others)


def test_gates_that_let_everyone_in_are_none() -> None:
    assert gates(None, None) is None
    assert gates("nobody", None) == Gates("nobody", "everyone")
    assert gates(None, "followers", Gates("nobody")) == Gates("nobody", "followers")
    assert gates("everyone", None, Gates("nobody")) is None
