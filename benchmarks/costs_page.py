# ruff: noqa: E501 - tables and prose as they stand on the page
"""The page of what Imagora costs, and the same sums in the operators' guide, from the bill's figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from benchmarks import results
from benchmarks.results import ROOT

Table = Callable[..., str]

OPERATIONS = "docs/operations.md"
_BLOCK = re.compile("(?<=<!-- costs -->\n).*(?=<!-- end of costs -->)", re.DOTALL)
PARTS = ("API Gateway", "Lambda", "logs", "DynamoDB", "SQS", "egress")

HEAD = """# What it costs

Worked out by `make bench-bill` from what the other benchmarks counted ([benchmarks.md](benchmarks.md)) and from public prices
of {date} for us-east-1; no free tier is taken off. No bill of AWS stands behind it. `looked up` are secondary price pages,
`from memory` was not looked up: check those before money depends on them.

Lambda's time is the CPU that a handler took on the measuring machine, stretched by the share of a CPU that its memory gets
(1,769 MB have one), plus 6 ms a wait for another service (assumed). Cold starts are left out: they are few where there is
traffic, and in a quiet instance they cost less than a cent a day.

"""


def _money(dollars: float) -> str:
    if abs(dollars) >= 1_000:
        return f"{dollars:,.0f}"
    return f"{dollars:.3g}" if abs(dollars) >= 0.0001 else "under 0.0001"


def bill(title: str, found: dict[str, Any], table: Table, unit: str) -> str:
    rows = [[line["what"], line["arithmetic"], _money(line["dollars"])] for line in found["lines"]]
    return f"\n## {title}\n\n" + table(
        ["what", "for one", f"$ {unit}"], [*rows, ["**sum**", "", f"**{found['dollars']:,.2f}**"]]
    )


def sums(found: dict[str, Any], table: Table) -> str:
    posts = found["posts"]
    return table(
        ["a million of", "dollars"],
        [
            ["home reads (a page of 50)", f"{found['home_reads']['dollars']:.2f}"],
            *([f"posts to {int(count):,} followers", f"{posts[count]['dollars']:,.2f}"] for count in posts),
            *([f"*{name}*", f"{one['dollars']:,.2f}"] for name, one in found["acts"].items()),
            ["pictures (1024², built-in generator)", f"{found['pictures']['dollars']:,.2f}"],
            ["views of a picture, through CloudFront", f"{found['picture_views']['dollars']:,.2f}"],
        ],
    )


def idle(found: dict[str, Any], table: Table) -> str:
    """A month in which nobody comes, line by line, and what the free tiers take off."""
    month, free = found["idle_month"], found["idle_free"]
    rows = [[line["what"], line["arithmetic"], _money(line["dollars"])] for line in month["lines"]]
    off = [[f"free: {line['what']}", line["arithmetic"], _money(line["dollars"])] for line in free["lines"]]
    return table(
        ["what", "how much", "$ a month"],
        [
            *rows, ["**sum**", "", f"**{month['dollars']:.2f}**"],
            *off, ["**sum with AWS's free tiers**", "", f"**{month['dollars'] + free['dollars']:.2f}**"],
        ],
    )  # fmt: skip


def page(table: Table) -> str:
    found = results.figures("bill")
    text = HEAD.format(date=found["price_date"]) + sums(found, table)
    text += (
        f"\nA month in which nobody comes: {found['idle_month']['dollars']:.2f} dollars ([below](#an-idle-month)).\n"
    )
    text += "\n![The bill by part](plots/bill.svg)\n"
    text += bill("A home read", found["home_reads"], table, "a million") + _acts(found, table)
    for count, one in found["posts"].items():
        text += bill(f"A post to {int(count):,} followers", one, table, "a million")
    text += bill("A picture", found["pictures"], table, "a million")
    text += "\nA picture of a paid provider costs that provider's price on top, and its waiting in Lambda time.\n"
    text += bill("A view of a picture", found["picture_views"], table, "a million")
    text += "\n## An idle month\n\n" + idle(found, table)
    text += f"""
No key, secret or server in it costs by the hour. The nightly recount takes longer where there is more to count, but ends itself: at
its longest every night it costs {found["recount_month"]["dollars"]:.2f} dollars a month.
"""
    return text + _doors(found, table) + _prices(found, table)


def _acts(found: dict[str, Any], table: Table) -> str:
    """Each act's counts, and its dollars by part."""
    text = """
## What people do

Each with all that follows from it, alone: the stream's relay, the activity queue (notifications, search, trends, counters), the
fan-out. In a busy instance messages share invocations and requests, so this is the most that it costs. Counts are for one, dollars
for a million; every line's arithmetic is in `benchmarks/results/bill.json`.

"""
    measured = {one["what"]: one for one in results.figures("pipeline")["acts"]}
    rows = []
    for name, one in found["acts"].items():
        api, behind = measured[name]["api"], measured[name]["behind"]
        functions = behind["functions"]
        rows.append([
            name, f"{api['read_units']:g} + {behind['read_units']:g}", f"{api['write_units']:g} + {behind['write_units']:g}",
            f"{1 + sum(spent['invocations'] for spent in functions.values()):g}",
            f"{sum(spent['messages'] for called, spent in functions.items() if called != 'RelayStream'):g}",
            *(f"{_part(one, part):.2f}" for part in PARTS), f"**{one['dollars']:.2f}**",
        ])  # fmt: skip
    head = ["what", "read units: request + behind", "write units", "invocations", "messages"]
    return text + table([*head, *(f"$ {part}" for part in PARTS), "$ a million"], rows)


def _part(one: dict[str, Any], part: str) -> float:
    return float(sum(line["dollars"] for line in one["lines"] if line["what"].startswith(part)))


def _doors(found: dict[str, Any], table: Table) -> str:
    text = """
## Other doors

A million home reads through another gateway, all else equal. Sums elsewhere on this page are those of the gateway alone: CloudFront
in front of it adds a dollar a million requests, of which ten million a month are free.

"""
    text += table(["door", "dollars"], [[door["door"], f"{door['dollars']:.2f}"] for door in found["doors"]])
    return (
        text
        + """
An HTTP API would verify tokens too (a JWT authorizer), but has no compression of its own, so the function would have to gzip
its answers (in CPU), no request validation, no gateway responses of our own, and Chalice can't deploy one: the API would
move into template.yaml. A function URL has no authorizer for Cognito's tokens: the function would verify them itself
(PyJWT and cryptography in every cold start), and only CloudFront in front of it keeps strangers from calling it directly.
"""
    )


def _prices(found: dict[str, Any], table: Table) -> str:
    rows = [[name, price, source] for name, (price, source) in found["prices"].items()]
    return "\n## Prices\n\n" + table(["price", "", ""], rows)


def operations(table: Table) -> str:
    """The operators' guide with the same sums between its marks, and all else as it is."""
    found = results.figures("bill")
    text = f"""Arithmetic, not a bill: public list prices of {found["price_date"]} for us-east-1, from what the benchmarks counted. Every line of it, and
what was assumed, is in [costs](costs.md); `make bench-pages` writes both.

**Idle, a month.** Nobody uses it, everything runs.

{idle(found, table)}
No key, secret manager, server, address or gateway that costs by the hour.

**Running.** What a million costs, without free tiers:

{sums(found, table)}"""
    guide = (ROOT / OPERATIONS).read_text(encoding="utf-8")
    if not _BLOCK.search(guide):
        raise ValueError(f"{OPERATIONS} has no marks for what it costs")
    return _BLOCK.sub(lambda _: text, guide)
