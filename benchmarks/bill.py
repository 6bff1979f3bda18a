"""(f) The bill: dollars a million home reads, posts, pictures, and a month idle, worked out from measured counts.

Nothing is measured here: prices come from `prices`, everything else from the results of the other parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks import prices, results

API_GB, FANOUT_GB, PIXELS_GB, SMALL_GB = 1.0, 0.5, 1769 / 1024, 0.25
"""Memory of the API, of the relay and fan-out functions, of those that touch pixels, of the others (the template's)."""

FULL_CPU_GB = 1769 / 1024
"""At 1,769 MB a function has one virtual CPU, below that a share of it. Source: Lambda Developer Guide."""

STEP_SECONDS = 0.006
"""Assumed: one wait for DynamoDB, SQS or S3 inside AWS."""

LOG_BYTES = 400
"""Assumed: what one invocation logs (platform's START, END and REPORT lines included)."""

HEADERS = 700
"""Assumed: bytes of an answer's headers."""

MILLION = 1_000_000
HOURS = 730


@dataclass(frozen=True)
class Line:
    """One line of a bill: how much of what at which price."""

    what: str
    arithmetic: str
    dollars: float


def lambda_lines(name: str, count: float, cpu_ms: float, gigabytes: float, steps: float) -> list[Line]:
    """Requests and time of an invocation: its CPU at the share that its memory has, and its waits."""
    seconds = cpu_ms / 1000 / min(1.0, gigabytes / FULL_CPU_GB) + steps * STEP_SECONDS
    return [
        Line(f"Lambda, {name}: requests", f"{count:g} × $0.20/M", count * prices.LAMBDA_REQUEST),
        Line(
            f"Lambda, {name}: time",
            f"{count:g} × {seconds * 1000:.1f} ms × {gigabytes:.2f} GB × $0.0000133334",
            count * seconds * gigabytes * prices.LAMBDA_GB_SECOND,
        ),
        Line(f"logs, {name}", f"{count:g} × {LOG_BYTES} B × $0.50/GB", count * LOG_BYTES / 1e9 * prices.LOGS_GB),
    ]


def table_lines(read: float, write: float) -> list[Line]:
    return [
        Line("DynamoDB, reads", f"{read:g} units × $0.125/M", read * prices.READ_UNIT),
        Line("DynamoDB, writes", f"{write:g} units × $0.625/M", write * prices.WRITE_UNIT),
    ]


def home_read() -> list[Line]:
    """One home page of 50 posts by 50 authors with a picture each, compressed by the gateway."""
    ours = results.figures("home_read")["functions"]["imagora"]
    units = results.figures("growth")["by_posts"][-1]["first"]["read_units"]
    size = ours["answer_gzip_bytes"] + HEADERS
    return [
        Line("API Gateway, REST", "1 × $3.50/M", prices.REST_API),
        *lambda_lines("API", 1, ours["cpu_ms"]["warm"], API_GB, 2),
        *table_lines(units, 0)[:1],
        Line("egress", f"{size:,} B (gzip and headers) × $0.09/GB", size / 1e9 * prices.EGRESS_GB),
    ]


def post(followers: int) -> list[Line]:
    """One text post, pushed to so many: publishing, relay, split, pages of 500, entries stored for 30 days."""
    none, many = results.figures("pipeline")["posts"]
    pages = -(-followers // 500)
    per_follower = (many["functions"]["FanOutPage"]["cpu_ms"]) / many["followers"]
    splits = none["functions"]["SplitFanout"]["cpu_ms"]
    writes = none["publish"]["write_units"] + none["fan_out"]["write_units"] + followers
    key_reads = pages * (1 + 9.5 * min(1.0, followers / 500 / pages))
    reads = none["publish"]["read_units"] + none["fan_out"]["read_units"] + key_reads
    messages = 3 * (1 + pages)
    stored = followers * 240 + 1_200
    return [
        Line("API Gateway, REST", "1 × $3.50/M", prices.REST_API),
        *lambda_lines("API", 1, none["functions"]["Api"]["cpu_ms"], API_GB, 3),
        *lambda_lines("RelayStream", 1, none["functions"]["RelayStream"]["cpu_ms"], FANOUT_GB, 1),
        *lambda_lines("SplitFanout", 1, splits, FANOUT_GB, 4 + 2 * pages),
        *lambda_lines(
            "FanOutPage", pages, per_follower * followers / pages, FANOUT_GB, 1 + 5 * min(1.0, followers / 500)
        ),
        *table_lines(reads, writes),
        Line("SQS", f"{messages} requests × $0.40/M", messages * prices.SQS_REQUEST),
        Line("DynamoDB, 30 days of storage", f"{stored:,} B × $0.25/GB", stored / 1e9 * prices.TABLE_GB_MONTH),
    ]


def picture() -> list[Line]:
    """One picture of 1024², drawn by the built-in generator, kept for a month."""
    row = next(one for one in results.figures("pipeline")["pictures"] if one["size"] == "1024x1024")
    relays = row["invocations"]["RelayStream"]
    asking = results.figures("pipeline")["posts"][0]["functions"]["Api"]["cpu_ms"]
    small = row["other_functions_cpu_ms"] / (relays + 1)
    return [
        Line("API Gateway, REST", "1 × $3.50/M", prices.REST_API),
        *lambda_lines("API", 1, asking, API_GB, 3),
        *lambda_lines("GenerateImage", 1, row["draw_cpu_ms"], PIXELS_GB, 6),
        *lambda_lines("ProcessMedia", 1, row["process_cpu_ms"], PIXELS_GB, 6),
        *lambda_lines("RelayStream", relays, small, FANOUT_GB, 1),
        *lambda_lines("SettleMedia", 1, small, SMALL_GB, 3),
        *table_lines(row["read_units"], row["write_units"]),
        Line("SQS", "9 requests × $0.40/M", 9 * prices.SQS_REQUEST),
        Line("S3, writes", f"{row['objects'] + 1} PUT × $5.00/M", (row["objects"] + 1) * prices.S3_PUT),
        Line("S3, reads", "1 GET × $0.40/M", prices.S3_GET),
        Line("S3, a month of storage", f"{row['stored_bytes']:,} B × $0.023/GB", row["stored_bytes"] / 1e9 * 0.023),
    ]


def picture_views() -> list[Line]:
    """A picture's large rendition seen once, through CloudFront, nine of ten times from its cache."""
    row = next(one for one in results.figures("pipeline")["pictures"] if one["size"] == "1024x1024")
    size = row["stored_bytes"]
    return [
        Line("CloudFront, requests", "1 × $1.00/M", prices.CLOUDFRONT_REQUEST),
        Line("CloudFront, egress", f"{size:,} B × $0.085/GB", size / 1e9 * prices.CLOUDFRONT_GB),
        Line("S3, reads", "0.1 GET × $0.40/M", 0.1 * prices.S3_GET),
    ]


def idle() -> list[Line]:
    """A month in which nobody comes, without free tiers."""
    mappings, alarms = _template()
    polls = mappings * 0.65e6
    sweeps = HOURS * 60
    sweep = lambda_lines("SweepStalled", sweeps, 5.0, SMALL_GB, 8)
    return [
        Line("SQS, polling", f"{mappings} mappings × 0.65 M × $0.40/M", polls * prices.SQS_REQUEST),
        *sweep,
        Line("DynamoDB, the sweep's reads", f"{sweeps:,} × 4 units × $0.125/M", sweeps * 4 * prices.READ_UNIT),
        Line("CloudWatch alarms", f"{alarms} × $0.10", alarms * prices.ALARM),
        Line("table, bucket and backup, nearly empty", "0.1 GB × $0.473/GB", 0.1 * 0.473),
    ]


def _template() -> tuple[int, int]:
    """How many queue mappings and alarms template.yaml has."""
    import yaml

    from infra.package import ROOT, _Template

    resources = yaml.load((ROOT / "template.yaml").read_text(encoding="utf-8"), Loader=_Template)["Resources"]
    events = [
        event
        for resource in resources.values()
        if resource["Type"] == "AWS::Serverless::Function"
        for event in resource["Properties"].get("Events", {}).values()
    ]
    queues = sum(event["Type"] == "SQS" for event in events)
    return queues, sum(resource["Type"] == "AWS::CloudWatch::Alarm" for resource in resources.values())


def other_doors() -> list[dict[str, Any]]:
    """A million home reads behind another gateway."""
    lines = home_read()
    gateway, rest = lines[0].dollars, sum(line.dollars for line in lines[1:])
    return [
        {"door": "REST API (as shipped)", "dollars": round((gateway + rest) * MILLION, 2)},
        {"door": "HTTP API", "dollars": round((prices.HTTP_API + rest) * MILLION, 2)},
        {"door": "function URL behind CloudFront", "dollars": round((prices.CLOUDFRONT_REQUEST + rest) * MILLION, 2)},
        {"door": "function URL alone", "dollars": round(rest * MILLION, 2)},
    ]


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
    found: dict[str, Any] = {"price_date": prices.PRICE_DATE, "prices": prices.SOURCE}
    found["home_reads"] = _shown(home_read(), MILLION)
    found["posts"] = {str(count): _shown(post(count), MILLION) for count in (100, 1_000, 10_000)}
    found["pictures"] = _shown(picture(), MILLION)
    found["picture_views"] = _shown(picture_views(), MILLION)
    found["idle_month"] = _shown(idle(), 1)
    found["idle_free"] = round(prices.SQS_REQUEST * MILLION + 10 * prices.ALARM + 43_800 * prices.LAMBDA_REQUEST, 2)
    found["doors"] = other_doors()
    return found


def main() -> None:
    results.write("bill", "make bench-bill", figures())


if __name__ == "__main__":
    main()
