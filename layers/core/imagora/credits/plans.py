"""Plans: what an account may do in a month, as the instance's configuration has it. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from imagora.kernel.config import Misconfigured
from imagora.kernel.errors import InvalidInput

Lane = Literal["fast", "slow"]

FREE: Final = "free"
"""The plan of everybody who was given no other one."""

DEFAULT: Final = "free:100:4:1536:fast,plus:1000:8:1536:fast:200,pro:5000:16:1536:fast:1000"
"""`IMAGORA_PLANS` where it isn't set."""

_SIDES: Final = range(256, 1_537)


@dataclass(frozen=True, slots=True)
class Plan:
    """`credits` a month; `parallel` jobs that are in the fast lane at once; `side`: the longest one of a picture.

    `lane`: where its jobs stand, which is its priority: the slow lane is served when the fast one is empty.
    `daily`: pictures a day, whatever they cost.
    """

    name: str
    credits: int
    parallel: int
    side: int
    lane: Lane
    daily: int

    def admit(self, side: int) -> None:
        """Raises InvalidInput where a picture's longest side is longer than this plan has it."""
        if side > self.side:
            raise InvalidInput.of(
                "size", "not_in_plan", f"Your plan, {self.name}, makes pictures of up to {self.side} pixels a side."
            )


@dataclass(frozen=True)
class Plans:
    """All plans of an instance; one of them is `free`."""

    by_name: Mapping[str, Plan]

    def __getitem__(self, name: str) -> Plan:
        """A plan; one that isn't configured any more counts as `free`."""
        return self.by_name.get(name) or self.by_name[FREE]

    @classmethod
    def read(cls, text: str, *, daily: int) -> Plans:
        """Read `name:credits:parallel:longest side:lane[:pictures a day]`, comma-separated.

        `daily` where a plan doesn't say how many pictures a day. Raises Misconfigured.
        """
        plans = [_plan(part.strip(), daily) for part in (text or DEFAULT).split(",") if part.strip()]
        by_name = {plan.name: plan for plan in plans}
        if FREE not in by_name or len(by_name) < len(plans):
            raise Misconfigured("IMAGORA_PLANS has to name each plan once, and one that is called free")
        return cls(by_name)


def _plan(text: str, daily: int) -> Plan:
    parts = text.split(":")
    numbers = [*parts[1:4], *parts[5:6]]
    if len(parts) not in (5, 6) or not all(part.isdecimal() for part in numbers) or not parts[0].isidentifier():
        raise Misconfigured(
            f"IMAGORA_PLANS has {text!r}; a plan is name:credits:parallel:longest side:lane[:pictures a day]"
        )
    credits_, parallel, side = (int(part) for part in parts[1:4])
    if parts[4] not in ("fast", "slow") or parallel < 1 or side not in _SIDES:
        raise Misconfigured(f"IMAGORA_PLANS has {text!r}; 1 job or more, 256 to 1536 pixels, lane fast or slow")
    lane: Lane = "slow" if parts[4] == "slow" else "fast"
    return Plan(parts[0], credits_, parallel, side, lane, int(parts[5]) if len(parts) == 6 else daily)
