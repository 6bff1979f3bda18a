"""The event pump: queues, streams and schedules of the template, delivered to the functions as AWS does."""

from infra.local.pump.delivery import Faults, Invoker, every_other, half_broken
from infra.local.pump.handlers import InProcess, LambdaContext
from infra.local.pump.mappings import FunctionSpec, TemplateError, read_functions
from infra.local.pump.peek import MotoPeek
from infra.local.pump.pump import EventPump, PumpUnsettled
from infra.local.pump.recovery import release_in_flight

__all__ = [
    "EventPump",
    "Faults",
    "FunctionSpec",
    "InProcess",
    "Invoker",
    "LambdaContext",
    "MotoPeek",
    "PumpUnsettled",
    "TemplateError",
    "every_other",
    "half_broken",
    "read_functions",
    "release_in_flight",
]
