# ruff: noqa: E501 - tables and prose as they stand on the page
"""Writes docs/benchmarks.md, docs/costs.md and what docs/operations.md says of costs from benchmarks/results/*.json.

So pages and figures can't drift.

`python -m benchmarks.pages` writes them, `--check` says whether they are as it would write them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks import costs_page, likeness_page, results
from benchmarks.results import ROOT

NAMES = {
    "imagora": "Imagora",
    "boto3": "boto3, resource Table",
    "pynamodb": "PynamoDB models",
    "chalice_hello": "hello world in Chalice",
    "powertools": "Powertools' resolver, boto3 Table",
    "fastapi_mangum": "FastAPI + Mangum, boto3 Table",
}

HEAD = """# Benchmarks

What `make bench` measured; it writes this page from `benchmarks/results/*.json`, and a test holds the two together. Counts
(instructions, requests, bytes, units) come before times, and times are ratios within one run: the machine is shared.
Instructions are Callgrind's (Debian package `valgrind`; left out where it is absent): they count user code, not the
kernel, the network or waiting. Nothing here ran on AWS. What it costs in dollars is in [costs.md](costs.md).

| part | command | measured | machine |
|---|---|---|---|
"""


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def benchmarks_page() -> str:
    parts = [results.read(name) for name in ("home_read", "peer", "growth", "pipeline", "fanout", "hot_post")]
    overview = "".join(
        f"| {part['part']} | `{part['command']}` | {part['measured']} | {part['machine']['cores']} cores, "
        f"Python {part['machine']['python']}, load {part['machine']['load_at_the_end']} |\n"
        for part in parts
    )
    return HEAD + overview + home_read() + peer() + growth() + pipeline() + fanout() + hot_post()


def home_read() -> str:
    found = results.figures("home_read")
    ways, functions, page = found["ways"], found["functions"], found["page"]
    first = results.figures("home_read_first")
    counted = "instructions_m" in ways["imagora"]
    text = f"""
## (a) A home page of {page["posts"]} posts

By {page["authors"]} authors, a picture each, counts, and viewer state: the reader likes one of {page["liked_one_of"]}. All read the same items from an
endpoint in another process that replays its answers (plain HTTP, so without TLS), and the functions' answers are compared:
the same items from each (ours alone says from where on a later page is new). boto3 and PynamoDB are used as their documentation shows it.

### Three ways to read it

Our row is the product's whole home read (feed, rules, hydration), the others the read alone.

"""
    text += table(
        ["way", "requests", "items", "bytes in", "CPU, ours = 1", "M instructions: import", "first page", "a page"],
        [
            [NAMES[n], w["a_page"]["requests"], w["a_page"]["items"], f"{w['a_page']['bytes_out']:,}", w["cpu_ratio"],
             *(w["instructions_m"].values() if counted else ["–"] * 3)]
            for n, w in ways.items()
        ],
    )  # fmt: skip
    text += """
### Whole functions

Packaged, under Lambda's own Python runtime client (awslambdaric); ours is what `make package` built, the others have their
`.pyc` files. `init` is the interpreter, the runtime client and the import; `first` the first answer, `cold` both.

"""
    hello = functions["chalice_hello"].get("instructions_m")
    text += table(
        ["function", "MB", ".pyc", "answer", "gzip", "init M", "first M", "cold ÷ hello", "warm M", "warm CPU, ours = 1",
         "cold CPU, ours = 1", "peak MB"],
        [
            [NAMES[n], f["package_mb"], "yes" if f["pyc_shipped"] else "no", f"{f['answer_bytes']:,}",
             f"{f['answer_gzip_bytes']:,}", *_counts(f.get("instructions_m"), hello), f["cpu_ratio"]["warm"],
             f["cpu_ratio"]["cold"], f["memory_mb"]]
            for n, f in functions.items()
        ],
    )  # fmt: skip
    base = first["hello"]["init"] + first["hello"]["first"]
    was = first["function"]
    text += f"""
Before the read was made lean our function took {was["init"]:g} M to start, {was["first"]:g} M for its first answer
({(was["init"] + was["first"]) / base:.1f} × hello) and {was["warm"]:g} M for a warm one, in {first["package_mb"]} MB.

Not comparable: the peers have no structured logs of domain errors, no rate limits, no idempotency, no other 40 routes;
each would grow with them. TLS (a handshake a container, then little) is missing everywhere alike.

![Instructions of a home read](plots/home_read.svg)
"""
    return text


def _counts(counts: dict[str, float] | None, hello: dict[str, float] | None) -> list[Any]:
    if not counts or not hello:
        return ["–"] * 4
    ratio = (counts["init"] + counts["first"]) / (hello["init"] + hello["first"])
    return [counts["init"], counts["first"], f"{ratio:.2f}", counts["warm"]]


def peer() -> str:
    text = """
## (b) A peer: django-activity-stream on PostgreSQL

