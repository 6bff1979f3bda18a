# ruff: noqa: E501 - tables and prose as they stand on the page
"""The page on how surely copies are found, from the simulation's figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import results

Table = Callable[..., str]


def page(table: Table) -> str:
    part = results.read("likeness")
    found, cost = part["figures"], part["figures"]["cost"]
    kinds = list(found["originals"])
    text = f"""# How surely a copy finds its original

What `{part["command"]}` measured on {part["measured"]}; the page is written from `benchmarks/results/likeness.json`, and a test
holds the two together. What is measured is described in [provenance](provenance.md#pictures-that-look-alike).

{found["works"]:,} works: simulated fields with the statistics of photographs, of which only hashes exist, and among them, put
there at random times, real originals with real copies ({" and ".join(f"{count} {name}" for name, count in found["originals"].items())}: the built-in generator's, and
noise whose amplitude falls with frequency as photographs' does). Real photographs have more even surfaces than either; there the rates will be lower.

## Copies

Found is the original among the five nearest. In brackets the 95 % interval (Wilson).

"""
    text += table(
        ["what was done to the copy", *kinds],
        [[attack, *(_share(by_kind[name]["recall"]) for name in kinds)] for attack, by_kind in found["copies"].items()],
    )
    text += """
## Strangers

Pictures that are nobody's copy, and how many of them are said to look like some work. Drawn ones share their prompts with
the originals: under another seed the same prompt can give nearly the same picture, which is counted as a mistake here.

"""
    text += table(
        ["strangers", "of", "mistaken", "at most (95 %)"],
        [
            [name, f"{one['of']:,}", one["mistaken"], f"{100 * one['rate']['high']:.1f} %"]
            for name, one in found["strangers"].items()
        ],
    )
    return text + _costs(cost, found["works"])


def _share(rate: dict[str, Any]) -> str:
    return f"{100 * rate['share']:.1f} % ({max(0.0, 100 * rate['low']):.0f}–{100 * rate['high']:.0f})"


def _costs(cost: dict[str, Any], works: int) -> str:
    return f"""
## Cost

At {works:,} works, by DynamoDB's rules for sizes and units:

- a lookup: {cost["queries"]:.0f} Queries and a BatchGetItem, {cost["rows_read"]:,.0f} index items, {cost["candidates"]:g} candidates, {cost["read_units"]["mean"]:g} read units
  (99 of 100 below {cost["read_units"]["p99"]:g}): ${cost["dollars_a_million_lookups"]:g} a million lookups;
- a publication: {cost["rows_a_work"]:g} index items: ${cost["dollars_a_million_published"]:g} a million;
- storage: {cost["stored_gb"]:g} GB;
- a quarter that is in use has {cost["quarter"]["mean"]:,.0f} items (99 of 100 below {cost["quarter"]["p99"]:,.0f}, the largest {cost["quarter"]["max"]:,});
  of the {cost["queries"]:.0f} that a lookup reads {cost["cut_short"]:g} are cut short at the bound, where later works are passed over.
"""
