"""The simulated index answers as the product's own does, and counts the same."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.likeness import pictures, population, simulate
from benchmarks.likeness.population import Population
from imagora.kernel.ids import AccountId, MediaId
from imagora.media import views
from imagora.provenance import nearest
from tests.unit.provenance.drawing import scene
from tests.unit.provenance.shelf import Shelf

ANN = AccountId("01KAP0CQ8000000000000000AN")
WORKS = 60


def id_of(work: int) -> MediaId:
    return MediaId(f"01KAP0CQ80000000000000{work:04}")


@pytest.mark.parametrize("rows", [2, 1_024])
def test_it_finds_and_costs_what_the_product_does(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "MAX_ROWS", rows)
    monkeypatch.setattr("benchmarks.likeness.index.MAX_ROWS", rows)
    originals = {place: views.of_work(scene(place % 3)) for place in range(0, WORKS, 4)}
    index = simulate.build(WORKS, originals)
    shelf = Shelf()
    for work in range(WORKS):
        shelf.works().keep(id_of(work), ANN, index.views_of(work))
        assert shelf.works().publish(id_of(work))
    assert shelf.written == round(WORKS * (1 + index.rows_a_work()))
    for seed in range(4):
        shelf.queries, shelf.read_units = 0, 0
        orientations = views.to_look_up(scene(seed).resize((200, 150)))
        found, simulated = shelf.works().find(orientations), index.look_up(orientations)
        assert [near.media_id for near in found] == [id_of(work) for work in simulated.found]
        assert (shelf.queries, shelf.read_units) == (simulated.queries, simulated.units)


def test_a_picture_is_the_same_however_it_is_made() -> None:
    simulated = Population(3, 40)
    together = simulated.fields(0, 40)
    assert all(np.array_equal(together[number], simulated.fields(number, 1)[0]) for number in (0, 7, 39))
    assert population.coarse(together).shape == (40, 10)


def test_the_upright_orientation_is_the_whole_view() -> None:
    fields = Population(3, 50).fields(0, 50)
    coarse, fine = population.oriented(fields)
    same = np.bitwise_count(coarse[:, 0] ^ population.coarse(fields)[:, 0])
    assert same.max() <= 1  # averaged over cells, or over points within them
    assert np.array_equal(fine[:, 0], population.fine(fields)[:, 0])


def test_simulated_strangers_differ_in_half_their_bits() -> None:
    hashes = population.coarse(Population(4, 400).fields(0, 400))[:, 0]
    distances = np.bitwise_count(hashes[:200] ^ hashes[200:])
    assert 28 < distances.mean() < 36
    assert distances.min() > 10


def test_a_rate_comes_with_its_interval() -> None:
    assert simulate._rate(100, 100) == {"share": 1.0, "low": 0.963, "high": 1.0}
    assert simulate._rate(0, 400)["high"] == pytest.approx(0.0095, abs=1e-3)


@pytest.mark.parametrize("attack", pictures.ATTACKS)
def test_an_attack_gives_another_picture(attack: str) -> None:
    copy = pictures.ATTACKS[attack](scene(1), np.random.default_rng(1))
    assert copy.mode == "RGB"
    assert copy.tobytes() != scene(1).tobytes()
