"""Schedules of the template: EventBridge rules and Scheduler schedules with `rate(...)`."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.local.pump.mappings import (
    ACCOUNT,
    REGION,
    FunctionSpec,
    Resources,
    TemplateError,
    find_function,
    of_type,
    read_functions,
)

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True)
class Schedule:
    """A function that is called every `interval` seconds, with `input` or else the usual scheduled event."""

    id: str
    function: FunctionSpec
    interval: int
    arn: str
    source: str
    input: Mapping[str, Any] | None

    def event(self) -> dict[str, Any]:
        if self.input is not None:
            return dict(self.input)
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "Scheduled Event",
            "source": self.source,
            "account": ACCOUNT,
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": REGION,
            "resources": [self.arn],
            "detail": {} if self.source == "aws.events" else "{}",
        }


def read_schedules(resources: Resources) -> list[Schedule]:
    """Every enabled schedule, ordered by logical id. A `cron(...)` raises TemplateError: only rates run here."""
    functions = read_functions(resources)
    schedules: list[Schedule] = []
    for logical_id, properties in of_type(resources, "AWS::Events::Rule").items():
        if "ScheduleExpression" in properties and properties.get("State") != "DISABLED":
            arn = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{properties.get('Name', logical_id)}"
            schedules += [
                _schedule(logical_id, properties, target, functions, (arn, "aws.events"))
                for target in properties.get("Targets") or []
            ]
    for logical_id, properties in of_type(resources, "AWS::Scheduler::Schedule").items():
        if properties.get("State") != "DISABLED":
            arn = f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/{properties.get('Name', logical_id)}"
            origin = (arn, "aws.scheduler")
            schedules.append(_schedule(logical_id, properties, properties["Target"], functions, origin))
    return schedules


def _schedule(
    logical_id: str,
    properties: Mapping[str, Any],
    target: Mapping[str, Any],
    functions: Mapping[str, FunctionSpec],
    origin: tuple[str, str],
) -> Schedule:
    text = target.get("Input")
    return Schedule(
        id=logical_id,
        function=find_function(target["Arn"], functions),
        interval=parse_rate(str(properties["ScheduleExpression"])),
        arn=origin[0],
        source=origin[1],
        input=None if text is None else json.loads(text),
    )


def parse_rate(expression: str) -> int:
    """Seconds of a `rate(1 minute)`; raises TemplateError for anything else."""
    match = _RATE.fullmatch(expression.strip())
    if match is None or int(match[1]) == 0:
        raise TemplateError(f"only rate(...) schedules run on the laptop, not {expression!r}")
    return int(match[1]) * _SECONDS[match[2]]
