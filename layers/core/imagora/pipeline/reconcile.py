"""Once a day: counters are counted again from what they count, and set right where they drifted.

They can't drift by design: each changes in the transaction that changes what it counts. This says so every day, of what
is alive now (posts that are new or trend, who wrote them) and of everybody in turn, with their newest posts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from string import ascii_lowercase, digits

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from imagora.accounts import recount_store
from imagora.accounts.rows import profile_key
from imagora.feeds.listing import RECENT_SHARDS
from imagora.kernel.ids import AccountId, PostId
from imagora.pipeline.recounting import Finding, Recounting, Subject
from imagora.posts import tally_store
from imagora.posts.listing import author_key
from imagora.table.reader import Reader

log = Logger(child=True)

RUN_SECONDS = 200.0
RECENT, TRENDING, OWN = 25, 50, 10
"""How many posts are looked at: of each shard of what is new, of what trends, of each account."""

_NAMES = 100
BEGINNINGS = ["".join(two) for two in product(sorted(ascii_lowercase + digits + "_"), repeat=2)]
"""Each account is listed by its handle under the handle's first two characters."""


@dataclass
class Run:
    """What one run did. `skipped`: what moved while it was counted, is too large or is gone."""

    ends: float
    recounted: int = 0
    skipped: int = 0
    repaired: int = 0
    suspects: list[Finding] = field(default_factory=list)
    seen: set[Subject] = field(default_factory=set)

    @property
    def over(self) -> bool:
        return time.monotonic() > self.ends


@dataclass(frozen=True)
class Reconcile:
    """`meet` is called with everybody in turn, for what else has to be known of all."""

    reader: Reader
    recounting: Recounting
    metrics: Metrics
    meet: Callable[[AccountId], None]

    def run(self) -> dict[str, int]:
        """One run of at most some 200 s; the next goes on with the account at which this one ended.

        Retry-safe. What looks wrong is counted once more at the end, since an index lags behind the table, and set
        right only where both say the same and nothing moved: by a write that names what it saw.
        """
        run = Run(time.monotonic() + RUN_SECONDS)
        for subject in self._alive():
            self._look(run, subject)
        self._walk(run)
        for finding in run.suspects:
            if self.recounting.look(finding.subject) == finding:
                self._repair(run, finding)
        self.metrics.add_metric("CounterDrift", MetricUnit.Count, run.repaired)
        self.metrics.flush_metrics()
        return {"recounted": run.recounted, "skipped": run.skipped, "repaired": run.repaired}

    def _look(self, run: Run, subject: Subject) -> None:
        if subject in run.seen or run.over:
            return
        run.seen.add(subject)
        finding = self.recounting.look(subject)
        if finding is None:
            run.skipped += 1
            return
        run.recounted += 1
        if finding.drifted:
            run.suspects.append(finding)

    def _alive(self) -> Iterator[Subject]:
        for shard in range(RECENT_SHARDS):
            for row in self.reader.query(f"RECENT#{shard}", limit=RECENT):
                yield Subject("post", row["p"])
                yield Subject("account", row["a"])
        for row in self.reader.query("TRENDING", index="GSI1", limit=TRENDING):
            yield Subject("post", str(row["PK"]).partition("#")[2])

    def _walk(self, run: Run) -> None:
        """Everybody by handle, from where the last run ended; from the beginning when all were looked at."""
        kept = self.reader.get(recount_store.CURSOR, consistent=True)
        beginning, _, after = str(kept["place"] if kept else "").partition("|")
        for one in BEGINNINGS[BEGINNINGS.index(beginning) if beginning else 0 :]:
            rest: str | None = after if one == beginning else ""
            while rest is not None:
                if run.over:
                    recount_store.keep_place(f"{one}|{rest}")
                    return
                rest = self._step(run, one, rest)
        recount_store.keep_place("")

    def _step(self, run: Run, beginning: str, after: str) -> str | None:
        """Look at up to 100 names; answers where to go on, None at the end of this beginning."""
        rows = self.reader.query(f"NAMES#{beginning}", limit=_NAMES, after=after or None, ascending=True)
        profiles = self.reader.batch(profile_key(row["SK"].rpartition("#")[2]) for row in rows)
        for row in rows:
            token, _, account = row["SK"].rpartition("#")
            profile = profiles.get(profile_key(account))
            if profile is not None and profile["handle"] == token:
                self.meet(AccountId(account))
                self._look(run, Subject("account", account))
                for post in self.reader.query(author_key(AccountId(account)), index="GSI1", limit=OWN):
                    self._look(run, Subject("post", str(post["PK"]).partition("#")[2]))
            after = row["SK"]
            if run.over:
                return after
        return after if len(rows) == _NAMES else None

    def _repair(self, run: Run, finding: Finding) -> None:
        kind, name = finding.subject.kind, finding.subject.id
        for counter, right in finding.drifted.items():
            seen = finding.stands[counter]
            with suppress(tally_store.ShardChanged, recount_store.Moved):
                if kind == "post":
                    tally_store.repair(PostId(name), counter, seen=seen, right=right)
                else:
                    recount_store.repair(name, counter, seen=seen, right=right)
                run.repaired += 1
                log.error("a counter had drifted", subject=kind, id=name, counter=counter, stood=seen, right=right)
