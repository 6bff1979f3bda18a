"""(g) The bill: dollars for a million of what people do, and for a month idle, worked out from measured counts.

Nothing is measured here: prices come from `prices`, settings from `shipped`, everything else from the results of the
other parts.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from benchmarks import prices, results, shipped
from benchmarks.lines import (
    API_GB,
    STEP_SECONDS,
    Line,
    behind_lines,
    edge,
    egress,
    gateway,
    lambda_lines,
    messages_of,
    renamed,
    sqs,
    table_lines,
)
from imagora.feeds.models import PAGE_OF_FOLLOWERS
from imagora.pipeline.reconcile import RUN_SECONDS

ENTRY_BYTES, POST_BYTES = 240, 1_200
"""Assumed: a feed entry and a post, with what DynamoDB adds for storage."""

POLLS = 0.65e6
"""Assumed: empty receives a month of one queue mapping (five pollers that wait 20 s each)."""

IDLE_GB = 0.1
"""Assumed: releases, the web app and what little there is."""

MILLION = 1_000_000
DAYS = 730 / 24
_A_POST = "a post of 12 words to nobody"
_PIXELS = ("GenerateImage", "ProcessMedia", "CheckProvenance")


def home_read() -> list[Line]:
    """One home page of 50 posts by 50 authors with a picture each, compressed by the gateway."""
    ours = results.figures("home_read")["functions"]["imagora"]
    first = results.figures("growth")["by_posts"][-1]["first"]
    return [
        gateway(),
        *lambda_lines("API", 1, ours["cpu_ms"]["warm"], API_GB, first["steps"]),
        *table_lines(first["read_units"], 0),
        egress(ours["answer_gzip_bytes"]),
    ]


def act(name: str) -> list[Line]:
    """One of the measured acts, with all that follows from it."""
    (one,) = [one for one in results.figures("pipeline")["acts"] if one["what"] == name]
    api, behind = one["api"], one["behind"]
    return [
        gateway(),
        *lambda_lines("API", 1, api["cpu_ms"], API_GB, api["steps"]),
        *behind_lines(behind["functions"], behind["requests"]),
        *table_lines(api["read_units"] + behind["read_units"], api["write_units"] + behind["write_units"]),
        sqs(messages_of(behind["functions"])),
        egress(one["answer_bytes"]),
    ]


def acts() -> list[str]:
    return [one["what"] for one in results.figures("pipeline")["acts"]]


def post(followers: int) -> list[Line]:
    """A post as measured (relay, announcing, indexing), pushed to so many: pages, entries stored for 30 days."""
    none, many = results.figures("pipeline")["posts"]
    pages = -(-followers // PAGE_OF_FOLLOWERS)
    share = followers / PAGE_OF_FOLLOWERS / pages
    page_cpu = many["functions"]["FanOutPage"]["cpu_ms"] / many["followers"] * followers / pages
    page_reads = (many["fan_out"]["read_units"] - none["fan_out"]["read_units"]) / many["followers"] * followers
    stored = followers * ENTRY_BYTES + POST_BYTES
    return [
        *act(_A_POST),
        *lambda_lines("FanOutPage", pages, page_cpu, shipped.gigabytes("FanOutPage"), 1 + 5 * share),
        Line(
            "Lambda, SplitFanout: time for pages",
            f"{pages} × {2 * STEP_SECONDS * 1000:g} ms × {shipped.gigabytes('SplitFanout'):.2f} GB × $0.0000133334",
            pages * 2 * STEP_SECONDS * shipped.gigabytes("SplitFanout") * prices.LAMBDA_GB_SECOND,
        ),
        *[renamed(line, f"{line.what} of the fan-out") for line in (*table_lines(page_reads, followers), sqs(pages))],
        Line("DynamoDB, 30 days of storage", f"{stored:,} B × $0.25/GB", stored / 1e9 * prices.TABLE_GB_MONTH),
    ]


def picture() -> list[Line]:
    """One picture of 1024², drawn by the built-in generator, kept for a month."""
    row, none = _picture(), results.figures("pipeline")["posts"][0]
    small = {name: count for name, count in row["invocations"].items() if name not in _PIXELS}
    cpu = row["other_functions_cpu_ms"] / sum(small.values())
    waits = {"RelayStream": 1}
    others = [
        line
        for name, count in small.items()
        for line in lambda_lines(name, count, cpu, shipped.gigabytes(name), waits.get(name, 3))
    ]
    return [
        gateway(),
        *lambda_lines("API", 1, none["functions"]["Api"]["cpu_ms"], API_GB, 3),
        *lambda_lines("GenerateImage", 1, row["draw_cpu_ms"], shipped.gigabytes("GenerateImage"), 6),
        *lambda_lines("ProcessMedia", 1, row["process_cpu_ms"], shipped.gigabytes("ProcessMedia"), 6),
        *others,
        *table_lines(row["read_units"], row["write_units"]),
        sqs(sum(count for name, count in row["invocations"].items() if name != "RelayStream")),
        Line("S3, writes", f"{row['objects'] + 1} PUT × $5.00/M", (row["objects"] + 1) * prices.S3_PUT),
        Line("S3, reads", "1 GET × $0.40/M", prices.S3_GET),
        Line(
            "S3, a month of storage",
            f"{row['stored_bytes']:,} B × $0.023/GB",
            row["stored_bytes"] / 1e9 * prices.S3_GB_MONTH,
        ),
    ]


def _picture() -> dict[str, Any]:
    return dict(next(one for one in results.figures("pipeline")["pictures"] if one["size"] == "1024x1024"))


def picture_views() -> list[Line]:
    """A picture's large rendition seen once, through CloudFront, nine of ten times from its cache."""
    size = _picture()["stored_bytes"]
    return [
        Line("CloudFront, requests", "1 × $1.00/M", prices.CLOUDFRONT_REQUEST),
        Line("CloudFront, egress", f"{size:,} B × $0.085/GB", size / 1e9 * prices.CLOUDFRONT_GB),
        Line("S3, reads", "0.1 GET × $0.40/M", 0.1 * prices.S3_GET),
    ]


