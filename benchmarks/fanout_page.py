# ruff: noqa: E501 - tables and prose as they stand on the page
"""The section on fan-out beyond one machine, from the simulation's figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import burst_page, results

Table = Callable[..., str]


def fanout(table: Table) -> str:
    found = results.figures("fanout")
    assumed = found["assumed"]
    text = f"""
## (e) Fan-out beyond one machine

Simulated, not measured: a seeded discrete-event simulation of `split_fanout` and `fan_out_page` (pages of 500, batches of 25)
with AWS's published limits, cited in `benchmarks/fanout/limits.py`, and log-normal latencies. Followers are a power
law up to 10 million; people follow {assumed["mean_follows"]:g} on average, post {assumed["posts_a_day"]:g} times a day and read
{assumed["homes_a_day"]:g} home pages a day; the peak is {assumed["peak"]:g} times the mean.

### One post into an idle instance: seconds to its last follower, if it is pushed

"""
    setups = list(found["one_post"][0]["seconds"])
    text += table(
        ["followers", *setups, "dollars"],
        [[f"{row['followers']:,}", *row["seconds"].values(), f"{row['dollars']:g}"] for row in found["one_post"]],
    )
    text += """
A pulled account's post is there at once and costs nothing to spread; every home read of a follower pays for it instead.
Beyond some 100,000 followers one chain of `split_fanout` runs is the bound (500 followers in about 18 ms), not the workers.

### By push limit

Two minutes at the day's peak in which the largest account that is pushed posts too; at least the workers as shipped, more where
the load needs them; a table that gives 4,000 writes a second or double the mean load, whichever is more.
`beyond the merge`: readers with more pulled accounts than a home read merges, who miss posts.

"""
    for population in found["populations"]:
        text += _population(population, table)
    text += "### The hottest keys at the peak (10 million accounts)\n\n"
    text += table(
        ["partition", "units a second", "of what a partition gives"],
        [
            [row["key"], f"{row['units_a_second']:g} {row['kind']}", f"{row['of_limit']:.0%}"]
            for row in found["hot_keys"]
        ],
    )
    text += _verdict(found) + "\n![Time to the last follower](plots/fanout.svg)\n"
    return text + burst_page.burst(found["burst"], table)


def _population(population: dict[str, Any], table: Table) -> str:
    text = (
        f"**{population['accounts']:,} accounts, exponent {population['exponent']}, largest {population['largest']:,}**"
        f" – in time up to {_limit(population['in_time'])}, all merged from {_limit(population['all_merged'])}\n\n"
    )
    rows = []
    for row in population["limits"]:
        if rows and row["push_limit"] > 2.5 * population["largest"]:
            continue
        reader, dollars, seconds = row["pulled_a_reader"], row["dollars_a_day"], row["seconds"]
        rows.append([
            _limit(row["push_limit"]), f"{row['accounts_pulled']:,}", f"{row['follows_pulled']:.1%}",
            f"{reader['mean']:g} / {reader['p99']}", f"{reader['readers_beyond']:.2%}",
            f"{dollars['push']:,.2f} + {dollars['pull']:,.2f} = {dollars['both']:,.2f}",
            "–" if seconds["median"] is None else f"{seconds['median']:g} / {seconds['p99']:g} / {seconds['last']:g}",
            f"{seconds['writes_a_second']:,}",
        ])  # fmt: skip
    head = ["push limit", "accounts pulled", "follows pulled", "pulled a reader: mean / p99", "beyond the merge",
            "dollars a day: push + pull", "seconds: median / p99 / last", "writes a second"]  # fmt: skip
    return text + table(head, rows) + "\n"


def _limit(limit: int) -> str:
    return {0: "0 (all pulled)", 10_000_000: "none (all pushed)"}.get(limit, f"{limit:,}")


def _verdict(found: dict[str, Any]) -> str:
    hurry, chosen = found["assumed"]["hurry"], found["chosen"]
    one = {row["followers"]: next(iter(row["seconds"].values())) for row in found["one_post"]}
    big = next(p for p in found["populations"] if p["accounts"] == 10_000_000 and p["exponent"] == 2.276)
    at = {row["push_limit"]: row for row in big["limits"]}

    def beyond(limit: int) -> str:
        return f"{at[limit]['pulled_a_reader']['readers_beyond']:.2%}"

    return f"""
### What follows for the push limit

*In time*: 99 of 100 pushed posts reach everybody within {hurry:g} s, the last within {2 * hurry:g} s. *All merged*: at most one reader in a
thousand follows more pulled accounts than the {found["assumed"]["max_pulled"]} that a home read merges.

- **Money asks for a high limit.** Who reads {found["assumed"]["homes_a_day"]:g} pages a day and follows people who post {found["assumed"]["posts_a_day"]:g} times a day is
  cheaper to push to: in a network of ten million pushing everything costs {at[10_000_000]["dollars_a_day"]["both"]:,.0f} dollars a day, pulling everything
  {at[0]["dollars_a_day"]["both"]:,.0f}, a limit of 5,000 {at[5_000]["dollars_a_day"]["both"]:,.0f}. (With fewer readers than that it turns round: the break-even is about ten
  pages read for one post. Pulling is cheaper here than it would be, too: it is paid for {found["assumed"]["max_pulled"]} accounts at most.)
- **Waiting asks for a low one.** On a new table a post to 5,000 takes {one[5_000]:g} s, to 10,000 {one[10_000]:g} s, to 50,000 {one[50_000]:g} s, and
  everybody else's posts wait behind it in the queue. {chosen:,} is the highest limit that is in time in every population here.
- **The merge asks for a high one.** At 5,000 {at[5_000]["follows_pulled"]:.0%} of all follows in a network of ten million are pulled,
  {at[5_000]["pulled_a_reader"]["mean"]:g} for the mean reader, and {beyond(5_000)} of readers have more of them than are merged, at {chosen:,} {beyond(chosen)}: those miss posts.
  It takes {_limit(big["all_merged"])} to bring that below one in a thousand; up to {_limit(big["in_time"])} is in time.

So 5,000 is on the safe side, {chosen:,} is the better default (as quick as was asked, cheaper, fewer merges), and an instance
with a warm table can go to {big["in_time"]:,}.
"""
