"""Whoever is asked over the network is watched: breakers, an account's questions a day, the log, the alarm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aws_lambda_powertools import Logger

from imagora.assist.models import AssistUnsupported
from imagora.assist.outcomes import outcome_of
from imagora.assist.port import Assistant, AssistError, Brief, Reply
from imagora.credits.ceilings import AtCeiling, Ceilings, Hold
from imagora.generation.breaker import Admission
from imagora.generation.breaker_store import Breakers
from imagora.kernel.ids import AccountId
from imagora.table.transaction import Contended

log = Logger(child=True)

Spend = Callable[[AccountId], float | None]
"""Count one question to a model: None where it was still within the day's, else the seconds until the next day."""


@dataclass(frozen=True)
class Watching:
    """Asks an assistant once, under watch. `alarm`: tells the operator of what waiting doesn't mend."""

    breakers: Callable[[], Breakers]
    spend: Spend
    ceilings: Callable[[], Ceilings]
    alarm: Callable[[], None]

    def ask(self, assistant: Assistant, brief: Brief, account: AccountId) -> Reply:
        """The assistant's answer (1 step for the breaker, 1 for the count, 3 for its money). Raises what it raises.

        Also AssistError `left_alone` while its breaker is open, `spent` for who asked models enough today, and
        `ceiling` where the day's money is.
        """
        breaker = f"text {assistant.name}"
        admission = self.breakers().admit(breaker)
        if not admission.admitted:
            raise AssistError("left_alone", "its breaker is open", retry_after=admission.wait)
        wait = self.spend(account)
        if wait is not None:
            raise AssistError("spent", retry_after=wait)
        hold = self._afford(assistant, brief, account)
        try:
            reply = assistant.assist(brief)
        except AssistUnsupported:
            self._settle(hold, 0)
            raise
        except AssistError as error:
            self._settle(hold, _lost(hold, error))
            self._note(assistant, brief, error, breaker, admission)
            raise
        self._settle(hold, reply.microdollars)
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

    def _afford(self, assistant: Assistant, brief: Brief, account: AccountId) -> Hold | None:
        """Hold what the answer may cost at most. Who breaks off from here on leaves it counted."""
        most = assistant.most(brief)
        if not most:
            return None
        ceilings = self.ceilings()
        try:
            return ceilings.hold(account, most)
        except AtCeiling as reached:
            log.warning("a ceiling is reached", provider=assistant.name, which=reached.notice)
            wait = (reached.until - ceilings.now()).total_seconds()
            raise AssistError("ceiling", reached.notice, retry_after=max(1.0, wait)) from reached

    def _settle(self, hold: Hold | None, paid: int) -> None:
        """Count what it did cost. Where the counters are too busy for that, what was held stays."""
        if hold is None:
            return
        try:
            self.ceilings().correct(hold, paid)
        except Contended:
            log.warning("what was held stays counted", held=hold.microdollars, paid=paid)

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


def _lost(hold: Hold | None, error: AssistError) -> int:
    """What an answer that is no good cost: what it says, else all that was held if it may be charged for."""
    if error.microdollars is not None:
        return error.microdollars
    return hold.microdollars if hold is not None and outcome_of(error).paid else 0
