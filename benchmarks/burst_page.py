# ruff: noqa: E501 - tables and prose as they stand on the page
"""The section on one account that posts fifty times a second, from the simulation's figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Table = Callable[..., str]


def burst(found: dict[str, Any], table: Table) -> str:
    return _ways(found, table) + _demand(found, table) + _refusals(found, table) + _plainly(found)


def _ways(found: dict[str, Any], table: Table) -> str:
    text = f"""
### {found["rate"]} posts a second by one account with {found["followers"]:,} followers

For {found["seconds"]} s, while everybody else posts {found["others"]} times a second to {found["their_followers"]} followers each. Concurrencies, batches,
limits and the time after which a failed page comes again are read from `template.yaml`; a new table gives 4,000 writes a second
all the while (on demand it may grow, at most to the double within half an hour).

"""
    rows = []
    for way in found["ways"]:
        own = way["seconds"]
        age = way["queue_age"]
        rows.append([
            way["way"], f"{way['posts']:,}", "at once" if own is None else _spread(own), _spread(way["others"]),
            f"{age['fanout']:,g} / {age['fanout_page']:,g}", f"{way['after_the_burst']:,g}", f"{way['pages_again']:,}",
            f"{way['dollars']:.2f}",
        ])  # fmt: skip
    return text + table(
        ["way", "its posts", "seconds to the last follower: median / p99 / worst", "somebody else's: median / p99 / worst",
         "oldest message, s: fanout / fanout-page", "all delivered, s after the last post", "pages that failed and came again", "dollars"], rows,
    )  # fmt: skip


def _spread(one: dict[str, float]) -> str:
    return f"{one['median']:,g} / {one['p99']:,g} / {one['worst']:,g}"


def _demand(found: dict[str, Any], table: Table) -> str:
    text = """
What that rate asks for if everything is to keep pace, against what there is; above 100 % it waits, or is refused. Sorted: what
throttles first stands first.

"""
    rows = sorted(found["demand"], key=lambda row: -row["wanted"] / row["given"])
    return text + table(
        ["what", "wanted", "there is", "load", ""],
        [
            [row["what"], f"{row['wanted']:,g}", f"{row['given']:,g}", f"{row['wanted'] / row['given']:,.0%}",
             "only if pushed" if row["pushed_only"] else ""]
            for row in rows
        ],
    )  # fmt: skip


def _refusals(found: dict[str, Any], table: Table) -> str:
    text = f"""
While the table is at its limit, workers try again with back-off, as the product and botocore do. A page fails when one of its
batches got nowhere; it comes again {found["comes_again"]:g} s later, {found["receives"]} times at most, then it waits in the dead-letter queue. One
invocation gets five pages and may take {found["timeout"]:g} s.

"""
    return text + table(
        ["all workers busy", "workers", "writes a second", "seconds a page", "… an invocation of five", "pages that fail"],
        [
            [row["setup"], f"{row['workers']:,}", f"{row['writes']:,}", row["page_seconds"], row["batch_seconds"],
             f"{row['failed_percent']:g} %"]
            for row in found["throttled"]
        ],
    )  # fmt: skip


def _plainly(found: dict[str, Any]) -> str:
    ways = {way["way"]: way for way in found["ways"]}
    hybrid = found["ways"][0]
    new, warm = ways["pushed, a new table"], ways["pushed, a table warmed to its quota"]
    held_new, held_warm = found["ways"][6], found["ways"][7]
    publishing, wide = found["publishing"], found["throttled"][-1]
    allowed = held_new["posts"]
    return f"""
**What holds.**

- As shipped this account never pushes: it has more followers than the push limit, so its posts cost no fan-out, and other
  people's posts stay where they were ({_spread(hybrid["others"])} s). No partition of the table comes near its limit; feeds take
  {found["rate"]} writes a second each, a twentieth of what a partition gives, even if they are pushed to.
- As shipped it can't post that often either: {allowed} writes a minute are what an account may make (`WritesPerMinute`); of {found["rate"]} a second
  the first {allowed / found["rate"]:.1f} s of each minute are accepted, everything after that is answered 429. That is two a second.

**What doesn't.**

- Without that limit the account's own item is the first to object: each post counts itself there in a transaction. At {found["rate"]} a second a post
  takes {publishing["tries"]:g} tries, 99 of 100 are through in {publishing["p99_ms"]:,} ms, and {publishing["refused_percent"]:g} % are refused with 503 (section f has the model).
- Pushed, nothing keeps pace: half a million writes a second are wanted, a new table gives 4,000 and the default quota 40,000. A minute of it
  takes {new["after_the_burst"] / 3600:.1f} hours to deliver on a new table and {warm["after_the_burst"] / 60:.0f} minutes on a warmed one. The queue is first come first served, so
  everybody else's posts wait as long (median {new["others"]["median"]:,.0f} s and {warm["others"]["median"]:,.0f} s); a page that failed queues up again
  behind all others, so on a new table most posts are complete at the very end only. Nothing is lost, it is late.
- Pushed within the account's limit a minute's {allowed} posts take {held_new["after_the_burst"] / 60:.0f} minutes more on a new table: as a habit that falls ever further behind. On a warmed
  table they are through {held_warm["seconds"]["worst"]:,.0f} s after the first, before the next minute's come, but others wait up to {held_warm["others"]["worst"]:,.0f} s meanwhile.
- More workers make it worse: with {wide["workers"]:,} of them {wide["failed_percent"]:g} % of pages fail at a table that is at its limit, and an invocation takes
  {wide["batch_seconds"]:g} s of the {found["timeout"]:g} that it may. `FanoutConcurrency` beyond what the table takes only fills the dead-letter queue.
- More of the other workers gain nothing either: {found["splitters"]["count"]} `SplitFanout`s read the account's followers at up to {found["splitters"]["read_units"]:,} units a second, and that
  partition of GSI1 gives 3,000.
- Pulled, its followers' pages are full of it: a home read merges an account's ten newest and ends there, so at this rate a page
  reaches back a fifth of a second. Whoever follows it pages through it, or mutes it.

![Seconds to the last follower by second of the burst](plots/burst.svg)
"""
