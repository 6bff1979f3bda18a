"""Figures of the fault runs: kept as JSON beside the page that is written from them, docs/durability.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from tests.faults.plan import SINGLE, Call
from tests.faults.single import Outcome

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs" / "durability.json"
PAGE = ROOT / "docs" / "durability.md"

_HEAD = """# Durability under faults

What becomes of pictures and posts when things break, measured on the laptop stack by `make faults`, which writes this
page and `durability.json`; `make test` runs a seeded part of it and compares the list of writes. Faults are injected
between the product and the local AWS (`tests/faults/`): a process dies before or after a request took effect, an answer
gets lost, the table throttles or cancels a transaction, a queue takes half of a batch, messages come twice, late and
out of order, stream records and S3 events get lost, clocks differ. Time is simulated: the sweep fires every 60 s of it.

After each run an audit of table, bucket, user pool and queues, all of them, has to find nothing wrong: every job,
picture and post is final; what each account was charged equals the pictures that it has, and no provider was paid what
isn't counted; no object lies without its picture and none is missing; every follower has every post once, a reply only
who follows both; likes, reposts, replies and quotes of each post, and posts and follows of each account, are counted
again; each reply, quote and repost has its pointer, and none stands without; a repost that was undone is in no feed;
former versions are as many as edits; whoever is concerned is notified, once, and of nothing that is gone; posts are
found by their words and tags, accounts by their names; claims and sign-ins belong to living accounts; nothing is due
any more; no queue holds anything but what was poisoned on purpose.

## What may be lost

Stream records are repeated until they are delivered, ten times; a batch that still fails goes to the failure
destination, from where an operator can deliver it. What has to happen is due in the table besides, and found by the
sweep: spreading a post, filling a feed after a follow, spreading a repost and taking it back, a reader's way to rest
and back, folding a tally, indexing an account's name, jobs, pictures, erasures. Not due, so lost where the record
itself is lost (none of the faults below does that):

- a notification of a like, a repost, a follow, a request to follow, a finished job, and a webhook's event of that; that
  of a reply, a quote or a mention is made when the post is spread, so it isn't lost. The like, the request and so on
  stand, and count;
- after an edit, the new words and tags in the index and notifications of new mentions, until the next edit. The post
  itself, its tags on it and its history are right at once;
- after a deletion, the removal of its index entries and notifications. Readers pass over what isn't there any more;
- a step of a post's place among what trends, until the next reaction.

The sweep doesn't know either whether a message that was sent was done: one that fails five times lies in its
dead-letter queue, which raises an alarm, until an operator delivers it again.

"""
_STORMS = """## Random faults

200 jobs and 200 posts of ten authors with ten fans each, half of the posts with an uploaded picture that is ready, on
its way, never sent or no picture at all; cancelled jobs and deleted posts among them; under random faults of every
kind, with clocks up to 3 s apart; then a calm of 25 simulated minutes. A job is final within 300 s (in the slow lane:
from its first worker on), also where the sweep died at the tick that would have ended it.

"""
_STORMS_IN_COURT = """Every author has a webhook, whose receiver fails a quarter of the first three tries of an event.
Three of ten uploaded pictures are labelled, held or rejected by a checker, or can't be judged until the calm. People
report posts, two moderators decide what waits, authors appeal. In the end every event that was announced came and tells
how its job ended, what was decided is carried out, and nothing that is rejected is shown.

"""
_BEFORE = "A run with – for these was made in a town that had none of this yet."
_SINGLES = """## Each single fault

A clean run of each use case lists its writes, from the request to the last stage; then it runs again once for each
write and fault. The client asks again with the same Idempotency-Key where it got no answer. A cell is the simulated
time in seconds until all was whole again: `0` means by redelivery and retry alone, more means that the sweep was
needed. "Answer lost": the write took effect, its sender saw an error. "Retried": the SDK sent it again. A sign-up that
broke leaves a user without a name in the pool for a day, which keeps nobody from anything.

