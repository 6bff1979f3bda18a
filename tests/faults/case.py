"""What a use case is to the fault tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults.lab import Lab

World = dict[str, Any]
"""Whom and what a case is about, by name."""

Expect = Callable[[Lab, World], str | None]
"""Says what is wrong with the outcome, None where nothing is."""


@dataclass(frozen=True)
class Case:
    """`arrange` makes what there is before, `act` is what faults hit, `expect` says what is wrong with the outcome."""

    name: str
    arrange: Callable[[Lab], World]
    act: Callable[[Lab, World], None]
    expect: Expect
