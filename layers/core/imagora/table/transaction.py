"""All-or-nothing writes that say in the domain's words which part of them was refused."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pynamodb.exceptions import CancellationReason, DeleteError, PutError, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from imagora.kernel.errors import Unavailable
from imagora.table.item import Item

TRIES = 6
PATIENCE = 2
"""How many conflicts over an item make an update go elsewhere, where it may."""

_CONFLICTS = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


class Contended(Unavailable):
    """Too many changed the same thing at once. Try again shortly; nothing was changed."""


Elsewhere = Callable[[], tuple[Item, Sequence[Action]]]
"""Where to write instead of to an item that others keep changing: another item, without a condition."""


@dataclass
class _Update:
    item: Item
    actions: Sequence[Action]
    when: Condition | None
    otherwise: Exception
    elsewhere: Elsewhere | None

    def moved(self) -> _Update:
        if self.elsewhere is None:
            return self
        item, actions = self.elsewhere()
        return _Update(item, actions, None, self.otherwise, self.elsewhere)


@dataclass
class Transaction:
    """Up to 100 writes that happen together or not at all.

    Each takes `otherwise`: the error that its refused condition means. `commit` raises the first of them in the order
    check, delete, put, update. Conflicts with other transactions are retried with jitter, then raise Contended.
    Costs two write units per KB and item, double what a plain write costs.
    """

    _checks: list[tuple[Item, Condition, Exception]] = field(default_factory=list)
    _deletes: list[tuple[Item, Condition | None, Exception]] = field(default_factory=list)
    _puts: list[tuple[Item, Condition | None, Exception]] = field(default_factory=list)
    _updates: list[_Update] = field(default_factory=list)

    def check(self, item: Item, when: Condition, *, otherwise: Exception) -> None:
        self._checks.append((item, when, otherwise))

    def delete(self, item: Item, when: Condition | None = None, *, otherwise: Exception | None = None) -> None:
        self._deletes.append((item, when, otherwise or Contended()))

    def put(self, item: Item, when: Condition | None = None, *, otherwise: Exception | None = None) -> None:
        self._puts.append((item, when, otherwise or Contended()))

    def create(self, item: Item, *, otherwise: Exception | None = None) -> None:
        """Put an item that must not exist yet."""
        self.put(item, Item.PK.does_not_exist(), otherwise=otherwise)

    def update(
        self,
        item: Item,
        actions: Sequence[Action],
        when: Condition | None = None,
        *,
        otherwise: Exception | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Change attributes of the item with this one's key; only its key is used.

        From the second conflict over this item on, what `elsewhere` names (asked anew each time) is updated instead.
        """
        self._updates.append(_Update(item, actions, when, otherwise or Contended(), elsewhere))

    def commit(self, *, tries: int = TRIES) -> None:
        """Write all of it.

        Raises what `otherwise` said for the first refused condition; Contended when others were faster `tries` times.
        Retry-safe only where the conditions make it so.
        """
        for attempt in range(tries):
            try:
                self._write()
            except TransactWriteError as error:
                conflicts = self._conflicts(error)
                if not any(conflicts):
                    raise
                if attempt + 1 >= PATIENCE:
                    self._evade(conflicts)
            else:
                return
            time.sleep(random.uniform(0, 0.02 * 2**attempt))
        raise Contended

    def _write(self) -> None:
        with TransactWrite(connection=Item._get_connection().connection) as write:  # noqa: SLF001
            for item, when, _ in self._checks:
                write.condition_check(type(item), item.PK, item.SK, when)
            for item, may, _ in self._deletes:
                write.delete(item, may)
            for item, may, _ in self._puts:
                write.save(item, may)
            for update in self._updates:
                write.update(update.item, list(update.actions), update.when)

    def _conflicts(self, error: TransactWriteError) -> list[bool]:
        """Which of the writes met another transaction, or a table that was busy; raises what a refused one means."""
        refusals = (
            *(otherwise for *_, otherwise in self._checks),
            *(otherwise for *_, otherwise in self._deletes),
            *(otherwise for *_, otherwise in self._puts),
            *(update.otherwise for update in self._updates),
        )
        reasons: list[CancellationReason | None] = list(error.cancellation_reasons)
        for reason, refusal in zip(reasons, refusals, strict=False):
            if reason is not None and reason.code == "ConditionalCheckFailed":
                raise refusal from error
        return [reason is not None and reason.code in _CONFLICTS for reason in reasons]

    def _evade(self, conflicts: list[bool]) -> None:
        """Have the updates that met others go elsewhere, where they may."""
        before = len(self._checks) + len(self._deletes) + len(self._puts)
        self._updates = [
            update.moved() if met else update for update, met in zip(self._updates, conflicts[before:], strict=True)
        ]


@contextmanager
def guarded(otherwise: Exception) -> Iterator[None]:
    """Around one conditional write: its refused condition becomes this error; anything else propagates.

    Raises Contended where a transaction held the item: nothing was changed, the caller's caller may repeat.
    """
    try:
        yield
    except (PutError, UpdateError, DeleteError) as error:
        if _code(error) == "ConditionalCheckFailedException":
            raise otherwise from error
        if _code(error) == "TransactionConflictException":
            raise Contended from error
        raise


def _code(error: PutError | UpdateError | DeleteError) -> str | None:
    """What DynamoDB called its refusal; None where no answer came at all (PynamoDB's own property fails there)."""
    answer = getattr(error.cause, "response", None) or {}
    code = answer.get("Error", {}).get("Code")
    return None if code is None else str(code)
