"""Where the benchmarks' figures come from: the template and the measured page."""

from __future__ import annotations

import pytest

from benchmarks import accesses, lines, shipped


def test_settings_are_the_templates() -> None:
    assert shipped.concurrency("FanOutPage") == shipped.parameter("FanoutConcurrency")
    assert shipped.concurrency("SplitFanout") == 5
    assert shipped.gigabytes("FanOutPage") == 0.5
    assert shipped.gigabytes("SweepStalled") == 0.25  # what Globals say
    assert shipped.runs_a_day("SweepStalled") == 1440
    assert shipped.runs_a_day("ReconcileCounts") == 1
    assert shipped.queue_of("FanOutPage")["VisibilityTimeout"] == 6 * shipped.timeout("FanOutPage")
    assert shipped.alarm_metrics() > shipped.alarms()  # some add up several


def test_an_access_is_read_from_the_measured_page() -> None:
    since = accesses.of("home with `since`, nothing new")
    assert (since.steps, since.read, since.write) == (1, 0.5, 0)
    with pytest.raises(KeyError):
        accesses.of("something else")


def test_what_follows_is_billed_by_invocation_and_message() -> None:
    functions = {
        "RelayStream": {"invocations": 1, "messages": 2, "cpu_ms": 1.0},
        "RecordActivity": {"invocations": 2, "messages": 3, "cpu_ms": 8.0},
    }
    billed = {line.what: line for line in lines.behind_lines(functions, requests=6)}
    assert billed["Lambda, RecordActivity: requests"].dollars == pytest.approx(2 * 0.2e-6)
    assert "RelayStream" in "".join(billed)
    assert lines.messages_of(functions) == 3  # the stream's are free
    assert lines.sqs(3).dollars == pytest.approx(9 * 0.4e-6)