def idle() -> list[Line]:
    """A month in which nobody comes, without free tiers."""
    mappings, metrics = shipped.queue_mappings(), shipped.alarm_metrics()
    polls = mappings * POLLS * prices.SQS_REQUEST
    stored = IDLE_GB * (prices.TABLE_GB_MONTH + prices.BACKUP_GB_MONTH + prices.S3_GB_MONTH)
    return [
        Line("SQS, polling", f"{mappings} mappings × {POLLS / 1e6:g} M × $0.40/M", polls),
        *_scheduled("SweepStalled"),
        *_scheduled("ReconcileCounts"),
        Line("CloudWatch alarms", f"{metrics} metrics in {shipped.alarms()} alarms × $0.10", metrics * prices.ALARM),
        Line("table, bucket and backup, nearly empty", f"{IDLE_GB:g} GB × ($0.25 + $0.20 + $0.023)", stored),
    ]


def _scheduled(function: str) -> list[Line]:
    one, runs = results.figures("pipeline")["idle"][function], round(shipped.runs_a_day(function) * DAYS)
    reads, writes = table_lines(runs * one["read_units"], runs * one["write_units"])
    return [
        *lambda_lines(function, runs, one["cpu_ms"], shipped.gigabytes(function), one["requests"]),
        *[renamed(line, f"{line.what}, {function}") for line in (reads, writes)],
    ]


def recount_at_most() -> list[Line]:
    """A month of nightly recounts that each run until their time is up, as in a large instance."""
    one, runs = (
        results.figures("pipeline")["idle"]["ReconcileCounts"],
        round(shipped.runs_a_day("ReconcileCounts") * DAYS),
    )
    reads = runs * RUN_SECONDS / STEP_SECONDS * one["read_units"] / one["requests"]
    waits = RUN_SECONDS / STEP_SECONDS
    return [
        *lambda_lines("ReconcileCounts", runs, 0, shipped.gigabytes("ReconcileCounts"), waits),
        *table_lines(reads, 0),
    ]


def other_doors() -> list[dict[str, Any]]:
    """A million home reads behind another gateway."""
    lines = home_read()
    door, out, inside = lines[0].dollars, lines[-1].dollars, sum(line.dollars for line in lines[1:-1])
    front = sum(
        line.dollars for line in edge(results.figures("home_read")["functions"]["imagora"]["answer_gzip_bytes"])
    )
    doors = {
        "REST API": door + inside + out,
        "REST API behind CloudFront (as shipped, with the edge)": door + inside + front,
        "HTTP API": prices.HTTP_API + inside + out,
        "function URL behind CloudFront": inside + front,
        "function URL alone": inside + out,
    }
    return [{"door": name, "dollars": round(dollars * MILLION, 2)} for name, dollars in doors.items()]


def free() -> list[Line]:
    """What AWS's free tiers take off an idle month."""
    lines = idle()
    requests = min(prices.FREE_SQS_REQUESTS, shipped.queue_mappings() * POLLS) * prices.SQS_REQUEST
    metrics = min(prices.FREE_ALARMS, shipped.alarm_metrics()) * prices.ALARM
    return [
        Line("SQS", f"{prices.FREE_SQS_REQUESTS / 1e6:g} M requests", -requests),
        Line("CloudWatch", f"{prices.FREE_ALARMS} alarms of one metric", -metrics),
        Line("Lambda", "all of its requests and time", -_sum(lines, "Lambda")),
        Line("CloudWatch", "5 GB of logs", -_sum(lines, "logs")),
    ]


def _sum(lines: list[Line], beginning: str) -> float:
    return sum(line.dollars for line in lines if line.what.startswith(beginning))


def _shown(lines: list[Line], times: float) -> dict[str, Any]:
    kept = [line for line in lines if line.dollars]
    return {
        "lines": [
            {"what": line.what, "arithmetic": line.arithmetic, "dollars": float(f"{line.dollars * times:.3g}")}
            for line in kept
        ],
        "dollars": round(sum(line.dollars for line in kept) * times, 2),
    }


def figures() -> dict[str, Any]:
    """The whole bill, from the other parts' results as they are now."""
    million = partial(_shown, times=MILLION)
    return {
        "price_date": prices.PRICE_DATE,
        "prices": prices.SOURCE,
        "home_reads": million(home_read()),
        "posts": {str(count): million(post(count)) for count in (100, 1_000, 10_000)},
        "acts": {name: million(act(name)) for name in acts()},
        "pictures": million(picture()),
        "picture_views": million(picture_views()),
        "idle_month": _shown(idle(), 1),
        "idle_free": _shown(free(), 1),
        "recount_month": _shown(recount_at_most(), 1),
        "doors": other_doors(),
    }


def main() -> None:
    results.write("bill", "make bench-bill", figures())


if __name__ == "__main__":
    main()
