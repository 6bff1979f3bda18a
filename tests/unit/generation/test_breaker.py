"""The breaker as a pure state machine: when it opens, whom it lets through, when it closes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from imagora.generation.breaker import (
    FORGET,
    LONGEST_PAUSE,
    PAUSE,
    THRESHOLD,
    Admission,
    Breaker,
    admit,
    failed,
    succeeded,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def opened(**about: float) -> Breaker:
    breaker = Breaker()
    for _ in range(THRESHOLD):
        breaker = failed(breaker, NOON, probe=False, **about)
    return breaker


def test_opens_at_the_threshold_and_not_before() -> None:
    breaker = Breaker()
    for count in range(1, THRESHOLD):
        breaker = failed(breaker, after(count), probe=False)
        assert (breaker.state, breaker.failures) == ("closed", count)
        assert admit(breaker, after(count)) == (Admission(admitted=True, clean=False), breaker)
    assert failed(breaker, after(THRESHOLD), probe=False).state == "open"


def test_success_in_between_starts_the_count_anew() -> None:
    breaker = failed(failed(Breaker(), NOON, probe=False), NOON, probe=False)
    assert succeeded(breaker, probe=False) == Breaker()


def test_failures_far_apart_are_no_outage() -> None:
    breaker, at = Breaker(), NOON
    for _ in range(3 * THRESHOLD):
        at += FORGET + timedelta(seconds=1)
        breaker = failed(breaker, at, probe=False)
    assert (breaker.state, breaker.failures) == ("closed", 1)


def test_open_lets_nothing_through_until_the_pause_is_over() -> None:
    admission, same = admit(opened(), after(5))
    assert (admission.admitted, admission.wait, same) == (False, 10, opened())


def test_probe_goes_out_once_then_again_when_it_does_not_come_back() -> None:
    admission, probing = admit(opened(), NOON + PAUSE)
    assert (admission, probing.state) == (Admission(admitted=True, probe=True, clean=False), "half_open")
    assert not admit(probing, NOON + PAUSE + timedelta(seconds=14))[0].admitted
    assert admit(probing, NOON + 2 * PAUSE)[0].probe


def test_probe_decides() -> None:
    _, probing = admit(opened(), NOON + PAUSE)
    assert succeeded(probing, probe=True) == Breaker()
    again = failed(probing, NOON + PAUSE, probe=True)
    assert (again.state, again.probe_at) == ("open", NOON + 2 * PAUSE)


def test_call_from_before_it_opened_decides_nothing() -> None:
    assert succeeded(opened(), probe=False) == opened()
    assert failed(opened(), after(9), probe=False) == opened()


def test_pause_is_as_long_as_the_provider_asked_for_within_a_minute() -> None:
    assert opened(retry_after=40).probe_at == after(40)
    assert opened(retry_after=3).probe_at == NOON + PAUSE
    assert opened(retry_after=3_600).probe_at == NOON + LONGEST_PAUSE


@given(steps=st.lists(st.tuples(st.integers(1, 4_000), st.booleans()), max_size=150))
def test_few_probes_go_out_whatever_becomes_of_them(steps: list[tuple[int, bool]]) -> None:
    """Never more than four in 15 s; and once the provider is back, the first that asks after the pause closes it."""
    breaker, at, probes = opened(), NOON, []
    for milliseconds, answered in steps:
        at += timedelta(milliseconds=milliseconds)
        admission, breaker = admit(breaker, at)
        if admission.probe:
            probes.append(at)
            breaker = failed(breaker, at, probe=True) if answered else breaker
    assert all(sum(start <= probe <= start + timedelta(seconds=15) for probe in probes) <= 4 for start in probes)
    admission, breaker = admit(breaker, at + LONGEST_PAUSE)
    assert admission.probe
    assert succeeded(breaker, probe=True).state == "closed"
