"""`make faults`: every single fault and the long random runs; writes docs/durability.md and its figures.

Give names of use cases (or parts of them) to run those alone, and keep what the others gave before.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

from tests.faults.cases import CASES
from tests.faults.lab import opened
from tests.faults.report import FIGURES, Figures, StormFigures, Struck, load, save, tabulate
from tests.faults.single import Bench, runs
from tests.faults.storm import PUSHED, Town

SEEDS = (1, 2, 3)


def singles(names: Sequence[str]) -> dict[str, list[Struck]]:
    """Every write of these use cases with every fault."""
    table: dict[str, list[Struck]] = {}
    with opened() as lab:
        for case in CASES:
            if names and not any(name in case.name for name in names):
                continue
            bench = Bench(lab, case)
            outcomes = [bench.strike(write, kind) for write, kind in runs(bench.record())]
            bench.close()
            for outcome in outcomes:
                if outcome.lost:
                    print(f"LOST: {outcome.case}: {outcome.write} ({outcome.kind}): {outcome.lost}")
            table |= tabulate(outcomes)
            print(f"{case.name}: {len(outcomes)} runs, {sum(bool(o.lost) for o in outcomes)} lost", flush=True)
    return table


def storms(seeds: Sequence[int], *, jobs: int = 200, posts: int = 200) -> list[StormFigures]:
    """Random runs, each in a lab of its own."""
    figures = []
    for seed in seeds:
        with opened(PUSHED) as lab:
            figures.append(Town(lab, seed, jobs, posts).run())
        print(f"seed {seed}: {figures[-1]}", flush=True)
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="use cases, all without")
    parser.add_argument("--only", choices=("singles", "storms"))
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    found = singles(asked.names) if asked.only != "storms" else {}
    stormy = storms(SEEDS) if asked.only != "singles" and not asked.names else []
    known = load() if FIGURES.exists() else Figures({}, [])
    table = {case.name: found.get(case.name, known.singles.get(case.name, [])) for case in CASES}
    figures = Figures({name: writes for name, writes in table.items() if writes}, stormy or known.storms)
    save(figures)
    lost = sum(seconds < 0 for writes in figures.singles.values() for one in writes for seconds in one.seconds.values())
    return 1 if lost or any(storm.breaches for storm in figures.storms) else 0


if __name__ == "__main__":
    sys.exit(main())
