"""(d) What people do besides reading home, each with all that follows from it: units, requests, messages, CPU, bytes.

Each is one request through the local gateway and what the stack then delivers, alone; several times timed (the median
counts), once more under the meter, whose own work must not be timed.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import msgspec

from benchmarks.clock import Clock, Spent
from benchmarks.growth import people, put
from benchmarks.scene import World
from imagora import wiring
from imagora.kernel.ids import AccountId
from imagora.notifications.models import about_post
from infra.local.gateway.messages import Answer
from tests.integration.stack import Person, Stack

TIMES = 5
TEXT = "one lighthouse two gulls three boats four waves five #stones six #shells"
"""Twelve words, two of them tags: as docs/access-patterns.md has them."""

FOLLOWERS = 100
"""Of who reposts."""

FULL, VISITED = 50, 6


@dataclass(frozen=True)
class Sent:
    """A request. `status`: what is answered."""

    who: Person
    method: str
    path: str
    body: Any = None
    status: int = 204
    known: str | None = None


@dataclass(frozen=True)
class Act:
    name: str
    sent: Callable[[], Sent]


def ask(stack: Stack, sent: Sent) -> Answer:
    """Through the gateway, as a browser that takes compressed answers."""
    headers = {"Authorization": f"Bearer {sent.who.token}", "Accept-Encoding": "gzip"}
    if sent.known:
        headers["If-None-Match"] = sent.known
    if sent.body is not None:
        headers["Content-Type"] = "application/json"
    raw = b"" if sent.body is None else msgspec.json.encode(sent.body)
    answer = stack.gateway.handle(sent.method, sent.path, headers, raw)
    assert answer.status == sent.status, (sent.path, answer.status, answer.body[:300])
    return answer


def acts(stack: Stack, world: World) -> list[Act]:
    """A reader of fifty others' full lists, and posts enough to do everything to."""
    reader, visitor, author, star = (stack.person() for _ in range(4))
    crowd, profiles = people(world, FOLLOWERS)
    put(stack, profiles)
    put(stack, (world.follow(one, star.id) for one in crowd))
    posts: Iterator[str] = iter([stack.publish(author, TEXT).id for _ in range(5 * (TIMES + 2))])
    strangers: Iterator[str] = iter([_writer(stack) for _ in range(TIMES + 2)])
    _fill(stack, reader, visitor)
    liked: list[str] = []
    search = "/v1/search?q=good+morning&limit=50"

    def like() -> Sent:
        liked.append(next(posts))
        return Sent(reader, "PUT", f"/v1/posts/{liked[-1]}/like")

    def look() -> Sent:
        page = ask(stack, Sent(visitor, "GET", "/v1/feeds/home?limit=50", status=200))
        since = f"/v1/feeds/home?limit=50&since={msgspec.json.decode(_plain(page))['since']}"
        known = ask(stack, Sent(visitor, "GET", since, status=200)).headers["ETag"]
        return Sent(visitor, "GET", since, status=304, known=known)

    return [
        Act("a post of 12 words to nobody", lambda: Sent(author, "POST", "/v1/posts", {"text": TEXT}, 201)),
        Act("a reply", lambda: Sent(reader, "POST", "/v1/posts", {"text": TEXT, "reply_to": next(posts)}, 201)),
        Act("a like", like),
        Act("a like taken back", lambda: Sent(reader, "DELETE", f"/v1/posts/{liked.pop()}/like")),
        Act("a repost to 100 followers", lambda: Sent(star, "PUT", f"/v1/posts/{next(posts)}/repost")),
        Act("a follow", lambda: Sent(reader, "PUT", f"/v1/accounts/{next(strangers)}/follow")),
        Act("a page of 50 notifications", lambda: Sent(reader, "GET", "/v1/notifications?limit=50", status=200)),
        Act("a search for two words, 50 found", lambda: Sent(reader, "GET", search, status=200)),
        Act("a page of 50 of explore", lambda: Sent(reader, "GET", "/v1/feeds/explore?limit=50", status=200)),
        Act("a look for what is new, and nothing is (304)", look),
    ]  # fmt: skip


def _fill(stack: Stack, reader: Person, visitor: Person) -> None:
    """Fifty whom the reader follows liked what it posted, and posted last: what it reads is full.

    The visitor follows a few of them, whose posts of the last minute are looked at again when it asks what is new.
    """
    others = [stack.author() for _ in range(FULL + 2)]
    for somebody in others:
        stack.follow(reader, somebody)
        liked = about_post("like", stack.publish(reader, "good evening").id)
        wiring.note_store().tell(AccountId(reader.id), liked, somebody.id, now=stack.clock())
    for somebody in others:
        stack.publish(somebody, "good #morning")
    for somebody in others[:VISITED]:
        stack.follow(visitor, somebody)
    stack.drain(max_rounds=5_000)


def _writer(stack: Stack) -> str:
    """Somebody with twenty posts to fill a new follower's feed with."""
    somebody = stack.author()
    for _ in range(20):
        stack.publish(somebody, "good evening")
    return somebody.handle


def _plain(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.headers.get("Content-Encoding") == "gzip" else answer.body


def measure(stack: Stack, clock: Clock, act: Act) -> dict[str, Any]:
    asked: list[float] = []
    behind: list[Spent] = []
    ask(stack, act.sent())  # imports what is imported late
    stack.drain()
    clock.taken()
    for _ in range(TIMES):
        sent = act.sent()
        with clock.timing("Api"):
            answer = ask(stack, sent)
        asked.append(clock.taken()["Api"]["cpu_ms"])
        stack.drain()
        behind.append(clock.taken())
    sent = act.sent()
    with stack.metered() as request:
        ask(stack, sent)
    with stack.metered() as following:
        stack.drain()
    return {
        "what": act.name,
        "answer_bytes": len(answer.body),
        "api": {
            "cpu_ms": round(median(asked), 2), "steps": request.steps,
            "read_units": request.read, "write_units": request.write,
        },
        "behind": {
            "requests": len(following.calls), "read_units": following.read, "write_units": following.write,
            "functions": _median(behind),
        },
    }  # fmt: skip


def _median(runs: list[Spent]) -> Spent:
    """Of each function the run in the middle by its CPU."""
    names = {name for run in runs for name in run}
    return {
        name: sorted((run.get(name, _NOTHING) for run in runs), key=lambda one: one["cpu_ms"])[len(runs) // 2]
        for name in sorted(names)
    }


_NOTHING = {"invocations": 0, "messages": 0, "cpu_ms": 0.0}


def tick(stack: Stack, clock: Clock, function: str) -> dict[str, Any]:
    """One run of what a schedule starts, over what there is."""
    clock.taken()
    stack.pump.tick(function)
    spent = clock.taken()[function]
    with stack.metered() as meter:
        stack.pump.tick(function)
    return {
        "cpu_ms": spent["cpu_ms"], "requests": len(meter.calls),
        "read_units": meter.read, "write_units": meter.write,
    }  # fmt: skip
