"""What each way in which a provider can fail leads to: one table, for every provider.

| code | the job | tried again | the breaker | the operator |
|---|---|---|---|---|
| blocked | `blocked`, costs nothing, never falls back | no | an answer | – |
| throttled, unavailable, timed_out, garbled | `failed`, costs nothing | with back-off | a failure | – |
| quota, billing, credentials, rejected | `failed`, costs nothing | no | no evidence | alarm |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from imagora.generation.providers.port import ProviderError

_LATER: Final = "Nothing was charged; please try again in a while."
_OURS: Final = "That is ours to mend, and we were told. Nothing was charged."


@dataclass(frozen=True, slots=True)
class Outcome:
    """`trips`: whether it counts against the provider's breaker. `alarm`: whether somebody has to do something.

    `paid`: whether the provider may charge for it all the same: it took the request, and what it made was lost.
    """

    detail: str
    ends: Literal["blocked", "failed"] = "failed"
    retryable: bool = False
    trips: bool = False
    alarm: bool = False
    paid: bool = False
    level: Literal["info", "warning", "error"] = "info"


OUTCOMES: Final[Mapping[str, Outcome]] = {
    "blocked": Outcome("The provider's rules don't allow this picture. Nothing was charged.", ends="blocked"),
    "throttled": Outcome(f"The provider has too much to do. {_LATER}", retryable=True, trips=True, level="warning"),
    "unavailable": Outcome(f"The provider is out of order. {_LATER}", retryable=True, trips=True, level="warning"),
    "timed_out": Outcome(
        f"The provider took too long. {_LATER}", retryable=True, trips=True, paid=True, level="warning"
    ),
    "garbled": Outcome(
        f"The provider answered something that is no picture. {_LATER}",
        retryable=True,
        trips=True,
        paid=True,
        level="error",
    ),
    "quota": Outcome(f"This instance has used up what its provider allows. {_OURS}", alarm=True, level="error"),
    "billing": Outcome(f"This instance's account with its provider is stopped. {_OURS}", alarm=True, level="error"),
    "credentials": Outcome(f"The provider doesn't let this instance in. {_OURS}", alarm=True, level="error"),
    "rejected": Outcome(f"The provider doesn't take this request. {_OURS}", alarm=True, level="error"),
}

OTHER: Final = Outcome("The picture could not be made. Nothing was charged.", level="warning")
"""What a code leads to that only one provider has, such as `unsupported_size`."""


def failed(code: str, reason: str = "", *, retry_after: float | None = None) -> ProviderError:
    """The error of this row. `reason` goes to the log: a status, a code, never a prompt."""
    outcome = OUTCOMES[code]
    return ProviderError(code, outcome.detail, retryable=outcome.retryable, reason=reason, retry_after=retry_after)


def outcome_of(error: ProviderError) -> Outcome:
    return OUTCOMES.get(error.code, OTHER)
