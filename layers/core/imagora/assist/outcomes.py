"""What each way in which a text model can fail leads to: one table, for every provider.

| code | the person | the next assistant | the breaker | the operator |
|---|---|---|---|---|
| blocked | 422 `assist_refused` | is not asked | an answer | – |
| throttled, unavailable, timed_out | 503 `unavailable` | is asked | a failure | – |
| garbled, truncated, leaked | 503 `unavailable` | is asked | an answer | – |
| quota, billing, credentials, rejected | 503 `unavailable` | is asked | no evidence | alarm |
| left_alone | 503 `unavailable` | is asked | is open | – |
| spent | 429 `rate_limited` | is asked | isn't asked | – |
| ceiling | 429 `ceiling_reached` | is asked | isn't asked | alarm, by the ceilings |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from imagora.assist.port import AssistError


@dataclass(frozen=True, slots=True)
class Outcome:
    """`final`: no other assistant is asked. `trips`: it counts against the provider's breaker; `answers`: for it.

    `alarm`: whether somebody has to do something. `paid`: whether the provider may charge for it all the same.
    `wait`: seconds that the person is told to wait, where the provider didn't say.
    """

    final: bool = False
    trips: bool = False
    answers: bool = False
    alarm: bool = False
    paid: bool = False
    level: Literal["info", "warning", "error"] = "warning"
    wait: float = 10.0


OUTCOMES: Final[Mapping[str, Outcome]] = {
    "blocked": Outcome(final=True, answers=True, paid=True, level="info"),
    "throttled": Outcome(trips=True),
    "unavailable": Outcome(trips=True),
    "timed_out": Outcome(trips=True, paid=True),
    "garbled": Outcome(answers=True, paid=True, level="error"),
    "truncated": Outcome(answers=True, paid=True),
    "leaked": Outcome(answers=True, paid=True),
    "quota": Outcome(alarm=True, level="error", wait=600.0),
    "billing": Outcome(alarm=True, level="error", wait=600.0),
    "credentials": Outcome(alarm=True, level="error", wait=600.0),
    "rejected": Outcome(alarm=True, level="error", wait=600.0),
    "left_alone": Outcome(),
    "spent": Outcome(level="info"),
    "ceiling": Outcome(),
}
"""`garbled`: no answer of the shape that was asked for. `truncated`: the model ran out of room. `leaked`: what came
repeats our instructions or brings in what nobody wrote, so that it is shown to nobody."""


def outcome_of(error: AssistError) -> Outcome:
    return OUTCOMES[error.code]
