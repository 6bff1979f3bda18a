"""Lines of the bill: how much of what at which price, from counts and the few assumptions that stand here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks import prices, shipped

API_GB = 1.0
"""Memory of the API, which Chalice deploys; the other functions' is the template's."""

FULL_CPU_GB = 1769 / 1024
"""At 1,769 MB a function has one virtual CPU, below that a share of it. Source: Lambda Developer Guide."""

STEP_SECONDS = 0.006
"""Assumed: one wait for DynamoDB, SQS or S3 inside AWS."""

LOG_BYTES = 400
"""Assumed: what one invocation logs (platform's START, END and REPORT lines included)."""

HEADERS = 700
"""Assumed: bytes of an answer's headers."""

A_MESSAGE = 3
"""Requests of a message that travels alone: sent, received, deleted."""


@dataclass(frozen=True)
class Line:
    """One line of a bill: how much of what at which price."""

    what: str
    arithmetic: str
    dollars: float


def gateway() -> Line:
    return Line("API Gateway, REST", "1 × $3.50/M", prices.REST_API)


def edge(answer: int) -> list[Line]:
    """What CloudFront in front of it takes, in place of the egress: on the way to CloudFront none is paid."""
    size = answer + HEADERS
    return [
        Line("CloudFront, requests", "1 × $1.00/M", prices.CLOUDFRONT_REQUEST),
        Line("CloudFront, egress", f"{size:,} B × $0.085/GB", size / 1e9 * prices.CLOUDFRONT_GB),
    ]


def egress(answer: int) -> Line:
    size = answer + HEADERS
    return Line("egress", f"{size:,} B (gzip and headers) × $0.09/GB", size / 1e9 * prices.EGRESS_GB)


def sqs(messages: float) -> Line:
    requests = A_MESSAGE * messages
    return Line("SQS", f"{messages:,g} messages × {A_MESSAGE} requests × $0.40/M", requests * prices.SQS_REQUEST)


def lambda_lines(name: str, count: float, cpu_ms: float, gigabytes: float, steps: float) -> list[Line]:
    """Requests and time of an invocation: its CPU at the share that its memory has, and its waits."""
    seconds = cpu_ms / 1000 / min(1.0, gigabytes / FULL_CPU_GB) + steps * STEP_SECONDS
    return [
        Line(f"Lambda, {name}: requests", f"{count:,g} × $0.20/M", count * prices.LAMBDA_REQUEST),
        Line(
            f"Lambda, {name}: time",
            f"{count:,g} × {seconds * 1000:.1f} ms × {gigabytes:.2f} GB × $0.0000133334",
            count * seconds * gigabytes * prices.LAMBDA_GB_SECOND,
        ),
        Line(f"logs, {name}", f"{count:,g} × {LOG_BYTES} B × $0.50/GB", count * LOG_BYTES / 1e9 * prices.LOGS_GB),
    ]


def table_lines(read: float, write: float) -> list[Line]:
    return [
        Line("DynamoDB, reads", f"{read:,g} units × $0.125/M", read * prices.READ_UNIT),
        Line("DynamoDB, writes", f"{write:,g} units × $0.625/M", write * prices.WRITE_UNIT),
    ]


def behind_lines(functions: Mapping[str, Mapping[str, float]], requests: float) -> list[Line]:
    """What follows from a request, alone: each function's invocations and CPU; the waits are shared out evenly."""
    invocations = sum(one["invocations"] for one in functions.values())
    lines = []
    for name, one in functions.items():
        if one["invocations"]:
            cpu, share = one["cpu_ms"] / one["invocations"], requests / invocations
            lines += lambda_lines(name, one["invocations"], cpu, shipped.gigabytes(name), share)
    return lines


def messages_of(functions: Mapping[str, Mapping[str, float]]) -> float:
    """Messages of queues; what the stream brings isn't billed."""
    return sum(one["messages"] for name, one in functions.items() if name != "RelayStream")


def renamed(line: Line, what: str) -> Line:
    return Line(what, line.arithmetic, line.dollars)
