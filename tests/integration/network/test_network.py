"""A town of random people sees what the plain rules say, whatever they do in whatever order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from imagora import wiring
from tests.integration.network.town import Town
from tests.integration.stack import Stack


@pytest.fixture
def town(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Town]]:
    """A town whose accounts are pushed, not pulled: what a pulled account's readers see has tests of its own."""
    monkeypatch.setenv("IMAGORA_PUSH_LIMIT", "5000")
    now, provider = wiring.now, wiring.provider
    wiring.forget()
    yield type("ThisTown", (Town,), {"stack": stack})
    monkeypatch.undo()
    wiring.forget()
    wiring.now, wiring.provider = now, provider


def _run(town: type[Town], examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        town,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.generate],  # shrinking replays towns for minutes: the first story is told as it was
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_many_towns_see_what_the_rules_say(town: type[Town]) -> None:
    _run(town, examples=4, steps=40)