"""


class Struck(msgspec.Struct, frozen=True):
    """One write of one use case: simulated seconds until all was whole, by fault; -1 where something was lost."""

    process: str
    write: str
    seconds: dict[str, float]


class StormFigures(msgspec.Struct, frozen=True):
    """One random run."""

    seed: int
    jobs: dict[str, int]
    posts: dict[str, int]
    pictures: int
    feed_entries: int
    faults: dict[str, int]
    mischief: dict[str, int]
    deliveries: int
    redeliveries: int
    retried_requests: int
    slowest_job: float
    whole_after: float
    redriven: int
    dead_letters: int
    poisoned: int
    breaches: int
    cases: dict[str, int] = {}
    events: dict[str, int] = {}
    tries: int = 0


class Figures(msgspec.Struct, frozen=True):
    singles: dict[str, list[Struck]]
    storms: list[StormFigures]


def tabulate(outcomes: Iterable[Outcome]) -> dict[str, list[Struck]]:
    """Outcomes by use case and write."""
    by_write: dict[tuple[str, Call], dict[str, float]] = defaultdict(dict)
    for outcome in outcomes:
        by_write[outcome.case, outcome.write][outcome.kind.value] = -1 if outcome.lost else outcome.seconds
    table: dict[str, list[Struck]] = defaultdict(list)
    for (case, call), seconds in by_write.items():
        table[case].append(Struck(call.process, str(call), seconds))
    return dict(table)


def load() -> Figures:
    return msgspec.json.decode(FIGURES.read_bytes(), type=Figures)


def save(figures: Figures) -> None:
    FIGURES.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1) + b"\n")
    PAGE.write_text(page(figures), encoding="utf-8")


def page(figures: Figures) -> str:
    """docs/durability.md."""
    return "\n".join([*_head(figures), *_storms(figures.storms), *_singles(figures.singles)]) + "\n"


def _head(figures: Figures) -> Sequence[str]:
    verdicts = [s for writes in figures.singles.values() for w in writes for s in w.seconds.values()]
    sums = (
        f"**{len(verdicts):,} single faults at {sum(map(len, figures.singles.values()))} writes of "
        f"{len(figures.singles)} use cases: {sum(s < 0 for s in verdicts)} lost.** "
        f"{len(figures.storms)} random runs: {sum(s.breaches for s in figures.storms)} breaches."
    )
    return [*_HEAD.splitlines(), sums, ""]


def _storms(storms: Sequence[StormFigures]) -> Sequence[str]:
    if not storms:
        return []
    lines = _STORMS.splitlines()
    in_court = any(storm.cases for storm in storms)
    lines += _STORMS_IN_COURT.splitlines() if in_court else []
    lines += [_BEFORE, ""] if in_court and not all(storm.cases for storm in storms) else []
    rows = {
        "jobs": lambda s: _counts(s.jobs),
        "posts": lambda s: _counts(s.posts),
        "pictures that can be shown": lambda s: s.pictures,
        "feed entries": lambda s: s.feed_entries,
        **(_IN_COURT if in_court else {}),
        "faults in requests": lambda s: sum(s.faults.values()),
        "mischief in deliveries": lambda s: sum(s.mischief.values()),
        "deliveries": lambda s: s.deliveries,
        "messages that came again": lambda s: s.redeliveries,
        "requests that clients tried again": lambda s: s.retried_requests,
        "slowest job, simulated s": lambda s: f"{s.slowest_job:.0f}",
        "all whole, simulated s after the last request": lambda s: f"{s.whole_after:.0f}",
        "dead letters that an operator redrove": lambda s: s.redriven,
        "dead letters left (poisoned by plan)": lambda s: f"{s.dead_letters} ({s.poisoned})",
        "breaches found by the audit": lambda s: s.breaches,
    }
    lines += [f"| | {' | '.join(f'seed {s.seed}' for s in storms)} |", "|---" * (len(storms) + 1) + "|"]
    lines += [f"| {name} | {' | '.join(str(read(s)) for s in storms)} |" for name, read in rows.items()]
    kinds = sorted({kind for s in storms for kind in (*s.faults, *s.mischief)})
    lines += ["", "Faults by kind:", ""]
    lines += [f"| fault | {' | '.join(f'seed {s.seed}' for s in storms)} |", "|---" * (len(storms) + 1) + "|"]
    lines += [
        f"| {kind} | {' | '.join(str(s.faults.get(kind, s.mischief.get(kind, 0))) for s in storms)} |" for kind in kinds
    ]
    return [*lines, ""]


_IN_COURT: dict[str, Callable[[StormFigures], str]] = {
    "moderators' cases": lambda s: _counts(s.cases) or "–",
    "events for webhooks": lambda s: f"{_counts(s.events)} ({s.tries} tries)" if s.events else "–",
}
"""What only runs have since which there is moderation in the town."""


def _counts(by_status: dict[str, int]) -> str:
    return ", ".join(f"{number} {status}" for status, number in sorted(by_status.items()))


def _singles(table: dict[str, list[Struck]]) -> Sequence[str]:
    lines = _SINGLES.splitlines()
    for case, writes in table.items():
        lines += [f"### {case}", "", f"| process | write | {' | '.join(SINGLE)} |", "|---" * (len(SINGLE) + 2) + "|"]
        lines += [
            f"| {one.process} | {one.write} | {' | '.join(_cell(one.seconds.get(kind.value)) for kind in SINGLE)} |"
            for one in writes
        ]
        lines.append("")
    return lines[:-1]


def _cell(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return "**lost**" if seconds < 0 else f"{seconds:.0f}"


def by_kind(faults: Counter[str]) -> dict[str, int]:
    return dict(sorted(faults.items()))
