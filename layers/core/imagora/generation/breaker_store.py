"""The breakers' states in the table, so that all workers see them: `BREAKER#<provider>` / `BREAKER`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aws_lambda_powertools import Logger
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from imagora.generation import breaker as rules
from imagora.generation.breaker import Admission, Breaker
from imagora.kernel.clock import Clock, parse, rfc3339
from imagora.kernel.retry import back_off
from imagora.table.item import Item
from imagora.table.reader import Key, Reader
from imagora.table.transaction import Contended, guarded

log = Logger(child=True)

_TRIES = 5


class BreakerItem(Item):
    state = UnicodeAttribute()
    failures = NumberAttribute()
    failed_at = UnicodeAttribute(null=True)
    probe_at = UnicodeAttribute(null=True)
    rev = NumberAttribute()


class _Overtaken(Exception):
    """Another worker changed it since it was read."""


@dataclass(frozen=True)
class Breakers:
    """A provider that is well costs one read a job and no write. Every write names the revision that it read."""

    reader: Reader
    now: Clock

    def state(self, provider: str) -> Breaker:
        """As it is now (1 consistent read). What was never written is closed."""
        return self._read(provider)[0]

    def admit(self, provider: str) -> Admission:
        """Whether to ask it now. A probe goes to one worker only: who loses the race for it waits."""
        seen, rev = self._read(provider)
        admission, after = rules.admit(seen, self.now())
        if after == seen:
            return admission
        try:
            self._write(provider, after, rev)
        except _Overtaken:
            return Admission(admitted=False, wait=rules.PAUSE.total_seconds())
        return admission

    def succeeded(self, provider: str, *, probe: bool) -> None:
        self._change(provider, lambda seen: rules.succeeded(seen, probe=probe))

    def failed(self, provider: str, *, probe: bool, retry_after: float | None = None) -> None:
        now = self.now()
        self._change(provider, lambda seen: rules.failed(seen, now, probe=probe, retry_after=retry_after))

    def _change(self, provider: str, change: Callable[[Breaker], Breaker]) -> None:
        """Five tries against other workers; one count more or less decides nothing, so that the job goes on."""
        for attempt in range(_TRIES):
            seen, rev = self._read(provider)
            after = change(seen)
            if after == seen:
                return
            try:
                self._write(provider, after, rev)
            except _Overtaken:
                back_off(0.02 * 2**attempt)
                continue
            if after.state != seen.state:
                log.warning("breaker", provider=provider, was=seen.state, now_is=after.state, failures=after.failures)
            return
        log.warning("a breaker was changed by too many", provider=provider)

    def _read(self, provider: str) -> tuple[Breaker, int]:
        row = self.reader.get(_key(provider), consistent=True)
        if row is None:
            return Breaker(), 0
        failed_at, probe_at = row.get("failed_at"), row.get("probe_at")
        seen = Breaker(
            row["state"],
            row["failures"],
            parse(failed_at) if failed_at else None,
            parse(probe_at) if probe_at else None,
        )
        return seen, row["rev"]

    def _write(self, provider: str, after: Breaker, rev: int) -> None:
        item = BreakerItem(
            *_key(provider),
            type="breaker",
            state=after.state,
            failures=after.failures,
            failed_at=rfc3339(after.failed_at) if after.failed_at else None,
            probe_at=rfc3339(after.probe_at) if after.probe_at else None,
            rev=rev + 1,
        )
        overtaken = _Overtaken()
        try:
            with guarded(overtaken):
                item.save(condition=BreakerItem.rev == rev if rev else BreakerItem.PK.does_not_exist())
        except Contended as busy:
            raise overtaken from busy


def _key(provider: str) -> Key:
    return f"BREAKER#{provider}", "BREAKER"
