"""What is told together, whom a post concerns, and what is left of a group when some of it is hidden."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from imagora.kernel.ids import AccountId, Position, PostId, new_id
from imagora.notifications.concerned import MOST_MENTIONED, concerned_by
from imagora.notifications.models import Group, Note, about_post, joined, of_follows
from imagora.posts.facets import Facet
from imagora.posts.models import Card, Quoted

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def somebody() -> AccountId:
    return AccountId(new_id(NOW))


ME, ANN, BOB, CARLA = (somebody() for _ in range(4))
POST = PostId(new_id(NOW))


def mention(account: AccountId | None) -> Facet:
    return Facet(0, 4, "mention", "ann", account)


def test_a_post_concerns_each_account_once_and_its_author_never() -> None:
    card = Card(
        facets=(mention(ANN), mention(BOB), mention(CARLA), mention(CARLA), mention(ME), mention(None)),
        quote=Quoted(POST, BOB),
        reply_author=ANN,
    )
    assert concerned_by(card, ME) == {ANN: "reply", BOB: "quote", CARLA: "mention"}
    both = Card(quote=Quoted(POST, ANN), reply_author=ANN)
    assert concerned_by(both, ME) == {ANN: "reply"}
    assert concerned_by(both, ANN) == {}


def test_a_post_tells_at_most_ten_whom_it_mentions() -> None:
    many = [somebody() for _ in range(14)]
    card = Card(facets=tuple(mention(account) for account in many for _ in range(2)))
    assert list(concerned_by(card, ME)) == many[:MOST_MENTIONED]


@pytest.mark.parametrize(
    ("day", "week"),
    [("2026-11-16", "2026-W47"), ("2026-11-22", "2026-W47"), ("2027-01-03", "2026-W53"), ("2027-01-04", "2027-W01")],
)
def test_follows_stand_together_by_iso_week(day: str, week: str) -> None:
    assert of_follows(datetime.fromisoformat(day).replace(tzinfo=UTC)) == Group("follow", week)


def test_a_groups_name_says_what_it_is() -> None:
    group = about_post("like", POST)
    assert Group.named(group.name) == group
    assert group.name == f"like#{POST}"


def test_who_joins_stands_first_and_once() -> None:
    assert joined((), ANN) == (ANN,)
    assert joined((BOB, ANN), ANN) == (ANN, BOB)
    many = tuple(somebody() for _ in range(6))
    assert joined(many, ANN) == (ANN, *many[:5])


def note(*actors: AccountId, count: int | None = None, inside: bool = True) -> Note:
    return Note(
        group=about_post("like", POST),
        position=Position(new_id(NOW)),
        count=len(actors) if count is None else count,
        recent=actors[:6],
        inside=frozenset(actors) if inside else frozenset(),
    )


def test_nothing_is_left_when_all_are_hidden() -> None:
    assert note(ANN, BOB).without({ANN, BOB}.__contains__) is None
    assert note(ANN).without({ANN}.__contains__) is None


def test_who_is_hidden_is_neither_shown_nor_counted() -> None:
    left = note(ANN, BOB, CARLA).without({BOB}.__contains__)
    assert left is not None
    assert (left.recent, left.count) == ((ANN, CARLA), 2)


def test_others_step_forward_when_all_of_the_newest_are_hidden() -> None:
    newest, others = [somebody() for _ in range(6)], [somebody() for _ in range(2)]
    left = note(*newest, *others).without(set(newest).__contains__)
    assert left is not None
    assert (set(left.recent), left.count) == (set(others), 2)


def test_a_large_group_is_counted_without_those_it_remembers() -> None:
    left = note(ANN, BOB, count=150, inside=False).without({ANN}.__contains__)
    assert left is not None
    assert (left.recent, left.count) == ((BOB,), 149)


def test_what_nobody_did_hides_for_nobody() -> None:
    finished = Note(Group("generation", "J"), Position(new_id(NOW)), 0)
    assert finished.without(lambda _: True) is finished
    assert finished.pointer(ME) is None


def test_an_answer_points_to_its_author_and_a_like_to_ones_own() -> None:
    like = note(ANN).pointer(ME)
    reply = Note(about_post("reply", POST), Position(new_id(NOW)), 1, (ANN,), frozenset({ANN})).pointer(ME)
    assert like is not None
    assert reply is not None
    assert (like.post, like.author) == (POST, ME)
    assert (reply.post, reply.author) == (POST, ANN)
