"""Ways in which a sign-up breaks half-way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from imagora import wiring
from imagora.table.transaction import Transaction


class Broken(Exception):
    """What a test breaks with."""


class Client:
    """A client that is itself but for one operation."""

    def __init__(self, real: Any, operation: str, instead: Callable[..., Any]) -> None:
        self._real, self._operation, self._instead = real, operation, instead

    def __getattr__(self, name: str) -> Any:
        return self._instead if name == self._operation else getattr(self._real, name)


def break_directory(patch: pytest.MonkeyPatch, operation: str, *, after: bool) -> None:
    """Let this Cognito operation fail, before or after it took effect."""
    membership = wiring.membership()
    real = membership.directory.cognito

    def fail(**arguments: Any) -> Any:
        if after:
            getattr(real, operation)(**arguments)
        raise Broken

    broken = replace(membership, directory=replace(membership.directory, cognito=Client(real, operation, fail)))
    patch.setattr(wiring, "membership", lambda: broken)


def break_commit(patch: pytest.MonkeyPatch, error: BaseException, *, after: bool) -> None:
    """Let transactions fail, before or after they were written."""
    real = Transaction.commit

    def fail(self: Transaction) -> None:
        if after:
            real(self)
        raise error

    patch.setattr(Transaction, "commit", fail)