1,000 people, 10,000 posts, the same seeded graph; homes of 50 with author, text, picture and counts, twenty readers. Django
builds the page from `user_stream` (its own prefetching), PostgreSQL (Debian's) with stock settings on loopback; ours reads from the
replaying endpoint. Rows read are those that scans touched (`EXPLAIN ANALYZE`).

"""
    rows = []
    for row in results.figures("peer")["rows"]:
        a, b = row["activity_stream"], row["imagora"]
        rows.append([row["follows"], "activity-stream", f"{a['queries']:g}", f"{a['rows_returned']:g}", f"{a['rows_read']:,.0f}",
                     f"{a['bytes_in_answers']:,.0f}", row["client_cpu_ratio"],
                     f"{a['server_cpu_ms'] / b['client_cpu_ms']:.2f}"])  # fmt: skip
        items = f"{b['items_returned']:g}"
        rows.append(
            [
                row["follows"],
                "Imagora",
                f"{b['requests']:g}",
                items,
                items,
                f"{b['bytes_in_answers']:,.0f}",
                1,
                "billed in units",
            ]
        )
    text += table(
        ["follows", "side", "requests", "rows returned", "rows read", "bytes", "client CPU, ours = 1", "server CPU, same scale"], rows
    )  # fmt: skip
    return (
        text
        + """
Not comparable: they merge when reading and write one row a post; we write one entry a follower (see costs.md), so a post
to 200 followers costs them one insert and us 200 write units. Their answer is smaller: rows against
DynamoDB's JSON with names and types, and their posts carry less (no facets, no placeholder, no rights); nobody asks there what the
viewer likes, which is our third request. Ours ends at the domain's objects, theirs at plain values, and neither at JSON. Their
database is one machine that is always on. Nobody else writes meanwhile.
"""
    )


def growth() -> str:
    found = results.figures("growth")
    text = """
## (c) Growth

Requests and read units of a home page of 50 on the local table, by DynamoDB's rules. Flat means: the same on every row.

"""
    for name, what in (("by_posts", "posts"), ("by_follows", "follows"), ("by_pulled", "pulled")):
        titles = {"posts": "posts in the feed", "follows": "follows", "pulled": "of 100 follows pulled"}
        text += table(
            [titles[what], "authors on the page", "requests", "steps", "read units", "second page: requests", "read units"],
            [
                [f"{row[what]:,}", row["first"]["authors"], row["first"]["requests"], row["first"]["steps"],
                 row["first"]["read_units"], row["second"]["requests"], row["second"]["read_units"]]
                for row in found[name]
            ],
        ) + "\n"  # fmt: skip
    return (
        text
        + "A followed account above the push limit adds one Query: half a unit, and one step for all of them together.\n"
    )


def pipeline() -> str:
    found = results.figures("pipeline")
    text = """
## (d) Pictures and posts behind the API

CPU of the handlers' threads on this machine; a worker is one Lambda of 1,769 MB, which has one virtual CPU. Pictures a
minute follow from it where nothing else is waited for; `GenerationConcurrency` (5 as shipped) such workers draw at once.

"""
    text += table(
        ["size", "draw, CPU ms", "process, CPU ms", "pictures a minute and drawing worker", "… and processing worker",
         "read units", "write units", "stored bytes"],
        [
            [row["size"], row["draw_cpu_ms"], row["process_cpu_ms"], round(60_000 / row["draw_cpu_ms"]),
             round(60_000 / row["process_cpu_ms"]), row["read_units"], row["write_units"], f"{row['stored_bytes']:,}"]
            for row in found["pictures"]
        ],
    )  # fmt: skip
    text += "\n" + table(
        ["a post to", "publish: write units", "fan-out: requests", "read units", "write units", "API, CPU ms", "SplitFanout", "FanOutPage"],
        [
            [f"{row['followers']:,} followers", row["publish"]["write_units"], row["fan_out"]["requests"], row["fan_out"]["read_units"],
             row["fan_out"]["write_units"],
             *(row["functions"].get(name, {}).get("cpu_ms", "–") for name in ("Api", "SplitFanout", "FanOutPage"))]
            for row in found["posts"]
        ],
    )  # fmt: skip
    text += f"""
What people do otherwise, each alone, with all that follows from it: the request, and what the stream and the queues bring about
behind it. CPU is the median of {found["times"]}; the API's includes the local gateway's (tokens, compression). A bill for each is in
[costs.md](costs.md#what-people-do).

"""
    return text + table(
        ["what", "answer, bytes", "API: CPU ms", "steps", "read units", "write units", "behind: requests", "read units",
         "write units", "invocations and their CPU ms"],
        [
            [one["what"], f"{one['answer_bytes']:,}", *one["api"].values(), behind["requests"], behind["read_units"],
             behind["write_units"], _invoked(behind["functions"])]
            for one in found["acts"]
            for behind in [one["behind"]]
        ],
    )  # fmt: skip


def _invoked(functions: dict[str, dict[str, float]]) -> str:
    return ", ".join(f"{one['invocations']} {name} {one['cpu_ms']:g}" for name, one in functions.items()) or "–"


def fanout() -> str:
    from benchmarks.fanout_page import fanout as section

    return section(table)


def hot_post() -> str:
    from benchmarks.hot_post_page import hot_post as section

    return section(table)


PAGES = {
    "docs/benchmarks.md": benchmarks_page,
    "docs/costs.md": lambda: costs_page.page(table),
    costs_page.OPERATIONS: lambda: costs_page.operations(table),
    "docs/likeness.md": lambda: likeness_page.page(table),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for name, write in PAGES.items():
        text = write()
        if check:
            stale += [name] if (ROOT / name).read_text(encoding="utf-8") != text else []
        else:
            (ROOT / name).write_text(text, encoding="utf-8")
            print(f"{name} written")
    if stale:
        sys.exit(f"not as benchmarks/results says: {', '.join(stale)}; run `python -m benchmarks.pages`")


if __name__ == "__main__":
    main()
