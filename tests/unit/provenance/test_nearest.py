"""Nearest earlier works: kept, found once published, forgotten; at bounded cost."""

from __future__ import annotations

import pytest
from PIL import Image

from imagora.kernel.ids import AccountId, MediaId
from imagora.media import views
from imagora.provenance import nearest
from tests.unit.provenance.drawing import FIRST, SECOND, THIRD, scene
from tests.unit.provenance.shelf import Shelf

ANN = AccountId("01KAP0CQ8000000000000000AN")


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def published(shelf: Shelf, media_id: MediaId, seed: int) -> None:
    shelf.works().keep(media_id, ANN, views.of_work(scene(seed)))
    assert shelf.works().publish(media_id)


def test_a_published_work_is_found_by_its_copy(shelf: Shelf) -> None:
    published(shelf, FIRST, 1)
    published(shelf, SECOND, 2)
    copy = scene(1).transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize((100, 75))
    assert [(near.media_id, near.owner) for near in shelf.works().find(views.to_look_up(copy))] == [(FIRST, ANN)]


def test_nothing_is_found_of_what_nobody_published(shelf: Shelf) -> None:
    shelf.works().keep(FIRST, ANN, views.of_work(scene(1)))
    assert shelf.works().find(views.to_look_up(scene(1))) == []


def test_a_stranger_finds_nothing(shelf: Shelf) -> None:
    published(shelf, FIRST, 1)
    assert shelf.works().find(views.to_look_up(scene(5))) == []


def test_of_equal_works_the_earliest_comes_first_and_oneself_not_at_all(shelf: Shelf) -> None:
    for media_id in (THIRD, FIRST, SECOND):
        published(shelf, media_id, 1)
    found = shelf.works().find(views.to_look_up(scene(1)))
    assert [near.media_id for near in found] == [FIRST, SECOND, THIRD]
    assert [near.distance for near in found] == [0, 0, 0]
    others = shelf.works().find(views.to_look_up(scene(1)), but=FIRST, limit=1)
    assert [near.media_id for near in others] == [SECOND]


def test_a_forgotten_work_leaves_nothing_behind(shelf: Shelf) -> None:
    published(shelf, FIRST, 1)
    published(shelf, SECOND, 2)
    before = set(shelf.items)
    shelf.works().forget(FIRST)
    shelf.works().forget(FIRST)
    assert shelf.works().find(views.to_look_up(scene(1))) == []
    assert not shelf.works().publish(FIRST)
    assert {key for key in before if FIRST in "".join(key)} == before - set(shelf.items)


def test_repeating_changes_nothing(shelf: Shelf) -> None:
    published(shelf, FIRST, 1)
    before = dict(shelf.items)
    published(shelf, FIRST, 1)
    assert shelf.items == before


def test_an_even_surface_finds_nothing_and_asks_nothing(shelf: Shelf) -> None:
    white = Image.new("RGB", (300, 200), "white")
    shelf.works().keep(FIRST, ANN, views.of_work(white))
    assert shelf.works().publish(FIRST)
    assert shelf.works().find(views.to_look_up(white)) == []
    assert shelf.queries == 0


def test_a_lookup_takes_32_queries_and_a_publication_40_writes(shelf: Shelf) -> None:
    published(shelf, FIRST, 1)
    assert shelf.written <= 41
    shelf.works().find(views.to_look_up(scene(1)))
    assert shelf.queries <= 32
    assert shelf.read_units <= 16 + 0.5


def test_a_crowded_quarter_is_read_to_its_bound_the_earliest_first(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest, "MAX_ROWS", 3)
    for number in range(6):
        published(shelf, MediaId(f"01KAP0CQ800000000000000{number:03}"), 1)
    found = shelf.works().find(views.to_look_up(scene(1)), limit=10)
    assert [near.media_id[-1] for near in found][:1] == ["0"]
    assert len(found) < 6
