"""(d) What the functions behind the API spend on pictures by size, and on a post to 1,000 followers: CPU, units, bytes.

Everything runs on the laptop stack; only the handlers' own threads are counted, not the services beside them.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import Any
from unittest import mock

from benchmarks import results
from benchmarks.growth import people, put
from benchmarks.laptop import laptop
from benchmarks.scene import World, record_on
from tests.integration.stack import Person, Stack

SIZES = ("256x256", "512x512", "1024x1024")
PROMPTS = (
    "a red lighthouse in a storm at night", "a quiet forest in autumn, watercolour", "the skyline of a city at dawn",
    "abstract circles in gold and blue", "a cat on a windowsill in winter",
)  # fmt: skip
FOLLOWERS = 1_000


class Clock:
    """CPU seconds of handlers by function, the threads of their pools included."""

    def __init__(self, stack: Stack) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)
        self._in_pools = 0.0
        deliverer = stack.pump._deliverer  # noqa: SLF001 - the only place where all invocations pass
        self._invoke: Callable[[str, dict[str, Any]], Any] = deliverer._invoke  # noqa: SLF001
        deliverer._invoke = self  # noqa: SLF001

    def __call__(self, function: str, event: dict[str, Any]) -> Any:
        with self.timing(function):
            return self._invoke(function, event)

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        stock = ThreadPoolExecutor.submit

        def submit(pool: ThreadPoolExecutor, task: Callable[..., Any], *args: Any, **named: Any) -> Future[Any]:
            def timed() -> Any:
                before = time.thread_time()
                try:
                    return task(*args, **named)
                finally:
                    self._in_pools += time.thread_time() - before

            return stock(pool, timed)

        self._in_pools = 0.0
        before = time.thread_time()
        with mock.patch.object(ThreadPoolExecutor, "submit", submit):
            yield
        self.spent[name].append(time.thread_time() - before + self._in_pools)

    def taken(self) -> dict[str, dict[str, float]]:
        """Invocations and CPU milliseconds of each function since the last call."""
        found = {
            name: {"invocations": len(spent), "cpu_ms": round(sum(spent) * 1000, 1)}
            for name, spent in self.spent.items()
            if spent
        }
        self.spent.clear()
        return found


def pictures(stack: Stack, clock: Clock, person: Person) -> list[dict[str, Any]]:
    """Each prompt once a size, one after another; then one more under the meter, whose own work must not be timed."""
    rows = []
    for size in SIZES:
        drawn, processed, others, stored = [], [], [], []
        for prompt in PROMPTS:
            known = stack.keys("media/")
            clock.taken()
            _ask(stack, person, prompt, size)
            spent = clock.taken()
            drawn.append(spent["GenerateImage"]["cpu_ms"])
            processed.append(spent["ProcessMedia"]["cpu_ms"])
            others.append(sum(one["cpu_ms"] for one in spent.values()) - drawn[-1] - processed[-1])
            stored.append(sum(_bytes(stack, key) for key in stack.keys("media/") - known))
        with stack.metered() as meter:
            _ask(stack, person, PROMPTS[0], size)
        rows.append({
            "size": size, "draw_cpu_ms": round(median(drawn)), "process_cpu_ms": round(median(processed)),
            "other_functions_cpu_ms": round(median(others), 1), "objects": len(stack.keys("media/") - known) - 2,
            "read_units": meter.read, "write_units": meter.write,
            "stored_bytes": round(median(stored)), "invocations": {n: s["invocations"] for n, s in spent.items()},
        })  # fmt: skip
    return rows


def _ask(stack: Stack, person: Person, prompt: str, size: str) -> None:
    assert person("POST", "/v1/generations", {"prompt": prompt, "size": size, "seed": 7}).status == 202
    stack.drain()


def _bytes(stack: Stack, key: str) -> int:
    head = stack.clients("s3").head_object(Bucket=stack.environment["IMAGORA_BUCKET"], Key=key)
    return int(head["ContentLength"])


def post(stack: Stack, clock: Clock, author: Person, followers: int) -> dict[str, Any]:
    """One text post and its way to so many followers: once timed, once under the meter."""
    author.post("the first one imports what is imported late")
    stack.drain()
    clock.taken()
    with clock.timing("Api"):
        author.post("good morning to all of you")
    stack.drain()
    functions = clock.taken()
    with stack.metered() as publishing:
        author.post("good evening to all of you")
    with stack.metered() as spreading:
        stack.drain()
    assert spreading.write > followers, "the meter doesn't see the requests"
    return {
        "followers": followers,
        "publish": {"read_units": publishing.read, "write_units": publishing.write},
        "fan_out": {
            "requests": len(spreading.calls), "read_units": spreading.read, "write_units": spreading.write,
        },
        "functions": functions,
    }  # fmt: skip


def main() -> None:
    with laptop() as stack:
        world = World(record_on(stack))
        clock = Clock(stack)
        person = stack.person()
        stack.generate(person)  # imports
        rows = pictures(stack, clock, person)
        posts = [post(stack, clock, stack.person(), 0)]
        star = stack.person()
        crowd, profiles = people(world, FOLLOWERS)
        put(stack, profiles)
        put(stack, (world.follow(one, star.id) for one in crowd))
        posts.append(post(stack, clock, star, FOLLOWERS))
    results.write("pipeline", "make bench-pipeline", {"pictures": rows, "posts": posts})


if __name__ == "__main__":
    main()
