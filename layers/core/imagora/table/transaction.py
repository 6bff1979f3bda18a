"""All-or-nothing writes that say in the domain's words which part of them was refused."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pynamodb.exceptions import CancellationReason, DeleteError, PutError, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from imagora.kernel.errors import Unavailable
from imagora.table.item import Item

_TRIES = 6
_CONFLICTS = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


class Contended(Unavailable):
    """Too many changed the same thing at once. Try again shortly; nothing was changed."""


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
    _updates: list[tuple[Item, Sequence[Action], Condition | None, Exception]] = field(default_factory=list)

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
    ) -> None:
        """Change attributes of the item with this one's key; only its key is used."""
        self._updates.append((item, actions, when, otherwise or Contended()))

    def commit(self) -> None:
        """Write all of it.

        Raises what `otherwise` said for the first refused condition; Contended when others were faster six times.
        Retry-safe only where the conditions make it so.
        """
        for attempt in range(_TRIES):
            try:
                self._write()
            except TransactWriteError as error:
                if not self._may_retry(error):
                    raise
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
            for item, actions, may, _ in self._updates:
                write.update(item, list(actions), may)

    def _may_retry(self, error: TransactWriteError) -> bool:
        refusals = (
            *(otherwise for *_, otherwise in self._checks),
            *(otherwise for *_, otherwise in self._deletes),
            *(otherwise for *_, otherwise in self._puts),
            *(otherwise for *_, otherwise in self._updates),
        )
        reasons: list[CancellationReason | None] = list(error.cancellation_reasons)
        for reason, refusal in zip(reasons, refusals, strict=False):
            if reason is not None and reason.code == "ConditionalCheckFailed":
                raise refusal from error
        return any(reason is not None and reason.code in _CONFLICTS for reason in reasons)


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
