# ruff: noqa: E501 - tables and prose as they stand on the page
"""The section on one post that many like at once, from the simulation's figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import results

Table = Callable[..., str]

_HEAD = ["likes a second", "tries a like", "told to come again", "median, ms", "99 of 100, ms", "write units a like",
         "units a second on the hottest key"]  # fmt: skip


def hot_post(table: Table) -> str:
    found = results.figures("hot_post")
    assumed = found["assumed"]
    text = f"""
## (f) One post that many like at once

Simulated, not measured: a minute of likes that come at random. A transaction holds its items for {assumed["held_ms"]:g} ms (median),
and one that finds an item held is cancelled, and billed. Six tries a like; from the second conflict on a like goes to one of
{assumed["shards"]} shards, and right away where a fold lately found much ({assumed["patience"]} conflicts, {assumed["tries"]} tries: the product's own figures).

### With shards, as shipped

"""
    text += table(_HEAD, [_row(row["rate"], row["shards"]) for row in found["rows"]])
    text += """
### The post's item alone

"""
    text += table(_HEAD, [_row(row["rate"], row["post"]) for row in found["rows"]])
    held = max(row["rate"] for row in found["rows"] if row["shards"]["hottest_partition"] <= assumed["partition_units"])
    return (
        text
        + f"""
A partition key takes {assumed["partition_units"]:,} write units a second, so a single post holds {held:,} likes a second until DynamoDB splits
its shards by heat; a like more is told to come again (503), and counted right all the same. Counts that went to shards show
within some three seconds. The post's item alone stops being pleasant at 20 a second and breaks down at 50.
"""
    )


def _row(rate: int, one: dict[str, Any]) -> list[Any]:
    return [f"{rate:,}", one["tries"], f"{one['refused_percent']:g} %", one["median_ms"], one["p99_ms"],
            one["units_a_like"], f"{one['hottest_partition']:,}"]  # fmt: skip
