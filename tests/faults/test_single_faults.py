"""A seeded part of `make faults`: every use case writes what docs/durability.md lists; some of it is struck."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from _pytest.mark import ParameterSet

from tests.faults.case import Case
from tests.faults.cases import CASES
from tests.faults.lab import Lab
from tests.faults.plan import Call
from tests.faults.report import load
from tests.faults.single import Bench, runs

_SEED = 20261122
_STRUCK = 8
_QUICK = random.Random(_SEED).sample([case.name for case in CASES], 12)
"""The use cases whose writes every run of the quick tests compares; those that take long compare all."""


def _marked(case: Case) -> ParameterSet:
    return pytest.param(case, id=case.name, marks=() if case.name in _QUICK else pytest.mark.slow)


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_the_writes_are_those_that_were_struck_one_by_one(lab: Lab, case: Case) -> None:
    bench = Bench(lab, case)
    try:
        found = [f"{write.process}: {write}" for write in bench.record()]
    finally:
        bench.close()
    known = [f"{one.process}: {one.write}" for one in load().singles[case.name]]
    assert sorted(found) == sorted(known), "docs/durability.md is not true any more: make faults"


def _some_writes(case: Case, writes: Sequence[Call], number: int) -> list[Call]:
    return random.Random(f"{_SEED}{case.name}{number}").sample(list(writes), 1)


@pytest.mark.parametrize("number", range(_STRUCK))
def test_a_single_fault_loses_nothing(lab: Lab, number: int) -> None:
    case = random.Random(_SEED + number).choice(CASES)
    bench = Bench(lab, case)
    try:
        chosen = _some_writes(case, bench.record(), number)
        outcomes = [bench.strike(write, kind) for write, kind in runs(chosen, share=0.5, seed=_SEED + number)]
    finally:
        bench.close()
    assert [(str(outcome.write), outcome.kind, outcome.lost) for outcome in outcomes if outcome.lost] == []
