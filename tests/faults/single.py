"""Single faults, exhaustively: a clean run records the writes, then each is hit by each fault, one run each."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.faults.audit import breaches
from tests.faults.case import Case, World
from tests.faults.lab import Gone, Lab
from tests.faults.plan import SINGLE, Aimed, Call, Kind, NoFaults, may_strike

_A_DAY = 24 * 3_600 + 60
PATIENCE = 1_500
"""Simulated seconds in which everything has to be whole again. Beside it a day passes for sign-ups."""


@dataclass(frozen=True)
class Outcome:
    """What became of one run. `seconds`: simulated, until all was whole; `lost`: what was not, in the end."""

    case: str
    write: Call
    kind: Kind
    seconds: float
    lost: tuple[str, ...]


class Bench:
    """Runs one case: arranged once where it can be put back."""

    def __init__(self, lab: Lab, case: Case) -> None:
        self.lab = lab
        self.case = case
        self._before = lab.checkpoint()
        self._world = case.arrange(lab)
        self._start = lab.checkpoint()

    def close(self) -> None:
        self.lab.put_back(self._before)

    def record(self) -> list[Call]:
        """The writes of a clean run. Raises AssertionError when even that one does not end well."""
        with self.lab.injector.planning(NoFaults()) as writes:
            lost, _ = self._run(self._ready())
        assert not lost, (self.case.name, lost)
        return list(writes)

    def strike(self, write: Call, kind: Kind) -> Outcome:
        world = self._ready()
        plan = Aimed(kind, nth=write.number)
        with self.lab.injector.planning(plan):
            lost, seconds = self._run(world)
        if plan.struck is None:
            lost = (*lost, "the write did not come")
        return Outcome(self.case.name, write, kind, seconds, tuple(lost))

    def _ready(self) -> World:
        self.lab.put_back(self._start)
        return dict(self._world)

    def _run(self, world: World) -> tuple[Sequence[str], float]:
        try:
            self.case.act(self.lab, world)
        except Gone as gone:
            return [f"no answer to {gone}"], 0.0
        acted = self.lab.clock.seconds
        wrong = self._wrong(world)
        while wrong and self.lab.clock.seconds - acted < PATIENCE and not _waits_a_day(wrong):
            self.lab.pass_time()
            wrong = self._wrong(world)
        if _waits_a_day(wrong):
            self.lab.pass_time(_A_DAY)
            wrong = self._wrong(world)
        whole = self.lab.clock.seconds - acted
        if not wrong:
            self.lab.pass_time(PATIENCE)  # and nothing stirs any more
            wrong = self._wrong(world)
        return wrong, whole

    def _wrong(self, world: World) -> list[str]:
        wish = self.case.expect(self.lab, world)
        return breaches(self.lab) + ([wish] if wish else [])


def _waits_a_day(wrong: Sequence[str]) -> bool:
    """Whether all that is left is a sign-up that broke: its note is due after 24 h."""
    return bool(wrong) and all("SIGNUP" in one or "sign-in of" in one for one in wrong)


def runs(writes: Sequence[Call], *, share: float = 1.0, seed: int = 0) -> Iterator[tuple[Call, Kind]]:
    """Each write with each fault, or a share of them that the seed picks."""
    pick = random.Random(seed)
    for write in writes:
        for kind in SINGLE:
            if may_strike(kind, write) and pick.random() < share:
                yield write, kind
