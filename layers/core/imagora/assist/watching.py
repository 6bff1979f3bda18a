"""Whoever is asked over the network is watched: breakers, an account's questions a day, the log, the alarm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aws_lambda_powertools import Logger

from imagora.assist.outcomes import outcome_of
from imagora.assist.port import Assistant, AssistError, Brief, Reply
from imagora.generation.breaker import Admission
from imagora.generation.breaker_store import Breakers
from imagora.kernel.ids import AccountId

log = Logger(child=True)

Spend = Callable[[AccountId], float | None]
"""Count one question to a model: None where it was still within the day's, else the seconds until the next day."""


@dataclass(frozen=True)
class Watching:
    """Asks an assistant once, under watch. `alarm`: tells the operator of what waiting doesn't mend."""

    breakers: Callable[[], Breakers]
    spend: Spend
    alarm: Callable[[], None]

    def ask(self, assistant: Assistant, brief: Brief, account: AccountId) -> Reply:
        """The assistant's answer (1 step for the breaker, 1 for the count). Raises what it raises.

        Also AssistError `left_alone` while its breaker is open, and `spent` for who asked models enough today.
        """
        breaker = f"text {assistant.name}"
        admission = self.breakers().admit(breaker)
        if not admission.admitted:
            raise AssistError("left_alone", "its breaker is open", retry_after=admission.wait)
        wait = self.spend(account)
        if wait is not None:
            raise AssistError("spent", retry_after=wait)
        try:
            reply = assistant.assist(brief)
        except AssistError as error:
            self._note(assistant, brief, error, breaker, admission)
            raise
        if not admission.clean:
            self.breakers().succeeded(breaker, probe=admission.probe)
        log.info(
            "the co-pilot asked a model",
            provider=assistant.name,
            model=assistant.model,
            task=brief.wish.task,
            outcome="answered",
            tokens_in=reply.tokens_in,
            tokens_out=reply.tokens_out,
        )
        return reply

    def _note(self, assistant: Assistant, brief: Brief, error: AssistError, breaker: str, admission: Admission) -> None:
        """One line in the log, a count for the breaker, the alarm: as the table has it. No word of anybody's."""
        outcome = outcome_of(error)
        {"info": log.info, "warning": log.warning, "error": log.error}[outcome.level](
            "the co-pilot asked a model",
            provider=assistant.name,
            model=assistant.model,
            task=brief.wish.task,
            outcome=error.code,
            reason=error.reason,
        )
        if outcome.trips:
            self.breakers().failed(breaker, probe=admission.probe, retry_after=error.retry_after)
        elif outcome.answers and not admission.clean:
            self.breakers().succeeded(breaker, probe=admission.probe)
        if outcome.alarm:
            self.alarm()
