# ruff: noqa: E501 - tables and prose as they stand on the page
"""The page of what Imagora costs, from the bill's figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import results

Table = Callable[..., str]

HEAD = """# What it costs

Worked out by `make bench-bill` from what the other benchmarks counted ([benchmarks.md](benchmarks.md)) and from public prices
of {date} for us-east-1; no free tier is taken off. No bill of AWS stands behind it. `looked up` are secondary price pages,
`from memory` was not looked up: check those before money depends on them.

Lambda's time is the CPU that a handler took on the measuring machine, stretched by the share of a CPU that its memory gets
(1,769 MB have one), plus 6 ms a wait for another service (assumed). Cold starts are left out: they are few where there is
traffic, and in a quiet instance they cost less than a cent a day.

"""


def bill(title: str, found: dict[str, Any], table: Table, unit: str) -> str:
    rows = [[line["what"], line["arithmetic"], f"{line['dollars']:.3g}"] for line in found["lines"]]
    return f"\n## {title}\n\n" + table(
        ["what", "for one", f"$ {unit}"], [*rows, ["**sum**", "", f"**{found['dollars']:.2f}**"]]
    )


def page(table: Table) -> str:
    found = results.figures("bill")
    text = HEAD.format(date=found["price_date"])
    posts = found["posts"]
    text += table(
        ["what", "dollars"],
        [
            ["a million home reads (a page of 50)", f"{found['home_reads']['dollars']:.2f}"],
            *([f"a million posts to {int(count):,} followers", f"{posts[count]['dollars']:,.2f}"] for count in posts),
            ["a million pictures (1024², built-in generator)", f"{found['pictures']['dollars']:,.2f}"],
            ["a million views of a picture, through CloudFront", f"{found['picture_views']['dollars']:,.2f}"],
            ["a month in which nobody comes", f"{found['idle_month']['dollars']:.2f}"],
        ],
    )
    text += "\n![The bill by part](plots/bill.svg)\n"
    text += bill("A home read", found["home_reads"], table, "a million")
    for count, one in posts.items():
        text += bill(f"A post to {int(count):,} followers", one, table, "a million")
    text += bill("A picture", found["pictures"], table, "a million")
    text += "\nA picture of a paid provider costs that provider's price on top, and its waiting in Lambda time.\n"
    text += bill("A view of a picture", found["picture_views"], table, "a million")
    text += bill("An idle month", found["idle_month"], table, "a month")
    text += f"""
AWS's free tiers (a million SQS requests, ten alarms, a million Lambda requests and 400,000 GB-seconds a month) take some
{found["idle_free"]:.2f} dollars off. No key, secret or server in it costs by the hour.
"""
    text += """
## Other doors

A million home reads through another gateway, all else equal:

"""
    text += table(["door", "dollars"], [[door["door"], f"{door['dollars']:.2f}"] for door in found["doors"]])
    text += """
An HTTP API would verify tokens too (a JWT authorizer), but has no compression of its own, so the function would have to gzip
its answers (in CPU), no request validation, no gateway responses of our own, and Chalice can't deploy one: the API would
move into template.yaml. A function URL has no authorizer for Cognito's tokens: the function would verify them itself
(PyJWT and cryptography in every cold start), and only CloudFront in front of it keeps strangers from calling it directly.

## Prices

"""
    return text + table(["price", "", ""], [[name, price, source] for name, (price, source) in found["prices"].items()])
