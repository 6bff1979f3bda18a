"""What an instance is set to: read from template.yaml, so that no figure of it stands here a second time."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from benchmarks.results import ROOT
from infra.package import _Template


@cache
def _template() -> dict[str, Any]:
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=_Template))


def parameter(name: str) -> Any:
    """What a parameter is where nobody sets it."""
    return _template()["Parameters"][name]["Default"]


def _number(value: Any) -> float:
    """A number as it stands there, or the parameter that it refers to."""
    return float(parameter(value) if isinstance(value, str) else value)


def _of_type(kind: str) -> dict[str, dict[str, Any]]:
    found = _template()["Resources"].items()
    return {name: resource["Properties"] for name, resource in found if resource["Type"] == kind}


def _sources() -> list[tuple[str, dict[str, Any]]]:
    functions = _of_type("AWS::Serverless::Function")
    return [(name, event) for name, one in functions.items() for event in one.get("Events", {}).values()]


def gigabytes(function: str) -> float:
    """A function's memory."""
    common = _template()["Globals"]["Function"]["MemorySize"]
    return float(_of_type("AWS::Serverless::Function")[function].get("MemorySize", common)) / 1024


def _queue(function: str) -> dict[str, Any]:
    (queue,) = [event["Properties"] for name, event in _sources() if name == function and event["Type"] == "SQS"]
    return dict(queue)


def concurrency(function: str) -> int:
    """How many of a queue's batches a function works on at the same time."""
    return int(_number(_queue(function)["ScalingConfig"]["MaximumConcurrency"]))


def batch_size(function: str) -> int:
    """How many messages of a queue a function gets at once, at most."""
    return int(_queue(function)["BatchSize"])


def timeout(function: str) -> float:
    """Seconds that a function may take."""
    return float(_of_type("AWS::Serverless::Function")[function]["Timeout"])


def queue_of(function: str) -> dict[str, Any]:
    """The queue that a function works on."""
    return _of_type("AWS::SQS::Queue")[_queue(function)["Queue"].removesuffix(".Arn")]


def stream_window() -> float:
    """Seconds for which the stream gathers records."""
    return _number("StreamWindow")


def queue_mappings() -> int:
    return sum(event["Type"] == "SQS" for _, event in _sources())


def runs_a_day(function: str) -> float:
    """How often a schedule starts a function: `rate(1 minute)`, `rate(1 day)`."""
    (schedule,) = [event for name, event in _sources() if name == function and event["Type"] == "Schedule"]
    count, unit = schedule["Properties"]["Schedule"].removeprefix("rate(").rstrip(")").split()
    return {"minute": 1440.0, "hour": 24.0, "day": 1.0}[unit.rstrip("s")] / int(count)


def alarm_metrics() -> int:
    """Metrics that alarms watch: each is billed, those of an alarm that adds several up included."""
    alarms = _of_type("AWS::CloudWatch::Alarm").values()
    return sum(sum("MetricStat" in metric for metric in alarm.get("Metrics", ())) or 1 for alarm in alarms)


def alarms() -> int:
    return len(_of_type("AWS::CloudWatch::Alarm"))
