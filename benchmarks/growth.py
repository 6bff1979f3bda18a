"""(c) Growth: what a home page of 50 costs the table while posts grow from 10² to 10⁵, and follows from 10 to 5,000.

Requests and units are counted by the tests' meter on the laptop stack; items are put there in bulk.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benchmarks import results
from benchmarks.laptop import laptop
from benchmarks.scene import Item, World, record_on
from infra.local.state import ACCOUNT, REGION
from tests.integration.stack import Person, Stack

POSTS = (100, 1_000, 10_000, 100_000)
FOLLOWS = (10, 100, 1_000, 5_000)
PULLED = (0, 1, 10, 50, 100)
AUTHORS = 50
POSTS_OF_A_PULLED = 20
FEED = 600


def put(stack: Stack, items: Iterable[Item]) -> None:
    """Straight into the local table, past its stream: nobody has to be told."""
    from moto.dynamodb.models import dynamodb_backends

    table = dynamodb_backends[ACCOUNT][REGION].get_table(stack.environment["IMAGORA_TABLE"])
    shard, table.stream_shard = table.stream_shard, None
    try:
        for item in items:
            table.put_item(item)
    finally:
        table.stream_shard = shard


def page(stack: Stack, person: Person) -> dict[str, Any]:
    """Cost of the newest page and of the one after it."""
    person("GET", "/v1/feeds/home?limit=1")  # the keys for cursors are fetched once a process
    costs: dict[str, Any] = {}
    cursor = ""
    for name in ("first", "second"):
        with stack.metered() as meter:
            answer = person("GET", f"/v1/feeds/home?limit=50{cursor}")
        assert len(meter.calls) >= 2, "the meter doesn't see the requests"
        costs[name] = {
            "posts": len(answer["items"]),
            "authors": len({item["post"]["author"]["id"] for item in answer["items"]}),
            "requests": len(meter.calls),
            "steps": meter.steps,
            "read_units": meter.read,
        }
        cursor = f"&cursor={answer.body.get('cursor', '')}"
    return costs


def people(world: World, count: int) -> tuple[list[str], list[Item]]:
    ids = [world.new_id() for _ in range(count)]
    return ids, [world.profile(uid, world.handle()) for uid in ids]


def posts(world: World, reader: str, authors: list[str], count: int) -> Iterable[Item]:
    """So many posts by these authors in turn, and their pointers in the reader's feed."""
    for number in range(count):
        author, post_id = authors[number % len(authors)], world.new_id()
        yield world.post(post_id, author, post_id)
        yield world.entry(reader, post_id, author, post_id)


def by_posts(stack: Stack, world: World) -> list[dict[str, Any]]:
    reader = stack.person()
    authors, profiles = people(world, AUTHORS)
    put(stack, profiles)
    put(stack, [world.head(reader.id, AUTHORS), *(world.follow(reader.id, author) for author in authors)])
    rows, there = [], 0
    for total in POSTS:
        put(stack, posts(world, reader.id, authors, total - there))
        there = total
        rows.append({"posts": total, **page(stack, reader)})
    return rows


def by_follows(stack: Stack, world: World) -> list[dict[str, Any]]:
    rows = []
    for count in FOLLOWS:
        reader = stack.person()
        authors, profiles = people(world, count)
        put(stack, profiles)
        put(stack, [world.head(reader.id, count), *(world.follow(reader.id, author) for author in authors)])
        put(stack, posts(world, reader.id, authors, FEED))
        rows.append({"follows": count, **page(stack, reader)})
    return rows


def by_pulled(stack: Stack, world: World) -> list[dict[str, Any]]:
    """Some of 100 followed accounts are above the push limit, and merged at read time."""
    rows = []
    for count in PULLED:
        reader = stack.person()
        authors, profiles = people(world, 100)
        put(stack, profiles)
        head = world.head(reader.id, len(authors))
        pushed, pulled = authors[count:] or authors[:1], authors[:count]
        stars = iter(pulled * POSTS_OF_A_PULLED)
        every = max(1, FEED // max(1, count * POSTS_OF_A_PULLED))
        for number in range(max(FEED, count * POSTS_OF_A_PULLED)):
            if number < FEED:
                put(stack, posts(world, reader.id, pushed[number % len(pushed) :], 1))
            if number % every == 0 and (star := next(stars, None)):
                post_id = world.new_id()
                put(stack, [world.post(post_id, star, post_id)])
        put(stack, [head | ({"pulled": {"SS": pulled}} if pulled else {})])
        rows.append({"pulled": count, **page(stack, reader)})
    return rows


def main() -> None:
    with laptop() as stack:
        world = World(record_on(stack))
        figures = {
            "by_posts": by_posts(stack, world),
            "by_follows": by_follows(stack, world),
            "by_pulled": by_pulled(stack, world),
        }
    results.write("growth", "make bench-growth", figures)


if __name__ == "__main__":
    main()
