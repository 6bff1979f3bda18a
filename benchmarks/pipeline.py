"""(d) What pictures by size, a post to 1,000 followers and all else that people do spend: CPU, units, messages, bytes.

Everything runs on the laptop stack; only the handlers' own threads are counted, not the services beside them.
"""

from __future__ import annotations

from statistics import median
from typing import Any

from benchmarks import acts, results
from benchmarks.acts import TEXT, Sent
from benchmarks.clock import Clock
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
        acts.ask(stack, Sent(author, "POST", "/v1/posts", {"text": TEXT}, 201))
    stack.drain()
    functions = clock.taken()
    with stack.metered() as publishing:
        author.post(TEXT)
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
        stack.drain()
        ticks = {name: acts.tick(stack, clock, name) for name in ("SweepStalled", "ReconcileCounts")}
        person = stack.person()
        stack.generate(person)  # imports
        rows = pictures(stack, clock, person)
        posts = [post(stack, clock, stack.person(), 0)]
        star = stack.person()
        crowd, profiles = people(world, FOLLOWERS)
        put(stack, profiles)
        put(stack, (world.follow(one, star.id) for one in crowd))
        posts.append(post(stack, clock, star, FOLLOWERS))
        done = [acts.measure(stack, clock, act) for act in acts.acts(stack, world)]
    figures = {"pictures": rows, "posts": posts, "acts": done, "idle": ticks, "times": acts.TIMES}
    results.write("pipeline", "make bench-pipeline", figures)


if __name__ == "__main__":
    main()
