"""Recall and cost of finding copies among a million works: `python -m benchmarks.likeness.simulate`.

The million are simulated (`population`); the works that are copied, their copies and their encoders are real
(`pictures`), put among them at random times. Strangers are looked up too: real ones, and fresh ones of the simulation.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import cache
from math import sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks import prices, results
from benchmarks.likeness import pictures, population
from benchmarks.likeness.index import HASH_BYTES, ROW_BYTES, Index, Lookup
from benchmarks.likeness.population import Population
from benchmarks.results import SEED
from imagora.media import views
from imagora.provenance.likeness import View, Views

WORKS: Final = 1_000_000
ORIGINALS: Final = 40
"""Of each kind: drawn by the built-in generator, and noise like photographs."""

STRANGERS: Final = 500
STORED_BYTES: Final = 100
"""What DynamoDB adds to an item when it bills storage."""

Kind = Callable[[int], Image.Image]
KINDS: Final[dict[str, Kind]] = {"drawn": pictures.drawn, "photographic": pictures.photographic}


def build(works: int, originals: dict[int, Views]) -> Index:
    """The index of so many works, these originals in the places of as many simulated ones."""
    simulated = Population(SEED, works)
    coarse = np.empty((works, len(population.windows())), dtype=np.uint64)
    for first, fields in simulated.blocks():
        coarse[first : first + len(fields)] = population.coarse(fields)
    for place, found in originals.items():
        coarse[place] = [int.from_bytes(view.coarse) for view in found]

    @cache
    def views_of(work: int) -> Views:
        return originals.get(work) or simulated_views(simulated, work)

    return Index.of(coarse, views_of)


def simulated_views(of: Population, work: int) -> Views:
    fields = of.fields(work, 1)
    return _views(population.coarse(fields)[0], population.fine(fields)[0])


def strangers(count: int) -> list[Views]:
    """Orientations of simulated pictures that are no works."""
    coarse, fine = population.oriented(Population(SEED + 1, count).fields(0, count))
    return [_views(*one) for one in zip(coarse, fine, strict=True)]


def _views(coarse: NDArray[np.uint64], fine: NDArray[np.uint8]) -> Views:
    return tuple(View(int(a).to_bytes(8), b.tobytes()) for a, b in zip(coarse, fine, strict=True))


def copies(index: Index, kind: Kind, places: dict[int, int], attack: str, rng: np.random.Generator) -> dict[str, Any]:
    """Recall of one kind of originals (number → place) under one attack."""
    looked_up = [
        (place, index.look_up(views.to_look_up(pictures.ATTACKS[attack](kind(number), rng))))
        for number, place in places.items()
    ]
    hits = sum(place in found.found for place, found in looked_up)
    wrong = sum(bool(set(found.found) - {place}) for place, found in looked_up)
    return {"of": len(looked_up), "found": hits, "also_others": wrong, "recall": _rate(hits, len(looked_up))}


def _rate(hits: int, of: int) -> dict[str, float]:
    """The share, and Wilson's 95 % interval."""
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return {
        "share": round(share, 4),
        "low": round(max(0.0, middle - half), 4),
        "high": round(min(1.0, middle + half), 4),
    }


def ignorance(lookups: list[Lookup]) -> dict[str, Any]:
    """How often a stranger is told to look like somebody's work."""
    wrong = sum(bool(one.found) for one in lookups)
    return {"of": len(lookups), "mistaken": wrong, "rate": _rate(wrong, len(lookups))}


def costs(index: Index, lookups: list[Lookup]) -> dict[str, Any]:
    units = np.array([one.units for one in lookups])
    rows_a_work = index.rows_a_work()
    sizes = index.sizes()
    return {
        "queries": float(np.mean([one.queries for one in lookups])),
        "read_units": {"mean": round(float(units.mean()), 1), "p99": round(float(np.quantile(units, 0.99)), 1)},
        "rows_read": round(float(np.mean([one.rows for one in lookups])), 0),
        "candidates": round(float(np.mean([one.candidates for one in lookups])), 1),
        "cut_short": round(float(np.mean([one.cut_short for one in lookups])), 2),
        "dollars_a_million_lookups": round(float(units.mean()) * prices.READ_UNIT * 1e6, 2),
        "rows_a_work": round(rows_a_work, 1),
        "dollars_a_million_published": round((rows_a_work + 1) * prices.WRITE_UNIT * 1e6, 2),
        "stored_gb": round(
            len(index.coarse) * (rows_a_work * (ROW_BYTES + STORED_BYTES) + index.hashes_a_work() * HASH_BYTES) / 1e9, 1
        ),
        "quarter": {
            "mean": round(float(sizes.mean()), 0),
            "p99": float(np.quantile(sizes, 0.99)),
            "max": int(sizes.max()),
        },
    }


def figures(works: int, originals: int, unknown: int) -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    drawers = {name: cache(kind) for name, kind in KINDS.items()}
    places = rng.choice(works, 2 * originals, replace=False).tolist()
    where = {name: dict(enumerate(places[at * originals : (at + 1) * originals])) for at, name in enumerate(KINDS)}
    index = build(
        works, {place: views.of_work(drawers[name](number)) for name in KINDS for number, place in where[name].items()}
    )
    found = {
        attack: {name: copies(index, drawers[name], where[name], attack, rng) for name in KINDS}
        for attack in pictures.ATTACKS
    }
    fresh = [index.look_up(one) for one in strangers(unknown)]
    unlike = {
        name: [index.look_up(views.to_look_up(kind(originals + number))) for number in range(originals)]
        for name, kind in KINDS.items()
    }
    return {
        "works": works,
        "originals": dict.fromkeys(KINDS, originals),
        "copies": found,
        "strangers": {name: ignorance(lookups) for name, lookups in {"simulated": fresh, **unlike}.items()},
        "cost": costs(index, fresh),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=WORKS)
    parser.add_argument("--originals", type=int, default=ORIGINALS)
    parser.add_argument("--strangers", type=int, default=STRANGERS)
    parser.add_argument("--keep", choices=("0", "1"), default="1", help="0 prints the figures and writes nothing")
    asked = parser.parse_args()
    made = figures(asked.works, asked.originals, asked.strangers)
    for attack, kinds in made["copies"].items():
        print(f"{attack:55}", *(f"{name} {one['recall']['share']:.3f}" for name, one in kinds.items()))
    for name, one in made["strangers"].items():
        print(f"{name} strangers mistaken: {one['mistaken']} of {one['of']}")
    print(made["cost"])
    if asked.keep == "1":
        results.write("likeness", "make bench-likeness", made)


if __name__ == "__main__":
    main()
